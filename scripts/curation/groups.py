"""Give every row the group that splitting for validation must not tear apart."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from curation.duplicates import Kept
    from curation.rows import Row

# One shared row can be chance (round temperatures, two-digit conductivities); three that make up a fifth of
# the smaller group are a shared source.
SHARED_ROWS: Final = 3
SHARED_PART: Final = 0.2


def name_group(row: Row) -> str:
    """Return a row's own group: the polymer when dry, else its DOI, else what it is made of within its table.

    Group names of dry polymers, gels and liquids never meet: a paper's gel may be predicted from its liquid.
    """
    if row.kind == "dry":
        return row.polymer
    if row.doi:
        return f"{row.kind} {row.doi}"
    recipe = (
        row.polymer
        if row.kind == "gel"
        else "+".join(part.rpartition(":")[0] or part for part in row.solvent.split("|"))
    )
    return f"{row.kind} {row.source} {recipe}"


def find_groups(kept: Sequence[Kept], twins: Iterable[tuple[Row, Row]]) -> list[str]:
    """Return the final group of every kept row.

    Groups that share measurements (a copy in one, its twin in the other) become one, named after its first
    member in the alphabet. A group without DOI joins the one it shares most with: it would otherwise tie
    strangers together.
    """
    twins = list(twins)
    shared = Counter(_pair(name_group(copy), name_group(original)) for copy, original in twins)
    sizes = Counter([name_group(entry.row) for entry in kept] + [name_group(copy) for copy, _ in twins])
    parents: dict[str, str] = {}
    for (one, other), count in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if one == other or not _is_source_shared(count, sizes[one], sizes[other]):
            continue
        if any(_has_no_doi(name) and name in parents for name in (one, other)):
            continue
        _unite(parents, one, other)
    return [_root(parents, name_group(entry.row)) for entry in kept]


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _has_no_doi(name: str) -> bool:
    """Return whether a group of liquids or gels is named after a table and a recipe."""
    return name.startswith(("liquid ", "gel ")) and not name.split(" ")[1].startswith(("10.", "http"))


def _is_source_shared(count: int, one_size: int, other_size: int) -> bool:
    smaller = min(one_size, other_size)
    return count >= min(SHARED_ROWS, smaller) and count >= SHARED_PART * smaller


def _root(parents: Mapping[str, str], name: str) -> str:
    while name in parents:
        name = parents[name]
    return name


def _unite(parents: dict[str, str], one: str, other: str) -> None:
    """Join two groups; the root is a named DOI or polymer where there is one, else first in the alphabet."""
    first, second = sorted(
        (_root(parents, one), _root(parents, other)), key=lambda name: (_has_no_doi(name), name)
    )
    if first != second:
        parents[second] = first
