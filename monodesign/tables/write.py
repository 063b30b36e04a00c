"""Write files whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import IO, Final

import pandas as pd

from monodesign.errors import CannotWrite, UserError
from monodesign.tables.cells import map_texts, quote_formula
from monodesign.tables.formats import PARQUET, require_format
from monodesign.tables.missing import plain

# What the disk and not the user is to blame for.
DISK_FAULTS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
REMEDY: Final = "free some space and run the same command again; finished work is kept"
PARTIAL: Final = ".partial"
DEVICES: Final = Path("/dev")
# Of the 255 that a file system allows, less the longest ending of what is beside a file.
MOST_NAME_BYTES: Final = 255 - len(".partial.sqlite-journal")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder, which replaces `path` when the block ends without an error.

    Readers see the old file or the new one, never a part of it. A symbolic link is replaced itself, so that
    nothing outside the folder is written to.

    Raises:
        UserError: The folder cannot be made or written to, or `path` is a folder, a device or a pipe.
        CannotWrite: The disk is full or failing.
    """
    require_place(path)
    with _placing(path):
        _remove_leftovers(path)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=PARTIAL)
    partial = Path(name)
    try:
        # Shows that the writer is alive. Without locks no partial file is removed as left over.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield partial
        # mkstemp makes private files; a result table is as readable as any new file.
        partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except OSError as error:
        remedy = REMEDY if error.errno in DISK_FAULTS else "check that the folder can be written to"
        raise CannotWrite(f"{path}: {error.strerror or error}; {remedy}") from error
    finally:
        partial.unlink(missing_ok=True)
        os.close(handle)


def _remove_leftovers(path: Path) -> None:
    """Remove what killed processes left behind when they wrote this file."""
    with os.scandir(path.parent) as entries:
        names = [one.name for one in entries if one.name.startswith(f".{path.name}.")]
    for name in names:
        if re.fullmatch(r"[a-z0-9_]{8}\.partial", name.removeprefix(f".{path.name}.")):
            with suppress(OSError):
                _remove_if_free(path.with_name(name))


