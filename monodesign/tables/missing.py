"""Make every missing cell of a table NaN; a user's table may have None, pd.NA or NaT.

A comparison with `pd.NA` is neither true nor false, and `if` then raises an error. So every stage that reads
a table from outside does this first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.tables.cells import plain_text

# What people write where there is no number, by its letters: not determined, available, applicable or
# measured, below the limit of detection or quantification.
_WORDS: Final = frozenset(
    {"nd", "na", "nm", "none", "lod", "loq", "bdl", "bql", "blod", "tbd", "unknown"}
    | {"notdetermined", "notmeasured", "notavailable", "notapplicable", "notdetected"}
)


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


@lru_cache(maxsize=100_000)
def says_nothing(text: str) -> bool:
    """Say whether a cell is empty or says that there is no value; `<1e-9` and `0` are values.

    >>> [says_nothing(text) for text in ("n.d.", "N/A", "–", "<LOD", " ", "0", "<1e-9", "PEO")]
    [True, True, True, True, True, False, False, False]
    """
    word = plain_text(text).casefold()
    letters = "".join(filter(str.isalnum, word))
    return letters in _WORDS or not word.strip(" -./?")


def given_texts(table: pd.DataFrame, column: str) -> list[str]:
    """Return a column's cells as `texts` does, empty where they say that there is no value."""
    return ["" if says_nothing(cell) else cell for cell in texts(table, column)]
