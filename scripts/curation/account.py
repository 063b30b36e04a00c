"""Write the README of the curated table: sources, licences, and how many rows each rule took."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from curation.merge import Merged
    from curation.rows import Extract


def write_account(template: str, extracts: Sequence[Extract], merged: Merged) -> str:
    """Return the README in Markdown: the template with `@rules@`, `@steps@` and `@result@` filled in."""
    sections = {
        "rules": _write_rules(extracts),
        "steps": _write_steps(merged),
        "result": _write_result(merged),
    }
    for name, text in sections.items():
        template = template.replace(f"@{name}@", text)
    return template


def _write_rules(extracts: Sequence[Extract]) -> str:
    rows: list[tuple[str, str, int]] = []
    for extract in extracts:
        if not extract.n_read:
            continue  # the second part of a table that was taken in two
        rows.append((extract.source.name, "rows read", extract.n_read))
        rows += [
            (extract.source.name, f"removed: {rule}", count)
            for rule, count in _by_count(extract.removed.items())
        ]
        rows += [
            (extract.source.name, f"corrected: {rule}", count)
            for rule, count in _by_count(extract.corrected.items())
        ]
    lines = [f"| {source} | {rule} | {count:,} |" for source, rule, count in rows]
    return "\n".join(
        ["## Rules within each table", "", "| source | rule | rows |", "|---|---|---:|", *lines, ""]
    )


def _write_steps(merged: Merged) -> str:
    lines = [f"| {text} | {count:,} |" for text, count in merged.steps]
    return "\n".join(["## Joining the tables", "", "| rule | rows |", "|---|---:|", *lines, ""])


def _write_result(merged: Merged) -> str:
    table = merged.table
    counts = Counter(zip(table["source"], table["kind"], strict=True))
    lines = [f"| {source} | {kind} | {count:,} |" for (source, kind), count in sorted(counts.items())]
    for kind in sorted(table["kind"].unique()):
        rows = table[table["kind"] == kind]
        n_good = int((rows["flag"] == "").sum())
        lines.append(
            f"| all | {kind}: {rows.group.nunique()} groups, {n_good:,} rows without flag | {len(rows):,} |"
        )
    return "\n".join(["## What came out", "", "| source | kind | rows |", "|---|---|---:|", *lines, ""])


def _by_count(counts: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda item: (-item[1], item[0]))
