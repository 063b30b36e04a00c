"""Which sheets the last export wrote, so that the next one removes those and loses no edit of the user.

`manifest.json` holds the SHA-256 of each file of single candidates as it was written. A file that no longer
belongs to the shortlist goes; one that somebody edited stays as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final

from monodesign.safe_files import is_own
from monodesign.tables.json_file import read_json
from monodesign.tables.write import write_text

MANIFEST: Final = "manifest.json"
_REMEDY: Final = "delete it; the sheets of earlier exports then stay"
# Where an edited file waits while the others are written anew.
_ASIDE: Final = ".edited"


@dataclass(slots=True, kw_only=True)
class Sheets:
    """The files of one export.

    Attributes:
        written: Those that it writes; to be filled in.
        kept: Those that somebody edited and that were therefore left as they are, when it has ended.
    """

    written: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


@contextmanager
def exporting(folder: Path, names: Sequence[str]) -> Iterator[Sheets]:
    """Let the block write files to subfolders; then remove files of earlier exports that it did not write.

    Args:
        folder: The campaign's folder.
        names: The subfolders whose files the block writes all of.

    Raises:
        InvalidTable: manifest.json is damaged.
    """
    known = _read(folder)
    own = {path: digest for path, digest in known.items() if path.split("/")[0] in names}
    edited = [folder / path for path, digest in own.items() if _is_edited(folder / path, digest)]
    sheets = Sheets()
    for path in edited:
        path.replace(_aside(path))
    try:
        yield sheets
        written = {path.relative_to(folder).as_posix(): _digest(path) for path in sheets.written}
        for stale in own.keys() - written.keys():
            (folder / stale).unlink(missing_ok=True)
        _write(folder, {path: known[path] for path in known.keys() - own.keys()} | written)
    finally:
        for path in edited:
            _aside(path).replace(path)
    sheets.kept = sorted(edited)


def ignore_note(text: str) -> None:
    """Take the place of a line on stderr."""


def word_kept(kept: Iterable[Path]) -> list[str]:
    """Return a line for each file that was left as it is."""
    return [f"{path} was edited by hand and is kept; delete it to write it again" for path in kept]


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}{_ASIDE}")


def _is_edited(path: Path, digest: str) -> bool:
    return path.is_file() and is_own(path) and _digest(path) != digest


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(folder: Path) -> dict[str, str]:
    """Return the files of the manifest that can be an export's: in a subfolder, by a plain name."""
    path = folder / MANIFEST
    found = read_json(path, remedy=_REMEDY) if path.is_file() else {}
    return {name: str(digest) for name, digest in found.items() if _is_plain(name)}


def _is_plain(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return len(parts) == 2 and ".." not in parts and not name.startswith("/") and "\0" not in name


def _write(folder: Path, files: dict[str, str]) -> None:
    write_text(folder / MANIFEST, json.dumps(dict(sorted(files.items())), indent=1) + "\n")
