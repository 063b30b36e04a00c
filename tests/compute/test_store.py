"""The results store: a question is answered once, and a folder has one writer."""

import json
import multiprocessing
import os
import queue
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from monodesign.compute.store import Store, keeping, key_of, writing
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
from monodesign.store import keeping
start = time.monotonic()
try:
    keeping(Path(sys.argv[1])).__enter__()
except UserError as error:
    print(time.monotonic() - start, error)
"""


def test_a_file_that_another_process_is_about_to_write_is_refused_at_once(tmp_path):
    with keeping(tmp_path / "out.csv"):
        command = [sys.executable, "-c", REFUSED, str(tmp_path / "out.csv")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, message = done.stdout.split(" ", 1)
        # SQLite's own patience is 30 s.
        assert float(seconds) < 20
        assert "another process is working with it" in message
    assert list(tmp_path.iterdir()) == []


def _hold(folder, held):
    with writing(folder):
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


def test_a_second_process_is_told_who_holds_the_folder(tmp_path):
    with (
        _held(tmp_path) as holder,
        pytest.raises(CampaignLocked, match=f"process {holder.pid}"),
        writing(tmp_path),
    ):
        pass


def test_a_folder_is_free_again_after_its_holder_was_killed(tmp_path):
    with _held(tmp_path):
        pass
    with writing(tmp_path):
        assert (tmp_path / ".lock").read_text() == str(os.getpid())


def test_a_block_that_holds_a_folder_may_call_what_holds_it_too(tmp_path):
    with writing(tmp_path), writing(tmp_path / "." / ""):
        pass
    with writing(tmp_path):
        pass


def test_a_folder_stays_held_when_an_inner_block_ends(tmp_path):
    with writing(tmp_path):
        with writing(tmp_path):
            pass
        assert _is_refused_elsewhere(tmp_path)
    assert not _is_refused_elsewhere(tmp_path)


def _is_refused_elsewhere(folder):
    def hold(answer):
        try:
            with writing(folder):
                answer.put(False)
        except CampaignLocked:
            answer.put(True)

    answer = queue.SimpleQueue()
    thread = threading.Thread(target=hold, args=(answer,))
    thread.start()
    thread.join()
    return answer.get()
