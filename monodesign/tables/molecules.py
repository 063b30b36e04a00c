"""Read the molecules a user hands over in a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monodesign.errors import InvalidTable, UserError
from monodesign.tables.formats import PARQUET
from monodesign.tables.header import find_delimiter, name_format, rename_hint
from monodesign.tables.read import open_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


# Endings of files; no SMILES has them.
FILE_ENDINGS: Final = (".csv", ".tsv", ".txt", ".smi", ".xlsx", PARQUET)


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
    """Read a text file with one SMILES a line, or a CSV or Parquet file with a `smiles` column.

    In a text file a name may follow a SMILES after a blank; a table may have a column `name` (or `Name`).
    Blank lines of a text file are passed over, and so is a first line `smiles name`; an empty cell of a table
    stays an input, so that rows match. Of a table no more than these columns is kept in memory.

    Raises:
        UserError: The file cannot be read.
        InvalidTable: It is not UTF-8, or holds no SMILES.
    """
    if path.suffix == PARQUET:
        return _read_columns(path)
    try:
        with path.open(encoding="utf-8-sig") as stream:
            header = next((line for line in stream if line.strip()), "")
            columns = [name.strip().strip('"') for name in header.split(find_delimiter(header))]
            if "smiles" in columns:
                return _read_columns(path)
            text = header + stream.read()  # a pipe can be opened once only
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise InvalidTable(f"{path}: {_word_fault(error)}") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    if text.strip() and path.suffix.lower() == ".csv":
        raise InvalidTable(
            f"{path}: no column smiles; found {', '.join(columns)}{rename_hint(['smiles'], columns)}"
        )
    if not (molecules := _read_lines(text)):
        raise InvalidTable(f"{path}: empty; give one SMILES a line or a CSV with a smiles column")
    return molecules


def _read_lines(text: str) -> list[Molecule]:
    """Read one molecule a line, below a header that some programs write: `smiles name`."""
    lines = [line.strip().split(maxsplit=1) for line in text.splitlines() if line.strip()]
    if lines and lines[0][0].casefold() == "smiles":
        del lines[0]
    return [Molecule(*line) for line in lines]


def _word_fault(error: UnicodeDecodeError) -> str:
    if kind := name_format(error.object):
        return f"this is {kind}; save it as CSV in UTF-8"
    return f"byte {error.start} is not UTF-8; save the file as UTF-8"


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


def _read_columns(path: Path) -> list[Molecule]:
    molecules: list[Molecule] = []
    for table in open_table(path, numbers=()).parts():
        if "smiles" not in table:
            hint = rename_hint(["smiles"], table.columns)
            raise InvalidTable(f"{path}: no column smiles; found {', '.join(table.columns)}{hint}")
        spelled = (column for column in map(str, table) if column.casefold() == "name")
        called = "name" if "name" in table else next(spelled, "name")
        given = table.reindex(columns=["smiles", called]).astype(object)
        given = given.where(given.notna(), "").astype(str)
        pairs = zip(given["smiles"], given[called], strict=True)
        molecules += [Molecule(smiles, name.strip()) for smiles, name in pairs]
    if not molecules:
        raise InvalidTable(f"{path}: no rows below the header")
    return molecules
