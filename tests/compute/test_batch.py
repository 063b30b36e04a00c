"""Batches: outcomes in order, errors as outcomes, a killed worker survived."""

import errno
import os
import signal
import time
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from monodesign.compute import batch
from monodesign.compute.batch import _dispatch, run_batch
from monodesign.compute.loky import LokyPool
from monodesign.compute.machine import usable_memory_bytes
from monodesign.errors import InvalidSmiles, TimeLimit, Unforeseen, WorkerDied

pytestmark = pytest.mark.slow


def _double(item):
    if item < 0:
        raise InvalidSmiles(f"{item} is negative")
    return 2 * item


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_keep_the_order_of_the_items(jobs):
    assert run_batch(_double, [3, 1, 2], jobs=jobs) == [6, 2, 4]


class _Lost:
    """What is pending of an item that a Dask worker finished, and took with it when it died."""

    def __init__(self):
        self._is_done = True

    def done(self):
        return self._is_done

    def result(self, timeout):
        self._is_done = False
        raise TimeoutError

    def cancel(self):
        pass

    def add_done_callback(self, callback, /):
        callback(self)


class _Stuck(_Lost):
    """The same of a worker that hangs: the scheduler still takes the item for finished."""

    def result(self, timeout):
        time.sleep(timeout)
        raise TimeoutError


class _LosingPool:
    """One worker, whose first result is lost."""

    deaths = ()

    def __init__(self, lost=_Lost):
        self._n_started = 0
        self._lost = lost

    def places(self):
        return ["worker"]

    def start(self, place, call):
        self._n_started += 1
        if self._n_started == 1:
            return self._lost()
        finished = Future()
        finished.set_result(call())
        return finished

    def give_up(self, place):
        pass


@pytest.mark.parametrize("lost", [_Lost, _Stuck])
def test_a_result_that_goes_with_its_worker_is_computed_again(lost, monkeypatch):
    monkeypatch.setattr("monodesign.compute.batch._FETCH_S", 0.1)
    assert list(_dispatch(_double, [4], _LosingPool(lost), seconds=None)) == [(0, 8)]


def _time_out(_):
    raise TimeoutError("the function's own")


def test_an_items_own_timeout_ends_the_batch():
    with pytest.raises(TimeoutError, match="the function's own"):
        run_batch(_time_out, [1, 2], jobs=2)


class _Killed(Exception):
    """What a worker process that died leaves of its item."""


class _BusyPool:
    """One worker that is ended at its item's time limit before this process has its turn again."""

    deaths = (_Killed,)

    def __init__(self, clock):
        self._clock = clock

    def places(self):
        return ["worker"]

    def start(self, place, call):
        self._clock[0] += 60.0
        ended = Future()
        ended.set_exception(_Killed())
        return ended

    def give_up(self, place):
        pass


def test_an_item_is_timed_from_before_its_worker_has_it(monkeypatch):
    clock = [0.0]
    monkeypatch.setattr("monodesign.compute.batch.time", SimpleNamespace(monotonic=lambda: clock[0]))
    ((_, outcome),) = _dispatch(_double, [4], _BusyPool(clock), seconds=60.0)
    assert isinstance(outcome, TimeLimit)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_ours_is_the_outcome_of_its_item_only(jobs):
    first, second = run_batch(_double, [-1, 5], jobs=jobs)
    assert (str(first), second) == ("-1 is negative", 10)
    assert isinstance(first, InvalidSmiles)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_nobody_foresaw_is_the_outcome_of_its_item_and_says_where_it_arose(jobs):
    first, second = run_batch(_double, ["a", 5], jobs=jobs)
    assert isinstance(first, Unforeseen)
    assert str(first).startswith(
        "TypeError: '<' not supported between instances of 'str' and 'int' (monodesign"
    )
    assert second == 10


def _fill_the_disk(_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_the_operating_system_ends_the_batch(jobs):
    with pytest.raises(OSError, match="No space left"):
        run_batch(_fill_the_disk, [1, 2], jobs=jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_outcome_is_reported_once(jobs):
    seen = {}
    run_batch(_double, [4, 5, 6], jobs=jobs, on_result=lambda index, outcome: seen.update({index: outcome}))
    assert seen == {0: 8, 1: 10, 2: 12}


def _die_on_zero(item):
    if item == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


# loky warns about what the killed worker left behind; that is what the test provokes.
@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_is_killed_fails_its_item_and_no_other():
    outcomes = run_batch(_die_on_zero, [0, 1, 2, 3], jobs=2)
    assert isinstance(outcomes[0], WorkerDied)
    assert outcomes[1:] == [1, 2, 3]


def _own_pid(_):
    return os.getpid()


@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_is_killed_while_it_waits_costs_nothing():
    with LokyPool(1) as pool:
        ((_, pid),) = _dispatch(_own_pid, [0], pool, seconds=None)
        os.kill(pid, signal.SIGKILL)
        (executor,) = pool._executors.values()
        while executor._flags.broken is None:
            time.sleep(0.05)
        assert dict(_dispatch(_double, [1, 2], pool, seconds=None)) == {0: 2, 1: 4}


def _allocate(n_bytes):
    return len(bytearray(n_bytes))


def test_a_worker_gets_its_share_of_the_machine_s_memory_and_no_more():
    memory = usable_memory_bytes()
    # Pages that are never written to cost nothing: only the limit can refuse them.
    outcomes = run_batch(_allocate, [int(0.7 * memory), 1000], jobs=2)
    assert isinstance(outcomes[0], WorkerDied)
    assert "memory" in str(outcomes[0])
    assert outcomes[1] == 1000


def _sleep(seconds):
    time.sleep(seconds)
    return seconds


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_item_that_takes_too_long_is_ended_and_no_other(jobs):
    # The others are done at once, so that a machine that stands still for seconds does not end them too.
    outcomes = run_batch(_sleep, [0.0, 1000.0, 0.1], jobs=jobs, seconds_per_item=5.0)
    assert isinstance(outcomes[1], TimeLimit)
    assert [outcomes[0], outcomes[2]] == [0.0, 0.1]


def _stand_still(item):
    if item == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    return item


def test_a_worker_that_stands_still_is_ended_after_the_time_limit(monkeypatch):
    """A process that is stopped does not hear its own alarm."""
    monkeypatch.setattr(batch, "_ALARM_S", 1.0)
    start = time.monotonic()
    outcomes = run_batch(_stand_still, [0, 1, 2], jobs=2, seconds_per_item=20.0)
    assert isinstance(outcomes[0], TimeLimit)
    assert outcomes[1:] == [1, 2]
    assert time.monotonic() - start < 60
