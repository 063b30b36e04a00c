"""Run a command in a forked child, and require that it ends with a line and no traceback."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# What the children need is loaded here, once.
from monodesign import __main__ as entry

SECONDS: Final = 900  # a command that takes longer hangs, even on a machine that does much else


class Failed(Exception):
    """A round that found something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A command that ended.

    Attributes:
        code: Its exit code, or a signal's number below 0.
        out: What it wrote to stdout.
        err: What it wrote to stderr.
    """

    code: int
    out: str
    err: str


def start(arguments: Sequence[str], folder: Path, prepare: Callable[[], None] | None = None) -> int:
    """Begin a command in a forked child, in a session of its own, and return its process number."""
    sys.stdout.flush()
    for name in ("out.txt", "err.txt"):
        (folder.parent / name).write_text("")
    if pid := os.fork():
        return pid
    code = 99
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(folder)
        for name, number in (("out.txt", 1), ("err.txt", 2)):
            os.dup2(os.open(folder.parent / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), number)
            wrap(number)
        if prepare is not None:
            prepare()
        sys.argv = ["monodesign", *arguments]
        code = entry.run()
    except KeyboardInterrupt:  # between this script's lines, before the command begins
        code = 130
    except SystemExit as stop:
        code = int(stop.code or 0)
    except BaseException:  # noqa: BLE001  what a command must never end in
        with contextlib.suppress(BaseException):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def wrap(number: int) -> None:
    """Make Python's own stream of what a standard stream is now."""
    raw = io.FileIO(number, "w", closefd=False)
    errors = "backslashreplace" if number == 2 else "strict"  # as Python has them
    stream = io.TextIOWrapper(raw, encoding="utf-8", errors=errors, write_through=number == 2)
    setattr(sys, "stdout" if number == 1 else "stderr", stream)


def finish(pid: int, folder: Path) -> Done:
    """Wait for a command; one that hangs is a failure.

    Raises:
        Failed: It hangs.
    """
    end = time.monotonic() + SECONDS
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            break
        if time.monotonic() > end:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            raise Failed(f"hangs: {(folder.parent / 'err.txt').read_text(errors='replace')[-500:]}")
        time.sleep(0.002)
    texts = [(folder.parent / name).read_text(errors="replace") for name in ("out.txt", "err.txt")]
    return Done(code=os.waitstatus_to_exitcode(status), out=texts[0], err=texts[1])


def run(arguments: Sequence[str], folder: Path, prepare: Callable[[], None] | None = None) -> Done:
    """Run a command to its end.

    Raises:
        Failed: It ends in a traceback or hangs.
    """
    return require_clean(finish(start(arguments, folder, prepare), folder))


def require_clean(done: Done) -> Done:
    """Return a command that said what was wrong in a line, if anything was.

    Raises:
        Failed: It ended in a traceback, an unknown exit code or more than a line.
    """
    if "Traceback" in done.err or "Exception ignored" in done.err or done.code not in {0, 1, 2, 130}:
        raise Failed(f"exit code {done.code}: {done.err[-1500:]}")
    complaints = [line for line in done.err.splitlines() if line.startswith("monodesign")]
    if done.code in {1, 2} and not complaints:
        raise Failed(f"exit code {done.code} and no word: {done.err!r}")
    return done
