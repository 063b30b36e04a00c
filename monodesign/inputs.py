"""Read the SMILES a user hands over in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monodesign.errors import InvalidTable, UserError
from monodesign.layout import find_delimiter
from monodesign.streams import PARQUET, open_table

if TYPE_CHECKING:
    from pathlib import Path


def read_smiles(path: Path) -> list[str]:
    """Read a text file with one SMILES a line, or a CSV or Parquet file with a `smiles` column.

    Blank lines of a text file are passed over; an empty cell of a table stays an input, so that rows match.
    Of a table no more than the SMILES is kept in memory.

    Raises:
        UserError: The file cannot be read.
        InvalidTable: It is not UTF-8, or holds no SMILES.
    """
    if path.suffix == PARQUET:
        return _read_column(path)
    try:
        with path.open(encoding="utf-8-sig") as stream:
            header = next((line for line in stream if line.strip()), "")
            columns = [name.strip() for name in header.split(find_delimiter(header))]
            if "smiles" in columns:
                return _read_column(path)
            text = header + stream.read()  # a pipe can be opened once only
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        raise InvalidTable(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise InvalidTable(f"{path}: empty; give one SMILES a line or a CSV with a smiles column")
    if path.suffix.lower() == ".csv":
        raise InvalidTable(f"{path}: no column smiles; found {', '.join(columns)}")
    return lines


def _read_column(path: Path) -> list[str]:
    smiles: list[str] = []
    for table in open_table(path).parts():
        if "smiles" not in table:
            raise InvalidTable(f"{path}: no column smiles; found {', '.join(table.columns)}")
        smiles += ["" if value != value else str(value) for value in table["smiles"]]  # noqa: PLR0124  # NaN differs from itself
    if not smiles:
        raise InvalidTable(f"{path}: no rows below the header")
    return smiles
