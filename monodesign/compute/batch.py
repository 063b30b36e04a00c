"""Run one function over many inputs in worker processes of one BLAS thread each.

A worker process has one item at a time, so that when one is killed or runs out of time it is known whose
fault it was, and no other item is touched.
"""

from __future__ import annotations

import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from monodesign.compute.dask import DaskPool
from monodesign.compute.loky import LokyPool
from monodesign.compute.threads import limit_threads
from monodesign.compute.workers import Pending, Pool, Scheduler
from monodesign.errors import MonodesignError, TimeLimit, Unforeseen, WorkerDied

Item = TypeVar("Item")
Result = TypeVar("Result")


# An item that took its process with it once may have been a bystander; after the third time it was not.
MAX_DEATHS: Final = 3
# How often to look for workers that came or went while no item finishes, s.
_POLL_S: Final = 0.5
_FETCH_S: Final = 20.0  # a finished result of some kilobytes is here long before
_ALARM_S: Final = 5.0  # after its time a process that runs is ended by its own alarm


def run_batch(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int = 1,
    seconds_per_item: float | None = None,
    scheduler: Scheduler | None = None,
    on_result: Callable[[int, Result | MonodesignError], None] | None = None,
) -> list[Result | MonodesignError]:
    """Apply `function` to every item and return the outcomes in the items' order.

    Args:
        function: Importable by worker processes; what it returns must not depend on other items.
        items: The inputs, begun in this order.
        jobs: Number of worker processes; 1 stays in this process unless there is a time limit.
        seconds_per_item: The operating system ends the worker process of an item that takes longer, s.
        scheduler: A Dask scheduler whose workers are used instead of this machine's.
        on_result: Called here with index and outcome as each item finishes, in no fixed order.

    Returns:
        One outcome per item: its result, or the `MonodesignError` it raised. Any other error is `Unforeseen`;
        one of the operating system (`OSError`), which every item would meet, ends the batch. An item whose
        worker process is killed is tried again, and the third time it is a `WorkerDied`; one that runs out of
        time is a `TimeLimit`.

    Raises:
        UserError: There is no such scheduler, or its workers differ from this environment.
        ClusterLost: The scheduler or all of its workers went away.
    """
    outcomes: dict[int, Result | MonodesignError] = {}
    for index, outcome in _finish(function, items, jobs=jobs, seconds=seconds_per_item, scheduler=scheduler):
        outcomes[index] = outcome
        if on_result is not None:
            on_result(index, outcome)
    return [outcomes[index] for index in range(len(items))]


def _finish(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int,
    seconds: float | None,
    scheduler: Scheduler | None,
) -> Iterator[tuple[int, Result | MonodesignError]]:
    """Yield index and outcome of each item as it finishes."""
    if not items:
        return
    limit_threads()
    if jobs == 1 and seconds is None and scheduler is None:
        for index, item in enumerate(items):
            yield index, _attempt(function, item)
        return
    with _open_pool(scheduler, jobs=min(jobs, len(items))) as pool:
        yield from _dispatch(function, items, pool, seconds=seconds)


def _open_pool(scheduler: Scheduler | None, *, jobs: int) -> Pool:
    if scheduler is None:
        return LokyPool(jobs)
    return DaskPool(scheduler)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """An item in its worker process.

    Attributes:
        index: The item's number.
        pending: Its outcome to be.
        start: When it was handed over, by the monotonic clock, s.
    """

    index: int
    pending: Pending
    start: float


