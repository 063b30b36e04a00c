"""Standard streams that are closed, full or unread: nothing is lost with exit code 0, and no traceback."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CHECK = [sys.executable, "-m", "monodesign", "check", "C=CC(=O)OC"]


def _shell(command, redirection):
    return subprocess.run(
        ["sh", "-c", f'"$@" {redirection}', "sh", *command], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        (">&-", 2, "stdout is closed; redirect it to a file"),
        (">/dev/full", 1, "No space left on device"),
        ("2>&-", 0, ""),
        ("2>/dev/full", 0, ""),
    ],
)
def test_a_stream_that_takes_nothing_is_no_traceback(redirection, code, said):
    done = _shell(CHECK, redirection)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stderr.count("\n") == bool(said)
    assert ("C=CC(=O)OC" in done.stdout) == (code == 0)


@pytest.mark.parametrize("redirection", ["2>&-", ">&- 2>&-", "<&- 2>&-"])
def test_worker_processes_run_though_the_streams_are_closed(redirection, tmp_path):
    out = tmp_path / "x.csv"
    describe = [*CHECK[:3], "describe", "C", "N", "--what", "redox", "--jobs", "2", "--out", str(out)]
    assert _shell(describe, redirection).returncode == 0
    assert [line.endswith(",") for line in out.read_text().splitlines()[1:]] == [True, True]  # no error


def test_a_file_is_written_whole_though_both_streams_are_closed(tmp_path):
    out = tmp_path / "x.csv"
    done = _shell([*CHECK[:3], "enumerate", "--sample", "5", "--out", str(out)], ">&- 2>&-")
    assert done.returncode == 0
    assert len(out.read_text().splitlines()) == 6


INTERRUPTED = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == sys.argv[-1]:
            sys.argv[-1] = "C"
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
signal.signal(signal.SIGINT, signal.default_int_handler)
from monodesign.__main__ import run
sys.exit(run())
"""


@pytest.mark.parametrize("module", ["monodesign.cli.main", "monodesign.compute.threads", "rdkit", "pandas"])
def test_ctrl_c_while_importing_ends_quietly(module):
    command = [sys.executable, "-c", INTERRUPTED, "check", module]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") <= 1
