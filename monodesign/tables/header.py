"""How a table in a text file is laid out: what separates its cells, and what its columns are called.

Spreadsheets write semicolons or tabs where the decimal comma is usual; a table is read with the separator
that its header shows. Numbers need a decimal point: in `1,234` a comma may be a thousand's.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING, Final

from monodesign.errors import InvalidTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# No table of ours has 300, and every column costs time by itself.
MOST_COLUMNS: Final = 5000

# What Excel writes and reads as a first line.
_SEPARATOR: Final = re.compile(r'"?sep=(?P<separator>[,;|]|\t|\\t)"?[,;\t]*', re.IGNORECASE)
# Ends of columns' names that say a unit.
_UNITS: Final = frozenset(
    (
        *("c", "k", "f", "cm", "mm", "um", "µm", "μm", "nm", "m", "cm2", "mm2", "m2", "ohm", "kohm", "mohm"),
        *("s", "ms", "us", "v", "mv", "ev", "g", "kg", "mg", "mol", "mmol", "h", "min"),
    )
)
_BEGINNINGS: Final = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "a spreadsheet (XLSX, ODS) or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet (XLS)",
    b"\x1f\x8b": "a gzip archive",
}

TITLE_HINT: Final = "the header must be the first line: delete what stands above it"
# What `name_columns` calls a column without a name.
_NAMELESS: Final = re.compile(r"Unnamed: \d+")
# Digits in threes: thousands, or a number with a decimal comma.
_THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[ ,]\d{3})+")


def name_format(content: bytes) -> str:
    r"""Return the kind of a file that does not start as UTF-8 text; empty if it may be a table.

    >>> name_format(b"PK\x03\x04"), name_format(b"smiles,name")
    ('a spreadsheet (XLSX, ODS) or a zip archive', '')
    """
    if found := next((kind for start, kind in _BEGINNINGS.items() if content.startswith(start)), ""):
        return found
    return "UTF-16, or no text" if b"\0" in content[:4] else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table in a text file is laid out.

    Attributes:
        delimiter: What separates its cells.
        columns: The names of its columns; none of an empty file.
        start: Where in the stream the header begins, as `seek` takes it.
        line: The line of the header, 1 being the first.
    """

    delimiter: str
    columns: tuple[str, ...]
    start: int
    line: int


def read_layout(stream: IO[str], *, where: str) -> Layout:
    """Return the layout of a table; Excel's first line `sep=;` says what separates its cells.

    Raises:
        InvalidTable: A name is given twice, or the first line is not the header of a CSV.
    """
    declared, start, number = "", 0, 0
    while line := stream.readline():
        number += 1
        if not declared and is_separator_line(line):
            declared = _find_declared(line)
        elif line.strip():
            break
        start = stream.tell()
    delimiter = declared or find_delimiter(line)
    try:
        cells = next(csv.reader(chain([line], stream), delimiter=delimiter)) if line else []
    except csv.Error as error:
        raise InvalidTable(f"{where}: not a readable UTF-8 CSV ({error})") from error
    columns = name_columns(cells, where=where)
    return Layout(delimiter=delimiter, columns=tuple(columns), start=start, line=number)


def is_separator_line(line: str) -> bool:
    """Say whether a line is that of Excel which names the separator: `sep=;`."""
    return bool(_find_declared(line))


def _find_declared(line: str) -> str:
    found = _SEPARATOR.fullmatch(line.strip("\r\n"))
    return found["separator"].replace("\\t", "\t") if found else ""


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
        InvalidTable: A name is given twice, or there are too many.
    """
    names = [cell.strip() or f"Unnamed: {number}" for number, cell in enumerate(cells)]
    if len(names) > MOST_COLUMNS:
        raise InvalidTable(f"{where}: {len(names)} columns; at most {MOST_COLUMNS}")
    if repeated := sorted(name for name, count in Counter(names).items() if count > 1):
        raise InvalidTable(f"{where}: column(s) {', '.join(repeated)} given twice")
    return names


def list_found(names: Iterable[str]) -> str:
    """Return the columns that a table has, for a message; without names the line read may not be the header.

    >>> list_found(["smiles", "name"])
    'found smiles, name'
    >>> list_found(["My gels", "Unnamed: 1", "Unnamed: 2"])
    'found My gels; the header must be the first line: delete what stands above it'
    """
    given = list(names)
    named = [name for name in given if not is_nameless(name)]
    is_title = len(named) < len(given) / 2 or (len(given) == 1 and not given[0].isidentifier())
    return f"found {', '.join(named)}" + (f"; {TITLE_HINT}" if is_title else "")


def is_nameless(column: str) -> bool:
    """Say whether a column of the header has no name."""
    return not column or _NAMELESS.fullmatch(column) is not None


def rename_hint(wanted: Iterable[str], found: Iterable[str]) -> str:
    """Return what to say behind missing columns, if some are there in another spelling or unit.

    >>> rename_hint(["salt", "sigma_ms_cm"], ["Salt", "Sigma (mS/cm)"])
    '; rename Salt to salt, Sigma (mS/cm) to sigma_ms_cm'
    >>> rename_hint(["salt"], ["anion", "salt"])
    ''
    >>> rename_hint(["thickness_cm", "w_salt"], ["thickness_um", "w_salt (%)"])
    '; convert w_salt (%) to w_salt, thickness_um to thickness_cm'
    """
    given = list(found)
    absent = [name for name in wanted if name not in given]
    spelled = {_bare(name): name for name in given}
    matches = [(spelled[_bare(name)], name) for name in absent if _bare(name) in spelled]
    pairs = [f"{other} to {name}" for other, name in matches if "%" not in other]
    units = [f"{other} to {name}" for other, name in matches if "%" in other]
    units += [
        f"{other} to {name}" for name in absent if _bare(name) not in spelled
        for other in given if _is_in_another_unit(other, name)
    ]  # fmt: skip
    renamed = f"; rename {', '.join(pairs)}" if pairs else ""
    return renamed + (f"; convert {', '.join(units)}" if units else "")


def _is_in_another_unit(found: str, wanted: str) -> bool:
    """Say whether two columns differ in the unit at their end only, as `thickness_um` and `thickness_cm`."""
    (stem, _, unit), (other, _, other_unit) = found.casefold().rpartition("_"), wanted.rpartition("_")
    return stem == other and unit != other_unit and {unit, other_unit} <= _UNITS


def _bare(name: str) -> str:
    """Return the letters and digits of a column's name, in which `T (°C)` and `t_c` are one."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def decimal_hint(text: str) -> str:
    """Return a hint for a text that is not a number because of a comma or of blanks between thousands.

    >>> decimal_hint("0,3"), decimal_hint("high")
    (' (a decimal point, not a comma)', '')
    >>> decimal_hint("600 000"), decimal_hint("600,000")
    (' (600000 without blanks)', ' (600000 without a comma, or 600.000)')
    """
    digits = re.sub(r"\s", " ", text)
    if _THOUSANDS.fullmatch(digits):
        whole = re.sub("[ ,]", "", digits)
        point = f", or {text.replace(',', '.')}" if text.count(",") == 1 else ""
        return f" ({whole} without {'a comma' if ',' in text else 'blanks'}{point})"
    return " (a decimal point, not a comma)" if "," in text else ""
