"""A campaign that is killed or interrupted continues, and ends with the tables of an undisturbed run."""

import signal
import subprocess
import sys
import time

import pytest

CODE = """
import sys
from pathlib import Path
from monodesign.campaign import run_campaign
from monodesign.config import parse_campaign

quick = {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1}
data = {"budget": 4, "library": {"sample": 20}, "describe": quick, "shortlist": {"size": 4}}
settings = parse_campaign(data, where="test")
run_campaign(settings, Path(sys.argv[1]), engine_name="fake", jobs=int(sys.argv[2]))
"""
TABLES = ("library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv")


def _start(folder, jobs):
    # To a file: the worker processes of a killed campaign would hold a pipe open.
    with (folder / "output.txt").open("w") as output:
        command = [sys.executable, "-c", CODE, str(folder), str(jobs)]
        return subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)


def _finish(folder, jobs):
    assert _start(folder, jobs).wait(timeout=300) == 0, (folder / "output.txt").read_text()


def _read(folder):
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed")
    start = time.perf_counter()
    _finish(folder, 1)
    return _read(folder), time.perf_counter() - start


@pytest.mark.parametrize(("jobs", "share"), [(1, 0.4), (1, 0.8), (2, 0.6)])
def test_a_killed_campaign_continues_to_the_same_tables(undisturbed, tmp_path, share, jobs):
    tables, seconds = undisturbed
    process = _start(tmp_path, jobs)
    time.sleep(share * seconds)
    process.kill()
    process.wait()
    _finish(tmp_path, jobs)
    assert _read(tmp_path) == tables


def test_ctrl_c_is_exit_code_130_and_one_line(tmp_path):
    (tmp_path / "small.toml").write_text("budget = 4\n[library]\nsample = 20\n")
    command = [sys.executable, "-m", "monodesign.cli", "screen", "small.toml", "--out", "out", "--jobs", "1"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that runs the tests in the background would have its children ignore the signal; the
        # child does nothing else before it becomes Python, so threads are no matter here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    ) as process:
        for line in process.stderr:
            if line.startswith("describe"):
                break
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert errors == "monodesign: interrupted; what was finished is kept, the same command continues\n"
    assert not list((tmp_path / "out").glob(".*.partial"))
