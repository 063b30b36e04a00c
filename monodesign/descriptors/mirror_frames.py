"""From the mirror image that was searched back to the molecule that was asked for.

Energies are those of both. Atom numbers follow each image's own canonical SMILES, which in one pair of forty
orders the atoms otherwise, and positions are reflected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from monodesign.chem.mirror_images import reflect
from monodesign.geometry.conformers import hydrogenated
from monodesign.records import Geometry

# Columns that name atoms by class and number, as `ester:4`, …
_SITES: Final = ("li_site", "li_one_armed_site", "li_note", "li_sites")
_CLASS_NUMBER: Final = re.compile(r"(?<=[a-z]:)\d+")
# … and by element and number, as `breaks C3–O4`; what follows `loses` is a formula.
_CHANGES: Final = ("oxidation_breaks_bond", "oxidation_beside_breaks_bond", "reduction_breaks_bond")
_ELEMENT_NUMBER: Final = re.compile(r"(?<![A-Za-z0-9])([A-Z][a-z]?)(\d+)")
_FORMULA: Final = "loses "


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """How a molecule's atoms lie to those of the mirror image that was searched.

    Attributes:
        order: For each atom of the searched one (0-based) its number in the other, hydrogens behind.
    """

    order: tuple[int, ...]


def find_frame(searched: str, smiles: str) -> Frame | None:
    """Return how a molecule lies to the one searched; `None` where they are the same.

    Args:
        searched: Canonical SMILES.
        smiles: Canonical SMILES of it or of its mirror image.
    """
    if searched == smiles:
        return None
    image, own = reflect(hydrogenated(searched)), hydrogenated(smiles)
    order = own.GetSubstructMatch(image, useChirality=True) or own.GetSubstructMatch(image)
    return Frame(order=tuple(order))


def turn_columns(columns: Mapping[str, Any], frame: Frame | None, *, prefix: str = "") -> dict[str, Any]:
    """Return a form's columns with its atoms numbered as in the molecule's own SMILES."""
    if frame is None:
        return dict(columns)
    turned = dict(columns)
    for name in (*_SITES, *_CHANGES):
        text = columns.get(prefix + name)
        if isinstance(text, str):
            turned[prefix + name] = _turn_sites(text, frame) if name in _SITES else _turn_changes(text, frame)
    return turned


def turn_site(site: Mapping[str, Any], frame: Frame | None) -> dict[str, Any]:
    """Return a row of the table of sites with its atoms renumbered."""
    return dict(site) if frame is None else {**site, "site": _turn_sites(site["site"], frame)}


def _turn_sites(text: str, frame: Frame) -> str:
    return _CLASS_NUMBER.sub(lambda found: str(_number(int(found[0]), frame)), text)


def _turn_changes(text: str, frame: Frame) -> str:
    def renumber(found: re.Match[str]) -> str:
        return f"{found[1]}{_number(int(found[2]), frame)}"

    parts = text.split(", ")
    return ", ".join(
        part if part.startswith(_FORMULA) else _ELEMENT_NUMBER.sub(renumber, part) for part in parts
    )


def _number(number: int, frame: Frame) -> int:
    """Return a 1-based number in the other order; atoms behind the molecule's own keep theirs."""
    return frame.order[number - 1] + 1 if number <= len(frame.order) else number


def turn_geometry(geometry: Geometry, frame: Frame | None) -> Geometry:
    """Return a geometry, with a Li⁺ after its atoms, in the frame of the requested molecule."""
    if frame is None:
        return geometry
    n_atoms = len(geometry.numbers)
    rows = np.empty(n_atoms, dtype=int)
    for index in range(n_atoms):
        rows[frame.order[index] if index < len(frame.order) else index] = index
    positions = geometry.positions[rows] * np.array([-1.0, 1.0, 1.0])
    return replace(geometry, numbers=geometry.numbers[rows], positions=positions)
