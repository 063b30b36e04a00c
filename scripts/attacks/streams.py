"""Standard streams that are closed, full or read by nobody."""

from __future__ import annotations

import os
import random
import shutil
import sys
from functools import partial
from pathlib import Path

from attacks.ground import Ground, arguments_of, differing, left_by, require_records
from attacks.running import Failed, finish, start, wrap


def spoil_stream(number: int, how: str) -> None:
    """Close a standard stream, fill its disk, or let nobody read it."""
    if how == "closed":
        os.close(number)
        setattr(sys, "stdout" if number == 1 else "stderr", None)
    elif how == "full":
        os.dup2(os.open("/dev/full", os.O_WRONLY), number)
        wrap(number)
    else:
        read, write = os.pipe()
        os.close(read)
        os.dup2(write, number)
        wrap(number)


def attack_stream(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Close stdout or stderr, or let nobody read it."""
    command = draw.choice(["screen", "record", "check", "suggest", "predict", "rank"])
    number, how = draw.choice([1, 2]), draw.choice(["closed", "full", "unread"])
    before = (folder / "campaign" / "bench.csv").read_bytes()
    if command == "screen":
        shutil.rmtree(folder / "campaign")
    arguments = arguments_of(command, draw)
    done = finish(start(arguments, folder, partial(spoil_stream, number, how)), folder)
    if done.code not in {0, 1, 2} or "Traceback" in done.err:
        raise Failed(f"{command} {number} {how}: exit code {done.code}, {done.err}")
    if number == 1 and how != "unread" and command in {"check", "suggest"} and done.code == 0:
        raise Failed(f"{command} with stdout {how} lost its rows with exit code 0")
    if command == "record" and done.code == 0:
        require_records(folder, before, done)
    elif command in {"screen", "predict"} and left_by(command, folder) != ground.expected[command]:
        raise Failed(f"{command} with stream {number} {how} lost {differing(command, folder, ground)}")
    return f"{command} {number} {how}"
