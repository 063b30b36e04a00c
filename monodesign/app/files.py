"""Names that a browser sends, as paths inside the workbench's folder and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from monodesign.errors import UserError

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
