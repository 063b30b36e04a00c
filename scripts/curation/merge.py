"""Join the extracts into one table: copies merged, groups for splitting, outliers flagged, all counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from curation import bradford, calisol
from curation.duplicates import Deduplicated, is_same_recipe, merge_duplicates
from curation.groups import find_groups
from curation.outliers import DISAGREES, SPIKE, flag_liquids_off_other_sources, flag_spikes
from curation.papers import CONTRADICTED, DOUBTED, flag_contradicted
from curation.series import (
    OFF_MEYER_NELDEL,
    WITHOUT_DONOR,
    flag_off_meyer_neldel,
    flag_without_donor,
)
from curation.surfaces import OFF_LIKE, OFF_SURFACE, find_redigitised, flag_off_surface

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from curation.duplicates import Kept
    from curation.rows import Extract, Row

COLUMNS: Final = (
    "polymer", "polymer_mol_ratio", "w_polymer", "solvent", "w_solvent", "salt", "w_salt", "temperature_c",
    "polymer_mw_g_mol", "log10_sigma_s_cm", "kind", "group", "doi", "source", "sources", "licence", "flag",
)  # fmt: skip
# A paper whose copied rows contradict the better table this often in the salt's share is not taken from the
# worse one.
DISAGREEING_PART: Final = 1 / 3

Steps = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The curated table and the account of how it came about.

    Attributes:
        table: The curated rows, columns `COLUMNS`.
        steps: What each joining rule did, with its number of rows.
    """

    table: pd.DataFrame
    steps: Steps


def merge(extracts: Sequence[Extract]) -> Merged:
    """Return one table of all extracts, which are given in order of trust."""
    rows = [row for extract in extracts for row in extract.rows]
    found = merge_duplicates(rows, weak_dois=(bradford.COLLECTION_DOI,))
    groups = find_groups(found.kept, found.twins)
    doubtful = _doubtful_papers(found.twins)
    covered = {
        group
        for entry, group in zip(found.kept, groups, strict=True)
        if entry.row.source == calisol.SOURCE.name
    }
    kept: list[tuple[Kept, str]] = []
    removed: Counter[str] = Counter()
    for entry, group in zip(found.kept, groups, strict=True):
        if reason := _reason_to_remove(entry.row, group, covered, doubtful):
            removed[f"{entry.row.source}: {reason}"] += 1
        else:
            kept.append((entry, group))
    table = _flag(_join_redigitised(_to_table(kept)))
    return Merged(table=table, steps=(*_count_copies(found), *sorted(removed.items()), *_count_flags(table)))


def _reason_to_remove(
    row: Row, group: str, covered: Iterable[str], doubtful: Iterable[tuple[str, str, str]]
) -> str:
    """Return why a row that has no copy is left out all the same; empty when it stays."""
    if row.kind == "liquid" and row.source != calisol.SOURCE.name and group in covered:
        return "paper held by CALiSol-23 in full, this row read off apart from it or with another recipe"
    if (row.source, row.doi, row.kind) in doubtful:
        return "paper whose other rows contradict the better table in the share of salt"
    return ""


def _doubtful_papers(twins: Iterable[tuple[Row, Row]]) -> set[tuple[str, str, str]]:
    """Return (table, DOI, kind) of papers with polymers whose copies often disagree in salt or its share."""
    n_copies: Counter[tuple[str, str, str]] = Counter()
    n_wrong: Counter[tuple[str, str, str]] = Counter()
    for copy, original in twins:
        if copy.kind != "liquid" and copy.doi:
            key = (copy.source, copy.doi, copy.kind)
            n_copies[key] += 1
            n_wrong[key] += not is_same_recipe(_like(copy, original), original)
    return {key for key, count in n_copies.items() if n_wrong[key] >= DISAGREEING_PART * count}


def _like(copy: Row, original: Row) -> Row:
    """Return the copy with the original's polymer and solvent, so that only salt and shares are compared."""
    from dataclasses import replace

    return replace(copy, polymer=original.polymer, solvent=original.solvent)


def _to_table(kept: Sequence[tuple[Kept, str]]) -> pd.DataFrame:
    """Return the table, sorted so that the order of the raw files does not matter."""
    import pandas as pd

    records = [
        asdict(entry.row) | {"group": group, "sources": "|".join(entry.sources)} for entry, group in kept
    ]
    table = pd.DataFrame(records, columns=list(COLUMNS))
    order = [
        "kind",
        "group",
        "polymer",
        "polymer_mol_ratio",
        "solvent",
        "salt",
        "w_salt",
        "temperature_c",
        "log10_sigma_s_cm",
    ]
    return table.sort_values(order, kind="stable").reset_index(drop=True)


def _join_redigitised(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with papers that report the same experiments in one group."""
    group = table["group"]
    for one, other in find_redigitised(table):
        first, second = sorted((one, other))
        group = group.replace(second, first)
    return table.assign(group=group)


def _flag(table: pd.DataFrame) -> pd.DataFrame:
    flags: defaultdict[int, list[str]] = defaultdict(list)
    off_surface, off_like = flag_off_surface(table)
    others = flag_liquids_off_other_sources(table)
    contradicted, doubted = flag_contradicted(table)
    masks = (
        (flag_spikes(table), SPIKE),
        (others, DISAGREES),
        (off_surface, OFF_SURFACE),
        (off_like, OFF_LIKE),
        (contradicted, CONTRADICTED),
        (doubted, DOUBTED),
        (flag_off_meyer_neldel(table), OFF_MEYER_NELDEL),
        (flag_without_donor(table), WITHOUT_DONOR),
    )
    for mask, text in masks:
        for row in mask.to_numpy().nonzero()[0]:
            flags[int(row)].append(text)
    joined = ["; ".join(filter(None, [flag, *flags[row]])) for row, flag in enumerate(table["flag"])]
    return table.assign(flag=joined)


def _count_copies(found: Deduplicated) -> Steps:
    repeated = [
        (f"{table}: repeats a row of its own table", count)
        for table, count in sorted(found.n_repeated.items())
    ]
    return (
        *repeated,
        *_by_pair("copy of a row of", found.n_copied),
        *_by_pair("of these with another recipe than", found.n_disagreeing),
    )


def _by_pair(text: str, counts: Mapping[tuple[str, str], int]) -> Steps:
    return tuple((f"{copy}: {text} {kept}", count) for (copy, kept), count in sorted(counts.items()) if count)


def _count_flags(table: pd.DataFrame) -> Steps:
    counts = Counter(
        f"{source}: {part}"
        for source, flag in zip(table["source"], table["flag"], strict=True)
        for part in flag.split("; ")
        if part
    )
    return tuple((f"flagged, kept: {text}", count) for text, count in sorted(counts.items()))