def _dispatch(
    function: Callable[[Item], Result], items: Sequence[Item], pool: Pool, *, seconds: float | None
) -> Iterator[tuple[int, Result | MonodesignError]]:
    """Keep every worker process busy, and yield index and outcome of each item as it finishes."""
    waiting = deque(range(len(items)))
    running: dict[str, _Run] = {}
    deaths: Counter[int] = Counter()
    bell: SimpleQueue[object] = SimpleQueue()
    while waiting or running:
        places = pool.places()
        for place in [place for place in places if place not in running][: len(waiting)]:
            index = waiting.popleft()
            # Before it is handed over: the item's own clock must not run out first.
            start = time.monotonic()
            pending = _start(pool, place, partial(_attempt, function, items[index], seconds=seconds))
            pending.add_done_callback(bell.put)
            running[place] = _Run(index=index, pending=pending, start=start)
        _wait(bell)
        for place in [place for place, run in running.items() if _is_over(run, place in places, seconds)]:
            run = running.pop(place)
            try:
                yield run.index, _result(run, pool)
            except WorkerDied:
                pool.give_up(place)
                deaths[run.index] += 1
                if (fate := _fate(run, deaths[run.index], seconds)) is not None:
                    yield run.index, fate
                else:
                    # Last in the queue, where it has fewer neighbours to share the memory with.
                    waiting.append(run.index)


def _is_over(run: _Run, is_there: bool, seconds: float | None) -> bool:  # noqa: FBT001
    """Return whether nothing more is to be waited for: an outcome, or a worker that is gone or stands still.

    A process that is stopped does not hear the alarm that should end it.
    """
    is_late = seconds is not None and time.monotonic() - run.start > seconds + _ALARM_S
    return run.pending.done() or not is_there or is_late


def _start(pool: Pool, place: str, call: Callable[[], Any]) -> Pending:
    """Begin a call in a worker process, or in a new one where that was killed while it waited."""
    try:
        return pool.start(place, call)
    except pool.deaths:
        pool.give_up(place)
        return pool.start(place, call)


def _wait(bell: SimpleQueue[object]) -> None:
    """Sleep until an item finishes or it is time to look at the workers again."""
    try:
        bell.get(timeout=_POLL_S)
    except Empty:
        return


def _result(run: _Run, pool: Pool) -> Any:  # noqa: ANN401  whatever the function returns
    """Return a finished item's outcome.

    Raises:
        WorkerDied: Its worker process died or went away.
    """
    if not run.pending.done():
        run.pending.cancel()
        raise WorkerDied("the worker process ended")
    begin = time.monotonic()
    try:
        return run.pending.result(timeout=_FETCH_S)
    except pool.deaths as error:
        raise WorkerDied(str(error)) from error
    except TimeoutError as error:
        if run.pending.done() and time.monotonic() - begin < _FETCH_S / 2:
            raise  # the function's own, which is here at once
        # A Dask worker may die, or hang, with a result that was not fetched yet; nobody else would compute it
        # again.
        run.pending.cancel()
        raise WorkerDied("the worker process ended before it returned the result") from error


def _fate(run: _Run, n_deaths: int, seconds: float | None) -> MonodesignError | None:
    """Return what becomes of an item whose worker died; `None` when it is to be tried again."""
    if seconds is not None and time.monotonic() - run.start >= seconds:
        return TimeLimit(
            f"took longer than {seconds / 60:g} minutes and was stopped; raise the time limit to try again"
        )
    if n_deaths >= MAX_DEATHS:
        return WorkerDied(
            f"the worker process was killed {n_deaths} times, probably out of memory; use fewer --jobs"
        )
    return None


def _attempt(
    function: Callable[[Item], Result], item: Item, *, seconds: float | None = None
) -> Result | MonodesignError:
    """Apply the function, returning an error of ours; after `seconds` the process is ended."""
    if seconds is not None:
        # The alarm's default action kills the process even inside a library that never returns to Python.
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return function(item)
    except MonodesignError as error:
        return error
    except MemoryError:
        return WorkerDied("out of memory; use fewer --jobs")
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault that one item brings to light must not stop the rest
        return Unforeseen(_locate(error))
    finally:
        if seconds is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)


def _locate(error: Exception) -> str:
    """Name an error nobody foresaw and the line of monodesign it came through last."""
    import traceback

    package = Path(__file__).parents[1]
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if package in Path(frame.filename).parents
    ]
    last = frames[-1]
    where = f"{Path(last.filename).relative_to(package.parent)}, line {last.lineno}"
    return (
        f"{type(error).__name__}: {error} ({where}); a fault of the program, please report it with this "
        "molecule"
    )
