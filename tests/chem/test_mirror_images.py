"""Mirror images and drawings in any order are searched as one form."""

import random

import pytest
from rdkit import Chem
from rdkit.Chem.EnumerateStereoisomers import EnumerateStereoisomers

from monodesign.chem.mirror_images import reflect, searched_form
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers

CHIRAL = [
    "CCC(=O)OC[C@@H]1CCC(=O)O1",
    "C[C@H](F)C(=O)OCCCC[C@H](C)OC(=O)CCC(F)(F)F",
    "CCC(=O)N[C@@H](C)C(=O)OC",
    "CC[S@](C)=O",
    "C/C=C/C(=O)O[C@H](C)C#N",
    "C[C@@H]1COC(=O)O[C@H]1C",
]


@pytest.mark.parametrize("smiles", CHIRAL)
def test_both_mirror_images_are_searched_as_one(smiles):
    image = canonical_smiles(reflect(parse(smiles)))
    assert image != canonical_smiles(parse(smiles))
    assert searched_form(smiles) == searched_form(image) == searched_form(searched_form(smiles))


@pytest.mark.parametrize("smiles", CHIRAL)
def test_the_order_of_atoms_in_a_drawing_changes_nothing(smiles):
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    for seed in range(5):
        random.Random(seed).shuffle(order)
        drawn = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
        assert searched_form(drawn) == searched_form(smiles)


@pytest.mark.parametrize("smiles", ["C[C@H]1OC(=O)O[C@H]1C", "C/C=C/C#N", "C[C@H]1CC[C@@H](C)CC1"])
def test_a_molecule_that_is_its_own_mirror_image_stays(smiles):
    assert canonical_smiles(reflect(parse(smiles))) == canonical_smiles(parse(smiles))


def test_diastereomers_stay_apart():
    assert searched_form("C[C@H](F)[C@H](C)F") != searched_form("C[C@H](F)[C@@H](C)F")


def test_isotopes_are_left_out():
    assert searched_form("C[C@]([2H])(O)C#N") == searched_form("C[C@H](O)C#N")


def _chiral_units(count):
    """Return units of the library with every stereocentre marked."""
    drawn = enumerate_monomers(load_fragments(), sample=200, seed=3)["unit_smiles"]
    marked = (next(iter(EnumerateStereoisomers(Chem.MolFromSmiles(unit)))) for unit in drawn)
    return [smiles for mol in marked if "@" in (smiles := Chem.MolToSmiles(mol))][:count]


@pytest.mark.slow
def test_twenty_units_of_the_library_their_mirror_images_and_drawings_in_any_order_are_one():
    units = _chiral_units(20)
    assert len(units) == 20
    for unit in units:
        mol = parse(unit)
        order = list(range(mol.GetNumAtoms()))
        random.Random(unit).shuffle(order)
        drawn = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
        assert {searched_form(one) for one in (drawn, canonical_smiles(reflect(mol)))} == {
            searched_form(unit)
        }
