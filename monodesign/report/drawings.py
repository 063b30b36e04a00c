"""Structure drawings small enough to embed by the thousand, and structures to export."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Final
from xml.etree import ElementTree as ET

from rdkit import Chem
from rdkit.Chem import Mol, rdDepictor
from rdkit.Chem.Draw import rdMolDraw2D

from monodesign.chem.molecules import parse
from monodesign.report.ligand import find_ligand

WIDTH: Final = 260
HEIGHT: Final = 130
# Amber: dark lines on it keep a contrast of 13:1, and it stays a visible grey in print.
LIGAND_COLOUR: Final = (1.0, 0.80, 0.40)
# Dark lines on it keep a contrast of 9:1; what is wrong is also said in words.
OFFENDING_COLOUR: Final = (1.0, 0.62, 0.55)
_SVG: Final = "{http://www.w3.org/2000/svg}"
_STYLE: Final = re.compile(r"([a-z-]+):([^;]+)")
_WHOLE: Final = re.compile(r"\.0(?![0-9])")  # RDKit writes one decimal
_PATH_LETTERS: Final = "MLCQAZ"  # what RDKit draws with


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A monomer to look at and to export.

    Attributes:
        svg: Drawing with the ligand shaded, as one `<svg>` element of about 1 kB.
        molblock: The same structure as a V3000 mol block with the drawing's 2D coordinates.
    """

    svg: str
    molblock: str


# In the place of a drawing.
_WRITTEN: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
    f'<text x="{WIDTH // 2}" y="{HEIGHT // 2}" text-anchor="middle" font-size="9">{{}}</text></svg>'
)


def draw_monomer(smiles: str, *, ligand: str = "", ligands: Mapping[str, str] | None = None) -> Drawing:
    """Draw a monomer with its ligand shaded; one that RDKit cannot draw is written out.

    Args:
        smiles: The monomer.
        ligand: Name of its ligand, where it was built from fragments.
        ligands: SMILES of the library's ligands by name.

    Raises:
        InvalidSmiles: It does not parse.
    """
    mol = parse(smiles)
    try:
        return _draw(mol, find_ligand(mol, ligand, ligands=ligands or {}), LIGAND_COLOUR)
    except RuntimeError:  # a failed assertion of RDKit
        return Drawing(svg=_WRITTEN.format(escape(smiles)), molblock=Chem.MolToV3KMolBlock(Chem.Mol()))


def draw_marked(mol: Mol, atoms: Sequence[int]) -> Drawing:
    """Draw a molecule with the rejected atoms highlighted.

    Args:
        mol: The molecule, which is not changed.
        atoms: Indices of the atoms (0-based).
    """
    return _draw(Chem.Mol(mol), tuple(atoms), OFFENDING_COLOUR)


def _draw(mol: Mol, shaded: tuple[int, ...], colour: tuple[float, float, float]) -> Drawing:
    """Lay a molecule out flat, and draw it with some atoms and the bonds between them shaded."""
    rdDepictor.Compute2DCoords(mol)
    rdDepictor.NormalizeDepiction(mol)  # the long axis lies flat: cells of a table are wide
    rdDepictor.StraightenDepiction(mol)
    molblock = Chem.MolToV3KMolBlock(mol)
    bonds = _bonds_within(mol, shaded)
    drawer = rdMolDraw2D.MolDraw2DSVG(
        WIDTH, HEIGHT, -1, -1, True
    )  # True: letters as text, a fifth of the size
    options: Any = drawer.drawOptions()
    options.useBWAtomPalette()
    options.clearBackground = False
    options.fixedBondLength = (
        24  # px; one scale for all drawings, smaller only where a molecule would not fit
    )
    options.minFontSize = 13
    options.highlightRadius = 0.28
    options.highlightBondWidthMultiplier = 14
    rdMolDraw2D.PrepareAndDrawMolecule(
        drawer,
        mol,
        highlightAtoms=list(shaded),
        highlightBonds=bonds,
        highlightAtomColors=dict.fromkeys(shaded, colour),
        highlightBondColors=dict.fromkeys(bonds, colour),
    )
    drawer.FinishDrawing()
    return Drawing(svg=compact_svg(drawer.GetDrawingText()), molblock=molblock)


def _bonds_within(mol: Mol, atoms: tuple[int, ...]) -> list[int]:
    inside = set(atoms)
    return [
        bond.GetIdx() for bond in mol.GetBonds() if {bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()} <= inside
    ]


def compact_svg(text: str) -> str:
    """Return RDKit's drawing with its shapes merged by colour and every style said once.

    Shapes of one colour, fill and width become one path; letters stay text. The result carries no script,
    no style block and no link, and takes its size from the place it is put in.
    """
    root = ET.fromstring(text)  # noqa: S314  # RDKit's own output, not a stranger's file
    paths: dict[tuple[str, str, str], list[str]] = {}
    letters: list[str] = []
    for element in root:
        style = _read_style(element.get("style", ""))
        tag = element.tag.removeprefix(_SVG)
        if tag == "path":
            key = (style.get("fill", "none"), style.get("stroke", "none"), style.get("stroke-width", "1"))
            paths.setdefault(key, []).append(element.get("d", ""))
        elif tag == "ellipse":
            paths.setdefault((style["fill"], "none", "0"), []).append(_ellipse_path(element))
        elif tag == "text":
            letters.append(_short_text(element, style))
    shapes = "".join(_path(*key, _short_path(" ".join(parts))) for key, parts in paths.items())
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}">{shapes}{"".join(letters)}</svg>'


@lru_cache(maxsize=1024)  # RDKit writes a few styles again and again
def _read_style(text: str) -> Mapping[str, str]:
    return dict(_STYLE.findall(text))


def _path(fill: str, stroke: str, width: str, data: str) -> str:
    outline = "" if stroke == "none" else f' stroke="{stroke}" stroke-width="{width.removesuffix("px")}"'
    return f'<path fill="{fill}"{outline} d="{data}"/>'


def _short_path(data: str) -> str:
    """Return a path without `.0` and without spaces beside letters."""
    short = _WHOLE.sub("", data)
    for letter in _PATH_LETTERS:  # five times as fast as a regular expression
        short = short.replace(f" {letter}", letter).replace(f"{letter} ", letter)
    return short


def _ellipse_path(element: ET.Element) -> str:
    """Return an ellipse as two arcs."""
    x, y, rx, ry = (float(element.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
    arc = f"{_short(rx)},{_short(ry)} 0 1 0"
    return f"M{_short(x - rx)},{_short(y)}a{arc} {_short(2 * rx)},0a{arc} {_short(-2 * rx)},0"


def _short_text(element: ET.Element, style: Mapping[str, str]) -> str:
    size = style.get("font-size", "12px").removesuffix("px")
    colour = style.get("fill", "#000000")
    shade = "" if colour == "#000000" else f' fill="{colour}"'
    place = f'x="{_short(element.get("x", "0"))}" y="{_short(element.get("y", "0"))}"'
    return f'<text {place} font-size="{size}"{shade}>{escape(element.text or "")}</text>'


def _short(value: str | float) -> str:
    return f"{float(value):.1f}".removesuffix(".0")
