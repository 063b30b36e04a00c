"""Make every missing cell of a table NaN; a user's table may have None, pd.NA or NaT.

A comparison with `pd.NA` is neither true nor false, and `if` then raises an error. So every stage that reads
a table from outside does this first.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table in NumPy's types whose missing cells are NaN; the table itself is not changed.

    Nullable, Arrow and categorical columns become floats, integers, booleans or objects. Integers and
    booleans with gaps are objects, since a float has no room for the digits of a long integer.
    """
    changed = table.copy(deep=False)
    for place, dtype in enumerate(table.dtypes):
        if not isinstance(dtype, np.dtype) or dtype.kind == "O":
            changed.isetitem(place, plain_column(table.iloc[:, place]).array)
    return changed.copy()  # in few blocks again: pandas warns of a frame of a hundred


def plain_column(column: pd.Series) -> pd.Series:
    """Return one column as `plain` does."""
    is_missing = column.isna()
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind in {"floating", "mixed-integer-float", "decimal"}:
        return pd.Series(column.to_numpy(dtype=float, na_value=np.nan), index=column.index, name=column.name)
    objects = column.astype(object).where(~is_missing, np.nan)
    if kind in {"integer", "boolean"} and not is_missing.any():
        return objects.astype(int if kind == "integer" else bool)
    return objects


def is_true(column: pd.Series) -> NDArray[np.bool_]:
    """Say where a column of flags is true; a missing flag is not."""
    return np.array([value == True for value in plain_column(column)], dtype=bool)  # noqa: E712  1.0 is one too


def is_missing(value: Any) -> bool:  # noqa: ANN401  a cell may hold anything
    """Say whether one cell is None, pd.NA, NaT or NaN.

    >>> is_missing(None), is_missing(float("nan")), is_missing("")
    (True, True, False)
    """
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def texts(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column's cells as stripped text; empty for a missing cell, and for a missing column."""
    if column not in table.columns:
        return [""] * len(table)
    cells = table[column]
    pairs = zip(cells.astype(object), cells.isna(), strict=True)
    return ["" if is_gap else str(cell).strip() for cell, is_gap in pairs]


def text_of(value: Any) -> str:  # noqa: ANN401  as above
    """Return a cell as text, stripped; nothing where it is missing.

    >>> text_of(float("nan")), text_of(" DOA ")
    ('', 'DOA')
    """
    return "" if is_missing(value) else str(value).strip()
