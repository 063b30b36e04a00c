"""Tables that travel with monodesign (`libraries/`), as rows of texts."""

from __future__ import annotations

import csv
from pathlib import Path


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a shipped CSV file in file order, each cell as its text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
