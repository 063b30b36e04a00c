"""Locks on files and on a campaign's folder; the operating system releases them however a process ends."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from monodesign.errors import CampaignLocked, UserError
from monodesign.safe_files import open_own

# What a file system without locks answers.
_NO_LOCKS: Final = (errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL)
_LOOK_S: Final = 0.1  # how often to look whether a lock is free
_LONGEST_NAME: Final = 100  # bytes of a holder's number and machine
LOCKS: Final = Path("/proc/locks")  # the kernel's own list


def lock(handle: int, path: Path, *, patience_s: float = 0.0) -> None:
    """Lock an open file for this process until it is closed.

    Args:
        handle: Its descriptor.
        path: Its name, for the message.
        patience_s: How long to wait for a process that holds it, s.

    Raises:
        CampaignLocked: Another process holds it; the message says which.
        UserError: The file system has no locks.
    """
    end = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= end:
                raise in_use(path) from error
        except OSError as error:
            raise _without_locks(path, error) from error
        else:
            return
        time.sleep(_LOOK_S)


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Hold a campaign's folder for this process; the operating system lets go of it however the process ends.

    Raises:
        CampaignLocked: Another process holds it; the message says which.
        UserError: The folder cannot be written to, its `.lock` is a link, or its file system has no locks.
    """
    path = folder / ".lock"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: cannot be written ({error.strerror}); use another folder") from error
    handle = open_own(path)
    try:
        lock(handle, path)
        sign(handle)
        try:
            yield
        finally:
            os.truncate(handle, 0)  # whoever locks it next is not taken for this process
    finally:
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Return whether a process holds a lock on a file; False where there is no file, or no locks."""
    try:
        with path.open("rb") as stream:
            fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def sign(handle: int) -> None:
    """Write into a locked file who holds it: what other machines of a shared file system are told."""
    os.truncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()} on {socket.gethostname()}".encode(), 0)


def in_use(path: Path) -> CampaignLocked:
    """Return the error that says who holds a file."""
    return CampaignLocked(f"{path}: in use by {name_holder(path)}; wait for it to finish")


def require_locks(path: Path) -> None:
    """Check that files in this folder can be locked; without locks SQLite reports a busy file.

    Raises:
        UserError: The file system has no locks.
    """
    try:
        with tempfile.TemporaryFile(dir=path.parent) as probe:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Whatever else is wrong with the folder, opening the file will say.
        if error.errno in _NO_LOCKS:
            raise _without_locks(path, error) from error


def name_holder(path: Path) -> str:
    """Return which process holds a lock on a file, as far as it is known."""
    if pids := find_holders(path):
        return f"process {', '.join(pids)}"
    try:
        with path.open("rb") as stream:
            signed = stream.read(_LONGEST_NAME).decode("utf-8", errors="replace")
    except OSError:
        signed = ""
    is_signed = signed.partition(" on ")[0].isdigit() and signed.isprintable()
    return f"process {signed}" if is_signed else "a process of another machine or container"


def find_holders(path: Path) -> list[str]:
    """Return the processes of this machine that hold a lock on a file; none where the kernel has no list.

    A line reads `1: FLOCK  ADVISORY  WRITE 1234 00:2f:5678 0 EOF`: process 1234, and the file's number.
    """
    try:
        inode = path.stat().st_ino
        lines = [line.split() for line in LOCKS.read_text(encoding="ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        return []
    # A line with an arrow is of one that waits. Layered file systems have device numbers of their own there.
    held = [line for line in lines if len(line) == 8 and line[5].rpartition(":")[2] == str(inode)]
    return sorted({line[4] for line in held if int(line[4]) > 0})


def _without_locks(path: Path, error: OSError) -> UserError:
    return UserError(
        f"{path}: this file system does not support locks ({error.strerror}); use a folder on another "
        "file system"
    )
