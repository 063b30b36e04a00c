"""Worker processes on other machines: those of a Dask scheduler, or of jobs in a SLURM or PBS queue."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from functools import partial
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from monodesign.compute.packages import version_of
from monodesign.compute.threads import limit_threads
from monodesign.compute.workers import ClusterSettings, Pending, Scheduler
from monodesign.errors import ClusterLost, UserError

if TYPE_CHECKING:
    from distributed import Client


# What a result depends on; a worker with another version of one would mix two methods in one table.
PACKAGES: Final = ("monodesign", "rdkit", "xtb", "tblite", "numpy", "scipy", "pyscf", "pyscf-dispersion")
INSTALL: Final = "pip install 'monodesign[cluster]'"
CONNECT_S: Final = 10
# How long a scheduler or a worker may take to answer a question, and how long a worker that did not is let
# alone, s.
ANSWER_S: Final = 30.0
SILENT_S: Final = 120.0

Answer = TypeVar("Answer")

SUBMIT_COMMANDS: Final = {"slurm": "sbatch", "pbs": "qsub"}


class DaskPool:
    """The workers of a Dask scheduler, each with one item at a time."""

    def __init__(self, scheduler: Scheduler) -> None:
        """Connect.

        Raises:
            UserError: The address is not valid, nothing answers there, or distributed is not installed.
        """
        try:
            from distributed import KilledWorker
        except ImportError as error:
            raise UserError(f"Dask needs the package distributed: {INSTALL}") from error
        # A cancelled item belongs to a scheduler that went away, which `places` finds out.
        self.deaths: tuple[type[Exception], ...] = (KilledWorker, CancelledError)
        self._scheduler = scheduler
        self._admitted: set[str] = set()
        self._seen = time.monotonic()
        self._silent: dict[str, float] = {}
        try:
            self._client = _within(CONNECT_S + 5, lambda: _connect(scheduler.address))
        except (OSError, ValueError) as error:
            raise UserError(
                f"--scheduler {scheduler.address}: no Dask scheduler answers ({error}); give its address "
                "as tcp://HOST:PORT"
            ) from error

    def places(self) -> Collection[str]:
        """Return the addresses of the workers.

        Raises:
            UserError: A worker is of another environment than this process, or has several threads.
            ClusterLost: The scheduler does not answer, or has had no worker for long.
        """
        threads = self._ask(self._client.nthreads)
        asked = {address for address, since in self._silent.items() if time.monotonic() - since < SILENT_S}
        if new := sorted(set(threads) - self._admitted - asked):
            self._admit(new, threads)
        usable = [address for address in threads if address in self._admitted]
        if usable:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._scheduler.patience_s:
            raise ClusterLost(
                f"{self._scheduler.address}: no worker for {self._scheduler.patience_s:.0f} s; start "
                "workers and run the same command to resume"
            )
        return usable

    def _ask(self, question: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Put a question to the scheduler.

        Raises:
            ClusterLost: It does not answer.
        """
        try:
            return _within(ANSWER_S, question)
        except (OSError, TimeoutError, CancelledError, RuntimeError) as error:
            raise ClusterLost(
                f"{self._scheduler.address}: lost the connection to the Dask scheduler "
                f"({type(error).__name__}); finished work is kept; run the same command to resume"
            ) from error

    def _admit(self, new: list[str], threads: dict[str, int]) -> None:
        """Check workers that were not seen before; one that dies or stands still is passed over.

        Raises:
            UserError: As for `places`.
        """
        from distributed.comm import CommClosedError

        answers: dict[str, Any] = {}
        for address in new:
            ask = partial(self._client.run, worker_facts, workers=[address], on_error="return")
            try:
                answers |= _within(ANSWER_S, ask)
            except TimeoutError:
                self._silent[address] = time.monotonic()
        listed = self._ask(self._client.nthreads)
        facts = {
            address: answer
            for address, answer in answers.items()
            if address in listed and not isinstance(answer, CommClosedError)
        }
        faults = {address: _fault(fact, threads[address]) for address, fact in facts.items()}
        if wrong := [f"worker {address} {fault}" for address, fault in faults.items() if fault]:
            raise UserError(f"{self._scheduler.address}: {'; '.join(wrong)}")
        self._admitted.update(facts)

    def start(self, place: str, call: Callable[[], Any]) -> Pending:
        """Begin a call on a worker that has none."""
        return self._client.submit(call, workers=[place], pure=False)

    def give_up(self, place: str) -> None:
        """Forget a worker that died; the scheduler replaces it or not."""
        self._admitted.discard(place)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the scheduler, which drops what was not finished."""
        self._client.close(timeout=CONNECT_S)


def _within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """Return what a call returns, or raise what it raises; one that takes longer is left behind.

    Dask waits for some answers without any limit: of a scheduler or a worker that is stopped, for ever.

    Raises:
        TimeoutError: It took longer.
    """
    outcome: Future[Answer] = Future()

    def work() -> None:
        try:
            outcome.set_result(call())
        except BaseException as error:  # noqa: BLE001  handed to the thread that waits
            outcome.set_exception(error)

    Thread(target=work, daemon=True).start()
    try:
        return outcome.result(timeout=seconds)
    except TimeoutError as error:
        raise TimeoutError(f"no answer within {seconds:g} s") from error


def _connect(address: str) -> Client:
    """Return a client of a scheduler.

    One that cannot connect is closed here: left to the garbage collector it waits, in whichever thread the
    collector runs, for a lock that another client's start may hold, and neither goes on.

    Raises:
        OSError, ValueError: Nothing answers there, or it is no address.
    """
    from distributed import Client

    class ClosingClient(Client):
        def start(self, **options: Any) -> None:  # noqa: ANN401  whatever Client hands on
            try:
                super().start(**options)
            except BaseException:
                self.close()
                raise

    return ClosingClient(address, timeout=CONNECT_S, set_as_default=False)


def worker_facts() -> dict[str, str]:
    """Return the facts that must be equal on a worker and on the process that sends it molecules."""
    facts = {"python": ".".join(map(str, sys.version_info[:2]))}
    facts |= {package: version_of(package) or "missing" for package in PACKAGES}
    return facts | {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "unset")}


def _fault(facts: dict[str, str] | Exception, n_threads: int) -> str:
    """Return why a worker cannot be used; empty if it can."""
    if isinstance(facts, Exception):
        return f"cannot load monodesign ({type(facts).__name__}: {facts}); install it there"
    if n_threads != 1:
        # The clock that ends a molecule belongs to the process, and xTB's libraries to one thread.
        return (
            f"has {n_threads} threads; start it with --nthreads 1, and --nworkers for the number of processes"
        )
    wanted = worker_facts() | {"OMP_NUM_THREADS": "1"}
    wrong = [f"{name} {facts[name]} (here {value})" for name, value in wanted.items() if facts[name] != value]
    return f"differs from this process: {', '.join(wrong)}" if wrong else ""


@contextmanager
def queued_workers(settings: ClusterSettings) -> Iterator[Scheduler]:
    """Ask the queue for worker jobs and yield the scheduler they report to; the jobs end with the block.

    Raises:
        UserError: dask-jobqueue is not installed, or this machine cannot submit jobs.
    """
    command = SUBMIT_COMMANDS[settings.queue_system]
    if shutil.which(command) is None:
        raise UserError(
            f"[cluster]: {command} not found on this machine; run on a machine that can submit jobs"
        )
    limit_threads()
    with make_cluster(settings) as cluster:
        cluster.scale(jobs=settings.jobs)
        yield Scheduler(address=cluster.scheduler_address, patience_s=float("inf"))


def make_cluster(settings: ClusterSettings) -> Any:  # noqa: ANN401  dask-jobqueue is untyped
    """Return a dask-jobqueue cluster with a scheduler on this machine and no job submitted yet.

    Raises:
        UserError: dask-jobqueue is not installed, or the settings are not what it takes.
    """
    kinds = _load_queues()
    try:
        return kinds[settings.queue_system](
            cores=settings.processes_per_job,
            processes=settings.processes_per_job,
            memory=settings.memory_per_job,
            walltime=settings.walltime,
            queue=settings.queue or None,
            account=settings.account or None,
            job_extra_directives=list(settings.directives),
            job_script_prologue=[*settings.prologue, "export OMP_NUM_THREADS=1"],
            python=sys.executable,
            # Any free port for the page that shows what runs; another campaign may have the usual one.
            scheduler_options={"dashboard_address": ":0"},
        )
    except ValueError as error:
        raise UserError(f"[cluster]: {error}") from error


def _load_queues() -> dict[str, Any]:
    """Return dask-jobqueue's cluster by queue system.

    Its import has Ctrl-C end the process with exit code 0; the handler that was there is put back.

    Raises:
        UserError: dask-jobqueue is not installed.
    """
    handler = signal.getsignal(signal.SIGINT)
    try:
        from dask_jobqueue import PBSCluster, SLURMCluster
    except ImportError as error:
        raise UserError(f"[cluster] needs the package dask-jobqueue: {INSTALL}") from error
    finally:
        signal.signal(signal.SIGINT, handler)
    return {"slurm": SLURMCluster, "pbs": PBSCluster}
