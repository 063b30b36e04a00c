"""Whatever RDKit raises for an input, however long after parsing it, is that input's error."""

import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem import rdDepictor, rdMolDescriptors

from monodesign.chem.check import check
from monodesign.export.xlsx import draw_png
from monodesign.report.drawings import draw_monomer
from monodesign.space import fragments
from monodesign.space.fragments import read_file
from monodesign.surrogate.inputs import arrays
from monodesign.surrogate.predict import predict
from monodesign.surrogate.storage import load_model


@pytest.fixture(scope="module")
def shipped():
    return load_model("default")


def _fail_over(atoms, call):
    """Return a function of RDKit that fails an assertion over molecules of so many atoms."""

    def fail(mol, *arguments, **options):
        if mol.GetNumAtoms() == atoms:
            raise RuntimeError("Pre-condition Violation\n\tsomething deep")
        return call(mol, *arguments, **options)

    return fail


def test_what_rdkit_raises_long_after_parsing_is_that_rows_error(monkeypatch):
    """Filters, standardisation and names: an assertion fails over the molecule of seven atoms only."""
    count = rdMolDescriptors.CalcNumRotatableBonds
    monkeypatch.setattr(rdMolDescriptors, "CalcNumRotatableBonds", _fail_over(7, count))
    errors = check(["C=CC(=O)OC", "C=CC(=O)OCC"]).table["error"].tolist()
    assert errors == ["", "InvalidSmiles: 'C=CC(=O)OCC': Pre-condition Violation"]


def test_a_fragment_over_which_rdkit_fails_is_a_fault_of_its_line(monkeypatch, tmp_path):
    (tmp_path / "ligands.csv").write_text("name,smiles,joins\na,[*:1]C(C)=O,O\nb,[*:1]C(=O)OCC,O\n")
    monkeypatch.setattr(fragments.Chem, "MolToSmiles", _fail_over(6, Chem.MolToSmiles))
    kept, faults = read_file(tmp_path / "ligands.csv", "ligand")
    assert [fragment.name for fragment in kept] == ["a"]
    assert faults == ["ligands.csv line 3: '[*:1]C(=O)OCC': Pre-condition Violation"]


def test_a_polymer_over_which_rdkit_fails_is_the_only_row_with_an_error(monkeypatch, shipped):
    gel = {"w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16}
    table = pd.DataFrame({"polymer": ["DOA", "C=CC(=O)OCCCC#N", "PCEA"]}).assign(**gel, temperature_c=25)
    alone = predict(shipped, table).table
    describe_polymer = arrays.describe_polymer

    def fail(polymer):
        if "C#N" in polymer.units[0]:
            raise RuntimeError("Pre-condition Violation")
        return describe_polymer(polymer)

    monkeypatch.setattr(arrays, "describe_polymer", fail)
    found = predict(shipped, table).table
    assert found["error"].tolist() == ["", "RDKit cannot describe it: Pre-condition Violation", ""]
    assert found["log10_sigma_s_cm"].isna().tolist() == [False, True, False]
    pd.testing.assert_frame_equal(found.iloc[[0, 2]], alone.iloc[[0, 2]], check_dtype=False)


def test_a_molecule_that_rdkit_cannot_draw_is_written_out(monkeypatch):
    def fail(*_, **__):
        raise RuntimeError("Pre-condition Violation")

    monkeypatch.setattr(rdDepictor, "Compute2DCoords", fail)
    drawing = draw_monomer("C=CC(=O)OC[C@H](C)C#N")
    assert ">C=CC(=O)OC[C@H](C)C#N</text>" in drawing.svg
    assert Chem.MolFromMolBlock(drawing.molblock).GetNumAtoms() == 0
    assert draw_png("C=C") == b""
