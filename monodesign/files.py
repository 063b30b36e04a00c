"""Write files whole or not at all."""

from __future__ import annotations

import csv
import errno
import io
import os
import re
import tempfile
import warnings
from contextlib import contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from monodesign.errors import CannotWrite, InvalidTable, UserError
from monodesign.layout import name_format, read_header
from monodesign.missing import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    import pandas as pd

# What a spreadsheet takes for the beginning of a formula.
_FORMULA: Final = frozenset("=+-@\t\r")
_SIGNED_NUMBER: Final = re.compile(r"[+-][\d.,]+([eE][+-]?\d+)?")
# Columns of texts that may look like numbers.
_TEXTS: Final = (
    "monomer_id", "smiles", "name", "head", "bridge", "ligand", "ligand_2", "polymer_mol_ratio",
)  # fmt: skip


# What the disk and not the user is to blame for.
DISK_FAULTS: Final = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
REMEDY: Final = "make room and give the same command again"
DEVICES: Final = Path("/dev")
# All that pandas says of an interrupt while it read: before Python 3.12 one raised in C has no value yet.
_UNREAD: Final = "Calling read(nbytes) on source failed"
# Of the 255 that a file system allows, less the longest ending of what is beside a file.
MOST_NAME_BYTES: Final = 255 - len(".partial.sqlite-journal")
_SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
MOST_LINES_SHOWN: Final = 20


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
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".partial")
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        # mkstemp makes private files; a result table is as readable as any new file.
        partial.chmod(0o666 & ~_umask())
        partial.replace(path)
    except OSError as error:
        raise CannotWrite(f"{path}: {error.strerror or error}; {REMEDY}") from error
    finally:
        partial.unlink(missing_ok=True)


