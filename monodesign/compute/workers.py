"""The interface of worker processes: pools, pending results, schedulers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, Self

from annotated_types import Ge, Le

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduler:
    """A Dask scheduler.

    Attributes:
        address: Such as `tcp://node1:8786`.
        patience_s: How long it may be without any worker before the batch is given up, s; a queue of jobs
            may take days.
    """

    address: str
    patience_s: float = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSettings:
    """Jobs to submit to a queue; each runs worker processes of one thread.

    Attributes:
        queue_system: The queue system of the cluster.
        jobs: Number of jobs to submit.
        processes_per_job: Worker processes in each job; as many cores are requested.
        memory_per_job: Memory of each job, such as `8GB`.
        walltime: Time limit of each job, such as `24:00:00`. A molecule that is cut off starts again in
            another job.
        queue: Queue or partition; empty for the default of the queue system.
        account: Account to charge; empty for your default.
        directives: Further directives for the job script, such as `--exclusive`.
        prologue: Shell lines to run before the workers start, such as `module load …`.
    """

    queue_system: Literal["slurm", "pbs"]
    jobs: Annotated[int, Ge(1), Le(10_000)] = 1
    processes_per_job: Annotated[int, Ge(1), Le(10_000)] = 1
    memory_per_job: str = "4GB"
    walltime: str = "24:00:00"
    queue: str = ""
    account: str = ""
    directives: tuple[str, ...] = ()
    prologue: tuple[str, ...] = ()


class Pending(Protocol):
    """The outcome of an item that is being worked on."""

    def done(self) -> bool:
        """Return whether it has finished or failed."""

    def result(self, timeout: float) -> Any:  # noqa: ANN401  whatever the function returns
        """Return the result or raise its error; `TimeoutError` after a number of seconds."""

    def cancel(self) -> Any:  # noqa: ANN401  each package returns something else
        """Give up on it."""

    def add_done_callback(self, callback: Callable[[Any], Any], /) -> None:
        """Call back, from another thread, when it has finished or failed."""


class Pool(Protocol):
    """Worker processes, each a place for one item at a time."""

    @property
    def deaths(self) -> tuple[type[Exception], ...]:
        """What the outcome of an item raises when its worker process died."""

    def places(self) -> Collection[str]:
        """Return the names of the worker processes that are alive."""

    def start(self, place: str, call: Callable[[], Any]) -> Pending:
        """Begin a call in a worker process that has none."""

    def give_up(self, place: str) -> None:
        """Take note that this worker process died."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs."""
