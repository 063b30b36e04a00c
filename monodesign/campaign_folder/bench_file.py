"""The file bench.csv: read with its checks, held against other writers, and only ever appended to."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from monodesign.chem.comonomers import read_comonomers
from monodesign.compute.locks import lock
from monodesign.errors import InvalidFormulation, InvalidSmiles, InvalidTable, UserError
from monodesign.safe_files import open_own
from monodesign.tables.cells import map_texts, quote_formula, unquote_formula
from monodesign.tables.columns import BENCH, names, require_columns
from monodesign.tables.header import find_delimiter, is_separator_line, name_format
from monodesign.tables.missing import is_missing

FILE: Final = "bench.csv"
# Both are written to all digits; a spreadsheet may round them.
LOG10_AGREEMENT: Final = 0.01
# A record is written in milliseconds; a process that holds the table for longer stands still.
PATIENCE_S: Final = 30.0
RATIO: Final = "polymer_mol_ratio"
_IDENTITY: Final = ("monomer_id", "polymer")
_TEXTS: Final = ("recorded_utc", "monomer_id", "polymer", RATIO, "solvent", "salt", "note")
# What every line that measures something holds.
_NUMBERS: Final = (
    "w_polymer",
    "w_solvent",
    "w_salt",
    "temperature_c",
    "sigma_s_cm",
    "log10_sigma_s_cm",
    "replicate",
)


def read_bench(folder: Path, *, withdrawn: Literal["drop", "keep"] = "drop") -> pd.DataFrame:
    """Read a campaign's measurements in the order in which they were written; none yet is an empty table.

    Args:
        folder: The campaign's folder.
        withdrawn: Whether lines that were withdrawn, and those that withdraw them, are left out.

    Raises:
        UserError: The file cannot be opened.
        InvalidTable: It was changed so that it cannot be read.
    """
    table = parse_lines(read_bytes(folder), where=str(folder / FILE))
    return active_lines(table) if withdrawn == "drop" else table


def read_bytes(folder: Path) -> bytes:
    """Return the file as it lies in a campaign's folder; nothing where there is none.

    Raises:
        UserError: It cannot be opened.
    """
    path = folder / FILE
    if path.exists() and not path.is_file():
        raise UserError(f"{path}: not a regular file; put the table of measurements back in its place")
    try:
        return path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


@contextmanager
def appending(folder: Path) -> Iterator[int]:
    """Open the table for appending and hold it against other writers, waiting for them.

    Raises:
        CampaignLocked: Another process holds the table and does not let go; the message says which.
        UserError: The folder does not exist or cannot be written, the table is a link, or its file system has
            no locks.
    """
    path = folder / FILE
    if not folder.is_dir():
        raise UserError(f"{folder}: no such folder")
    handle = open_own(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
    try:
        lock(handle, path, patience_s=PATIENCE_S)
        yield handle
    finally:
        os.close(handle)


def content_of(handle: int) -> bytes:
    """Return all that an open table holds."""
    return os.pread(handle, os.fstat(handle).st_size, 0)


def parse_lines(data: bytes, *, where: str = FILE) -> pd.DataFrame:
    """Read the table's bytes; none yet is an empty table.

    Raises:
        InvalidTable: It is no UTF-8 table with the columns of `BENCH`, or lines were changed by hand.
    """
    if not data:
        return pd.DataFrame(columns=names(BENCH))
    _require_layout(data, where=where)
    try:
        # Notes and names that look like numbers stay text.
        table = pd.read_csv(
            io.StringIO(data.decode("utf-8-sig")),
            keep_default_na=False,
            na_values=[""],
            dtype=dict.fromkeys(_TEXTS, str),
        )
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise InvalidTable(f"{where}: not a readable table ({' '.join(str(error).split())})") from error
    table = map_texts(table, unquote_formula)
    require_columns(table, tuple(name for name in names(BENCH) if name != RATIO), where=where)
    if RATIO not in table:  # begun before copolymers could be recorded
        table.insert(names(BENCH).index(RATIO), RATIO, pd.Series(index=table.index, dtype=object))
    ids = list(table["record_id"])
    if ids != list(range(1, len(ids) + 1)):
        raise InvalidTable(
            f"{where}: record_id must count 1, 2, 3…; restore the lines that were changed by hand"
        )
    if faults := _find_changes(table):
        raise InvalidTable(f"{where}: {'; '.join(faults)}; restore the lines that were changed by hand")
    return table


def _require_layout(data: bytes, *, where: str) -> None:
    """Check that a table is laid out as it was begun.

    Raises:
        InvalidTable: A spreadsheet saved it in another format, or with another separator.
    """
    if kind := name_format(data):
        raise InvalidTable(f"{where}: this is {kind}; save it as CSV in UTF-8")
    header = _first_line(data)
    if is_separator_line(header):
        raise InvalidTable(f"{where}: line 1 is {header!r}, which only Excel reads; delete that line")
    if find_delimiter(header) != ",":
        raise InvalidTable(
            f"{where}: columns separated by {find_delimiter(header)!r}, as saved by a spreadsheet; save "
            "it as CSV with commas and decimal points"
        )


def _first_line(data: bytes) -> str:
    """Return the header, whichever line ends a table has."""
    return next(iter(data.decode("utf-8-sig", errors="replace").splitlines()), "")


def _find_changes(table: pd.DataFrame) -> list[str]:
    """Return what `record` and `withdraw` would not have written, by record."""
    numbers = table[[*_NUMBERS, "withdraws"]].apply(pd.to_numeric, errors="coerce")
    is_measured = table["withdraws"].isna()
    faults: list[str] = []
    for name in _NUMBERS:
        ids = table["record_id"][is_measured & ~np.isfinite(numbers[name])]
        faults += [f"record {number}: {name} must be a number" for number in ids]
    for name in _IDENTITY:
        ids = table["record_id"][is_measured & table[name].isna()]
        faults += [f"record {number}: {name} is empty" for number in ids]
    faults += _find_identity_faults(table[is_measured].dropna(subset=list(_IDENTITY)))
    for number in table["record_id"][~is_measured & numbers["withdraws"].isna()]:
        faults.append(f"record {number}: withdraws must be a number")
    measured = set(table["record_id"][is_measured])
    for number, target in zip(table["record_id"], numbers["withdraws"], strict=True):
        if not is_missing(target) and not (target in measured and target < number):
            faults.append(f"record {number}: withdraws {target:g}, which is not an earlier record")
    with np.errstate(divide="ignore", invalid="ignore"):
        difference = np.abs(np.log10(numbers["sigma_s_cm"]) - numbers["log10_sigma_s_cm"])
    ids = table["record_id"][is_measured & (difference > LOG10_AGREEMENT)]
    return faults + [f"record {number}: sigma_s_cm and log10_sigma_s_cm differ" for number in ids]


def _find_identity_faults(measured: pd.DataFrame) -> list[str]:
    """Return where polymer and ratio cannot be read, or the id is another candidate's."""
    faults: list[str] = []
    for row in measured[["record_id", *_IDENTITY, RATIO]].itertuples(index=False):
        number, identifier, polymer, ratio = row
        try:
            expected = _candidate_id(polymer, "" if is_missing(ratio) else ratio)
        except InvalidSmiles:
            faults.append(f"record {number}: polymer {polymer[:40]!r} cannot be read")
        except InvalidFormulation as error:
            faults.append(f"record {number}: {error}")
        else:
            if identifier != expected:
                faults.append(
                    f"record {number}: monomer_id {identifier[:20]!r} is not that of its polymer, {expected}"
                )
    return faults


