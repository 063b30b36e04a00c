"""Cells of a table in which a spreadsheet finds no formula to run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = frozenset("=+-@\t\r")

_SIGNED_NUMBER: Final = re.compile(r"[+-][\d.,]+([eE][+-]?\d+)?")


def map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Return the table with every text changed and everything else as it is."""
    import pandas as pd

    changed = table.copy()
    for name in (name for name in table.columns if table[name].dtype.kind in "OU"):
        values = [change(value) if isinstance(value, str) else value for value in table[name]]
        # A category that no cell had before would become a missing cell.
        kind = object if isinstance(table[name].dtype, pd.CategoricalDtype) else table[name].dtype
        changed[name] = pd.Series(values, index=table.index, dtype=kind)
    return changed


def quote_formula(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; one that is there already gets a second.

    >>> quote_formula("=1+1"), quote_formula("2,2-dimethyl"), quote_formula("'=x"), quote_formula("-5.2")
    ("'=1+1", '2,2-dimethyl', "''=x", '-5.2')
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare[:1] in _FORMULA and not _SIGNED_NUMBER.fullmatch(bare) else text


def unquote_formula(text: str) -> str:
    """Undo `quote_formula`.

    >>> unquote_formula("'=1+1"), unquote_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text[:1] == "'" and quote_formula(text) != text else text
