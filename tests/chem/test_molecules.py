"""Reading SMILES safely, and the id made from the canonical form."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdkit import Chem

from monodesign.chem.molecules import MAX_HEAVY_ATOMS, canonical_smiles, monomer_id, parse
from monodesign.errors import InvalidSmiles


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("not a smiles", "blank"),
        ("", "empty"),
        ("   ", "empty"),
        ("C1CC", "does not parse"),
        ("**", "no atom"),
        ("C(C)(C)(C)(C)C", "valence"),
        ("c1cccc1", "kekulize"),
        ("CC\x00", "control character"),
        ("CC ethane", "blank"),
        ("CÖ", "outside ASCII"),
        ("C" * (MAX_HEAVY_ATOMS + 1), "heavy atoms"),
        ("C" * 20_000, "characters"),
        ("C" + "(C" * 300 + ")" * 300, "nested"),
        (None, "a SMILES must be text"),
        (float("nan"), "a SMILES must be text"),
        (3, "a SMILES must be text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(text, said):
    with pytest.raises(InvalidSmiles, match=said) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


def test_a_thousand_heavy_atoms_are_still_read():
    assert parse("C" * MAX_HEAVY_ATOMS).GetNumHeavyAtoms() == MAX_HEAVY_ATOMS


def test_atom_map_numbers_are_no_part_of_the_identity():
    assert canonical_smiles(parse("[CH3:1][CH2:2][OH:3]")) == "CCO"


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000))
def test_the_identity_does_not_depend_on_atom_order(seed):
    mol = parse("C=CC(=O)OC[C@H]1COC(=O)O1")
    order = list(range(mol.GetNumAtoms()))
    random.Random(seed).shuffle(order)
    shuffled = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
    assert canonical_smiles(parse(shuffled)) == canonical_smiles(mol)


@pytest.mark.slow
@settings(max_examples=200)
@given(text=st.text(max_size=40))
def test_any_text_is_either_read_or_refused(text):
    try:
        mol = parse(text)
    except InvalidSmiles:
        return
    assert mol.GetNumAtoms() > 0


def test_enantiomers_have_different_ids_and_the_id_is_stable():
    left, right = (canonical_smiles(parse(f"C=CC(=O)OC[{mark}H]1COC(=O)O1")) for mark in ("C@", "C@@"))
    assert monomer_id(left) != monomer_id(right)
    assert monomer_id("C=CC(=O)OCC1COC(=O)O1") == "agthceqcq4zd"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("InChI=1S/C4H6O2/c1-3-4(5)6-2/h3H,1-2H3", "an InChI"),
        ("BAPJBEWLBFYGME-UHFFFAOYSA-N", "an InChIKey"),
        ("96-33-3", "a CAS number"),
        ("C=CC(=O)Cl.CO>>C=CC(=O)OC", "a reaction"),
        ("{[$]CC(C(=O)OC)[$]}", "a BigSMILES"),
        ("[C][=C][C][=Branch1][C][=O][O][C]", "SELFIES"),
    ],
)
def test_another_notation_is_named(text, what):
    with pytest.raises(InvalidSmiles, match=f"it is {what}: give its SMILES"):
        parse(text)
