"""Change values of a TOML file that its user wrote in their place: comments and all else stay as they are."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_ANY_TABLE: Final = re.compile(r"^[ \t]*\[", re.MULTILINE)
_VALUE: Final = r"(?:\"[^\"\\\n]*\"|'[^'\n]*'|\d+)"


def change_values(text: str, values: Mapping[str, str | int], *, table: str = "") -> str | None:
    """Return a TOML file with other values of some keys.

    Args:
        text: The file.
        values: What the keys are to say; a key that is not there yet is added.
        table: The table of the keys; by default they stand before all tables.

    Returns:
        `None` where a key is written in a way that cannot be changed in its place, such as `predict.model`.
    """
    import tomli_w

    before, body, after = _split(text, table)
    for name, value in reversed(list(values.items())):
        line = tomli_w.dumps({name: value})
        found = re.search(rf"^[ \t]*({name}[ \t]*=[ \t]*{_VALUE})", body, re.MULTILINE)
        first, last = found.span(1) if found else (0, 0)
        body = body[:first] + line[: -1 if found else None] + body[last:]
    changed = before + body + after
    wanted = {**_says(text), **({table: dict(values)} if table else values)}
    return changed if _says(changed) == wanted else None


def _split(text: str, table: str) -> tuple[str, str, str]:
    """Return what stands before the keys of a table, its keys, and what comes after."""
    before, rest = "", text
    if table:
        heading = re.search(rf"^[ \t]*\[[ \t]*{table}[ \t]*\][^\n]*\n", text, re.MULTILINE)
        end = heading.end() if heading else len(text)
        before, rest = (text[:end], text[end:]) if heading else (f"{text.rstrip()}\n\n[{table}]\n", "")
    following = _ANY_TABLE.search(rest)
    end = following.start() if following else len(rest)
    return before, rest[:end], rest[end:]


def _says(text: str) -> dict[str, Any]:
    """Return what a TOML file says; nothing where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}
