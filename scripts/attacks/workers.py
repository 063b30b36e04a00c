"""Worker processes that are killed or stopped, and a main process that is."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

from attacks.ground import Ground
from attacks.running import SECONDS, Failed
from monodesign.compute.batch import run_batch
from monodesign.errors import TimeLimit


def stand(item: tuple[str, float]) -> float:
    """Do something to the worker process itself, or nothing."""
    what, seconds = item
    time.sleep(seconds)
    if what == "stop":
        os.kill(os.getpid(), signal.SIGSTOP)
    if what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    return seconds


def attack_worker(draw: random.Random, _: Ground, folder: Path) -> str:
    """Stop or kill worker processes, or the main process while one is stopped."""
    del folder
    if draw.random() < 0.5:
        items = [(draw.choice(["stop", "", ""]), draw.uniform(0, 0.2)) for _ in range(4)]
        # Beginning a worker takes three seconds of a core, which on a machine in use takes longer.
        crowded = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
        outcomes = run_batch(stand, items, jobs=2, seconds_per_item=15.0 * crowded)
        for (what, seconds), outcome in zip(items, outcomes, strict=True):
            if not (isinstance(outcome, TimeLimit) if what else outcome == seconds):
                raise Failed(f"{what} {seconds}: {outcome!r}")
        return "stopped"
    pid = os.fork()
    if not pid:
        os.setsid()
        try:
            run_batch(stand, [("stop", 0.0), ("", 600.0)], jobs=2)
        finally:
            os._exit(0)
    end = time.monotonic() + SECONDS
    while not any(state == "T" for state in states(pid)) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(draw.uniform(0, 1))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    while states(pid) and time.monotonic() < end:
        time.sleep(0.1)
    if left := states(pid):
        raise Failed(f"{len(left)} worker processes outlive the main one")
    return "main killed"


def states(session: int) -> list[str]:
    """Return the states of the living processes of a session, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[3] == str(session) and fields[0] not in "ZX":
                found.append(fields[0])
    return found
