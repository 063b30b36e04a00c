"""Parquet files in parts, through pyarrow: an extra, since its wheel is larger than all the rest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from monodesign.errors import InvalidTable
from monodesign.tables.formats import require_format
from monodesign.tables.header import name_columns
from monodesign.tables.missing import plain_column
from monodesign.tables.text import readable

if TYPE_CHECKING:
    from pyarrow import DataType, Table
    from pyarrow.parquet import FileMetaData

# Types that NumPy has too, where no cell is missing: booleans and integers.
_PLAIN: Final = "biu"
# What pandas calls the column of a Parquet file that holds an index without a name.
_UNNAMED_INDEX: Final = re.compile(r"__index_level_\d+__")


def count_parquet(path: Path) -> int:
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
                name_columns(file.schema_arrow.names, where=str(path))
                for field in file.schema_arrow:
                    if pa.types.is_nested(field.type) or pa.types.is_binary(field.type):
                        raise InvalidTable(
                            f"{path}: column {field.name} holds {field.type}; give one text or number per "
                            "cell"
                        )
                return int(file.metadata.num_rows)
        except pa.ArrowInvalid as error:
            raise InvalidTable(f"{path}: not a readable Parquet file ({error})") from error


def parquet_parts(path: Path, *, n_rows: int) -> Iterator[pd.DataFrame]:
    """Yield a Parquet file's rows, `n_rows` at a time.

    A column has one type in every part, even where all its cells are missing.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    with readable(path), path.open("rb") as stream, ParquetFile(stream) as file:
        whole = _list_full(file.metadata)
        part = None
        for part in file.iter_batches(batch_size=n_rows):
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
    import pyarrow as pa

    if pa.types.is_floating(kind):
        return None
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pd.StringDtype(na_value=float("nan"))
    return pd.ArrowDtype(kind)
