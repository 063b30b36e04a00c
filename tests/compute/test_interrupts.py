"""RDKit takes Ctrl-C for itself (rdkit/rdkit pull request 9349): no command may lose it or be cut short."""

import os
import signal
import subprocess
import sys
import time

import pytest

from monodesign.compute.interrupts import careful_interrupts

# Nearly all of its time goes into one kind of call, so the signal comes within one.
EMBED = """
from rdkit import Chem
from monodesign.geometry.conformers import embed, hydrogenated
mol = Chem.Mol(hydrogenated("C=CC(=O)OC(C)CCOC(=O)OC(C)C"))
def call():
    embed(mol, trials={trials}, seed=1)
    return mol.GetNumConformers() == {trials}
"""
MATCH = """
from rdkit import Chem
mol, query = Chem.MolFromSmiles("C" * 300), Chem.MolFromSmarts("C" * 12)
n = len(mol.GetSubstructMatches(query, maxMatches=10**6, uniquify=False))
def call():
    return len(mol.GetSubstructMatches(query, maxMatches=10**6, uniquify=False)) == n
"""
RUN = """
import sys, time
from monodesign.compute.interrupts import careful_interrupts
end = time.monotonic() + 60
try:
    with careful_interrupts():
        print("ready", flush=True)
        while time.monotonic() < end:
            if not call():
                sys.exit("cut short")
except KeyboardInterrupt:
    sys.exit(3)
sys.exit("never heard")
"""


@pytest.fixture(autouse=True)
def heard():
    """Python's own handler, also where the tests run in a shell's background, which ignores SIGINT."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _interrupt(code, *, times):
    """Return exit code and error text of a process that gets Ctrl-C while it calculates."""
    command = [sys.executable, "-c", code + RUN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            for _ in range(times):
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(timeout=0.5)
                process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=120)
        finally:
            process.kill()
    return process.returncode, said


@pytest.mark.slow
@pytest.mark.parametrize("code", [EMBED.format(trials=16), MATCH], ids=["embedding", "matching"])
def test_an_interrupt_within_a_call_is_heard_and_the_call_is_whole(code):
    assert _interrupt(code, times=1) == (3, "")


@pytest.mark.slow
def test_a_second_interrupt_does_not_wait_for_a_long_call():
    assert _interrupt(EMBED.format(trials=20_000), times=2) == (130, "")


def _interrupt_a_wait():
    with careful_interrupts():
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)


def test_an_interrupt_breaks_off_a_wait():
    with pytest.raises(KeyboardInterrupt):
        _interrupt_a_wait()


def test_the_handler_of_a_server_hears_the_interrupt():
    heard = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    try:
        with careful_interrupts():
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]


def test_nothing_stays_changed_afterwards():
    before = (signal.getsignal(signal.SIGUSR1), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
    with careful_interrupts():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert (signal.getsignal(signal.SIGUSR1), signal.pthread_sigmask(signal.SIG_BLOCK, ())) == before


BROKEN_IMPORT = """
import os, signal, sys, time
from monodesign.compute.interrupts import careful_interrupts
try:
    with careful_interrupts():
        try:
            if sys.argv[1] == "interrupted":
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(10)
        except KeyboardInterrupt:
            pass
        raise ImportError("numpy._core.multiarray failed to import")
except KeyboardInterrupt:
    sys.exit(3)
except ImportError:
    sys.exit(4)
"""


@pytest.mark.parametrize(("what", "code"), [("interrupted", 3), ("missing", 4)])
def test_an_import_that_ctrl_c_broke_off_is_an_interrupt_and_a_missing_package_none(what, code):
    """NumPy's compiled modules turn the interrupt into an ImportError, and pandas says numpy is missing."""
    done = subprocess.run([sys.executable, "-c", BROKEN_IMPORT, what], check=False, timeout=60)
    assert done.returncode == code
