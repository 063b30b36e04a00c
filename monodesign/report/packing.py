"""A report's data as text that can stand inside an HTML page."""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

# Inside a <script> element only these could end it or start another; JSON may write them as escapes.
_ESCAPES: Final = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
# Texts a browser inflates together: one screen of a table touches one or two chunks.
CHUNK: Final = 100
# A column with fewer values than this share of the rows is stored as positions and values.
_SPARSE: Final = 0.5
# A text column whose values repeat at least so often on average is stored as a vocabulary and codes.
_REPEATS: Final = 2


def embed_json(value: object) -> Markup:
    r"""Return JSON that is safe inside a `<script type="application/json">` element.

    Raises:
        ValueError: A number is NaN or infinite; such values have to be None.

    >>> embed_json({"name": "</script><script>"})
    Markup('{"name":"\\u003c/script\\u003e\\u003cscript\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character, escape in _ESCAPES.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704  # every character that HTML could read is escaped above


def pack_texts(texts: Sequence[str]) -> list[str]:
    """Return the texts as base64 of gzipped JSON lists, `CHUNK` texts to each, in order.

    The same texts give the same characters: the time stamp inside gzip is left at zero.
    """
    chunks = (texts[start : start + CHUNK] for start in range(0, len(texts), CHUNK))
    return [
        base64.b64encode(gzip.compress(json.dumps(list(chunk)).encode(), mtime=0)).decode()
        for chunk in chunks
    ]


def pack_table(table: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return a table by column, each in the shortest of three forms.

    `{"all": values}` holds every row's value; `{"at": rows, "values": values}` only those that there are;
    `{"words": vocabulary, "codes": positions}` texts that repeat. A value that is missing is None.
    """
    return {str(name): _pack_column(table[name]) for name in table.columns}


def _pack_column(column: pd.Series[Any]) -> dict[str, Any]:
    values = [plain(value) for value in column]
    present = [row for row, value in enumerate(values) if value is not None]
    if len(present) < _SPARSE * len(values):
        return {"at": present, "values": [values[row] for row in present]}
    texts = [value for value in values if isinstance(value, str)]
    vocabulary = sorted(set(texts))
    if texts and len(texts) == len(present) and len(texts) >= _REPEATS * len(vocabulary):
        code = {word: index for index, word in enumerate(vocabulary)}
        return {
            "words": vocabulary,
            "codes": [code[value] if isinstance(value, str) else -1 for value in values],
        }
    return {"all": values}


def plain(value: object) -> str | float | int | bool | None:
    """Return a cell as JSON can hold it; NaN, infinity and pandas' NA become None."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return value if isinstance(value, str) else None
