"""A command that is told to end, by whatever signal, leaves no file behind that is not whole."""

import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture(autouse=True)
def _heard():
    """Children hear Ctrl-C and SIGHUP also where a shell's background or nohup has the tests ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    hangup = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGINT, before)
    signal.signal(signal.SIGHUP, hangup)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_enumerate_that_is_told_to_end_leaves_no_partial_file(tmp_path, number):
    command = [
        sys.executable,
        "-m",
        "monodesign",
        "enumerate",
        "--two-ligands",
        "--out",
        str(tmp_path / "x.csv"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            deadline = time.monotonic() + 300
            while not any(path.stat().st_size for path in tmp_path.iterdir()):
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            process.send_signal(number)
            _, said = process.communicate(timeout=120)
        finally:
            process.kill()
    assert process.returncode == 130
    assert said.splitlines()[-1] == "monodesign: interrupted; run the same command to start again"
    assert list(tmp_path.iterdir()) == []
