"""Read a table in parts, and write one, whole or not at all, in memory that does not grow with its rows.

CSV, or Parquet through pyarrow: the reference implementation, kept by the Arrow project. It is an extra,
since its wheel is larger than monodesign with all its models, and only tables of a million rows need it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from monodesign.errors import InvalidTable, UserError
from monodesign.files import (
    append_csv,
    map_texts,
    opened_csv,
    read_csv,
    readable,
    replacing,
    require_csv,
    unquote_formula,
)
from monodesign.missing import plain_column

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from pyarrow import DataType, Table
    from pyarrow.parquet import FileMetaData

PARQUET: Final = ".parquet"
# Rows of a Parquet row group: enough for columns to compress well, some 50 MB in memory.
_ROWS_TOGETHER: Final = 50_000
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


def require_format(path: Path) -> None:
    """Check before the work that the format a file's name asks for can be read and written.

    Raises:
        UserError: It is neither CSV nor Parquet, or Parquet and pyarrow is not installed.
    """
    if path.suffix != PARQUET:
        require_csv(path)
        return
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise UserError(
            f"{path}: Parquet needs pyarrow; pip install 'monodesign[parquet]', or name a .csv file"
        ) from error


def write_stream(
    tables: Iterable[pd.DataFrame],
    path: Path,
    *,
    columns: Sequence[str],
    on_rows: Callable[[int], None] | None = None,
) -> int:
    """Write tables of the same columns below each other, and return the number of rows.

    A text that a spreadsheet would run as a formula is quoted in CSV as `files.write_csv` does; Parquet holds
    texts as they are.

    Args:
        tables: The tables.
        path: A name that ends in `.parquet`, or in `.csv` or nothing for CSV. The file appears when the last
            table is written.
        columns: Their columns, for a file without rows.
        on_rows: Called with the number of rows so far.

    Raises:
        UserError: The file cannot be written there or in that format, or Parquet lacks pyarrow.
        CannotWrite: The disk is full or failing.
    """
    require_format(path)
    write = _write_parquet if path.suffix == PARQUET else _write_csv
    n_rows = 0

    def count() -> Iterator[pd.DataFrame]:
        nonlocal n_rows
        for table in _or_empty(tables, columns):
            yield table
            n_rows += len(table)
            if on_rows is not None:
                on_rows(n_rows)

    with replacing(path) as partial:
        write(count(), partial)
    return n_rows


def _or_empty(tables: Iterable[pd.DataFrame], columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Yield the tables, or one without rows where there is none."""
    import pandas as pd

    table = None
    for table in tables:
        yield table
    if table is None:
        yield pd.DataFrame(columns=list(columns), dtype=str)


def _write_csv(tables: Iterable[pd.DataFrame], partial: Path) -> None:
    with partial.open("w", encoding="utf-8", newline="") as stream:
        for number, table in enumerate(tables):
            append_csv(table, stream, has_header=number == 0)


def _write_parquet(tables: Iterable[pd.DataFrame], partial: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    groups = _gather(tables)
    first = next(groups)
    schema = pa.Schema.from_pandas(first, preserve_index=False).remove_metadata()
    # Of a name that is no text in the locale's encoding, pyarrow could make no path.
    with partial.open("wb") as stream, ParquetWriter(stream, schema) as writer:
        writer.write_table(pa.Table.from_pandas(first, schema=schema, preserve_index=False))
        for group in groups:
            writer.write_table(pa.Table.from_pandas(group, schema=schema, preserve_index=False))


def _gather(tables: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Join tables until each has the rows of a group; the last may have fewer."""
    import pandas as pd

    waiting: list[pd.DataFrame] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= _ROWS_TOGETHER:
            yield pd.concat(waiting, ignore_index=True)
            waiting = []
    if waiting:
        yield pd.concat(waiting, ignore_index=True)
