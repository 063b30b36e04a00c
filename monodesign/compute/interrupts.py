"""Ctrl-C during calls of compiled libraries: the signal is not lost, and no call ends early.

RDKit takes SIGINT for itself while it embeds or matches. It then returns what it has so far, as if that were
all (a part of the matches, another conformer), and Python never hears of the signal: a command would go on
with chemistry that is wrong. So SIGINT is kept from every thread that calculates, and one thread that does
nothing else waits for it.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_INTERRUPT: Final = {signal.SIGINT}
# It reaches the main thread, breaks off what that waits for, and no library takes it.
_CARRIER: Final = signal.SIGUSR1
INTERRUPTED: Final = 130


@contextmanager
def careful_interrupts() -> Iterator[None]:
    """Have SIGINT reach Python's own handler only, between two calls of compiled code.

    A second SIGINT that comes before the first was heard ends the process at once: a call may last. Threads
    and processes that the block starts do not get SIGINT. Does nothing outside the main thread, or where
    SIGINT is ignored (a command in a shell's background). An import that SIGINT broke off is an
    interrupt too.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    is_waiting = has_ended = was_heard = False

    def hear(_number: int, frame: FrameType | None) -> None:
        nonlocal is_waiting, was_heard
        is_waiting, was_heard = False, True
        handler = signal.getsignal(signal.SIGINT)
        if callable(handler):  # a server has its own while it runs
            handler(signal.SIGINT, frame)

    def listen() -> None:
        nonlocal is_waiting
        while signal.sigwait(_INTERRUPT) and not has_ended:
            if is_waiting:
                os._exit(INTERRUPTED)
            is_waiting = True
            signal.pthread_kill(main_ident, _CARRIER)

    main_ident = threading.get_ident()
    carried = signal.signal(_CARRIER, hear)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _INTERRUPT)
    listener = threading.Thread(target=listen, name="interrupts", daemon=True)
    listener.start()
    try:
        with _broken_imports(lambda: was_heard):
            yield
    finally:
        has_ended = True
        assert listener.ident is not None
        signal.pthread_kill(listener.ident, signal.SIGINT)
        listener.join()
        signal.signal(_CARRIER, carried)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _broken_imports(was_heard: Callable[[], bool]) -> Iterator[None]:
    """Make an interrupt of the import error that compiled modules make of one while they are imported."""
    try:
        yield
    except ImportError as error:
        if was_heard():
            raise KeyboardInterrupt from error
        raise
