"""Heads, repeat units and hydrogen-capped units."""

import pytest

from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.chem.polymerisation import (
    capped_unit,
    count_polymerisable,
    find_alkenes,
    repeat_unit,
)
from monodesign.errors import NoPolymerisableHead

HEADS = [
    ("C=CC(=O)OC", "acrylate", "CCC(=O)OC"),
    ("C=C(C)C(=O)OC", "methacrylate", "CC(C)C(=O)OC"),
    ("C=CC(=O)NC", "acrylamide", "CCC(=O)NC"),
    ("C=C(C)C(=O)NC", "methacrylamide", "CC(C)C(=O)NC"),
    ("C=CC(=O)N(C)C", "N-alkyl acrylamide", "CCC(=O)N(C)C"),
    ("C=C(C)C(=O)N(C)C", "N-alkyl methacrylamide", "CC(C)C(=O)N(C)C"),
    ("C=C(F)C(=O)OC", "α-fluoroacrylate", "CC(F)C(=O)OC"),
    ("C=C(C(F)(F)F)C(=O)OC", "α-trifluoromethylacrylate", "CC(C(=O)OC)C(F)(F)F"),
    ("C=C(CC(=O)OC)C(=O)OC", "itaconate", "CC(CC(=O)OC)C(=O)OC"),
    ("C=C1CCOC1=O", "α-methylene lactone", "CC1CCOC1=O"),
    ("O=c1occo1", "vinylene carbonate", "O=C1OCCO1"),
    ("C=CC1COC(=O)O1", "vinylethylene carbonate", "CCC1COC(=O)O1"),
    ("C=Cc1ccccc1", "styrene", "CCc1ccccc1"),
    ("C=COC(C)=O", "vinyl ester or carbonate", "CCOC(C)=O"),
    ("CN1C(=O)C=CC1=O", "maleate, fumarate or maleimide", "CN1C(=O)CCC1=O"),
    ("C=CC#N", "acrylonitrile", "CCC#N"),
]


@pytest.mark.parametrize(("smiles", "name", "unit"), HEADS, ids=[name for _, name, _ in HEADS])
def test_each_head_is_named_and_capped_to_its_saturated_molecule(smiles, name, unit):
    assert [alkene.kind for alkene in find_alkenes(parse(smiles)) if alkene.is_polymerisable] == [name]
    assert capped_unit(smiles) == canonical_smiles(parse(unit))


@pytest.mark.parametrize(("smiles", "name", "unit"), HEADS, ids=[name for _, name, _ in HEADS])
def test_the_repeat_unit_capped_with_hydrogen_is_the_unit(smiles, name, unit):
    assert repeat_unit(smiles).count("*") == 2
    capped = repeat_unit(smiles).replace("*", "[H]")
    assert canonical_smiles(parse(capped)) == capped_unit(smiles)


def test_the_paper_s_monomers_give_propionates_and_propionamides():
    assert capped_unit("C=CC(=O)OCC1COC(=O)O1") == "CCC(=O)OCC1COC(=O)O1"
    assert capped_unit("C=CC(=O)NCCOC(=O)C(=O)OCC") == canonical_smiles(parse("CCC(=O)NCCOC(=O)C(=O)OCC"))


def test_a_stereocentre_outside_the_head_survives():
    assert "@" in repeat_unit("C=CC(=O)OC[C@H]1COC(=O)O1")
    assert "@" in capped_unit("C=CC(=O)OC[C@H]1COC(=O)O1")


def test_a_crosslinker_has_two_heads_and_one_frame_whatever_the_order_of_atoms():
    first, second = "C=CC(=O)OCCOC(=O)C(C)=C", "C=C(C)C(=O)OCCOC(=O)C=C"
    assert count_polymerisable(parse(first)) == 2
    assert repeat_unit(first) == repeat_unit(second)
    assert repeat_unit(first).count("*") == 2


@pytest.mark.parametrize("smiles", ["CCO", "C/C=C/C(=O)OC", "c1ccccc1", "O=C1OCCO1"])
def test_a_molecule_without_a_head_is_refused(smiles):
    with pytest.raises(NoPolymerisableHead):
        repeat_unit(smiles)
    with pytest.raises(NoPolymerisableHead):
        capped_unit(smiles)


def test_an_internal_alkene_is_found_but_does_not_polymerise():
    (alkene,) = find_alkenes(parse("C/C=C/C(=O)OC"))
    assert not alkene.is_polymerisable
