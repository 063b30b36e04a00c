"""The steps of one long calculation, told to whoever watches it in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_WATCHER: Final[ContextVar[Callable[[str], None] | None]] = ContextVar("_WATCHER", default=None)


@contextmanager
def watching(on_step: Callable[[str], None]) -> Iterator[None]:
    """Call a function with each step that begins inside."""
    token = _WATCHER.set(on_step)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def tell_step(step: str) -> None:
    """Say which step begins; nothing happens where nobody watches."""
    if (on_step := _WATCHER.get()) is not None:
        on_step(step)
