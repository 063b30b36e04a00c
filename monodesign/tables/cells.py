"""Texts in cells: odd dashes and blanks are replaced, and formulas are made harmless for spreadsheets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

import pandas as pd

# What a spreadsheet takes for the beginning of a formula, at the beginning of a cell however it splits them.
_FORMULA: Final = re.compile(r"(^|[;\t\r\n])('*)(?=[=+\-@\t\r])")
_QUOTED: Final = re.compile(r"(^|[;\t\r\n])'('*)(?=[=+\-@\t\r])")

_SIGNED_NUMBER: Final = re.compile(r"[+-][\d.,]+([eE][+-]?\d+)?")


# Dashes, the minus sign, slashes and colons of formulas; blanks without width that web pages leave behind.
_DASHES: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—−﹣－", "-")
    | {"∕": "/", "⁄": "/", "∶": ":"}  # the signs of division and ratio
    | dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad")
)
# What a CXSMILES extension between bars begins with: coordinates, labels, or a feature and a colon.
_EXTENSION: Final = re.compile(
    r"\s+\|(?=[($^]|(?:c|t|ctu|w[UD]?|a|o\d+|&\d+|m|f|Sg\w*|LN|LO|lp|LP|C|H|rb|s|u|atomProp):|r[,|])[^|]*\|"
)


def plain_text(text: str) -> str:
    """Return the plain characters that a chemical name, a SMILES or a number is typed with.

    Subscripts, wide letters and odd blanks become what they stand for, dashes a hyphen.

    >>> plain_text("LiPF₆"), plain_text("−20\u00a0"), plain_text("1,3–dioxolan")
    ('LiPF6', '-20', '1,3-dioxolan')
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", text).translate(_DASHES).strip()


def drop_extension(smiles: str) -> str:
    """Return a SMILES without its CXSMILES extension.

    >>> drop_extension("C[C@H](O)CC |o1:1|"), drop_extension("C=CC(=O)OC | C=CC#N")
    ('C[C@H](O)CC', 'C=CC(=O)OC | C=CC#N')
    """
    return _EXTENSION.sub("", smiles) if "|" in smiles else smiles


def map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Return the table with every text changed and everything else as it is."""
    changed = table.copy()
    for name in (name for name in table.columns if table[name].dtype.kind in "OU"):
        column = table[name]
        if isinstance(column.dtype, pd.StringDtype) and _is_kept(column, change):
            continue
        values = [change(value) if isinstance(value, str) else value for value in column]
        # A category that no cell had before would become a missing cell.
        kind = object if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype
        changed[name] = pd.Series(values, index=table.index, dtype=kind)
    return changed


def _is_kept(column: pd.Series, change: Callable[[str], str]) -> bool:
    """Return whether every text stays as it is; most columns repeat few texts, so that this is fast."""
    return all(change(value) == value for value in column.unique() if isinstance(value, str))


def quote_formula(text: str) -> str:
    """Put an apostrophe in front of a text that a spreadsheet would run, and in front of an apostrophe.

    A spreadsheet may split cells at semicolons or tabs instead of commas, and lines inside quotes.

    >>> quote_formula("=1+1"), quote_formula("2,2-dimethyl"), quote_formula("'=x"), quote_formula("-5.2")
    ("'=1+1", '2,2-dimethyl', "''=x", '-5.2')
    >>> quote_formula("a;=1+1")
    "a;'=1+1"
    """
    if not _FORMULA.search(text) or _SIGNED_NUMBER.fullmatch(text.lstrip("'")):
        return text
    return _FORMULA.sub(r"\1'\2", text)


def unquote_formula(text: str) -> str:
    """Undo `quote_formula`.

    >>> unquote_formula("'=1+1"), unquote_formula("'quoted'"), unquote_formula("a;'=1+1")
    ('=1+1', "'quoted'", 'a;=1+1')
    """
    if "'" not in text or _SIGNED_NUMBER.fullmatch(text.lstrip("'")):
        return text
    return _QUOTED.sub(r"\1\2", text)
