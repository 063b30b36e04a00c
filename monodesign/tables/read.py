"""Tables and lists that users bring, read whole or in parts."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.tables.cells import map_texts, unquote_formula
from monodesign.tables.formats import PARQUET
from monodesign.tables.header import TITLE_HINT, Layout, read_layout
from monodesign.tables.parquet import count_parquet, parquet_parts
from monodesign.tables.text import open_text, readable

# Columns of texts that may look like numbers.
_TEXTS: Final = (
    "monomer_id", "smiles", "name", "head", "bridge", "ligand", "ligand_2", "polymer_mol_ratio",
)  # fmt: skip

_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

MOST_LINES_SHOWN: Final = 20


def read_csv(path: Path, *, numbers: Collection[str] | None = None) -> pd.DataFrame:
    """Read a UTF-8 CSV with a header; names and SMILES stay text.

    Args:
        path: The file.
        numbers: The columns that may hold numbers, where all others are kept as they are written. Without it
            only columns known to hold texts are.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, names a column twice, or its lines do not agree on the number of
            fields.
    """
    with opened_csv(path, numbers=numbers) as (stream, options):
        return map_texts(pd.read_csv(stream, **options), unquote_formula)


@contextmanager
def opened_csv(
    path: Path, *, numbers: Collection[str] | None = None
) -> Iterator[tuple[IO[str], dict[str, Any]]]:
    """Open a UTF-8 CSV with a header, and yield it with the options by which pandas reads it.

    Args:
        path: The file.
        numbers: As `read_csv` takes them.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, names a column twice, or its lines do not agree on the number of
            fields.
    """
    with open_text(path) as stream, _prepared(stream, path, numbers=numbers) as options:
        yield stream, options


def parse_csv(text: str, *, where: Path) -> pd.DataFrame:
    """Return the table of a CSV that is in memory, exactly as `read_csv` would read it from its file.

    Args:
        text: What the file holds.
        where: The file, for messages.

    Raises:
        InvalidTable: As of `read_csv`.
    """
    stream = io.StringIO(text, newline="")
    with readable(where), _prepared(stream, where) as options:
        return map_texts(pd.read_csv(stream, **options), unquote_formula)


@contextmanager
def _prepared(
    stream: IO[str], path: Path, *, numbers: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the options by which pandas reads a CSV, and say which of its rows are longer than its header."""
    layout = read_layout(stream, where=str(path))
    columns = [unquote_formula(name) for name in layout.columns]
    if not columns:
        raise pd.errors.EmptyDataError("it is empty")
    # Else pandas takes the first cells of longer rows for names of the rows.
    options: dict[str, Any] = {"sep": layout.delimiter, "names": columns, "header": 0, "index_col": False}
    if len(columns) == 1:
        options |= _keep_blank_cells(stream, layout)
    texts = _TEXTS if numbers is None else [name for name in columns if name not in numbers]
    options |= {"dtype": dict.fromkeys(texts, str), "keep_default_na": False, "na_values": [""]}
    stream.seek(layout.start)
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            yield options
        except (pd.errors.ParserWarning, pd.errors.ParserError) as error:
            if not (longer := _find_longer_rows(stream, layout)):
                raise
            raise InvalidTable(f"{path}: {longer}") from error


def _keep_blank_cells(stream: IO[str], layout: Layout) -> dict[str, int | bool]:
    """Return options of pandas for one column: a blank line is a blank cell, unless it ends the file."""
    first, last = 0, 0
    stream.seek(layout.start)
    try:
        for number, cells in enumerate(csv.reader(stream, delimiter=layout.delimiter)):
            if cells and not cells[0].isspace():
                first, last = first or number + 1, number + 1
    except csv.Error:  # a cell too long for this reader, which pandas may take
        return {}
    return {"skiprows": first - 1, "nrows": last - first, "skip_blank_lines": False}