def require_place(path: Path) -> None:
    """Check before the work that a file can be written there, and make its folder.

    Raises:
        UserError: The folder cannot be made or written to, the name is too long, or `path` is a folder, a
            device or a pipe.
        CannotWrite: The disk is full or failing.
    """
    if (length := len(os.fsencode(path.name))) > MOST_NAME_BYTES:
        raise UserError(
            f"{path}: a file's name of {length} bytes; at most {MOST_NAME_BYTES}, since what is "
            "written first has a longer one"
        )
    if path.is_dir():
        raise UserError(f"{path}: a folder; name a file")
    # /dev/stdout may lead to a file; what would be replaced is the link, for every process of the machine.
    if (path.exists() and not path.is_file()) or path.parent.resolve() == DEVICES:
        raise UserError(f"{path}: a device or a pipe, which a file would replace; name a file")
    with _placing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not os.access(path.parent, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def require_other(written: Iterable[Path], given: Iterable[Path]) -> None:
    """Check before the work that no file to write is one that is read.

    Raises:
        UserError: One is, or both are links to one file.
    """
    for path, source in product(written, given):
        # A file that is not there is none that is read.
        with suppress(OSError):
            if not path.samefile(source):
                continue
            raise UserError(f"{path}: --out would write over what is read; name another file or folder")


@contextmanager
def _placing(path: Path) -> Iterator[None]:
    """Say in one line why the block cannot make a file or its folder."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FAULTS:
            raise CannotWrite(f"{path}: {error.strerror}; {REMEDY}") from error
        raise UserError(
            f"{path}: cannot be written ({error.strerror}); name a folder you may write to"
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def require_csv(path: Path) -> None:
    """Check before the work that a file to write is called a CSV, or has no ending.

    Raises:
        UserError: Its name promises another format.
    """
    if path.suffix.lower() not in {"", ".csv"}:
        raise UserError(f"{path}: nothing is written in that format; name a .csv file")


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


def read_csv(path: Path, *, numbers: Collection[str] | None = None) -> pd.DataFrame:
    """Read a UTF-8 CSV with a header; names and SMILES stay text.

    Args:
        path: The file.
        numbers: The columns that may hold numbers, where all others are kept as they are written. Without it
            only columns known to hold texts are.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, names a column twice, or its lines do not agree on the number of
            fields.
    """
    import pandas as pd

    with opened_csv(path, numbers=numbers) as (stream, options):
        return map_texts(pd.read_csv(stream, **options), unquote_formula)


@contextmanager
def opened_csv(
    path: Path, *, numbers: Collection[str] | None = None
) -> Iterator[tuple[IO[str], dict[str, Any]]]:
    """Open a UTF-8 CSV with a header, and yield it with the options by which pandas reads it.

    Args:
        path: The file.
        numbers: As `read_csv` takes them.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, names a column twice, or its lines do not agree on the number of
            fields.
    """
    import pandas as pd

    with readable(path), path.open(encoding="utf-8-sig", newline="") as file:
        # Of a pipe what was read once cannot be read again.
        stream = io.StringIO(file.read(), newline="") if path.is_fifo() else file
        delimiter, header = read_header(stream, where=str(path))
        columns = [unquote_formula(name) for name in header]
        if not columns:
            raise pd.errors.EmptyDataError("it is empty")
        stream.seek(0)
        # Else pandas takes the first cells of longer rows for names of the rows.
        layout = {"sep": delimiter, "names": columns, "header": 0, "index_col": False}
        if len(columns) == 1:
            layout |= _keep_blank_cells(stream, delimiter)
        texts = _TEXTS if numbers is None else [name for name in columns if name not in numbers]
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            try:
                yield (
                    stream,
                    {
                        **layout,
                        "dtype": dict.fromkeys(texts, str),
                        "keep_default_na": False,
                        "na_values": [""],
                    },
                )
            except (pd.errors.ParserWarning, pd.errors.ParserError) as error:
                if not (longer := _find_longer_rows(stream, delimiter, len(columns))):
                    raise
                raise InvalidTable(f"{path}: {longer}") from error


def _keep_blank_cells(stream: IO[str], delimiter: str) -> dict[str, int]:
    """Return options of pandas for one column: a blank line is a blank cell, unless it ends the file."""
    first, last = 0, 0
    try:
        for number, cells in enumerate(csv.reader(stream, delimiter=delimiter)):
            if cells and not cells[0].isspace():
                first, last = first or number + 1, number + 1
    except csv.Error:  # a cell too long for this reader, which pandas may take
        return {}
    finally:
        stream.seek(0)
    return {"skiprows": first - 1, "nrows": last - first, "skip_blank_lines": False}


def _find_longer_rows(stream: IO[str], delimiter: str, n_columns: int) -> str:
    """Say which rows of a table have cells beyond its columns; nothing if none has."""
    stream.seek(0)
    reader = csv.reader(stream, delimiter=delimiter)
    longer: list[str] = []
    before = 0
    with suppress(csv.Error):
        for cells in reader:
            if len(cells) > n_columns:
                longer.append(f"{before + 1} ({len(cells)})")
            before = reader.line_num
    if not longer:
        return ""
    more = f" and {len(longer) - MOST_LINES_SHOWN} more" if len(longer) > MOST_LINES_SHOWN else ""
    return (
        f"more cells than the header's {n_columns} in line {', '.join(longer[:MOST_LINES_SHOWN])}{more}; "
        f"quote cells that hold a {_SEPARATORS[delimiter]}, and clear what stands beyond the last column"
    )


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Say in one line what is wrong with a CSV that the block reads.

    Raises:
        UserError: There is no such file, or it cannot be opened.
        InvalidTable: It is empty, not UTF-8, or its lines do not agree on the number of fields.
    """
    import pandas as pd

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


def map_texts(table: pd.DataFrame, change: Callable[[str], str]) -> pd.DataFrame:
    """Return the table with every text changed and everything else as it is."""
    import pandas as pd

    changed = table.copy()
    for name in (name for name in table.columns if table[name].dtype.kind in "OU"):
        values = [change(value) if isinstance(value, str) else value for value in table[name]]
        # A category that no cell had before would become a missing cell.
        kind = object if isinstance(table[name].dtype, pd.CategoricalDtype) else table[name].dtype
        changed[name] = pd.Series(values, index=table.index, dtype=kind)
    return changed


def quote_formula(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; one that is there already gets a second.

    >>> quote_formula("=1+1"), quote_formula("2,2-dimethyl"), quote_formula("'=x"), quote_formula("-5.2")
    ("'=1+1", '2,2-dimethyl', "''=x", '-5.2')
    """
    bare = text.lstrip("'")
    return f"'{text}" if bare[:1] in _FORMULA and not _SIGNED_NUMBER.fullmatch(bare) else text


def unquote_formula(text: str) -> str:
    """Undo `quote_formula`.

    >>> unquote_formula("'=1+1"), unquote_formula("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text[:1] == "'" and quote_formula(text) != text else text
