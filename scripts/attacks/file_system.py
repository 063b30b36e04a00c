"""File systems without room or without locks."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import resource
import shutil
import signal
from pathlib import Path

from attacks.ground import COMMANDS, Ground, arguments_of, differing, left_by
from attacks.running import Failed, run


def attack_space(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Let no file grow beyond a random size, then repeat the command without that limit."""
    command = draw.choice(["screen", "retrain", "train", "export", "predict", "enumerate"])
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    # Enough for the words on stderr, which go to a file too.
    most = draw.choice([5_000, 20_000, 50_000, 300_000, 2_000_000])

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    run(COMMANDS[command], folder, limit)
    done = run(COMMANDS[command], folder)
    if done.code or left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} after {most} bytes: {differing(command, folder, ground)} {done.err}")
    return f"{command} {most}"


def attack_locks(draw: random.Random, _: Ground, folder: Path) -> str:
    """Run on a file system without locks, or where another process holds the folder."""
    command = draw.choice(["screen", "record", "retrain", "export", "rank"])
    if draw.random() < 0.5:

        def without() -> None:
            def refuse(*_: object) -> None:
                raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

            fcntl.flock = fcntl.lockf = refuse  # type: ignore[assignment]

        done = run(arguments_of(command, draw), folder, without)
        said, how = "this file system does not support locks", "without"
    else:
        name = "bench.csv" if command == "record" else ".lock"
        with (folder / "campaign" / name).open("r+b") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            done = run(arguments_of(command, draw), folder, _be_impatient)
        said, how = f"in use by process {os.getpid()}", "held"
    if done.code != 2 or said not in done.err:
        raise Failed(f"{command} {how}: exit code {done.code}, {done.err}")
    return f"{command} {how}"


def _be_impatient() -> None:
    from monodesign.campaign_folder import bench

    bench.PATIENCE_S = 0.2  # type: ignore[misc]
