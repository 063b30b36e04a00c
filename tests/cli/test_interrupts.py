"""A campaign that is killed or interrupted continues, and ends with the tables of an undisturbed run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from monodesign.cli.main import main
from monodesign.compute.store import Store
from monodesign.errors import CannotWrite

pytestmark = pytest.mark.slow

CODE = """
import sys
from pathlib import Path
from monodesign.campaign.stages import run_campaign
from monodesign.campaign_folder.read_settings import parse_campaign

quick = {"what": ["redox"], "n_conformers": 1, "n_relaxed": 1}
small = ["C=CC(=O)OC", "C=CC(=O)NC", "C=CC(=O)OCC#N", "C=CC(=O)OCC"]
library = {"sample": 5, "include": small}
data = {"budget": 4, "library": library, "describe": quick, "shortlist": {"size": 4}}
settings = parse_campaign(data, where="test")
run_campaign(settings, Path(sys.argv[1]), engine_name="fake", jobs=int(sys.argv[2]))
"""
TABLES = ("library.csv", "rejected.csv", "descriptors.csv", "failures.csv", "ranking.csv", "shortlist.csv")


@contextmanager
def _started(command, **options):
    """Yield a process that does not outlive the block, so that no failure leaves it or waits for it."""
    with subprocess.Popen(command, **options) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _started_campaign(folder, jobs):
    command = [sys.executable, "-c", CODE, str(folder), str(jobs)]
    # To a file: the worker processes of a killed campaign would hold a pipe open.
    with (
        (folder / "output.txt").open("w") as output,
        _started(command, stdout=output, stderr=subprocess.STDOUT) as process,
    ):
        yield process


def _finish(folder, jobs):
    with _started_campaign(folder, jobs) as process:
        assert process.wait(timeout=900) == 0, (folder / "output.txt").read_text()


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
    with _started_campaign(tmp_path, jobs):
        time.sleep(share * seconds)
    _finish(tmp_path, jobs)
    assert _read(tmp_path) == tables


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_exit_code_130_and_one_line(tmp_path, jobs):
    (tmp_path / "small.toml").write_text("budget = 4\n[library]\nsample = 20\n")
    command = [sys.executable, "-m", "monodesign", "screen", "small.toml", "--out", "out", "--jobs", jobs]
    with _started(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # A shell that runs the tests in the background would have its children ignore the signal; the
        # child does nothing else before it becomes Python, so threads are no matter here.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        for line in process.stderr:
            if line.startswith("describe"):
                break
        time.sleep(1)
        # A terminal sends it to every process of the group: the worker processes must not answer too.
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=300)
    assert process.returncode == 130
    assert errors == "monodesign: interrupted; finished work is kept; run the same command to resume\n"
    assert not list((tmp_path / "out").glob(".*.partial"))


HELD = """
import ctypes, os, signal
from monodesign.compute.batch import run_batch

def hold(item):
    if item == "stopped":
        os.kill(os.getpid(), signal.SIGSTOP)
    ctypes.PyDLL(None).sleep(600)  # in C, with the interpreter locked

run_batch(hold, ["stopped", "in C"], jobs=2)
"""


def test_no_worker_process_outlives_the_main_process_though_it_cannot_run_python(tmp_path):
    (tmp_path / "held.py").write_text(HELD)
    with _started([sys.executable, "held.py"], cwd=tmp_path, start_new_session=True) as process:
        assert _until(lambda: _session_states(process.pid).count("T") == 1, seconds=120)
        time.sleep(2)
    assert _until(lambda: not _session(process.pid), seconds=60)


def _session_states(leader):
    return [field[0] for field in _session(leader)]


def test_worker_processes_end_with_a_main_process_that_is_killed(tmp_path):
    code = (
        "from monodesign.compute.batch import run_batch; import time; "
        "run_batch(time.sleep, [600, 600], jobs=2)"
    )
    with _started([sys.executable, "-c", code], cwd=tmp_path, start_new_session=True) as process:
        assert _until(lambda: len(_session(process.pid)) >= 3)
    assert _until(lambda: not _session(process.pid))


def _session(leader):
    """Return the living processes of a session, read from /proc by its state and session."""
    fields = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields.append(stat.read_text().rpartition(")")[2].split())
    return [field for field in fields if field[3] == str(leader) and field[0] != "Z"]


def _until(is_so, seconds=600):
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.2)
    return is_so()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 300 kB, which a campaign fills."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("free", [230_000, 100_000])
def test_a_full_disk_is_one_line_and_nothing_half_written(small_disk, tmp_path, free):
    (small_disk / "filler").write_bytes(bytes(300 * 1024 - free))
    (tmp_path / "small.toml").write_text("budget = 0\nlibrary.sample = 20\nshortlist.size = 1\n")
    command = [
        sys.executable,
        "-m",
        "monodesign",
        "screen",
        "small.toml",
        "--out",
        str(small_disk / "out"),
    ]
    errors = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert errors.returncode == 1
    assert [
        line
        for line in errors.stderr.splitlines()
        if ("free some space and run the same command again") in line
    ]
    assert "Traceback" not in errors.stderr
    assert not list(small_disk.rglob("*.partial"))


def test_a_full_disk_keeps_what_was_stored(small_disk):
    def fill(store):
        for number in range(100):
            store.put(str(number), kind="test", inputs={}, result={"text": "x" * 10_000}, seconds=0.0)
            stored.append(number)

    stored = []
    with Store(small_disk / "campaign.sqlite") as store, pytest.raises(CannotWrite, match="full"):
        fill(store)
    with Store(small_disk / "campaign.sqlite") as store:
        assert len(store) == len(stored) > 0


DESCRIBE = """
import os, signal, sys
from types import SimpleNamespace
from monodesign.cli import main as cli
from monodesign.cli.progress import ProgressBars

