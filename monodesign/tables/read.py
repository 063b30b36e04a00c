"""Tables and lists that users bring, read whole or in parts."""

from __future__ import annotations

import csv
import io
import re
import warnings
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from monodesign.errors import InvalidTable, UserError
from monodesign.tables.cells import map_texts, unquote_formula
from monodesign.tables.formats import PARQUET, require_format
from monodesign.tables.header import name_format, read_header
from monodesign.tables.missing import plain_column

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from pyarrow import DataType, Table
    from pyarrow.parquet import FileMetaData


# Columns of texts that may look like numbers.
_TEXTS: Final = (
    "monomer_id", "smiles", "name", "head", "bridge", "ligand", "ligand_2", "polymer_mol_ratio",
)  # fmt: skip

# All that pandas says of an interrupt while it read: before Python 3.12 one raised in C has no value yet.
_UNREAD: Final = "Calling read(nbytes) on source failed"

_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}

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
    import pandas as pd

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
    with readable(path), path.open(encoding="utf-8-sig", newline="") as file:
        # Of a pipe what was read once cannot be read again.
        stream = io.StringIO(file.read(), newline="") if path.is_fifo() else file
        with _prepared(stream, path, numbers=numbers) as options:
            yield stream, options


def parse_csv(text: str, *, where: Path) -> pd.DataFrame:
    """Return the table of a CSV that is in memory, exactly as `read_csv` would read it from its file.

    Args:
        text: What the file holds.
        where: The file, for messages.

    Raises:
        InvalidTable: As of `read_csv`.
    """
    import pandas as pd

    stream = io.StringIO(text, newline="")
    with readable(where), _prepared(stream, where) as options:
        return map_texts(pd.read_csv(stream, **options), unquote_formula)


