"""Cells, rows and pages of a workbook: formats of numbers, text that stays text, print layout."""

from __future__ import annotations

import math
from collections.abc import Sequence
from math import ceil
from textwrap import wrap
from typing import TYPE_CHECKING, Final

import numpy as np

from monodesign.tables.missing import is_missing

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NUMBER: Final = "0.####"
_A4: Final = 9  # Excel's number of the paper
# Headings take up to three lines, and no program makes room for them by itself in a row of pictures.
HEAD_POINTS: Final = 45.0
_LINE_POINTS: Final = 15.0
_MOST_LINES: Final = 27  # Excel's highest row has 409 points
_TEXT_WIDTH: Final = 26  # characters
_MOST_ON_A_PAGE: Final = 12  # columns; more would be printed too small to be read
_LONGEST_CELL: Final = 32_767


def write_rows(
    workbook: Workbook, name: str, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> Worksheet:
    """Add a sheet of headings and rows, with its columns wide enough for text and set for printing."""
    sheet = workbook.add_worksheet(name)
    style = Styles(workbook)
    for place, text in enumerate(heads):
        sheet.write_string(0, place, text, style.head)
    for row, values in enumerate(rows, start=1):
        # LibreOffice gives every row one line unless it is told how many its texts take.
        sheet.set_row(row, _LINE_POINTS * max(map(_count_lines, values), default=1))
        for place, value in enumerate(values):
            write_cell(sheet, row, place, value, style)
    sheet.set_column(0, len(heads) - 1, _TEXT_WIDTH)
    sheet.set_row(0, HEAD_POINTS)
    sheet.freeze_panes(1, 0)
    fit_to_page(sheet, across=ceil(len(heads) / _MOST_ON_A_PAGE))
    return sheet


def _count_lines(value: object) -> int:
    """Return how many lines a text takes in a column of `_TEXT_WIDTH`, words kept whole."""
    if not isinstance(value, str) or not value:
        return 1
    return min(_MOST_LINES, len(wrap(value, _TEXT_WIDTH - 3)) or 1)


class Styles:
    """The formats of one sheet."""

    def __init__(self, workbook: Workbook) -> None:
        self.head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        # Indented, so that it does not run into the number on its left.
        self.text = workbook.add_format({"text_wrap": True, "valign": "top", "indent": 1})
        self.line = workbook.add_format({"valign": "top", "indent": 1})
        self.whole = workbook.add_format({"valign": "top", "num_format": "0"})
        self.number = workbook.add_format({"valign": "top", "num_format": _NUMBER})
        self.tiny = workbook.add_format({"valign": "top", "num_format": "0.00E+00"})
        self.fixed = {
            places: workbook.add_format({"valign": "top", "num_format": f"0.{'0' * places}"})
            for places in (1, 2)
        }

    def of(self, number: float, decimals: int | None) -> Format:
        """Return the format of a number; one that is whole has no point behind it."""
        if number != 0 and abs(number) < 1e-3:
            return self.tiny
        if decimals is not None:
            # Two digits of a small number say more than two places.
            return self.fixed[decimals] if abs(number) >= 0.1 or number == 0 else self.number
        return self.whole if float(number).is_integer() else self.number


def write_cell(
    sheet: Worksheet, row: int, place: int, value: object, style: Styles, *, decimals: int | None = None
) -> None:
    """Write one value by its type; what is missing stays empty, and any text is text."""
    if is_missing(value):
        sheet.write_blank(row, place, None, style.text)
    elif isinstance(value, bool) or type(value).__name__ in {"bool", "bool_"}:
        sheet.write_boolean(row, place, bool(value), style.text)
    elif (number := _number(value)) is not None:
        sheet.write_number(row, place, number, style.of(number, decimals))
    else:
        sheet.write_string(row, place, str(value)[:_LONGEST_CELL], style.text)


def _number(value: object) -> float | int | None:
    """Return a finite number, whatever package's type it has; None for text and for infinities."""
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)) and math.isfinite(value):
        return float(value)
    return None


def fit_to_page(sheet: Worksheet, *, across: int = 1) -> None:
    """Print on A4 across, all columns on so many pages, the headings on each."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    sheet.fit_to_pages(across, 0)
    sheet.repeat_rows(0)
