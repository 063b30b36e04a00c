"""Worker processes on this machine."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

from monodesign.compute.machine import usable_memory_bytes
from monodesign.compute.threads import limit_threads
from monodesign.compute.workers import Pending

# What a worker process may have on a machine of many cores and little memory; xTB needs a fifth of it.
LEAST_MEMORY_BYTES: Final = 2 * 1024**3
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


class LokyPool:
    """Worker processes on this machine, each in a loky executor of its own: one's death spares the others.

    Each may have its share of the memory and no more, so that a molecule that asks for too much fails alone.
    Where a share would be below `LEAST_MEMORY_BYTES` each may have that, and all together could ask for more
    than there is.
    """

    def __init__(self, jobs: int) -> None:
        """Name the places; a process starts when its first item comes."""
        from joblib.externals.loky import BrokenProcessPool

        limit_threads()
        self.deaths: tuple[type[Exception], ...] = (BrokenProcessPool,)
        self._memory_bytes = max(usable_memory_bytes() // jobs, LEAST_MEMORY_BYTES)
        self._executors = {f"process {number}": self._new_executor() for number in range(jobs)}

    def places(self) -> Collection[str]:
        """Return the names of the worker processes."""
        return self._executors.keys()

    def start(self, place: str, call: Callable[[], Any]) -> Pending:
        """Begin a call in a worker process that has none."""
        # Ctrl-C reaches every process of the terminal; the workers leave it to this one.
        with _interrupts_blocked():
            pending: Pending = self._executors[place].submit(call)
        return pending

    def give_up(self, place: str) -> None:
        """Put a new worker process in the place of a dead one."""
        self._executors[place].shutdown(kill_workers=True)
        self._executors[place] = self._new_executor()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill what still runs; finished results have been handed over."""
        for executor in self._executors.values():
            executor.shutdown(kill_workers=True)

    def _new_executor(self) -> Any:  # noqa: ANN401  loky is untyped
        from joblib.externals.loky import ProcessPoolExecutor

        return ProcessPoolExecutor(
            max_workers=1, initializer=_begin_worker, initargs=(os.getpid(), self._memory_bytes)
        )


def _begin_worker(parent: int, memory_bytes: int) -> None:
    """Bound what this worker process allocates, and end it soon after its parent."""
    _, highest = resource.getrlimit(resource.RLIMIT_DATA)
    bound = memory_bytes if highest == resource.RLIM_INFINITY else min(memory_bytes, highest)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, highest))
    _follow(parent)


def _follow(parent: int) -> None:
    """End this process with its parent, which may be killed without a chance to say so.

    Linux kills it, even when it is stopped or inside a library that lets no thread of Python run; elsewhere,
    and of a parent that is gone already, a thread looks once a second.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Hold back Ctrl-C in this thread, and for good in the processes it starts meanwhile."""
    from multiprocessing import resource_tracker

    # Starting the tracker of multiprocessing would let them through again, so it has to be there already.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