@contextmanager
def _prepared(
    stream: IO[str], path: Path, *, numbers: Collection[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the options by which pandas reads a CSV, and say which of its rows are longer than its header."""
    import pandas as pd

    delimiter, header = read_header(stream, where=str(path))
    columns = [unquote_formula(name) for name in header]
    if not columns:
        raise pd.errors.EmptyDataError("it is empty")
    stream.seek(0)
    # Else pandas takes the first cells of longer rows for names of the rows.
    layout = {"sep": delimiter, "names": columns, "header": 0, "index_col": False}
    if len(columns) == 1:
        layout |= _keep_blank_cells(stream, delimiter)
    texts = _TEXTS if numbers is None else [name for name in columns if name not in numbers]
    cells = {"dtype": dict.fromkeys(texts, str), "keep_default_na": False, "na_values": [""]}
    with warnings.catch_warnings():
        warnings.simplefilter("error", pd.errors.ParserWarning)
        try:
            yield {**layout, **cells}
        except (pd.errors.ParserWarning, pd.errors.ParserError) as error:
            if not (longer := _find_longer_rows(stream, delimiter, len(columns))):
                raise
            raise InvalidTable(f"{path}: {longer}") from error


def _keep_blank_cells(stream: IO[str], delimiter: str) -> dict[str, int]:
    """Return options of pandas for one column: a blank line is a blank cell, unless it ends the file."""
    first, last = 0, 0
    try:
        for number, cells in enumerate(csv.reader(stream, delimiter=delimiter)):
            if cells and not cells[0].isspace():
                first, last = first or number + 1, number + 1
    except csv.Error:  # a cell too long for this reader, which pandas may take
        return {}
    finally:
        stream.seek(0)
    return {"skiprows": first - 1, "nrows": last - first, "skip_blank_lines": False}


def _find_longer_rows(stream: IO[str], delimiter: str, n_columns: int) -> str:
    """Say which rows of a table have cells beyond its columns; nothing if none has."""
    stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter)
    longer: list[str] = []
    before = 0
    with suppress(csv.Error):
        for cells in reader:
            if len(cells) > n_columns:
                longer.append(f"{before + 1} ({len(cells)})")
            before = reader.line_num
    if not longer:
        return ""
    more = f" and {len(longer) - MOST_LINES_SHOWN} more" if len(longer) > MOST_LINES_SHOWN else ""
    return (
        f"more cells than the header's {n_columns} in line {', '.join(longer[:MOST_LINES_SHOWN])}{more}; "
        f"quote cells that hold a {_SEPARATORS[delimiter]}, and clear what stands beyond the last column"
    )


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in one line what is wrong with a CSV that the block reads.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, or its lines do not agree on the number of fields.
    """
    import pandas as pd

    try:
        yield
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        if kind := name_format(error.object):
            raise InvalidTable(f"{path}: this is {kind}; save it as CSV in UTF-8") from error
        raise InvalidTable(
            f"{path}: {_find_undecodable(path)}bytes that are not UTF-8; save the table as CSV in UTF-8"
        ) from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        if _UNREAD in str(error):
            raise KeyboardInterrupt from error
        raise InvalidTable(f"{path}: not a readable UTF-8 CSV ({' '.join(str(error).split())})") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


def _find_undecodable(path: Path) -> str:
    """Return `line N holds `, the first with a byte that is not UTF-8; of what is no file just `holds `."""
    if path.is_file():
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return f"line {number} holds "
    return "holds "


# Rows read at a time: as many as are predicted at once.
_ROWS_READ: Final = 10_000

_NUMBERS: Final = "iuf"

_PLAIN: Final = "biu"

# What pandas calls the column of a Parquet file that holds an index without a name.
_UNNAMED_INDEX: Final = re.compile(r"__index_level_\d+__")


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
            return _parquet_parts(self.path)
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
        return StoredTable(path=path, n_rows=_count_parquet(path))
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
    import pandas as pd

    with (
        opened_csv(path, numbers=numbers) as (stream, options),
        pd.read_csv(stream, **{**options, "dtype": types or options["dtype"]}, chunksize=_ROWS_READ) as parts,
    ):
        part = None
        for part in parts:
            yield map_texts(part, unquote_formula)
        if part is None:
            yield pd.DataFrame(columns=options["names"])


def _count_parquet(path: Path) -> int:
    """Return the rows of a Parquet file.

    Raises:
        UserError: There is no such file, it cannot be opened, or pyarrow is not installed.
        InvalidTable: It is no Parquet.
    """
    require_format(path)
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    with readable(path):
        try:
            with path.open("rb") as stream, ParquetFile(stream) as file:
                return int(file.metadata.num_rows)
        except pa.ArrowInvalid as error:
            raise InvalidTable(f"{path}: not a readable Parquet file ({error})") from error


def _parquet_parts(path: Path) -> Iterator[pd.DataFrame]:
    """Yield a Parquet file's rows; a column has one type in every part, even where all cells are missing."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    with readable(path), path.open("rb") as stream, ParquetFile(stream) as file:
        whole = _list_full(file.metadata)
        part = None
        for part in file.iter_batches(batch_size=_ROWS_READ):
            yield _from_arrow(pa.Table.from_batches([part]), whole)
        if part is None:
            yield _from_arrow(file.schema_arrow.empty_table(), whole)


def _list_full(metadata: FileMetaData) -> set[str]:
    """Return the columns of a Parquet file that say they have no missing cell."""
    full = {metadata.schema.column(number).path for number in range(metadata.num_columns)}
    for group in map(metadata.row_group, range(metadata.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            statistics = column.statistics
            if statistics is None or not statistics.has_null_count or statistics.null_count:
                full.discard(column.path_in_schema)
    return full


def _from_arrow(part: Table, full: Collection[str]) -> pd.DataFrame:
    """Return an Arrow table, with the index that pandas may have made of a column as a column again.

    Args:
        part: Some rows of a file.
        full: The columns without a missing cell in the whole file, whose types are NumPy's.
    """
    import pyarrow as pa

    kinds = [
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in part.schema
    ]
    table = part.cast(pa.schema(kinds)).to_pandas(types_mapper=_pandas_type, ignore_metadata=True)
    table = table.drop(columns=[name for name in table.columns if _UNNAMED_INDEX.fullmatch(name)])
    whole = [name for name in table.columns if name in full and table[name].dtype.kind in _PLAIN]
    return table.assign(**{name: plain_column(table[name]) for name in whole})


def _pandas_type(kind: DataType) -> Any:  # noqa: ANN401  pandas' own types
    """Return the type of a column for an Arrow type; None for pandas' choice."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pd.StringDtype(na_value=float("nan"))
    return pd.ArrowDtype(kind)
