"""Electrolytes that suppliers sell under a name, such as LP30 (`libraries/electrolytes.csv`)."""

from __future__ import annotations

import re
from functools import lru_cache

from monodesign.paths import LIBRARIES
from monodesign.tables.cells import plain_text
from monodesign.tables.shipped import read_rows


def expand_supplied(line: str) -> str:
    """Write out electrolytes that suppliers sell under a name, such as LP30, in parentheses."""
    for pattern, means in _supplied():
        line = pattern.sub(f"({means})", line)
    return line


def list_supplied(text: str) -> list[tuple[str, str]]:
    """Return the suppliers' names in a text with what each means."""
    line = plain_text(text)
    return [(found[0], means) for pattern, means in _supplied() if (found := pattern.search(line))]


@lru_cache(maxsize=1)
def _supplied() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE), row["means"])
        for row in read_rows(LIBRARIES / "electrolytes.csv")
        for name in (row["name"], *row["aliases"].split(";"))
    )
