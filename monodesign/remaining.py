"""How long describing still takes, from the time so far and what each molecule is expected to cost.

The longest molecules come first, so equal shares of the time for all would promise too much work left for
most of a run.
"""

from __future__ import annotations

import time
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING, Final

from monodesign.chem.molecules import canonical_or_none, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Redox and lithium of 24 library molecules of 13 to 64 atoms on one core, GFN2-xTB: time goes with this power
# of the number of atoms, and two molecules of one size differ by a factor of 1.4.
EXPONENT: Final = 1.5
# What is under way when an item finishes is on average half finished: evenly from begun to nearly done.
_HALF: Final = 0.5


def expected_costs(
    smiles: Sequence[str], *, is_finished: Callable[[str], bool] = lambda _canonical: False
) -> list[float]:
    """Return what describing each molecule costs, in the order in which `describe` begins them.

    Args:
        smiles: The molecules, in any order and writing; those that do not parse cost nothing.
        is_finished: Whether a canonical SMILES was described before, and costs nothing now.

    Returns:
        One number above 0 for each molecule to compute, proportional to the expected time.
    """
    canonicals = {one for given in smiles if (one := canonical_or_none(given)) is not None}
    missing = [one for one in canonicals if not is_finished(one)]
    return [_cost(one) for one in sorted(missing, key=lambda one: (-len(one), one))]


def _cost(canonical: str) -> float:
    """Return the number of atoms, hydrogens among them, to the power of `EXPONENT`."""
    mol = parse(canonical)
    n_atoms = mol.GetNumAtoms() + sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    return float(max(n_atoms, 1) ** EXPONENT)


class Remaining:
    """The time that a batch still takes, by a clock that starts with it."""

    def __init__(
        self, costs: Sequence[float], *, jobs: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start the clock.

        Args:
            costs: Expected cost of each item in any unit, in the order in which they begin.
            jobs: Items under way at a time.
            clock: Time in s.
        """
        self._costs = costs
        self._jobs = jobs
        self._clock = clock
        self._start = clock()

    def seconds(self, n_finished: int) -> float | None:
        """Return the time still expected, s; `None` until an item has finished.

        Items are taken to finish in the order in which they began, nearly so.

        Args:
            n_finished: Items that have finished, well or not; the last of them just now.
        """
        if n_finished < 1:
            return None
        # The process that has just finished one begins its next; the others are somewhere in theirs.
        n_begun = n_finished + self._jobs - 1
        under_way, waiting = self._costs[n_finished:n_begun], self._costs[n_begun:]
        left = [cost * (place + _HALF) / len(under_way) for place, cost in enumerate(under_way)]
        done = sum(self._costs[:n_finished]) + sum(under_way) - sum(left)
        seconds_per_cost = (self._clock() - self._start) * self._jobs / done
        return seconds_per_cost * _makespan(left, waiting)


def _makespan(left: Sequence[float], waiting: Sequence[float]) -> float:
    """Return when all is done, if each process takes the next item as it becomes free.

    Args:
        left: What the busy processes still have to do; one more is free.
        waiting: What has not begun, in order.
    """
    ends = [0.0, *left]
    heapify(ends)
    for cost in waiting:
        heapreplace(ends, ends[0] + cost)
    return max(ends)


def word_seconds(seconds: float) -> str:
    """Return a time in words, no finer than it is known.

    >>> word_seconds(7.4), word_seconds(754), word_seconds(11_900), word_seconds(400_000)
    ('7 s', '13 min', '3.3 h', '4.6 days')
    """
    for limit, size, unit, digits in ((90, 1, "s", 0), (5400, 60, "min", 0), (172_800, 3600, "h", 1)):
        if seconds < limit:
            return f"{seconds / size:.{digits}f} {unit}"
    return f"{seconds / 86_400:.1f} days"
