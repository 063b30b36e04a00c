"""A real Dask scheduler with worker processes on this machine, and the job scripts of a queue."""

import errno
import gc
import os
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.compute import batch, dask
from monodesign.compute.batch import _dispatch, run_batch
from monodesign.compute.dask import DaskPool, _fault, make_cluster, queued_workers, worker_facts
from monodesign.compute.workers import ClusterSettings, Scheduler
from monodesign.errors import InvalidSmiles, TimeLimit, Unforeseen, UserError, WorkerDied

# Dask and loky close sockets late, and say so when the interpreter collects them.
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


def _open(n_workers, threads=1):
    return LocalCluster(
        n_workers=n_workers,
        threads_per_worker=threads,
        dashboard_address=":0",
        memory_limit=0,
        silence_logs=50,
    )


@pytest.fixture(scope="module")
def scheduler():
    with _open(3) as cluster:
        yield Scheduler(address=cluster.scheduler_address)


def _double(item):
    if item < 0:
        raise InvalidSmiles(f"{item} is negative")
    return 2 * item


@pytest.mark.slow
def test_outcomes_keep_the_order_of_the_items(scheduler):
    outcomes = run_batch(_double, [3, -1, 2, 5, 4], scheduler=scheduler)
    assert isinstance(outcomes[1], InvalidSmiles)
    assert [outcomes[0], *outcomes[2:]] == [6, 4, 10, 8]


@pytest.mark.slow
def test_an_error_nobody_foresaw_is_the_outcome_of_its_item(scheduler):
    first, second = run_batch(_double, ["a", 5], scheduler=scheduler)
    assert isinstance(first, Unforeseen)
    assert second == 10


def _fill_the_disk(_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.slow
def test_an_error_of_the_operating_system_ends_the_batch(scheduler):
    with pytest.raises(OSError, match="No space left"):
        run_batch(_fill_the_disk, [1], scheduler=scheduler)


def _die_the_first_time(marker):
    if marker and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return marker


@pytest.mark.slow
def test_the_item_of_a_worker_that_is_killed_is_computed_by_another(scheduler, tmp_path):
    items = ["", str(tmp_path / "died"), "", ""]
    assert run_batch(_die_the_first_time, items, scheduler=scheduler) == items


def _die(item):
    if item == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


@pytest.mark.slow
def test_an_item_that_kills_every_worker_is_a_failure_and_the_others_are_not(scheduler):
    outcomes = run_batch(_die, [1, 0, 2, 3], scheduler=scheduler)
    assert isinstance(outcomes[1], WorkerDied)
    assert [outcomes[0], *outcomes[2:]] == [1, 2, 3]


class _HastyPool(DaskPool):
    """A pool that hears of its workers just before the first one dies, as it may whenever one dies."""

    def __init__(self, scheduler):
        super().__init__(scheduler)
        pids = self._client.run(os.getpid)
        nthreads = self._client.nthreads

        def list_then_kill():
            threads = nthreads()
            if pids:
                os.kill(pids[min(pids)], signal.SIGKILL)
                pids.clear()
            return threads

        self._client.nthreads = list_then_kill


@pytest.mark.slow
def test_a_worker_that_dies_before_it_could_be_checked_is_passed_over(scheduler):
    with _HastyPool(scheduler) as pool:
        assert dict(_dispatch(_double, [1, 2, 3, 4], pool, seconds=None)) == {0: 2, 1: 4, 2: 6, 3: 8}


def _sleep(seconds):
    time.sleep(seconds)
    return seconds


@pytest.mark.slow
def test_an_item_that_takes_too_long_is_ended(scheduler):
    outcomes = run_batch(_sleep, [1000.0, 0.1], seconds_per_item=5.0, scheduler=scheduler)
    assert isinstance(outcomes[0], TimeLimit)
    assert outcomes[1] == 0.1


def _stand_still(item):
    if item == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    return item


@pytest.mark.slow
def test_a_worker_that_stands_still_costs_its_item_and_no_other(monkeypatch):
    """It is asked again when new workers are looked for, and has to be passed over there too."""
    monkeypatch.setattr(batch, "_ALARM_S", 1.0)
    monkeypatch.setattr(dask, "ANSWER_S", 5.0)
    with _open(2) as cluster:
        address = cluster.scheduler_address
        outcomes = run_batch(
            _stand_still, [0, 1, 2, 3], seconds_per_item=20.0, scheduler=Scheduler(address=address)
        )
        for worker in cluster.workers.values():
            os.kill(worker.process.pid, signal.SIGCONT)
    assert isinstance(outcomes[0], TimeLimit)
    assert outcomes[1:] == [1, 2, 3]


@pytest.mark.slow
def test_an_address_that_accepts_and_stays_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(dask, "CONNECT_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(UserError, match="no Dask scheduler answers"):
            DaskPool(Scheduler(address=address))


TABLES = ("library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv")
# Small molecules, so that workers are busy with more than starting up and yet the test is short.
SMALL = [
    "C=CC(=O)OC", "C=CC(=O)NC", "C=CC(=O)OCC#N", "C=CC(=O)OCC", "C=CC(=O)NCC", "C=C(C)C(=O)OC",
    "C=C(C)C(=O)NC", "C=CC(=O)N(C)C",
]  # fmt: skip


def _campaign(folder, **where):
    quick = {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1}
    data = {"budget": 8, "library": {"sample": 10, "include": SMALL}, "describe": quick}
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake", **where)
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def loky_tables(tmp_path_factory):
    return _campaign(tmp_path_factory.mktemp("loky"), jobs=2)


@pytest.mark.slow
def test_a_campaign_on_dask_gives_lokys_tables(loky_tables, scheduler, tmp_path):
    assert _campaign(tmp_path, scheduler=scheduler) == loky_tables


@pytest.mark.slow
def test_a_campaign_that_loses_a_worker_in_the_middle_loses_nothing(loky_tables, scheduler, tmp_path):
    killed = []

    def kill_one(stage, done, total):
        if stage == "describe" and done == 3 and not killed:
            with Client(scheduler.address, set_as_default=False) as client:
                killed.append(min(client.run(os.getpid).values()))
            os.kill(killed[0], signal.SIGKILL)

    assert _campaign(tmp_path, scheduler=scheduler, on_progress=kill_one) == loky_tables
    assert killed


@pytest.mark.slow
def test_workers_of_several_threads_are_refused():
    with _open(1, threads=2) as cluster, pytest.raises(UserError, match="--nthreads 1"):
        run_batch(_double, [1], scheduler=Scheduler(address=cluster.scheduler_address))


@pytest.mark.parametrize("package", ["pyscf", "pyscf-dispersion"])
def test_a_worker_with_another_version_of_what_computes_dft_is_refused(package):
    same = {**worker_facts(), "OMP_NUM_THREADS": "1"}
    assert _fault(same, 1) == ""
    assert f"{package} 0.1 (here" in _fault({**same, package: "0.1"}, 1)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "ftp://a:1"])
