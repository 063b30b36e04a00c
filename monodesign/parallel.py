"""Run one function over many inputs in worker processes of one BLAS thread each."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from monodesign.errors import MonodesignError, WorkerDied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_MAX_ACTIVE_LEVELS")

# Items handed to each worker in advance, so that none waits for the next.
_PER_WORKER = 2


def limit_threads() -> None:
    """Allow one thread per process, before a numerical library is loaded.

    xTB's default number of threads makes molecules of this size up to ten times slower
    (xtb-python issues 102 and 115).
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"


def run_batch(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    jobs: int = 1,
    on_result: Callable[[int, Result | MonodesignError], None] | None = None,
) -> list[Result | MonodesignError]:
    """Apply `function` to every item and return the outcomes in the items' order.

    Args:
        function: Importable by worker processes; what it returns must not depend on other items.
        items: The inputs.
        jobs: Number of worker processes; 1 stays in this process.
        on_result: Called here with index and outcome as each item finishes, in no fixed order.

    Returns:
        One outcome per item: its result, or the `MonodesignError` it raised. Any other error ends the batch.
        When a worker process is killed, the items it may have held are tried again one at a time; one that
        takes its process with it again is a `WorkerDied`.
    """
    outcomes: dict[int, Result | MonodesignError] = {}

    def note(index: int, outcome: Result | MonodesignError) -> None:
        outcomes[index] = outcome
        if on_result is not None:
            on_result(index, outcome)

    waiting = list(range(len(items)))
    while waiting:
        for index, outcome in _run_pool(function, items, waiting, jobs=jobs):
            note(index, outcome)
        # Work is handed out in order, so what a dead worker held is among the first that did not finish.
        handed_out = waiting[: sum(index in outcomes for index in waiting) + _PER_WORKER * jobs]
        for index in (index for index in handed_out if index not in outcomes):
            note(*_run_alone(function, items, index))
        waiting = [index for index in waiting if index not in outcomes]
    return [outcomes[index] for index in range(len(items))]


def _run_pool(
    function: Callable[[Item], Result], items: Sequence[Item], indices: Sequence[int], *, jobs: int
) -> Iterator[tuple[int, Result | MonodesignError]]:
    """Yield index and outcome of the given items as they finish; stop early when a worker process dies."""
    attempt = partial(_attempt, function)
    if jobs == 1:
        for index in indices:
            yield attempt(index, items[index])
        return
    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    limit_threads()
    pool = Parallel(
        n_jobs=jobs, return_as="generator_unordered", batch_size=1, pre_dispatch=f"{_PER_WORKER}*n_jobs"
    )
    try:
        yield from pool(delayed(attempt)(index, items[index]) for index in indices)
    except TerminatedWorkerError:
        return


def _run_alone(
    function: Callable[[Item], Result], items: Sequence[Item], index: int
) -> tuple[int, Result | MonodesignError]:
    """Try an item again in a pool of which it is the only one."""
    # With one job joblib would stay in this process, which the item may be about to kill.
    for outcome in _run_pool(function, items, [index], jobs=2):
        return outcome
    return index, WorkerDied("its worker process was killed twice, perhaps for want of memory; lower --jobs")


def _attempt(
    function: Callable[[Item], Result], index: int, item: Item
) -> tuple[int, Result | MonodesignError]:
    try:
        return index, function(item)
    except MonodesignError as error:
        return index, error
