"""A shortlist's SDF holds one record a row, whatever names, ids and columns hold."""

import io

import numpy as np
import pandas as pd
import pytest
from rdkit import Chem

from monodesign.export.sdf import write_sdf
from monodesign.geometry.conformers import embed_conformers

ODD = [
    "a\nb",
    "$$$$",
    "a\n$$$$\nb",
    "$$" + "$$$$" + "$$",
    "a\r\n\r\n> <x>\n1",
    "> <x>",
    "\u2028$$$$\x85",
    "\x00",
]


def _read(path):
    with Chem.ForwardSDMolSupplier(io.BytesIO(path.read_bytes())) as supplier:
        return list(supplier)


@pytest.mark.parametrize("place", ["monomer_id", "name", "column"])
def test_no_text_ends_a_record_or_begins_another(tmp_path, place):
    rows = [{"smiles": "C=CC#N", "monomer_id": "x", "name": "x", "last": 1.5}] * len(ODD)
    table = pd.DataFrame(rows)
    if place == "column":
        table = table.rename(columns={"name": ODD[2] + ODD[4]})
    else:
        table[place] = ODD
    write_sdf(table, tmp_path / "a.sdf", geometries={})
    records = _read(tmp_path / "a.sdf")
    assert len(records) == len(ODD)
    assert {record.GetProp("last") for record in records} == {"1.5"}
    assert {len(list(record.GetPropNames())) for record in records} == {4}
    text = (tmp_path / "a.sdf").read_text()
    assert text.count("$$$$") == len(ODD) == text.count("\n$$$$\n")


def test_positions_have_the_digits_that_mean_something(tmp_path):
    """Other kernels of a linear-algebra library move an atom by 1e-12 Å."""
    table = pd.DataFrame([{"smiles": "C=CC#N", "monomer_id": "x"}])
    geometry = embed_conformers("C=CC#N", n_conformers=1)[0]
    texts = []
    for shift in (0.0, 1e-11):
        moved = type(geometry)(
            numbers=geometry.numbers, positions=np.round(geometry.positions, 3) + shift, charge=0
        )
        write_sdf(table, tmp_path / "a.sdf", geometries={"C=CC#N": moved})
        texts.append((tmp_path / "a.sdf").read_bytes())
    assert texts[0] == texts[1]


def test_a_molecule_without_a_geometry_is_drawn_flat(tmp_path):
    """One candidate that has no conformer, such as an impossible stereo centre, ended the whole export."""
    table = pd.DataFrame([{"smiles": "C=CC#N", "monomer_id": "x"}])
    write_sdf(table, tmp_path / "a.sdf", geometries={})
    (record,) = _read(tmp_path / "a.sdf")
    assert Chem.MolToSmiles(record) == "C=CC#N"
    assert not record.GetConformer().GetPositions()[:, 2].any()
