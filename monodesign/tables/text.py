"""Text files that users bring: opened and decoded in one way, whatever program wrote them.

UTF-8 with or without a byte order mark; line ends of Windows, Unix and old Macs; the minus sign U+2212 before
a digit, as word processors write it, is read as a hyphen.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

import pandas as pd

from monodesign.errors import InvalidTable, UserError
from monodesign.safe_files import open_input
from monodesign.tables.header import Layout, name_format, read_layout

# All that pandas says of an interrupt while it read: before Python 3.12 one raised in C has no value yet.
_UNREAD: Final = "Calling read(nbytes) on source failed"
MINUS: Final = "\u2212"
_MINUS: Final = re.compile(f"{MINUS}(?=[\\d.\\]])")


class PlainStream(io.TextIOBase):
    """A text stream in which a minus sign before a digit, a point or a bracket is a hyphen."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def read(self, size: int | None = -1, /) -> str:
        """Read a number of characters, or one more."""
        text = self._stream.read(-1 if size is None else size)
        # What follows a minus sign decides what it is.
        return plain_minus(text + self._stream.read(1) if text.endswith(MINUS) else text)

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # lines are read whole
        """Read a line."""
        return plain_minus(self._stream.readline(size))

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a position that `tell` returned."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._stream.tell()

    def seekable(self) -> bool:
        """Say that one can go back."""
        return True

    def readable(self) -> bool:
        """Say that one can read."""
        return True


def plain_minus(text: str) -> str:
    r"""Return a text with hyphens for minus signs of numbers and of charges.

    >>> plain_minus("\u221220.5 [O\u2212] a\u2212b")
    '-20.5 [O-] a\u2212b'
    """
    return _MINUS.sub("-", text) if MINUS in text else text


@contextmanager
def open_text(path: Path) -> Iterator[IO[str]]:
    """Open a UTF-8 text file, or a pipe, from which one can go back to the beginning.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is not UTF-8, or what pandas makes of it in the block is no table.
    """
    with readable(path), open_input(path) as file:
        # A spreadsheet begins with bytes that are UTF-8 too.
        if kind := name_format(file.buffer.peek(4)):  # type: ignore[attr-defined]  # of a file it is buffered
            raise InvalidTable(f"{path}: this is {kind}; save it as CSV in UTF-8")
        # Of a pipe what was read once cannot be read again.
        stream = io.StringIO(file.read(), newline="") if path.is_fifo() else file
        yield cast("IO[str]", PlainStream(stream))


def read_rows(path: Path) -> tuple[Layout, list[tuple[int, list[str]]]]:
    """Return the layout of a table and its rows below the header as stripped texts, blank ones left out.

    Each row comes with the line on which it begins, 1 being the first of the file.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is not UTF-8, holds a NUL, names a column twice, or a quote is not closed.
    """
    rows: list[tuple[int, list[str]]] = []
    with open_text(path) as stream:
        layout = read_layout(stream, where=str(path))
        stream.seek(layout.start)
        reader = csv.reader(stream, delimiter=layout.delimiter, strict=True)
        before = layout.line - 1
        try:
            for cells in reader:
                if any("\0" in cell for cell in cells):
                    raise InvalidTable(
                        f"{path}: line {before + 1} contains a NUL character; save the file again"
                    )
                if any(cell.strip() for cell in cells):
                    rows.append((before + 1, [cell.strip() for cell in cells]))
                before = layout.line - 1 + reader.line_num
        except csv.Error as error:
            line = layout.line - 1 + reader.line_num
            raise InvalidTable(f"{path}: line {line}: {error}") from error
    return layout, rows[1:]


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Report faults of a CSV that the block reads in one line.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, or its lines do not agree on the number of fields.
    """
    try:
        yield
    except FileNotFoundError as error:
        raise UserError(f"{path}: no such file") from error
    except UnicodeDecodeError as error:
        if kind := name_format(error.object):
            raise InvalidTable(f"{path}: this is {kind}; save it as CSV in UTF-8") from error
        raise InvalidTable(
            f"{path}: {_find_undecodable(path)}bytes that are not UTF-8; save the table as CSV in UTF-8"
        ) from error
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        if _UNREAD in str(error):
            raise KeyboardInterrupt from error
        raise InvalidTable(f"{path}: not a readable UTF-8 CSV ({' '.join(str(error).split())})") from error
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror})") from error


def _find_undecodable(path: Path) -> str:
    """Return `line N holds `, the first with a byte that is not UTF-8; of what is no file just `holds `."""
    if path.is_file():
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                try:
                    line.decode()
                except UnicodeDecodeError:
                    return f"line {number} holds "
    return "holds "
