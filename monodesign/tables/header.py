"""How a table in a text file is laid out: what separates its cells, and what its columns are called.

Spreadsheets write semicolons or tabs where the decimal comma is usual; every table a user hands over is read
with whichever its header shows. Numbers need a decimal point: in `1,234` a comma may be a thousand's.
"""

from __future__ import annotations

import csv
import unicodedata
from itertools import chain
from typing import IO, TYPE_CHECKING, Final

from monodesign.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_BEGINNINGS: Final = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "a spreadsheet (XLSX)",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet (XLS)",
    b"\x1f\x8b": "a gzip archive",
}


def name_format(content: bytes) -> str:
    r"""Return what a file is that begins like no text in UTF-8; empty of one that may be a table.

    >>> name_format(b"PK\x03\x04"), name_format(b"smiles,name")
    ('a spreadsheet (XLSX)', '')
    """
    return next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), "")


def read_header(stream: IO[str], *, where: str) -> tuple[str, list[str]]:
    """Return the separator of a table's cells and the names of its columns; none of an empty file.

    Raises:
        InvalidTable: A name is given twice, or the first line is none of a CSV.
    """
    line = next((line for line in stream if line.strip()), "")
    delimiter = find_delimiter(line)
    try:
        cells = next(csv.reader(chain([line], stream), delimiter=delimiter)) if line else []
    except csv.Error as error:
        raise InvalidTable(f"{where}: not a readable UTF-8 CSV ({error})") from error
    return delimiter, name_columns(cells, where=where)


def find_delimiter(header: str) -> str:
    """Return what separates the cells of a header line: a comma, or what spreadsheets write elsewhere.

    >>> find_delimiter("name;smiles"), find_delimiter("smiles")
    (';', ',')
    """
    return max(",;\t", key=header.count)


def name_columns(cells: Sequence[str], *, where: str) -> list[str]:
    """Return the columns' names without the blanks around them; one without a name gets its number.

    >>> name_columns([" smiles", ""], where="a.csv")
    ['smiles', 'Unnamed: 1']

    Raises:
        InvalidTable: A name is given twice.
    """
    names = [cell.strip() or f"Unnamed: {number}" for number, cell in enumerate(cells)]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise InvalidTable(f"{where}: column(s) {', '.join(repeated)} given twice")
    return names


def rename_hint(wanted: Iterable[str], found: Iterable[str]) -> str:
    """Return what to say behind missing columns, if some are there in another spelling.

    >>> rename_hint(["salt", "sigma_ms_cm"], ["Salt", "Sigma (mS/cm)"])
    '; rename Salt to salt, Sigma (mS/cm) to sigma_ms_cm'
    >>> rename_hint(["salt"], ["anion"])
    ''
    """
    spelled = {_bare(name): name for name in found}
    pairs = [f"{spelled[_bare(name)]} to {name}" for name in wanted if _bare(name) in spelled]
    return f"; rename {', '.join(pairs)}" if pairs else ""


def _bare(name: str) -> str:
    """Return the letters and digits of a column's name, in which `T (°C)` and `t_c` are one."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def decimal_hint(text: str) -> str:
    """Return what to say behind a text that is no number, if it has a decimal comma.

    >>> decimal_hint("0,3"), decimal_hint("high")
    (' (a decimal point, not a comma)', '')
    """
    return " (a decimal point, not a comma)" if "," in text else ""
