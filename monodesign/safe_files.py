"""Open a campaign's own files in place, never through a link, a pipe or a device; open inputs that end.

Every file that is written in place (a lock, the bench's table, an SQLite file) is opened or checked here; all
others are replaced whole (`files.replacing`), which replaces a link itself.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from pathlib import Path
from typing import IO, Final

from monodesign.errors import UserError

# Files that SQLite makes beside a database and writes in place.
SQLITE_ENDINGS: Final = ("", "-wal", "-shm", "-journal")
_MEMORY_DEVICES: Final = 1  # the kernel's number of /dev/zero, /dev/full, /dev/random…
_NULL: Final = 3  # of /dev/null among them, which is empty
PATIENCE_S: Final = 10.0  # for the writer of a pipe, which a shell starts in the same moment
_REMEDY: Final = "replace it by a regular file"


def open_own(path: Path, flags: int = os.O_RDWR | os.O_CREAT) -> int:
    """Open a file for writing in place, made where it is missing, and return its descriptor.

    Args:
        path: The file; folders above it may be links.
        flags: As `os.open` takes them.

    Raises:
        UserError: It is a link, one of several names of a file, a folder, a device or a pipe, or it cannot be
            opened.
    """
    require_own(path)
    try:
        # Without O_NONBLOCK, opening a pipe would wait for its other end.
        handle = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise UserError(f"{path}: a link; {_REMEDY}") from error
        raise UserError(f"{path}: cannot be written ({error.strerror})") from error
    if fault := _find_fault(os.fstat(handle)):
        os.close(handle)
        raise UserError(f"{path}: {fault}; {_REMEDY}")
    return handle


def require_own(path: Path) -> None:
    """Check that a file to be written in place is one, or is missing.

    Raises:
        UserError: It is a link, one of several names of a file, a folder, a device or a pipe.
    """
    try:
        fault = _find_fault(path.lstat())
    except OSError:  # there is none yet, or opening it will say why it cannot be reached
        return
    if fault:
        raise UserError(f"{path}: {fault}; {_REMEDY}")


def require_own_database(path: Path) -> None:
    """Check that an SQLite database and its side files are regular files or missing.

    Raises:
        UserError: As for `require_own`.
    """
    for ending in SQLITE_ENDINGS:
        require_own(path.with_name(path.name + ending))


def is_own(path: Path) -> bool:
    """Return whether the file exists and is not a link."""
    return path.is_file() and not path.is_symlink()


def open_input(path: Path, *, newline: str | None = "") -> IO[str]:
    """Open a UTF-8 text that a user named: a file, a terminal, or a pipe into which somebody writes.

    Args:
        path: The file.
        newline: As `open` takes it.

    Raises:
        UserError: It is a device without an end such as /dev/zero, or a pipe into which nobody writes.
        OSError: It cannot be opened.
    """
    _require_end(path)
    if not path.is_fifo():
        return path.open(encoding="utf-8-sig", newline=newline)
    is_given_up = threading.Event()
    timer = threading.Timer(PATIENCE_S, _open_other_end, (path, is_given_up))
    timer.daemon = True
    timer.start()
    try:
        stream = path.open(encoding="utf-8-sig", newline=newline)
    finally:
        timer.cancel()
    if is_given_up.is_set():
        stream.close()
        raise UserError(f"{path}: a pipe into which nobody writes; start the writer, or give a file")
    return stream


def _open_other_end(path: Path, is_given_up: threading.Event) -> None:
    """End another thread's wait for a pipe's writer, which sees the end of the text at once."""
    is_given_up.set()
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC))
    except OSError:  # a writer has come and gone, and nobody waits any more
        is_given_up.clear()


def _require_end(path: Path) -> None:
    """Refuse a device that has no end; files, pipes and terminals have one."""
    try:
        status = path.stat()
    except (OSError, ValueError):  # reading it will say why it cannot be
        return
    is_endless = stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) == _MEMORY_DEVICES
    if (is_endless and os.minor(status.st_rdev) != _NULL) or stat.S_ISBLK(status.st_mode):
        raise UserError(f"{path}: an endless device; give the name of a file")


def drop_link(path: Path) -> None:
    """Remove a link in the place of a folder or file that is about to be made."""
    if path.is_symlink():
        path.unlink()


def _find_fault(status: os.stat_result) -> str:
    """Return why a file must not be written in place; nothing if it may."""
    if stat.S_ISLNK(status.st_mode):
        return "a link to another file"
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file"
    if status.st_nlink > 1:
        return f"a file of {status.st_nlink} names (hard links); all of them would change"
    return ""
