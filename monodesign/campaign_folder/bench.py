"""Measured conductivities of a campaign: an append-only table that several people can write to at once.

`bench.csv` is never rewritten. A wrong line stays and is withdrawn by a later one, so what was once written
down can always be read again.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from monodesign.campaign_folder.candidates import find_candidate
from monodesign.chem.comonomers import Comonomers
from monodesign.compute.locks import lock
from monodesign.errors import InvalidFormulation, InvalidTable, UserError
from monodesign.formulation.components import read_salt, read_solvents
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.gel import STUDY_GEL, Formulation
from monodesign.formulation.impedance import Impedance
from monodesign.safe_files import open_own
from monodesign.tables.cells import map_texts, quote_formula, unquote_formula
from monodesign.tables.columns import Column, names, require_columns
from monodesign.tables.header import find_delimiter
from monodesign.tables.missing import is_missing

FILE: Final = "bench.csv"
# No gel conducts more than the best liquid electrolytes (about 0.02 S/cm), and below this an impedance
# measurement sees its own cell; a number outside was written in another unit.
HIGHEST_S_CM: Final = 0.1
LOWEST_S_CM: Final = 1e-13
# σ given beside R, L and S is typed with two or three digits.
AGREEMENT: Final = 0.02
# Both are written to all digits; a spreadsheet may round them.
LOG10_AGREEMENT: Final = 0.01
MAX_NOTE: Final = 1000
# A record is written in milliseconds; a process that holds the table for longer stands still.
PATIENCE_S: Final = 30.0

RATIO: Final = "polymer_mol_ratio"
BENCH: Final = (
    Column("record_id", "number of the line, from 1"),
    Column("recorded_utc", "when it was written, ISO 8601"),
    Column("monomer_id", "short stable hash of the monomer's canonical SMILES"),
    Column("polymer", "canonical SMILES of the monomer, or A|B of a copolymer"),
    Column("polymer_mol_ratio", "moles of a copolymer's monomers, such as 1|1"),
    Column("w_polymer", "weight fraction of polymer"),
    Column("solvent", "mass ratio of the solvents"),
    Column("w_solvent", "weight fraction of solvent"),
    Column("salt", "name or SMILES of the salt"),
    Column("w_salt", "weight fraction of salt"),
    Column("temperature_c", "temperature, °C"),
    Column("sigma_s_cm", "ionic conductivity, S/cm"),
    Column("log10_sigma_s_cm", "its decadic logarithm"),
    Column("resistance_ohm", "bulk resistance from impedance; empty if σ was given"),
    Column("thickness_cm", "thickness of the film between the electrodes"),
    Column("area_cm2", "area of the electrodes"),
    Column("replicate", "number of the sample under these conditions, from 1"),
    Column(
        "withdraws",
        "record_id of the earlier record that this line withdraws; such a line holds no measurement",
    ),
    Column("note", "the note given with the measurement"),
)
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
_CONDITIONS: Final = (
    "polymer",
    RATIO,
    "w_polymer",
    "solvent",
    "w_solvent",
    "salt",
    "w_salt",
    "temperature_c",
)


def record(
    folder: Path,
    monomer: str,
    *,
    sigma_s_cm: float | None = None,
    impedance: Impedance | None = None,
    mol_ratio: str = "",
    gel: Formulation = STUDY_GEL,
    replicate: int = 1,
    note: str = "",
) -> dict[str, object]:
    """Append one measurement to bench.csv of a campaign.

    Args:
        folder: Folder of the campaign.
        monomer: SMILES, or a name or `monomer_id` of a candidate or of a named monomer. `A|B` for a
            copolymer.
        sigma_s_cm: Conductivity in S/cm. Give this or `impedance`.
        impedance: Resistance and size of the sample, from which σ is computed.
        mol_ratio: Mole ratio of a copolymer, such as `1|1`.
        gel: Solvents, salt and temperature of the sample.
        replicate: Number of the sample under the same conditions, from 1.
        note: A note of one line.

    Returns:
        The line as written, by column.

    Raises:
        UserError: The folder does not exist or cannot be written.
        UnknownName: The monomer is not a known name or a SMILES.
        InvalidTable: A value is not possible, or this replicate exists already; the message lists all faults.
        InvalidFormulation: The formulation is not valid.
    """
    candidate = find_candidate(folder, monomer, mol_ratio)
    values: dict[str, object] = {
        "monomer_id": candidate.candidate_id, "polymer": candidate.polymer,
        RATIO: candidate.mol_ratio or None, **asdict(gel), **(asdict(impedance) if impedance else {}),
        "replicate": replicate, "withdraws": None, "note": _one_line(note),
    }  # fmt: skip
    _check_formulation(gel, candidate)
    sigma = _conductivity(sigma_s_cm, impedance)
    if not isinstance(replicate, int) or replicate < 1:
        raise InvalidTable(f"replicate {replicate!r}: number the samples 1, 2, 3…")
    values |= {"sigma_s_cm": sigma, "log10_sigma_s_cm": math.log10(sigma)}
    with _appending(folder) as handle:
        present = _active(_parse(_content(handle)))
        _refuse_repeat(present, values)
        return _append(handle, values)


def withdraw(folder: Path, record_id: int, *, note: str) -> dict[str, object]:
    """Mark an earlier line as not valid; it stays in the file.

    Raises:
        UserError: The folder does not exist or cannot be written.
        InvalidTable: There is no such valid line, or no reason is given.
    """
    if not note.strip():
        raise InvalidTable(f"record {record_id}: give the reason for the withdrawal in the note")
    if folder.is_dir() and not (folder / FILE).exists():  # to open it would make an empty one
        raise InvalidTable(f"{folder / FILE}: no measurements yet, nothing to withdraw")
    with _appending(folder) as handle:
        valid = set(_active(_parse(_content(handle)))["record_id"])
        if record_id not in valid:
            known = ", ".join(map(str, sorted(valid))) or "none"
            raise InvalidTable(f"{folder / FILE}: no valid record {record_id}; valid records: {known}")
        return _append(handle, {"withdraws": record_id, "note": _one_line(note)})


def read_bench(folder: Path, *, withdrawn: Literal["drop", "keep"] = "drop") -> pd.DataFrame:
    """Read a campaign's measurements in the order in which they were written; none yet is an empty table.

    Args:
        folder: The campaign's folder.
        withdrawn: Whether lines that were withdrawn, and those that withdraw them, are left out.

    Raises:
        UserError: The file cannot be opened.
        InvalidTable: It was changed so that it cannot be read.
    """
    path = folder / FILE
    try:
        data = path.read_bytes() if path.exists() else b""
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    table = _parse(data, where=str(path))
    return _active(table) if withdrawn == "drop" else table


def _check_formulation(gel: Formulation, candidate: Comonomers) -> None:
    """Check names, fractions and temperature the way predictions do.

    Raises:
        InvalidFormulation: The formulation is not one.
    """
    table = gel.with_polymers([candidate.polymer], [candidate.mol_ratio])
    if fault := read_formulations(table).errors[0]:
        raise InvalidFormulation(fault)


def _conductivity(sigma_s_cm: float | None, impedance: Impedance | None) -> float:
    """Return σ as given or as L/(R·S).

    Raises:
        InvalidTable: Neither is given, they contradict each other, or the value is no gel's.
    """
    if impedance is None:
        if sigma_s_cm is None:
            raise InvalidTable("give σ in S/cm, or resistance (Ω), thickness (cm) and area (cm²) together")
        return _plausible(sigma_s_cm)
    computed = impedance.sigma_s_cm
    if sigma_s_cm is not None and abs(sigma_s_cm - computed) > AGREEMENT * abs(computed):
        raise InvalidTable(
            f"σ {sigma_s_cm:g} S/cm does not agree with L/(R·S) = {computed:.4g} S/cm; give one of them"
        )
    return _plausible(computed, hint="check that the thickness is in cm (not µm or mm) and the area in cm²")


def _plausible(sigma_s_cm: float, *, hint: str = "") -> float:
    if not math.isfinite(sigma_s_cm) or sigma_s_cm <= 0:
        raise InvalidTable(f"σ {sigma_s_cm!r} S/cm: must be a positive number")
    if not LOWEST_S_CM <= sigma_s_cm <= HIGHEST_S_CM:
        hint = hint or (
            "was it mS/cm?" if sigma_s_cm > HIGHEST_S_CM else ("check the unit (S/m?) and the number")
        )
        raise InvalidTable(f"σ {sigma_s_cm:g} S/cm is outside {LOWEST_S_CM:g}…{HIGHEST_S_CM:g} S/cm: {hint}")
    return float(sigma_s_cm)


def _one_line(text: str) -> str:
    """Return a note in one printable line of limited length."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(line) > MAX_NOTE:
        raise InvalidTable(f"note of {len(line)} characters; at most {MAX_NOTE}")
    return line