def _remove_if_free(partial: Path) -> None:
    """Remove a partial file whose writer is dead.

    Raises:
        OSError: It lives, or the file is a link or gone.
    """
    handle = os.open(partial, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        partial.unlink()
    finally:
        os.close(handle)


def require_place(path: Path) -> None:
    """Check before the work that a file can be written there, and make its folder.

    Raises:
        UserError: The folder cannot be made or written to, the name is too long, or `path` is a folder, a
            device or a pipe.
        CannotWrite: The disk is full or failing.
    """
    if (length := len(os.fsencode(path.name))) > MOST_NAME_BYTES:
        raise UserError(f"{path}: file name too long ({length} bytes, at most {MOST_NAME_BYTES})")
    if path.is_dir():
        raise UserError(f"{path}: a folder; give a file name")
    # /dev/stdout may lead to a file; what would be replaced is the link, for every process of the machine.
    if (path.exists() and not path.is_file()) or path.parent.resolve() == DEVICES:
        raise UserError(f"{path}: a device or a pipe; give the name of a file")
    with _placing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, where it is missing.

    Raises:
        UserError: Something else stands in its place, or it cannot be made.
        CannotWrite: The disk is full or failing.
    """
    with _placing(path):
        path.mkdir(parents=True, exist_ok=True)


def require_other(written: Iterable[Path], given: Iterable[Path]) -> None:
    """Check before the work that no file to write is one that is read.

    Raises:
        UserError: One is, or both are links to one file.
    """
    for path, source in product(written, given):
        # A file that does not exist is not an input.
        with suppress(OSError):
            if not path.samefile(source):
                continue
            raise UserError(f"{path}: --out is also an input; choose another name")


@contextmanager
def _placing(path: Path) -> Iterator[None]:
    """Say in one line why the block cannot make a file or its folder."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FAULTS:
            raise CannotWrite(f"{path}: {error.strerror}; {REMEDY}") from error
        raise UserError(
            f"{path}: cannot be written ({error.strerror}); choose a folder you may write to"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file whole or not at all."""
    with replacing(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table as UTF-8 CSV, whole or not at all; floats keep 10 significant digits.

    Ten digits are more than any value here is known to, and few enough that a sum taken in another
    order by another CPU prints the same. A text that a spreadsheet would run as a formula gets an apostrophe
    in front, which `read_csv` takes off again.
    """
    with replacing(path) as partial, partial.open("w", encoding="utf-8", newline="") as stream:
        append_csv(table, stream)


def append_csv(table: pd.DataFrame, stream: IO[str], *, has_header: bool = True) -> None:
    """Write a table to an open file as `write_csv` does, with or without the line of column names."""
    map_texts(_plain_floats(table), quote_formula).rename(columns=quote_formula).to_csv(
        stream, index=False, header=has_header, float_format="%.10g", lineterminator="\n"
    )


def _plain_floats(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose columns of floats, of whatever type, are such that pandas formats them."""
    made = plain(table)
    return table.assign(**{name: made[name] for name in table.columns if made[name].dtype.kind == "f"})


# Rows of a Parquet row group: enough for columns to compress well, some 50 MB in memory.
_ROWS_TOGETHER: Final = 50_000


def write_stream(
    tables: Iterable[pd.DataFrame],
    path: Path,
    *,
    columns: Sequence[str],
    on_rows: Callable[[int], None] | None = None,
) -> int:
    """Write tables of the same columns below each other, and return the number of rows.

    A text that a spreadsheet would run as a formula is quoted in CSV as `files.write_csv` does; Parquet holds
    texts as they are.

    Args:
        tables: The tables.
        path: A name that ends in `.parquet`, or in `.csv` or nothing for CSV. The file appears when the last
            table is written.
        columns: Their columns, for a file without rows.
        on_rows: Called with the number of rows so far.

    Raises:
        UserError: The file cannot be written there or in that format, or Parquet lacks pyarrow.
        CannotWrite: The disk is full or failing.
    """
    require_format(path)
    write = _write_parquet if path.suffix == PARQUET else _write_csv
    n_rows = 0

    def count() -> Iterator[pd.DataFrame]:
        nonlocal n_rows
        for table in _or_empty(tables, columns):
            yield table
            n_rows += len(table)
            if on_rows is not None:
                on_rows(n_rows)

    with replacing(path) as partial:
        write(count(), partial)
    return n_rows


def _or_empty(tables: Iterable[pd.DataFrame], columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Yield the tables, or one without rows where there is none."""
    table = None
    for table in tables:
        yield table
    if table is None:
        yield pd.DataFrame(columns=list(columns), dtype=str)


def _write_csv(tables: Iterable[pd.DataFrame], partial: Path) -> None:
    with partial.open("w", encoding="utf-8", newline="") as stream:
        for number, table in enumerate(tables):
            append_csv(table, stream, has_header=number == 0)


def _write_parquet(tables: Iterable[pd.DataFrame], partial: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    groups = _gather(tables)
    first = next(groups)
    schema = pa.Schema.from_pandas(first, preserve_index=False).remove_metadata()
    # Of a name that is no text in the locale's encoding, pyarrow could make no path.
    with partial.open("wb") as stream, ParquetWriter(stream, schema) as writer:
        writer.write_table(pa.Table.from_pandas(first, schema=schema, preserve_index=False))
        for group in groups:
            writer.write_table(pa.Table.from_pandas(group, schema=schema, preserve_index=False))


def _gather(tables: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Join tables until each has the rows of a group; the last may have fewer."""
    waiting: list[pd.DataFrame] = []
    for table in tables:
        waiting.append(table)
        if sum(map(len, waiting)) >= _ROWS_TOGETHER:
            yield pd.concat(waiting, ignore_index=True)
            waiting = []
    if waiting:
        yield pd.concat(waiting, ignore_index=True)
