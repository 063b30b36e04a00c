"""How much of this machine the process may use: all of it, or the share of its batch job or container."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# Where control groups of version 2 and of version 1 (documented in cgroups(7)) state a limit of memory.
_UNIFIED: Final = ("sys/fs/cgroup", "memory.max")
_OLD: Final = ("sys/fs/cgroup/memory", "memory.limit_in_bytes")


def usable_cores() -> int:
    """Return the number of cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def usable_memory_bytes(root: Path = Path("/")) -> int:
    """Return the memory limit of this process and the others of its job together.

    Args:
        root: Where the file system begins.
    """
    physical = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([physical, *_group_limits(root)])


def _group_limits(root: Path) -> Iterator[int]:
    """Yield the limits of the process's control groups and of those that hold them."""
    for line in _read(root / "proc/self/cgroup").splitlines():
        _, controllers, own = line.split(":", 2)
        if controllers not in {"", "memory"}:
            continue
        folder, name = _OLD if controllers else _UNIFIED
        group = root / folder / own.lstrip("/")
        for place in (group, *group.parents):
            text = _read(place / name).strip()
            if text.isdecimal():  # `max` is no limit
                yield int(text)


def _read(path: Path) -> str:
    """Return a file of the kernel's; nothing where it is not there for us."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
