"""Homopolymers that everybody calls by an abbreviation: `libraries/polymers.csv`."""

from __future__ import annotations

import csv
from functools import lru_cache

from monodesign.measurements.solvents import fold
from monodesign.paths import LIBRARIES


def find_polymer(name: str) -> str:
    """Return the PSMILES of a polymer called so; empty where there is none.

    >>> find_polymer("poly(ethylene oxide)")
    '*CCO*'
    """
    return _by_name().get(fold(name), "")


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    with (LIBRARIES / "polymers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {fold(name): row["psmiles"] for row in rows for name in (row["name"], *row["aliases"].split(";"))}
