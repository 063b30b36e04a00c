"""Odd surroundings: no home, no place for temporary files, few open files, another user, a clock gone back.

Each command comes to the tables of an undisturbed one, or says in a line what it lacks.
"""

from __future__ import annotations

import os
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attacks.ground import COMMANDS, Ground, arguments_of, differing, left_by, require_records
from attacks.running import Failed, finish, require_clean, run, start

VARIABLES: Final = (
    {"HOME": "/nonexistent"}, {"HOME": ""}, {"TMPDIR": "/nonexistent"}, {"LANG": "C", "LC_ALL": "C"},
    {"COLUMNS": "abc"}, {"COLUMNS": "0"}, {"COLUMNS": "-5", "LINES": "x"}, {"NO_COLOR": "1"},
    {"TERM": "nonsense"}, {"OMP_NUM_THREADS": "abc"}, {"TZ": "Nowhere/Else"}, {"PATH": ""},
    {"SOURCE_DATE_EPOCH": "abc"}, {"LOKY_MAX_CPU_COUNT": "abc"}, {"XDG_CACHE_HOME": "/proc"},
)  # fmt: skip
NOBODY: Final = 65534


def set_variables(draw: random.Random) -> None:
    """Set some environment variables."""
    os.environ.update(draw.choice(VARIABLES))


def few_files(draw: random.Random) -> None:
    """Let few files be open at once."""
    few = draw.choice([16, 32, 64])
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, few))


def nobody(_: random.Random) -> None:
    """Run as a user who may not write here."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    else:
        for path in Path().rglob("*"):
            path.chmod(0o555 if path.is_dir() else 0o444)
        Path().chmod(0o555)


def clock_back(draw: random.Random) -> None:
    """Let the clock jump back at every look."""
    now, real = [draw.choice([0.0, 86_400.0, 4e9])], time.time

    def jump() -> float:
        now[0] -= 3600.0
        return max(now[0], 0.0) if draw.random() < 0.5 else real()

    time.time = jump


def strict_mask(_: random.Random) -> None:
    """Let new files belong to nobody else."""
    os.umask(0o077)


def no_folder(_: random.Random) -> None:
    """Stand in a folder that is gone."""
    Path("gone").mkdir()
    os.chdir("gone")
    Path("../gone").rmdir()


SURROUNDINGS: Final[dict[str, Callable[[random.Random], None]]] = {
    "variables": set_variables, "files": few_files, "user": nobody, "clock": clock_back, "mask": strict_mask,
    "folder": no_folder,
}  # fmt: skip


def attack_surroundings(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Run a command in odd surroundings; or two at once."""
    what = draw.choice([*SURROUNDINGS, "variables", "two at once"])
    command = draw.choice(["rank", "export", "report", "predict", "enumerate", "check", "suggest", "retrain"])
    if what == "two at once":
        return two_at_once(draw, ground, folder)
    done = run(COMMANDS[command], folder, lambda: SURROUNDINGS[what](draw))
    if (
        done.code == 0
        and command not in {"check", "suggest"}
        and left_by(command, folder) != ground.expected[command]
    ):
        raise Failed(f"{command} in odd {what} comes to {differing(command, folder, ground)}")
    if done.code == 1:
        raise Failed(f"{command} in odd {what} is called our fault: {done.err}")
    return f"{command} {what}"


def two_at_once(draw: random.Random, ground: Ground, folder: Path) -> str:
    """Start two commands on one folder; each finishes or names the other, and nothing is lost."""
    first, second = (draw.choice(["screen", "record", "retrain", "rank", "export"]) for _ in range(2))
    before = (folder / "campaign" / "bench.csv").read_bytes()
    pids = [start(arguments_of(first, draw), folder)]
    time.sleep(draw.uniform(0, 0.5) * ground.seconds[first])
    pids.append(start(arguments_of(second, draw), folder))
    codes = [require_clean(finish(pid, folder)).code for pid in pids]
    if 1 in codes:
        raise Failed(f"{first} and {second} at once: {codes}")
    done = run(arguments_of("record", draw), folder)
    require_records(folder, before, done)
    return f"{first} and {second}"
