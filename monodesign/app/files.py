"""Names that a browser sends, as paths inside the workbench's folder only, and who works there."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Final

from monodesign.compute.locks import find_holders
from monodesign.errors import UserError
from monodesign.safe_files import is_own

_LONGEST: Final = 255  # bytes of one part, on every usual file system
_REMEDY: Final = "name a file or folder inside the workbench's folder"


def locate(folder: Path, name: str) -> Path:
    """Return the path of a name inside a folder; it need not exist.

    Args:
        folder: The folder, resolved.
        name: Parts separated by `/`.

    Raises:
        UserError: The name is empty, absolute, leads out of the folder, or passes through a link.
    """
    parts = name.split("/")
    if not all(_is_plain(part) for part in parts):
        raise UserError(f"{name[:80]!r}: not a name inside the folder; {_REMEDY}")
    path = folder
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise UserError(f"{name[:80]!r}: passes through a link; {_REMEDY}")
    return path


def _is_plain(part: str) -> bool:
    """Return whether a part of a name is an ordinary one on every system, neither hidden nor a shell's."""
    return (
        part != ""
        and part[0] not in ".-~"
        and len(part.encode(errors="replace")) <= _LONGEST
        and not set(part) & set('\\:*?"<>|$`')
        and part.isprintable()
    )


def interrupt(path: Path, *, name: str) -> None:
    """Interrupt the process of this machine that holds a file locked, as Ctrl-C does: results are kept.

    Args:
        path: The file.
        name: What works there, for the message.

    Raises:
        UserError: None does, or it is no monodesign.
    """
    holders = find_holders(path) if is_own(path) else []
    if not holders:
        raise UserError(f"{name}: nothing is running")
    for pid in holders:
        command = Path(f"/proc/{pid}/cmdline")
        if not command.is_file() or b"monodesign" not in command.read_bytes():
            raise UserError(f"{name}: in use by process {pid}, which is not monodesign's; stop it yourself")
        os.kill(int(pid), signal.SIGINT)