out, number = sys.argv[1:]
small = ["C=CC(=O)OC", "C=CC(=O)NC", "C=CC(=O)OCC#N", "not a smiles", "C=CC(=O)OCC"]
options = cli.build_parser().parse_args(["describe", *small, "--out", out, "--what", "redox", "--jobs", "1"])
options.engine = "fake"
cli.build_parser = lambda: SimpleNamespace(parse_args=lambda _: options)
signal.signal(signal.SIGINT, signal.default_int_handler)

def show(self, stage, done, total):
    print(done, flush=True)
    if done == 2:
        os.kill(os.getpid(), int(number))

ProgressBars.__call__ = show
sys.exit(cli.main())
"""


def _describe(out, number=0):
    """Describe four molecules with the fake engine, and send that signal to the process after two of them."""
    command = [sys.executable, "-c", DESCRIBE, str(out), str(number)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def described(tmp_path_factory):
    out = tmp_path_factory.mktemp("described") / "out.csv"
    done = _describe(out)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in out.parent.iterdir()] == ["out.csv"]
    return out.read_bytes()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)])
def test_a_description_that_was_stopped_continues_to_the_same_table(described, tmp_path, number, code):
    out = tmp_path / "out.csv"
    assert _describe(out, number).returncode == code
    assert not out.exists()
    done = _describe(out)
    assert done.stdout.split() == ["2", "3", "4"]
    assert out.read_bytes() == described
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_a_description_that_comes_to_nothing_leaves_nothing(tmp_path):
    command = [sys.executable, "-m", "monodesign", "describe", "C", "--implicit-solvent", "none such"]
    done = subprocess.run([*command, "--out", str(tmp_path / "out.csv")], capture_output=True, check=False)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "continues"),
    [
        (["screen"], True),
        (["describe", "C", "--out", "x.csv"], True),
        (["describe", "C", "--json"], False),
        (["train", "x.csv", "--out", "x"], False),
        (["retrain", "x"], False),
        (["predict", "x.csv", "--out", "y.csv"], False),
        (["enumerate", "--out", "x.csv"], False),
    ],
)
def test_an_interrupted_command_says_whether_it_continues(monkeypatch, capsys, arguments, continues):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("monodesign.cli.main.COMMANDS", {arguments[0]: interrupt})
    assert main(arguments) == 130
    assert ("run the same command to resume" in capsys.readouterr().err) == continues


@contextmanager
def _enumerating(target):
    """Yield the process of a long enumeration when it has begun to write."""
    command = [sys.executable, "-m", "monodesign", "enumerate", "--two-ligands", "--out", str(target)]
    with _started(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # As above: a shell in the background would have its children ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        first = 10_000 if target.suffix == ".csv" else 0
        assert _until(lambda: any(p.stat().st_size > first for p in target.parent.glob(".*.partial")))
        yield process


@pytest.mark.parametrize("name", ["library.csv", "library.parquet"])
def test_ctrl_c_leaves_no_part_of_an_enumeration(tmp_path, name):
    with _enumerating(tmp_path / name) as process:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=300)
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["library.csv", "library.parquet"])
def test_an_enumeration_that_is_killed_leaves_the_file_that_was_there(tmp_path, name):
    (tmp_path / name).write_text("old")
    with _enumerating(tmp_path / name) as process:
        process.kill()
        process.communicate(timeout=300)
    assert (tmp_path / name).read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".partial")] == [name]
