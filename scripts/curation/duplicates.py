"""Find the same measurement in several raw tables and keep one copy of it."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from curation.rows import Row

# Copies of one point agree to the digits they were stored with; one table added 273.3 for 273.15 K.
SAME_TEMPERATURE_C: Final = 0.21
SAME_LOG10_SIGMA: Final = 0.003
# The sets made weights from volumes with different densities, so the salt's share may differ a little.
SAME_W_SALT: Final = 0.012
SAME_W_SALT_RELATIVE: Final = 0.15
# A temperature read off a plot (27.31 °C, not 25) that returns with its conductivity to all digits is the
# same point, however the composition was written: one table's propylene carbonate is 2.5 times too little,
# copolymers appear as one large unit or as units with a ratio, and ionic units with or without their salt.
EXACT_TEMPERATURE_C: Final = 0.011
EXACT_LOG10_SIGMA: Final = 0.0006
ROUND_TEMPERATURE_C: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row that stays, and every table it was found in.

    Attributes:
        row: The copy that was kept; DOI and molar mass are filled in from the others where it had none.
        sources: Names of all tables with this measurement, the kept one first.
        dois: All DOIs its copies gave.
    """

    row: Row
    sources: tuple[str, ...]
    dois: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deduplicated:
    """Rows without copies.

    Attributes:
        kept: The rows that stay, in input order.
        n_repeated: How many rows repeated another of their own table, by table.
        n_copied: How many rows repeated one of another table, by the pair of tables.
        n_disagreeing: How many of those named another recipe, by the pair of tables.
        twins: Pairs (copy that was dropped, row that was kept), for joining groups.
    """

    kept: tuple[Kept, ...]
    n_repeated: Counter[str]
    n_copied: Counter[tuple[str, str]]
    n_disagreeing: Counter[tuple[str, str]]
    twins: tuple[tuple[Row, Row], ...]


def merge_duplicates(rows: Iterable[Row], *, weak_dois: Sequence[str] = ()) -> Deduplicated:
    """Keep one row per measurement; earlier rows win, so give the tables in order of trust.

    Args:
        rows: Rows of all tables.
        weak_dois: DOIs of collections, replaced by a paper's own where a copy has one.
    """
    kept: list[Kept] = []
    seen: set[tuple[object, ...]] = set()
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    repeated: Counter[str] = Counter()
    copied: Counter[tuple[str, str]] = Counter()
    disagreeing: Counter[tuple[str, str]] = Counter()
    twins: list[tuple[Row, Row]] = []
    for row in rows:
        if (identity := _identity(row)) in seen:
            repeated[row.source] += 1
            continue
        seen.add(identity)
        twin = _find_twin(row, kept, cells)
        if twin is None:
            cells[_cell(row, 0, 0)].append(len(kept))
            kept.append(Kept(row=row, sources=(row.source,), dois=(row.doi,) if row.doi else ()))
            continue
        pair = (row.source, kept[twin].row.source)
        copied[pair] += 1
        disagreeing[pair] += not is_same_recipe(row, kept[twin].row)
        twins.append((row, kept[twin].row))
        kept[twin] = _absorb(kept[twin], row, weak_dois)
    return Deduplicated(
        kept=tuple(kept), n_repeated=repeated, n_copied=copied, n_disagreeing=disagreeing, twins=tuple(twins)
    )


def _identity(row: Row) -> tuple[object, ...]:
    return (
        row.source, row.polymer, row.polymer_mol_ratio, row.solvent, row.salt, round(row.w_salt, 4),
        round(row.w_polymer, 4), round(row.temperature_c, 2), round(row.log10_sigma_s_cm, 4),
    )  # fmt: skip


def _cell(row: Row, step_t: int, step_s: int) -> tuple[int, int]:
    """Return the box a row lies in: temperature and conductivity in steps of the tolerances."""
    temperature = math.floor(row.temperature_c / SAME_TEMPERATURE_C) + step_t
    sigma = math.floor(row.log10_sigma_s_cm / SAME_LOG10_SIGMA) + step_s
    return temperature, sigma


def _find_twin(row: Row, kept: Sequence[Kept], cells: Mapping[tuple[int, int], list[int]]) -> int | None:
    """Return the index of the kept row of another table that is its copy, the nearest in recipe."""
    found: list[tuple[bool, bool, float, int]] = []
    for step_t in (-1, 0, 1):
        for step_s in (-1, 0, 1):
            for index in cells.get(_cell(row, step_t, step_s), ()):
                other = kept[index].row
                if row.source not in kept[index].sources and are_copies(row, other):
                    difference = abs(row.w_salt - other.w_salt)
                    found.append((not is_same_recipe(row, other), row.doi != other.doi, difference, index))
    return min(found)[-1] if found else None


def are_copies(one: Row, other: Row) -> bool:
    """Return whether two rows of different tables are copies of one measurement.

    They are when temperature and conductivity agree and the recipe does, or for liquids at least its solvents
    and its salt; or when both numbers return to all their digits.
    """
    temperature = abs(one.temperature_c - other.temperature_c)
    sigma = abs(one.log10_sigma_s_cm - other.log10_sigma_s_cm)
    if (
        temperature > SAME_TEMPERATURE_C
        or sigma > SAME_LOG10_SIGMA
        or (one.kind == "liquid") != (other.kind == "liquid")
    ):
        return False
    if one.kind == "liquid" and one.salt == other.salt and _solvent_names(one) == _solvent_names(other):
        return True
    is_exact = temperature <= EXACT_TEMPERATURE_C and sigma <= EXACT_LOG10_SIGMA
    return is_same_recipe(one, other) or (is_exact and not _is_round(one.temperature_c))


def is_same_recipe(one: Row, other: Row) -> bool:
    """Return whether two rows name the same components with about the same share of salt."""
    if (one.salt, one.polymer, _solvent_names(one)) != (other.salt, other.polymer, _solvent_names(other)):
        return False
    difference = abs(one.w_salt - other.w_salt)
    return difference <= max(SAME_W_SALT, SAME_W_SALT_RELATIVE * max(one.w_salt, other.w_salt))


def _solvent_names(row: Row) -> tuple[str, ...]:
    return tuple(part.rpartition(":")[0] or part for part in row.solvent.split("|"))


def _is_round(temperature_c: float) -> bool:
    return abs(temperature_c - round(temperature_c)) < ROUND_TEMPERATURE_C


def _absorb(kept: Kept, copy: Row, weak_dois: Sequence[str]) -> Kept:
    row = kept.row
    if copy.doi and (not row.doi or row.doi in weak_dois):
        row = replace(row, doi=copy.doi)
    if math.isnan(row.polymer_mw_g_mol) and row.polymer == copy.polymer:
        row = replace(row, polymer_mw_g_mol=copy.polymer_mw_g_mol)
    dois = (*kept.dois, copy.doi) if copy.doi and copy.doi not in kept.dois else kept.dois
    return Kept(row=row, sources=(*kept.sources, copy.source), dois=dois)