@contextmanager
def _appending(folder: Path) -> Iterator[int]:
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


def _content(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)


def _parse(data: bytes, *, where: str = FILE) -> pd.DataFrame:
    """Read the table's bytes; none yet is an empty table.

    Raises:
        InvalidTable: It is no UTF-8 table with the columns of `BENCH`, or lines were changed by hand.
    """
    if not data:
        return pd.DataFrame(columns=names(BENCH))
    header = data.partition(b"\n")[0].decode("utf-8", errors="replace")
    if find_delimiter(header) != ",":
        raise InvalidTable(
            f"{where}: columns separated by {find_delimiter(header)!r}, as saved by a spreadsheet; save "
            "it as CSV with commas and decimal points"
        )
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


def _find_changes(table: pd.DataFrame) -> list[str]:
    """Return what `record` and `withdraw` would not have written, by record."""
    numbers = table[[*_NUMBERS, "withdraws"]].apply(pd.to_numeric, errors="coerce")
    is_measured = table["withdraws"].isna()
    faults: list[str] = []
    for name in _NUMBERS:
        ids = table["record_id"][is_measured & ~np.isfinite(numbers[name])]
        faults += [f"record {number}: {name} is no number" for number in ids]
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


def _active(table: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that measure something and were not withdrawn."""
    withdrawn = set(table["withdraws"].dropna().astype(int))
    is_valid = table["withdraws"].isna() & ~table["record_id"].isin(withdrawn)
    return table[is_valid].reset_index(drop=True)


def _refuse_repeat(present: pd.DataFrame, values: dict[str, object]) -> None:
    """Refuse a sample that is in the table already.

    Raises:
        InvalidTable: It is.
    """
    same = present
    for column in (*_CONDITIONS, "replicate"):
        wanted = _identify(column, values[column])
        same = same.loc[[_identify(column, value) == wanted for value in same[column]]]
    if len(same):
        earlier = same.iloc[0]
        raise InvalidTable(
            f"replicate {values['replicate']} of {values['monomer_id']} under these conditions is record "
            f"{earlier['record_id']} ({earlier['sigma_s_cm']:g} S/cm); number the new sample "
            f"{int(same['replicate'].max()) + 1}, or withdraw that record first"
        )


def _identify(column: str, value: object) -> object:
    """Return what two spellings of one condition share; `None` of one that is not there."""
    if is_missing(value) or value == "":
        return None
    if column == "solvent":
        return read_solvents(str(value)).composition
    return read_salt(str(value)).name if column == "salt" else value


def _read_header(content: bytes, values: dict[str, object]) -> list[str]:
    """Return the columns that a line to be added has: those of the file, if it was begun already.

    Raises:
        InvalidTable: The file was begun by an earlier version and has no column for a copolymer's ratio.
    """
    if not content:
        return names(BENCH)
    header = next(csv.reader([content.decode("utf-8-sig").split("\n", 1)[0]]))
    if values.get(RATIO) and RATIO not in header:
        raise InvalidTable(
            f"{FILE}: written by an earlier version without the column {RATIO}; add that column by hand"
        )
    return header


def _append(handle: int, values: dict[str, object]) -> dict[str, object]:
    """Write one line at the end and force it to disk; one that does not fit there leaves no trace."""
    size = os.fstat(handle).st_size
    content = _content(handle)
    line = {column: values.get(column) for column in _read_header(content, values)}
    line["record_id"] = len(_parse(content)) + 1
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
