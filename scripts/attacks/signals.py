"""Signals at random moments: the same command, repeated, comes to the same tables."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import time
from pathlib import Path
from typing import Final

from attacks.ground import Ground, arguments_of, differing, left_by, require_records
from attacks.running import Failed, finish, require_clean, run, start

KILLED: Final = (
    "screen", "screen", "record", "retrain", "retrain", "train", "export", "rank", "predict", "enumerate",
)  # fmt: skip


def attack_signal(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Send a signal at a random moment, and repeat the command."""
    command = draw.choice(KILLED)
    number = draw.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    before = (folder / "campaign" / "bench.csv").read_bytes() if command != "screen" else b""
    for _ in range(draw.choice([1, 1, 2])):
        pid = start(arguments_of(command, draw), folder)
        time.sleep(draw.uniform(0, 1.1) * ground.seconds[command])
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        done = finish(pid, folder)
        if done.code != -number or number == signal.SIGINT:
            require_clean(done)
    arguments = arguments_of(command, draw)
    done = run(arguments, folder)
    if command == "record":
        require_records(folder, before, done)
    elif done.code:
        raise Failed(f"{command} repeated: {done.err}")
    elif left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} repeated comes to other tables: {differing(command, folder, ground)}")
    if partial_files := list(folder.rglob(".*.partial")):
        raise Failed(f"{command} repeated leaves {[path.name for path in partial_files]}")
    return f"{command} {number.name}"
