"""Read the molecules a user hands over in a file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.tables.cells import plain_text
from monodesign.tables.formats import PARQUET
from monodesign.tables.header import (
    find_delimiter,
    is_separator_line,
    list_found,
    read_layout,
    rename_hint,
)
from monodesign.tables.missing import texts
from monodesign.tables.racemates import read_racemate
from monodesign.tables.read import open_table
from monodesign.tables.structure_file import ENDINGS, is_structure_file, read_structures
from monodesign.tables.text import open_text

# What CXSMILES has between a SMILES and its name.
_EXTENSION: Final = re.compile(r"^\|[^|]*\|\s*")
_BEHIND: Final = re.compile(r"\S\s+\|[^|]*\|\s*$")
# Endings of files; no SMILES has them.
FILE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".smi", ".xlsx", PARQUET, *ENDINGS)


@dataclass(frozen=True, slots=True)
class Molecule:
    """A molecule as its user wrote it.

    Attributes:
        smiles: SMILES, not yet read.
        name: What the user calls it; empty without a name.
    """

    smiles: str
    name: str = ""


def read_smiles(path: Path) -> list[str]:
    """Return the SMILES of `read_molecules`."""
    return [molecule.smiles for molecule in read_molecules(path)]


def read_molecules(path: Path) -> list[Molecule]:
    """Read a text file with one SMILES a line, a MOL or SD file, or a table with a column `smiles`.

    In a text file a name may follow a SMILES after a blank; a table may have a column `name` (or `Name`).
    Blank lines of a text file are passed over, and so is a first line `smiles name`; an empty cell of a table
    stays an input, so that rows match. Of a table no more than these columns is kept in memory.

    Raises:
        UserError: The file cannot be read.
        InvalidTable: It is not UTF-8, or holds no SMILES.
    """
    if path.suffix == PARQUET:
        return _read_columns(open_table(path).parts(), path)
    with open_text(path) as stream:
        header = next((line for line in stream if line.strip()), "")
        columns = [name.strip().strip('"') for name in header.split(find_delimiter(header))]
        stream.seek(0)
        if "smiles" in columns or is_separator_line(header):
            if path.is_fifo():  # which can be opened once only
                return _read_columns([_read_stream(stream, path)], path)
            return _read_columns(open_table(path, numbers=()).parts(), path)
        text = stream.read()
    if is_structure_file(text):
        return [Molecule(smiles, name) for smiles, name in read_structures(text)]
    is_table = path.suffix.lower() == ".csv" or "smiles" in [name.casefold() for name in columns[1:]]
    if text.strip() and is_table:
        raise InvalidTable(f"{path}: no column smiles; {list_found(columns)}{_hint_smiles(columns)}")
    if not (molecules := _read_lines(text)):
        raise InvalidTable(f"{path}: empty; give one SMILES per line, or a CSV with a column smiles")
    return molecules


def _hint_smiles(columns: Sequence[str]) -> str:
    """Return what to say where no column is called smiles: which one seems to hold them."""
    if hint := rename_hint(["smiles"], columns):
        return hint
    found = [name for name in columns if "smiles" in name.casefold() and "psmiles" not in name.casefold()]
    return f"; rename {found[0]} to smiles" if len(found) == 1 else ""


def _read_stream(stream: IO[str], path: Path) -> pd.DataFrame:
    layout = read_layout(stream, where=str(path))
    stream.seek(layout.start)
    return pd.DataFrame(csv.DictReader(stream, delimiter=layout.delimiter))


def _read_lines(text: str) -> list[Molecule]:
    """Read one molecule a line, below a header that some programs write: `smiles name`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and lines[0].split()[0].casefold() == "smiles":
        del lines[0]
    return list(map(_read_line, lines))


def read_argument(text: str) -> Molecule:
    """Read what is typed in place of a SMILES: a name may hold blanks, an extension of CXSMILES follows one.

    >>> read_argument("C[C@H](O)CC |&1:1|").smiles, read_argument("ethylene carbonate").smiles
    ('CC(O)CC', 'ethylene carbonate')
    """
    return _read_line(text.strip()) if _BEHIND.search(text) else Molecule(text)


def _read_line(line: str) -> Molecule:
    """Read a SMILES, the CXSMILES extension that may follow it between bars, and a name."""
    smiles, *rest = line.split(maxsplit=1)
    behind = rest[0] if rest else ""
    extension = _EXTENSION.match(behind)
    name = behind[extension.end() :] if extension else behind
    return Molecule(read_racemate(plain_text(smiles), extension[0] if extension else ""), name)


def keep_names(table: pd.DataFrame, molecules: Sequence[Molecule]) -> pd.DataFrame:
    """Return a table, of which each row is about one molecule, with the names that the user gave."""
    if not any(molecule.name for molecule in molecules):
        return table
    place = list(table.columns).index("smiles") + 1
    known = table["name"] if "name" in table else [""] * len(table)
    names = [molecule.name or other for molecule, other in zip(molecules, known, strict=True)]
    named = table.drop(columns="name", errors="ignore")
    named.insert(place, "name", names)
    return named


def _read_columns(parts: Iterable[pd.DataFrame], path: Path) -> list[Molecule]:
    molecules: list[Molecule] = []
    for table in parts:
        if "smiles" not in table:
            hint = _hint_smiles(list(table.columns))
            raise InvalidTable(f"{path}: no column smiles; {list_found(table.columns)}{hint}")
        spelled = (column for column in map(str, table) if column.casefold() == "name")
        called = "name" if "name" in table else next(spelled, "name")
        for cell, name in zip(texts(table, "smiles"), texts(table, called), strict=True):
            one = _read_line(cell) if cell else Molecule("")
            molecules.append(Molecule(one.smiles if one.name == "" else cell, name))
    if not molecules:
        raise InvalidTable(f"{path}: no rows below the header")
    return molecules
