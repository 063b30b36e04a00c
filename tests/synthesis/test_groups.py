"""What an unlisted building block may be; organic chemists' common knowledge (recalled) unless said."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.synthesis.groups import is_building_block


@pytest.mark.parametrize("smiles", ["CC(C)(C=O)NC(=O)N1CCCCC1", "CC(C)(C)CC(=O)NCCC=O", "CCCCOC(=O)N(C)CC=O"])
def test_an_acylated_amino_aldehyde_is_no_building_block(smiles):
    assert not is_building_block(parse(smiles))


def test_an_acylpiperidine_aldehyde_may_be_one():
    assert is_building_block(parse("CCCCC(=O)N1CCC(C=O)CC1"))


def test_an_amine_beside_a_carbamate_is_no_building_block():
    """It would have to be made by way of a protected amino alcohol."""
    assert not is_building_block(parse("CCCCNC(=O)OC(C)CCCCN"))
