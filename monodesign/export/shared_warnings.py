"""What is true of all candidates, or of all with one head, is said once."""

from __future__ import annotations

from collections.abc import Sequence


def find_shared(warnings: Sequence[Sequence[str]], heads: Sequence[str]) -> dict[str, str]:
    """Find the warnings that every row has, or every row with its head.

    Args:
        warnings: Of each row.
        heads: The head of each row; empty where it has none.

    Returns:
        For each of them the line that says it once, in the order in which they were found.

    >>> find_shared([["slow", "far"], ["slow"], []], ["methacrylate", "methacrylate", "acrylate"])
    {'slow': 'methacrylate: slow'}
    """
    groups = {head: _places(head, heads) for head in heads if head}
    groups[""] = frozenset(range(len(warnings)))  # the last of two that fit is the one that says less
    large = [(head, places) for head, places in groups.items() if len(places) > 1]
    found: dict[str, str] = {}
    for text in dict.fromkeys(text for row in warnings for text in row):
        said_by = frozenset(place for place, row in enumerate(warnings) if text in row)
        for head, places in large:
            if said_by == places:
                found[text] = text if head in text else f"{head}: {text}"
    return found


def _places(head: str, heads: Sequence[str]) -> frozenset[int]:
    return frozenset(place for place, one in enumerate(heads) if one == head)