@lru_cache(maxsize=10_000)
def _candidate_id(polymer: str, ratio: str) -> str:
    return read_comonomers(polymer, ratio).candidate_id


def active_lines(table: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that measure something and were not withdrawn."""
    withdrawn = set(table["withdraws"].dropna().astype(int))
    is_valid = table["withdraws"].isna() & ~table["record_id"].isin(withdrawn)
    return table[is_valid].reset_index(drop=True)


def _read_header(content: bytes, values: dict[str, object]) -> list[str]:
    """Return the columns that a line to be added has: those of the file, if it was begun already.

    Raises:
        InvalidTable: The file was begun by an earlier version and has no column for a copolymer's ratio.
    """
    if not content:
        return names(BENCH)
    header = next(csv.reader([_first_line(content)]))
    if values.get(RATIO) and RATIO not in header:
        raise InvalidTable(
            f"{FILE}: written by an earlier version without the column {RATIO}; add that column by hand"
        )
    return header


def append_line(handle: int, values: dict[str, object]) -> dict[str, object]:
    """Write one line at the end and force it to disk; one that does not fit there leaves no trace."""
    size = os.fstat(handle).st_size
    content = content_of(handle)
    line = {column: values.get(column) for column in _read_header(content, values)}
    line["record_id"] = len(parse_lines(content)) + 1
    line["recorded_utc"] = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    if size == 0:
        writer.writerow(names(BENCH))
    cells = ("" if value is None else value for value in line.values())
    writer.writerow([quote_formula(cell) if isinstance(cell, str) else cell for cell in cells])
    # An editor may have taken the end of the last line away.
    start = "\n" if content and not content.endswith(b"\n") else ""
    data = (start + stream.getvalue()).encode()
    try:
        written = os.write(handle, data)
        os.fsync(handle)
    except OSError as error:
        os.ftruncate(handle, size)
        raise UserError(f"{FILE}: cannot be written ({error.strerror})") from error
    if written != len(data):
        os.ftruncate(handle, size)
        raise UserError(f"{FILE}: only part of the line was written; check for a full disk")
    return line
