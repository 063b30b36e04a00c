"""Names that mean two things in the field: refused, with both meanings and what to write for each."""

from __future__ import annotations

from functools import lru_cache

from monodesign.errors import InvalidFormulation
from monodesign.formulation.solvents_and_salts import fold
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import read_rows


def refuse_ambiguous(name: str, *, column: str) -> None:
    """Refuse a name of `libraries/ambiguous_names.csv`.

    Raises:
        InvalidFormulation: The name has two meanings; the message says both.
    """
    if (row := _by_name().get(fold(name))) is not None:
        raise InvalidFormulation(
            f"{column} {name[:60]!r} has two meanings: {row['meaning']}, write {row['write']}; or "
            f"{row['other_meaning']}, write {row['write_instead']}"
        )


def list_ambiguous() -> frozenset[str]:
    """Return the names that mean two things, folded."""
    return frozenset(_by_name())


@lru_cache(maxsize=1)
def _by_name() -> dict[str, dict[str, str]]:
    return {fold(row["name"]): row for row in read_rows(LIBRARIES / "ambiguous_names.csv")}
