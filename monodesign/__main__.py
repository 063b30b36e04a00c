"""The `monodesign` command, and `python -m monodesign` where scripts are not on the path."""

import os
import signal
import sys
from types import FrameType

from monodesign.compute.interrupts import INTERRUPTED, careful_interrupts


def run() -> int:
    """Run a command and return its exit code; Ctrl-C ends it quietly from its first import on."""
    before = signal.getsignal(signal.SIGINT)
    # A shell in the background has its children ignore the signal, and that stays.
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)
    from monodesign.cli.main import main

    signal.signal(signal.SIGINT, before)
    try:
        with careful_interrupts():
            return main()
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        # What is left is the interpreter's end, in which an interrupt would be a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _leave(_number: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    sys.exit(run())
