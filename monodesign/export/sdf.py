"""Shortlists as SDF: in space where there is a geometry, named, with the table's values as properties."""

from __future__ import annotations

import io
import re
from collections.abc import Hashable, Mapping
from functools import reduce
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from rdkit.Chem import AddHs, CombineMols, Conformer, Mol, SDWriter
from rdkit.Chem.rdDepictor import Compute2DCoords
from rdkit.Geometry import Point3D

from monodesign.chem.comonomers import split_monomers
from monodesign.chem.molecules import parse
from monodesign.records import Geometry
from monodesign.tables.digits import POSITION_DECIMALS
from monodesign.tables.missing import is_missing, plain
from monodesign.tables.write import write_text

# Å between the outermost atoms of two molecules: more than two van der Waals radii.
CLEARANCE_A: Final = 5.0
# A property's name stands between these.
_NO_BRACKETS: Final = {ord("<"): None, ord(">"): None}


def write_sdf(shortlist: pd.DataFrame, path: Path, *, geometries: Mapping[str, Geometry]) -> None:
    """Write one record per row, in the rows' order, in the V3000 format.

    V3000 has no limit of 999 atoms and keeps enhanced stereo; every reader of this century takes it. A
    copolymer is one record that holds its monomers side by side.

    Args:
        shortlist: Columns `smiles` and `monomer_id`, and whatever else is to be a property.
        path: File to write, whole or not at all.
        geometries: The monomer's best conformer by SMILES, atoms in canonical SMILES order with the
            hydrogens behind; a molecule that has none is drawn flat.
    """
    # Through memory, because RDKit does not say when a disk is full.
    text = io.StringIO()
    writer = SDWriter(text)
    writer.SetForceV3000(True)
    for row in plain(shortlist).to_dict("records"):
        writer.write(_make_record(row, geometries))
    writer.close()
    write_text(path, text.getvalue())


def _make_record(row: Mapping[Hashable, object], geometries: Mapping[str, Geometry]) -> Mol:
    molecules = [_make_molecule(one, geometries.get(one)) for one in split_monomers(str(row["smiles"]))]
    record = reduce(_place_beside, molecules)
    record.SetProp("_Name", _one_line(row["monomer_id"]))
    for name, value in row.items():
        record.SetProp(_one_line(name).translate(_NO_BRACKETS) or "unnamed", _one_line(value))
    return record


def _make_molecule(smiles: str, geometry: Geometry | None) -> Mol:
    molecule = AddHs(parse(smiles))
    if geometry is None:
        Compute2DCoords(molecule)
        return molecule
    conformer = Conformer(molecule.GetNumAtoms())
    conformer.Set3D(True)
    conformer.SetPositions(np.round(geometry.positions, POSITION_DECIMALS))
    molecule.AddConformer(conformer, assignId=True)
    return molecule


def _place_beside(first: Mol, second: Mol) -> Mol:
    """Put a second molecule on the right (+x) of a first, clear of it."""
    edge = first.GetConformer().GetPositions()[:, 0].max() + CLEARANCE_A
    shift = edge - second.GetConformer().GetPositions()[:, 0].min()
    return CombineMols(first, second, Point3D(float(shift), 0.0, 0.0))


def _one_line(value: object) -> str:
    """Return the value as text that cannot end an SDF property early or begin another.

    A blank line or `$$$$` would end it, and a line that starts with `>` names the next.
    """
    if is_missing(value):
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    printable = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return re.sub(r"^>", "&gt;", re.sub(r"\${4,}", "", " ".join(printable.split())).strip())
