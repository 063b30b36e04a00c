"""What becomes of every combination of heads, bridges and ligands: joined, or refused and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from monodesign.space.blocks import build_blocks, is_symmetric
from monodesign.space.bonds import bond_class, joint_refusal
from monodesign.space.fragments import Fragment, FragmentLibrary, Role
from monodesign.space.joints import End, joint_fault

_MOST_REASONS_SHOWN: Final = 6
_MOST_FRAGMENTS_SHOWN: Final = 20
_MOST_BRIDGES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The combinations of a library; those that are joined and those that are refused add up to all.

    Attributes:
        n_combinations: Every head with every bridge and every choice of its ligands.
        n_joined: Those that the joint rules and the fragments' own `joins` allow.
        refused: How many of the others there are for each reason, the most frequent first.
        unused: Role, name and reasons of each fragment that no combination holds.
        left_out: The bridges that carry two ligands, where these take no part.
        changing: What each ligand without `joins` makes where, if that is more than one class of bond.
    """

    n_combinations: int
    n_joined: int
    refused: tuple[tuple[str, int], ...]
    unused: tuple[tuple[Role, str, str], ...]
    left_out: tuple[str, ...]
    changing: tuple[tuple[str, str], ...]


def account(library: FragmentLibrary, *, two_ligands: bool = False) -> Account:
    """Count what becomes of every combination.

    Args:
        library: The fragments.
        two_ligands: Whether bridges that carry two ligands take part.
    """
    bridges = [bridge for bridge in library.bridges if len(bridge.ends) == 2 or two_ligands]
    rules = _Rules(library)
    refused: Counter[str] = Counter()
    for bridge in bridges:
        refused.update(_count_refused(bridge, rules))
    blocks = build_blocks(library, n_ligands=(1, 2) if two_ligands else (1,))
    n_choices = sum(_count_choices(bridge, len(library.ligands)) for bridge in bridges)
    return Account(
        n_combinations=n_choices * len(library.heads),
        n_joined=sum(block.size for block in blocks),
        refused=tuple(refused.most_common()),
        unused=tuple(_find_unused(rules, bridges)),
        left_out=tuple(bridge.name for bridge in library.bridges if bridge not in bridges),
        changing=tuple(_find_changing(rules, bridges)),
    )


def word_account(found: Account) -> list[str]:
    """Return lines on refused combinations, on fragments that are never used, and on changing ligands."""
    n_refused = found.n_combinations - found.n_joined
    counts = f"{found.n_joined} joined, {n_refused} refused{_word_reasons(found.refused)}"
    lines = [f"{found.n_combinations} combinations of head, bridge and ligand: {counts}"]
    if found.left_out:
        names = ", ".join(found.left_out[:_MOST_BRIDGES_SHOWN])
        more = ", …" * (len(found.left_out) > _MOST_BRIDGES_SHOWN)
        lines.append(
            f"{len(found.left_out)} bridges for two ligands are not used ({names}{more}); use "
            "--two-ligands, or has_two_ligands = true in [library], to use them"
        )
    named = [f"{role} {name} is never used: {reasons}" for role, name, reasons in found.unused]
    named += [
        f"ligand {name} has an empty joins and forms {made}; name the intended ends in joins"
        for name, made in found.changing
    ]
    n_more = len(named) - _MOST_FRAGMENTS_SHOWN
    return [*lines, *named[:_MOST_FRAGMENTS_SHOWN], *[f"and {n_more} more fragments"] * (n_more > 0)]


def _word_reasons(refused: Sequence[tuple[str, int]]) -> str:
    """Return the most frequent reasons with their counts, after a colon."""
    shown = [f"{reason} ({count})" for reason, count in refused[:_MOST_REASONS_SHOWN]]
    rest = sum(count for _, count in refused[_MOST_REASONS_SHOWN:])
    return ": " * bool(shown) + "; ".join([*shown, *[f"other reasons ({rest})"] * bool(rest)])


def tabulate_joints(library: FragmentLibrary) -> pd.DataFrame:
    """List the bond of each head and ligand on each kind of bridge end, or the reason why there is none.

    Returns:
        A row per fragment and kind of end: `fragment`, `role`, `bridge_end` (such as `alkoxy (O)`),
        `n_bridges` that have one, `bond` (`sulfone`, `ester`; empty where refused) and `refused`.
    """
    rules = _Rules(library)
    rows = []
    for fragments, ends, refusals in rules.joints(library.bridges):
        for end, n_bridges in ends.items():
            for fragment, reason in zip(fragments, refusals(end), strict=True):
                bond = "" if reason else bond_class(end.kind, fragment.smiles)
                name = f"{end.kind} ({end.element})"
                rows.append((fragment.name, fragment.role, name, n_bridges, bond, reason or ""))
    return pd.DataFrame(rows, columns=["fragment", "role", "bridge_end", "n_bridges", "bond", "refused"])


