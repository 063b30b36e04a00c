import pytest

from monodesign.chem.capped_groups import split_groups


@pytest.mark.parametrize(
    ("smiles", "pieces"),
    [
        ("CCC(=O)OCCOC(=O)OCCC", ("CCCOC(=O)OCC", "CCOC(=O)CC")),
        ("CCC(=O)OCC1COC(=O)O1", ("CC1COC(=O)O1", "CCOC(=O)CC")),
        ("CC(C)C(=O)OCCOCCOC", ("CCOC", "CCOC(=O)C(C)C", "CCOCC")),
        ("N#CCCC#N", ("CCC#N", "CCC#N")),
    ],
)
def test_chains_between_groups_are_cut_and_capped(smiles, pieces):
    assert split_groups(smiles) == pieces


@pytest.mark.parametrize("smiles", ["CCC", "CCOC(=O)OCC", "O=C1OCCO1", "CC(=O)OC"])
def test_a_single_group_stays_whole(smiles):
    assert len(split_groups(smiles)) == 1


def test_writing_order_changes_nothing():
    assert split_groups("CCCOC(=O)OCCOC(=O)CC") == split_groups("O=C(CC)OCCOC(OCCC)=O")
