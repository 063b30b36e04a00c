"""The results store: a question is answered once, and a folder has one writer."""

import errno
import json
import multiprocessing
import os
import queue
import random
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from monodesign.compute.locks import hold_folder, lock, name_holder
from monodesign.compute.store import Store, keeping, key_of
from monodesign.errors import CampaignLocked, UserError

INPUTS = {"smiles": "CCO", "method": "GFN2-xTB"}


def test_a_stored_result_is_found_again_after_closing(tmp_path):
    with Store(tmp_path / "campaign.sqlite") as store:
        store.put(key_of(INPUTS), kind="energy", inputs=INPUTS, result={"energy_eh": -1.5}, seconds=0.1)
    with Store(tmp_path / "campaign.sqlite") as store:
        assert store.get(key_of(INPUTS)) == {"energy_eh": -1.5}


def test_another_question_has_no_answer(tmp_path):
    with Store(tmp_path / "campaign.sqlite") as store:
        store.put(key_of(INPUTS), kind="energy", inputs=INPUTS, result={}, seconds=0.1)
        assert store.get(key_of({**INPUTS, "method": "GFN1-xTB"})) is None


def test_the_first_answer_is_kept(tmp_path):
    with Store(tmp_path / "campaign.sqlite") as store:
        for energy in (-1.0, -2.0):
            store.put(key_of(INPUTS), kind="energy", inputs=INPUTS, result={"energy_eh": energy}, seconds=0.1)
        assert store.get(key_of(INPUTS)) == {"energy_eh": -1.0}


def test_results_can_be_read_with_plain_sql(tmp_path):
    with Store(tmp_path / "campaign.sqlite") as store:
        store.put(key_of(INPUTS), kind="energy", inputs=INPUTS, result={"energy_eh": -1.5}, seconds=0.1)
    connection = sqlite3.connect(tmp_path / "campaign.sqlite")
    kind, inputs, result = connection.execute("SELECT kind, inputs, result FROM results").fetchone()
    connection.close()
    assert (kind, json.loads(inputs), json.loads(result)) == ("energy", INPUTS, {"energy_eh": -1.5})


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    (tmp_path / "campaign.sqlite").write_text(
        "something else entirely, long enough to be read as a header" * 20
    )
    with pytest.raises(UserError, match="not a usable results store"):
        Store(tmp_path / "campaign.sqlite")


def _fill(path):
    with Store(path) as store:
        for number in range(20):
            inputs = {"smiles": "C" * number}
            result = {"columns": {"energy_ev": 1.0 + number / 7}, "text": "x" * 400}
            store.put(key_of(inputs), kind="energy", inputs=inputs, result=result, seconds=0.0)
    with Store(path) as store:
        return list(store.results("energy"))


def _execute(path, statement):
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE results SET result = replace(result, 'ev', 'eV') WHERE key < '5'",
        "UPDATE results SET result = 'no json' WHERE key < '5'",
        "UPDATE results SET result = x'ff00' WHERE key < '5'",
        "UPDATE results SET inputs = '{}' WHERE key < '5'",
        "UPDATE results SET sha256 = NULL WHERE key < '5'",
    ],
)
def test_a_damaged_row_is_no_result(tmp_path, statement):
    """One digit changed is a value like any other; the row's seal tells."""
    path = tmp_path / "campaign.sqlite"
    first, *_ = _fill(path)
    _execute(path, statement)
    with Store(path) as store:
        for read in (lambda: store.get(key_of(first[0])), lambda: store.results("energy")):
            with pytest.raises(
                UserError, match=r"campaign\.sqlite: the stored result .* damaged; move the file"
            ):
                read()