def _find_longer_rows(stream: IO[str], layout: Layout) -> str:
    """Say which rows of a table have cells beyond its columns; nothing if none has."""
    n_columns = len(layout.columns)
    stream.seek(layout.start)
    reader = csv.reader(stream, delimiter=layout.delimiter)
    longer: list[str] = []
    before = layout.line - 1
    with suppress(csv.Error):
        for cells in reader:
            if len(cells) > n_columns:
                longer.append(f"{before + 1} ({len(cells)})")
            before = layout.line - 1 + reader.line_num
    if not longer:
        return ""
    if n_columns == 1 and len(longer) > 1:
        return f"line {layout.line} has one cell: {TITLE_HINT}"
    more = f" and {len(longer) - MOST_LINES_SHOWN} more" if len(longer) > MOST_LINES_SHOWN else ""
    separator = _SEPARATORS[layout.delimiter]
    return (
        f"more cells than the header's {n_columns} in line {', '.join(longer[:MOST_LINES_SHOWN])}{more}; "
        f"quote cells that hold a {separator}, and clear what stands beyond the last column"
    )


# Rows read at a time: as many as are predicted at once.
_ROWS_READ: Final = 10_000

_NUMBERS: Final = "iuf"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTable:
    """A table in a file, to be read in parts.

    Attributes:
        path: A Parquet file if it ends in `.parquet`, else a CSV.
        n_rows: Its rows.
        types: For a CSV the type of each column, the same in all parts as if it were read at once.
        whole: All of it where it came through a pipe, which can be read once only.
    """

    path: Path
    n_rows: int
    types: Mapping[str, Any] = field(default_factory=dict)
    whole: pd.DataFrame | None = None

    def parts(self) -> Iterator[pd.DataFrame]:
        """Yield the rows in order, some at a time; of a table without rows its columns.

        Raises:
            UserError: The file can no longer be read.
        """
        if self.whole is not None:
            return iter([self.whole])
        if self.path.suffix == PARQUET:
            return parquet_parts(self.path, n_rows=_ROWS_READ)
        return _csv_parts(self.path, types=self.types)


def open_table(path: Path, *, numbers: Collection[str] | None = None) -> StoredTable:
    """Look through a CSV or Parquet file that may be larger than the memory.

    Args:
        path: The file.
        numbers: Of a CSV, as `files.read_csv` takes them; a Parquet file says itself what is text.

    Raises:
        UserError: There is no such file, it cannot be opened, or Parquet lacks pyarrow.
        InvalidTable: It is no such table.
    """
    if path.suffix == PARQUET:
        return StoredTable(path=path, n_rows=count_parquet(path))
    if path.is_fifo():
        whole = read_csv(path, numbers=numbers)
        return StoredTable(path=path, n_rows=len(whole), whole=whole)
    n_rows = 0
    types: dict[str, Any] = {}
    for part in _csv_parts(path, numbers=numbers):
        n_rows += len(part)
        types = {
            name: part[name].dtype if name not in types else _joined(types[name], part[name].dtype)
            for name in part.columns
        }
    return StoredTable(path=path, n_rows=n_rows, types=types)


def _joined(one: Any, other: Any) -> Any:  # noqa: ANN401  NumPy's types and pandas' own
    """Return the type of a column of which one part has one type and the next another."""
    if one == other:
        return one
    return float if one.kind in _NUMBERS and other.kind in _NUMBERS else str


def _csv_parts(
    path: Path, *, numbers: Collection[str] | None = None, types: Mapping[str, Any] | None = None
) -> Iterator[pd.DataFrame]:
    """Yield a CSV's rows with the types that are given, or those that each part of them seems to have."""
    with (
        opened_csv(path, numbers=numbers) as (stream, options),
        pd.read_csv(stream, **{**options, "dtype": types or options["dtype"]}, chunksize=_ROWS_READ) as parts,
    ):
        part = None
        for part in parts:
            yield map_texts(part, unquote_formula)
        if part is None:
            yield pd.DataFrame(columns=options["names"])
