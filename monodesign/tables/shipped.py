"""Tables that travel with monodesign (`libraries/`), as rows of texts or as what is made of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from monodesign.errors import InvalidTable, MonodesignError

T = TypeVar("T")


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a shipped CSV file in file order, each cell as its text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parse_rows(path: Path, parse: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
    """Return what `parse` makes of each row of a shipped CSV file, in file order.

    Args:
        path: The file.
        parse: Makes a record of a row; raises one of monodesign's errors, ValueError or TypeError where it
            cannot.

    Raises:
        InvalidTable: Rows cannot be read, or have more or fewer cells than the header; all are named.
    """
    parsed: list[T] = []
    faults: list[str] = []
    for line, row in enumerate(read_rows(path), start=2):
        try:
            parsed.append(parse(_whole(row)))
        except (MonodesignError, ValueError, TypeError) as error:
            faults.append(f"line {line}: {error}")
    if faults:
        raise InvalidTable(f"{path.name}: {'; '.join(faults)}")
    return tuple(parsed)


def _whole(row: dict[str, str]) -> dict[str, str]:
    """Return a row that has as many cells as the header; a comma that is not quoted makes one more."""
    if None in row or None in row.values():
        raise InvalidTable("not as many cells as the header; quote what holds a comma")
    return row
