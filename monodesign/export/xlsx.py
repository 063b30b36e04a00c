"""Shortlists as a spreadsheet, with structures as pictures and text that stays text.

Written with XlsxWriter: it only writes, keeps pictures beside cells, and takes every string as a string where
it is told to, so that nothing a user names a monomer can become a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd
from rdkit.Chem import rdDepictor
from rdkit.Chem.Draw import rdMolDraw2D

from monodesign.chem.comonomers import split_monomers
from monodesign.chem.molecules import parse
from monodesign.export.front_sheet import FrontColumn, find_front_shared, front_columns
from monodesign.export.xlsx_cells import HEAD_POINTS, Styles, fit_to_page, write_cell, write_rows
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.tables import columns as tables
from monodesign.tables.columns import require_columns
from monodesign.tables.missing import plain
from monodesign.tables.write import replacing

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PICTURE_PX: Final = (220, 150)
# A picture drawn twice as large as it is shown stays sharp on paper.
_SHARPNESS: Final = 2
# Excel's unit of row height is the point, three quarters of a pixel; of column width about 7 pixels.
_POINT_PER_PX: Final = 0.75
_PX_PER_WIDTH: Final = 7.0
_PICTURE_WIDTH: Final = PICTURE_PX[0] / _PX_PER_WIDTH
# A fixed date, so that the same table gives the same file.
_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
# Endings of column names and how their units are written.
UNITS: Final = (
    ("_kcal_mol", "kcal/mol"), ("_s_cm", "S/cm"), ("_ms_cm", "mS/cm"), ("_g_mol", "g/mol"), ("_ev", "eV"),
    ("_v", "V"), ("_e", "e"), ("_c", "°C"), ("_cm2", "cm²"), ("_cm", "cm"), ("_ohm", "Ω"),
)  # fmt: skip
_BOUND_90: Final = re.compile(r"^log10_sigma_(lower|upper)_90$")


def write_xlsx(
    shortlist: pd.DataFrame, path: Path, *, stock: frozenset[str] = frozenset(), has_synthesis: bool = True
) -> None:
    """Write a shortlist as a workbook, whole or not at all.

    Its sheets: what one reads to choose, with structures, one page wide in print; all columns; synthesis;
    what columns mean.

    Args:
        shortlist: Column `smiles` and whatever else is to be shown; rows and columns keep their order.
        path: File to write.
        stock: Canonical SMILES that the user has.
        has_synthesis: Whether the sheet of routes is written; each takes about a tenth of a second.

    Raises:
        InvalidTable: There is no column `smiles`.
        InvalidSmiles: A SMILES does not parse.
        UserError: The folder cannot be written to.
        CannotWrite: The disk is full.
    """
    import xlsxwriter

    require_columns(shortlist, ("smiles",), where="write_xlsx")
    # strings_to_*: off, so that "=…", "http…" and "1e5" in a name stay what they are: text.
    options = {
        "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }  # fmt: skip
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {**options, "in_memory": True})
    workbook.set_properties({"title": "monodesign shortlist", "created": _CREATED})
    _write_front(workbook, shortlist)
    _write_candidates(workbook, shortlist)
    if has_synthesis:
        monomers = dict.fromkeys(one for smiles in shortlist["smiles"] for one in split_monomers(str(smiles)))
        _write_synthesis(workbook, list(monomers), stock)
    _write_columns(workbook, [str(column) for column in shortlist.columns])
    workbook.close()
    with replacing(path) as partial:
        partial.write_bytes(content.getvalue())


def heading(column: str) -> str:
    """Return a column's heading, its unit in brackets.

    >>> heading("unit_oxidation_potential_std_v")
    'unit oxidation potential std (V)'
    >>> heading("log10_sigma_s_cm")
    'log10 sigma (S/cm)'
    """
    if _BOUND_90.match(column):
        return f"{column.replace('_', ' ')} (S/cm)"
    for ending, unit in UNITS:
        if column.endswith(ending) and len(column) > len(ending):
            return f"{column.removesuffix(ending).replace('_', ' ')} ({unit})"
    return column.replace("_", " ")


def draw_png(smiles: str) -> bytes:
    """Return a molecule's drawing as PNG, twice the size of `PICTURE_PX`; none where RDKit cannot draw it.

    Raises:
        InvalidSmiles: The SMILES does not parse.
    """
    mol = parse(smiles)
    width, height = PICTURE_PX
    try:
        rdDepictor.Compute2DCoords(mol)
        drawer = rdMolDraw2D.MolDraw2DCairo(width * _SHARPNESS, height * _SHARPNESS)
        rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol)
        drawer.FinishDrawing()
    except RuntimeError:  # a failed assertion of RDKit
        return b""
    return bytes(drawer.GetDrawingText())


def _write_front(workbook: Workbook, shortlist: pd.DataFrame) -> None:
    """Write the first sheet: rank, structure and what decides, one row per candidate."""
    sheet = workbook.add_worksheet("shortlist")
    style = Styles(workbook)
    shared = find_front_shared(shortlist)
    first, *others = front_columns(shortlist, said_once=frozenset(shared))
    columns = [first, FrontColumn(heading="Structure", width=_PICTURE_WIDTH, value=lambda _: None), *others]
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, style.head)
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, HEAD_POINTS)
    for number, row in enumerate(plain(shortlist).to_dict("records"), start=1):
        values = {str(name): value for name, value in row.items()}
        sheet.set_row(number, PICTURE_PX[1] * _POINT_PER_PX)
        for place, column in enumerate(columns):
            value = column.value(values)
            shown = None if value == "" else value
            write_cell(sheet, number, place, shown, style, decimals=column.decimals)
        _insert_picture(sheet, number, 1, str(values["smiles"]))
    for number, text in enumerate(shared.values(), start=len(shortlist) + 1):
        sheet.write_string(number, 1, f"Said once: {text}", style.line)
    sheet.freeze_panes(1, 2)
    if len(shortlist):
        sheet.autofilter(0, 0, len(shortlist), len(columns) - 1)
    fit_to_page(sheet)


def _insert_picture(sheet: Worksheet, row: int, place: int, smiles: str) -> None:
    if not (drawn := draw_png(smiles)):
        return  # its SMILES stands beside it
    picture = {
        "image_data": io.BytesIO(drawn), "x_scale": 1 / _SHARPNESS, "y_scale": 1 / _SHARPNESS,
        "object_position": 1, "description": f"structure of {smiles}"[:255],
    }  # fmt: skip
    sheet.insert_image(row, place, "structure.png", picture)


def _write_candidates(workbook: Workbook, shortlist: pd.DataFrame) -> None:
    """Write the second sheet: every column, one row per candidate."""
    rows = list(shortlist.itertuples(index=False, name=None))
    heads = [heading(str(column)) for column in shortlist.columns]
    sheet = write_rows(workbook, "all columns", heads, rows)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _write_synthesis(workbook: Workbook, smiles: Sequence[str], stock: frozenset[str]) -> None:
    """Write the third sheet: one line per step, or why there is none."""
    rows: list[tuple[object, ...]] = []
    for text in smiles:
        found = find_route(text, stock=stock)
        if isinstance(found, NoRoute):
            rows.append((text, None, f"no route: {found.reason}", None, None, None, None, None, 0.0))
            continue
        off_lists = found.off_lists(stock)
        for number, step in enumerate(found.steps, start=1):
            reaction = step.reaction
            supply = "; ".join(f"{item} not on any list" for item in step.precursors if item in off_lists)
            rows.append(
                (
                    text, number, reaction.name, " + ".join(step.precursors), step.product, reaction.base,
                    reaction.solvent, f"{reaction.yield_low_percent:g}–{reaction.yield_high_percent:g}",
                    found.score, supply,
                )
            )  # fmt: skip
    heads = (
        "smiles",
        "step",
        "reaction",
        "precursors",
        "product",
        "base",
        "solvent",
        "yield (%)",
        "synthesis score",
        "supply",
    )
    write_rows(workbook, "synthesis", heads, rows)


def _write_columns(workbook: Workbook, columns: Sequence[str]) -> None:
    """Write the last sheet: what each column means."""
    # Of two tables with a column of one name, the first says what it means.
    groups = (tables.RANKING, tables.SYNTHESIS, tables.DESCRIPTORS, tables.POLYMER, tables.LIBRARY)
    meanings = {column.name: column.meaning for group in groups for column in group}
    rows = [(heading(column), column, meanings.get(column, "")) for column in columns]
    write_rows(workbook, "columns", ("heading", "column", "meaning"), rows)
