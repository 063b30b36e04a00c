"""Write a table that comes in parts, whole or not at all, in memory that does not grow with its rows.

CSV, or Parquet through pyarrow: the reference implementation, kept by the Arrow project. It is an extra,
since its wheel is larger than monodesign with all its models, and only tables of a million rows need it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from monodesign.errors import UserError
from monodesign.files import append_csv, replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

PARQUET: Final = ".parquet"
# Rows of a Parquet row group: enough for columns to compress well, some 50 MB in memory.
_ROWS_TOGETHER: Final = 50_000


def require_writable(path: Path) -> None:
    """Check before the work that the format a file's name asks for can be written.

    Raises:
        UserError: It is Parquet, and pyarrow is not installed.
    """
    if path.suffix != PARQUET:
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
        path: A name that ends in `.parquet`, else CSV. The file appears when the last table is written.
        columns: Their columns, for a file without rows.
        on_rows: Called with the number of rows so far.

    Raises:
        UserError: The file cannot be written there, or Parquet lacks pyarrow.
        CannotWrite: The disk is full or failing.
    """
    require_writable(path)
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
    with ParquetWriter(partial, schema) as writer:
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