class _Rules:
    """What refuses the fragments of a library, asked once for each kind of bridge end.

    Attributes:
        library: The fragments.
    """

    def __init__(self, library: FragmentLibrary) -> None:
        self.library = library
        self._of_heads: dict[End, list[str | None]] = {}
        self._of_ligands: dict[End, list[str | None]] = {}

    def heads(self, bridge_end: End) -> list[str | None]:
        """Return for each head why it is not joined to an end; None where it is."""
        end = _kind_of(bridge_end)
        if end not in self._of_heads:
            self._of_heads[end] = [joint_fault(head.ends[0], end) for head in self.library.heads]
        return self._of_heads[end]

    def ligands(self, bridge_end: End) -> list[str | None]:
        """Return the same for each ligand."""
        end = _kind_of(bridge_end)
        if end not in self._of_ligands:
            self._of_ligands[end] = [joint_refusal(end, ligand) for ligand in self.library.ligands]
        return self._of_ligands[end]

    def joints(
        self, bridges: Sequence[Fragment]
    ) -> tuple[tuple[Sequence[Fragment], Counter[End], Callable[[End], list[str | None]]], ...]:
        """Return heads and ligands, each with the bridge ends they meet, counted, and what refuses them."""
        for_heads = Counter(_kind_of(bridge.ends[0]) for bridge in bridges)
        for_ligands = Counter(end for bridge in bridges for end in set(map(_kind_of, bridge.ends[1:])))
        return (self.library.heads, for_heads, self.heads), (self.library.ligands, for_ligands, self.ligands)


def _kind_of(end: End) -> End:
    """Return what the rules look at in an end."""
    return End(label=0, kind=end.kind, element=end.element, has_turn=True)


def _count_choices(bridge: Fragment, n_ligands: int) -> int:
    """Return how many choices of its ligands a bridge has, possible or not."""
    if len(bridge.ends) == 2:
        return n_ligands
    return n_ligands * (n_ligands + 1) // 2 if is_symmetric(bridge) else n_ligands**2


def _count_refused(bridge: Fragment, rules: _Rules) -> Counter[str]:
    """Count a bridge's refused combinations by the first reason: the head's, else a ligand's."""
    found: Counter[str] = Counter()
    n_choices = _count_choices(bridge, len(rules.library.ligands))
    reasons = rules.heads(bridge.ends[0])
    for reason in filter(None, reasons):
        found[f"head: {reason}"] += n_choices
    for reason, count in _count_refused_choices(bridge, rules).items():
        found[f"ligand: {reason}"] += count * reasons.count(None)
    return found


def _count_refused_choices(bridge: Fragment, rules: _Rules) -> Counter[str]:
    """Count the choices of ligands that a bridge refuses, by the first ligand's reason, else the second's."""
    first, *second = (rules.ligands(end) for end in bridge.ends[1:])
    if not second:
        return Counter(filter(None, first))
    n_fit = first.count(None)
    found: Counter[str] = Counter()
    if is_symmetric(bridge):
        # A pair of two refused ligands counts once, for the later one.
        for at, reason in enumerate(filter(None, first), start=1):
            found[reason] += n_fit + at
        return found
    for reasons, weight in ((first, len(first)), (second[0], n_fit)):
        for reason in filter(None, reasons):
            found[reason] += weight
    return found


def _find_unused(rules: _Rules, bridges: Sequence[Fragment]) -> Iterator[tuple[Role, str, str]]:
    """Yield each fragment that no joint takes, with all reasons."""
    for fragments, ends, refusals in rules.joints(bridges):
        reasons = zip(*(refusals(end) for end in ends), strict=True) if ends else ((),) * len(fragments)
        for fragment, own in zip(fragments, reasons, strict=True):
            yield from _unused(fragment, own)
    for bridge in bridges:
        for partners in (rules.heads(bridge.ends[0]), *map(rules.ligands, bridge.ends[1:])):
            yield from _unused(bridge, partners)


def _unused(fragment: Fragment, reasons: Sequence[str | None]) -> Iterator[tuple[Role, str, str]]:
    """Yield a fragment of which every joint has a reason against it."""
    if all(reasons):
        yield fragment.role, fragment.name, "; ".join(dict.fromkeys(filter(None, reasons))) or "no partner"


def _find_changing(rules: _Rules, bridges: Sequence[Fragment]) -> Iterator[tuple[str, str]]:
    """Yield the ligands that nobody limited to some ends and that make several classes of bond."""
    ends = dict.fromkeys(_kind_of(end) for bridge in bridges for end in bridge.ends[1:])
    for at, ligand in enumerate(rules.library.ligands):
        if ligand.joins:
            continue
        fit = [end for end in ends if rules.ligands(end)[at] is None]
        made = {end.element: bond_class(end.kind, ligand.smiles) for end in fit}
        if len(set(made.values())) > 1:
            yield ligand.name, ", ".join(f"{bond} on {element}" for element, bond in made.items())