def test_an_address_without_a_scheduler_is_refused(monkeypatch, address):
    monkeypatch.setattr("monodesign.compute.dask.CONNECT_S", 1)
    with pytest.raises(UserError, match="no Dask scheduler answers"):
        run_batch(_double, [1], scheduler=Scheduler(address=address))


@pytest.mark.slow
def test_a_refused_client_is_not_left_for_the_collector_to_close_while_the_next_one_starts():
    # The lock that a client's start holds is the one that closing another needs.
    gc.disable()
    try:
        with pytest.raises(UserError):
            run_batch(_double, [1], scheduler=Scheduler(address="nonsense"))
        # By its type: isinstance would ask a dead weakref's proxy for its class.
        clients = [thing for thing in gc.get_objects() if issubclass(type(thing), Client)]
    finally:
        gc.enable()
    assert [client.status for client in clients if client.status != "closed"] == []


@pytest.mark.parametrize(
    ("system", "lines"),
    [
        ("slurm", ["#SBATCH -p long", "#SBATCH -A lab", "#SBATCH --cpus-per-task=4", "#SBATCH -t 10:00:00"]),
        ("pbs", ["#PBS -q long", "#PBS -A lab", "#PBS -l select=1:ncpus=4", "#PBS -l walltime=10:00:00"]),
    ],
)
def test_the_job_script_asks_for_what_the_settings_say(system, lines):
    settings = ClusterSettings(
        queue_system=system, processes_per_job=4, memory_per_job="8GB", walltime="10:00:00", queue="long",
        account="lab", prologue=("module load python",),
    )  # fmt: skip
    with make_cluster(settings) as cluster:
        script = cluster.job_script()
    for line in lines:
        assert line in script
    assert "module load python\nexport OMP_NUM_THREADS=1\n" in script
    assert "--nthreads 1 " in script
    assert "--nworkers 4 " in script


def test_a_machine_that_cannot_submit_jobs_says_so(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UserError, match="sbatch not"), queued_workers(ClusterSettings(queue_system="slurm")):
        pass


def test_the_package_for_queues_does_not_take_ctrl_c_for_itself(monkeypatch):
    """dask_jobqueue.runner sets a handler on import that ends the process with exit code 0."""
    for name in [name for name in sys.modules if name.startswith("dask_jobqueue")]:
        monkeypatch.delitem(sys.modules, name)
    before = signal.getsignal(signal.SIGINT)
    make_cluster(ClusterSettings(queue_system="slurm")).close()
    assert signal.getsignal(signal.SIGINT) is before