def test_a_store_with_any_byte_changed_is_refused_or_gives_the_same(tmp_path):
    whole = _fill(tmp_path / "whole.sqlite")
    content = (tmp_path / "whole.sqlite").read_bytes()
    draw = random.Random(0)
    refused = 0
    for number in range(60):
        damaged = bytearray(content)
        damaged[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
        path = tmp_path / f"{number}.sqlite"
        path.write_bytes(damaged)
        try:
            with Store(path) as store:
                assert all(found in whole for found in store.results("energy"))
                assert {store.get(key_of(inputs)) == result for inputs, result in whole} <= {True}
        except UserError as error:
            refused += "\n" not in str(error)
    assert refused > 30


def test_a_store_of_an_earlier_version_is_sealed_and_read(tmp_path):
    path = tmp_path / "campaign.sqlite"
    whole = _fill(path)
    _execute(path, "ALTER TABLE results DROP COLUMN sha256")
    with Store(path) as store:
        assert list(store.results("energy")) == whole


def test_a_file_system_without_locks_is_named_as_that(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", refuse)
    monkeypatch.setattr("fcntl.lockf", refuse)
    message = r"{}: this file system does not support locks \(No locks available\)"
    with pytest.raises(UserError, match=message.format(r"\.lock")), hold_folder(tmp_path):
        pass
    with pytest.raises(UserError, match=message.format(r"campaign\.sqlite")):
        Store(tmp_path / "campaign.sqlite")


def test_who_holds_a_folder_of_another_machine_is_read_from_its_lock(tmp_path, monkeypatch):
    monkeypatch.setattr("monodesign.compute.locks.LOCKS", tmp_path / "absent")
    for signed, named in (("17 on node3", "process 17 on node3"), ("", "a process of another machine")):
        (tmp_path / ".lock").write_text(signed)
        assert name_holder(tmp_path / ".lock").startswith(named)


def test_a_table_that_a_stopped_process_holds_is_not_waited_for_without_end(tmp_path):
    path = tmp_path / "bench.csv"
    with path.open("w") as one, path.open("w") as other:
        lock(one.fileno(), path)
        with pytest.raises(CampaignLocked, match=f"in use by process {os.getpid()}"):
            lock(other.fileno(), path, patience_s=0.3)


def test_what_a_file_is_made_from_is_kept_until_it_is_written(tmp_path):
    def stop():
        with keeping(tmp_path / "out.csv") as store:
            store.put("a", kind="test", inputs={}, result={"x": 1}, seconds=0.0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    with keeping(tmp_path / "out.csv") as store:
        assert store.get("a") == {"x": 1}
    assert list(tmp_path.iterdir()) == []


REFUSED = """
import sys, time
from pathlib import Path
from monodesign.errors import UserError
from monodesign.compute.locks import lock, name_holder
from monodesign.compute.store import keeping
start = time.monotonic()
try:
    keeping(Path(sys.argv[1])).__enter__()
except UserError as error:
    print(time.monotonic() - start, error)
"""


@pytest.mark.slow
def test_a_file_that_another_process_is_about_to_write_is_refused_at_once(tmp_path):
    with keeping(tmp_path / "out.csv"):
        command = [sys.executable, "-c", REFUSED, str(tmp_path / "out.csv")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, message = done.stdout.split(" ", 1)
        # SQLite's own patience is 30 s.
        assert float(seconds) < 20
        assert f"out.csv.partial.sqlite: in use by process {os.getpid()}; wait for it to finish" in message
    assert list(tmp_path.iterdir()) == []


def _hold(folder, held):
    with hold_folder(folder):
        held.set()
        time.sleep(600)


@contextmanager
def _held(folder):
    """Yield another process that holds a folder; it is killed with the block."""
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    holder = context.Process(target=_hold, args=(folder, held))
    holder.start()
    try:
        assert held.wait(120)
        yield holder
    finally:
        holder.kill()
        holder.join()


@pytest.mark.slow
def test_a_second_process_is_told_who_holds_the_folder(tmp_path):
    with (
        _held(tmp_path) as holder,
        pytest.raises(CampaignLocked, match=f"process {holder.pid}"),
        hold_folder(tmp_path),
    ):
        pass


@pytest.mark.slow
def test_a_folder_is_free_again_after_its_holder_was_killed(tmp_path):
    with _held(tmp_path):
        pass
    with hold_folder(tmp_path):
        assert (tmp_path / ".lock").read_text() == f"{os.getpid()} on {socket.gethostname()}"


def test_a_folder_is_held_until_its_block_ends(tmp_path):
    with hold_folder(tmp_path):
        assert _is_refused_elsewhere(tmp_path)
    assert not _is_refused_elsewhere(tmp_path)


def _is_refused_elsewhere(folder):
    def hold(answer):
        try:
            with hold_folder(folder):
                answer.put(False)
        except CampaignLocked:
            answer.put(True)

    answer = queue.SimpleQueue()
    thread = threading.Thread(target=hold, args=(answer,))
    thread.start()
    thread.join()
    return answer.get()
