"""What a running command shows of its progress, on stderr."""

from __future__ import annotations

import sys
import time
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING, Final, NoReturn, Self

from monodesign.cli.output import print_note

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tqdm import tqdm


# A bar without tqdm's own estimate, which takes all items to cost the same.
ESTIMATED: Final = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"


class ProgressBars:
    """One bar a stage on a terminal; elsewhere a line when a stage begins.

    A stage whose costs were told first also says how long it still takes, in a line for each tenth of it
    where there is no terminal.
    """

    def __init__(self, *, jobs: int = 1, clock: Callable[[], float] = time.monotonic) -> None:
        self._jobs = jobs
        self._clock = clock
        self._stage = ""
        self._bar: tqdm[NoReturn] | None = None
        self._costs: Sequence[float] = ()
        self._remaining: Remaining | None = None
        self._n_before = 0
        self._n_tenths = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def expect(self, costs: Sequence[float]) -> None:
        """Take the costs of the next stage's items that are not finished when it begins."""
        self._costs = costs

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` inputs of a stage are finished."""
        if stage != self._stage:
            self._begin(stage, done, total)
        left = self._word_left(done) if done < total else ""
        if self._bar is not None:
            self._bar.set_postfix_str(left, refresh=False)
            self._bar.update(done - self._bar.n)
        elif left and 10 * done // total > self._n_tenths:
            self._n_tenths = 10 * done // total
            print_note(f"{stage}: {done} of {total}, {left}")

    def _begin(self, stage: str, done: int, total: int) -> None:
        costs, self._costs = self._costs, ()
        self._close()
        self._stage = stage
        if costs:
            self._remaining = Remaining(costs, jobs=self._jobs, clock=self._clock)
            self._n_before, self._n_tenths = done, 10 * done // total
        if sys.stderr.isatty():
            from tqdm import tqdm

            form = ESTIMATED if self._remaining is not None else None
            self._bar = tqdm(total=total, desc=stage, file=sys.stderr, smoothing=0, bar_format=form)
        else:
            print_note(f"{stage}: {total}")

    def _word_left(self, done: int) -> str:
        """Say how long the stage still takes; nothing where that is not known."""
        if self._remaining is None or (seconds := self._remaining.seconds(done - self._n_before)) is None:
            return ""

        return f"about {word_seconds(seconds)} left"

    def _close(self) -> None:
        self._remaining = None
        if self._bar is not None:
            self._bar.close()
            self._bar = None


# What is under way when an item finishes is on average half finished: evenly from begun to nearly done.
_HALF: Final = 0.5


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
