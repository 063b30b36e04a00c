"""How the report names, rounds and explains the columns of a ranking; the texts are in columns.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final

from monodesign.tables.columns import DESCRIPTORS, LIBRARY, POLYMER, RANKING, SYNTHESIS

_MEANINGS: Final = {
    column.name: column.meaning for column in (*DESCRIPTORS, *LIBRARY, *POLYMER, *RANKING, *SYNTHESIS)
}
_DECIMALS: Final = 2


def describe_columns(names: Iterable[str]) -> dict[str, dict[str, str | int]]:
    """Return `label`, `decimals` and `meaning` of each column; one without a label keeps its own name."""
    return {name: _read_labels().get(name) or _plain(name) for name in names}


def _plain(name: str) -> dict[str, str | int]:
    return {"label": name.replace("_", " "), "decimals": _DECIMALS, "meaning": _MEANINGS.get(name, "")}


@lru_cache(maxsize=1)
def _read_labels() -> dict[str, dict[str, str | int]]:
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["column"]: {
                "label": row["label"],
                "decimals": int(row["decimals"]),
                "meaning": row["meaning"],
            }
            for row in csv.DictReader(stream)
        }
