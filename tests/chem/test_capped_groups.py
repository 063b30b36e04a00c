import pytest
from rdkit import Chem

from monodesign.chem.capped_groups import list_group_parts, split_groups
from monodesign.space.fragments import load_fragments


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


@pytest.mark.parametrize(
    ("smiles", "parts"),
    [
        ("CCCCOC(=O)CC", {"CCOC(=O)CC"}),  # alkyl tails are cut after two carbons
        ("CCC(=O)OCCOC(=O)OCCC", {"CCOC(=O)CC", "CCOC(=O)OCC"}),
        ("CCC(=O)OCC(F)(F)F", {"CCC(=O)OCC(F)(F)F"}),  # what withdraws one carbon away stays
        ("CC(=O)OCCC(F)(F)F", {"CCOC(C)=O"}),
        ("CCC(=O)OC1CCC(OC(=O)C)C1", {"CCC(=O)OC(C)C", "CC(=O)OC(C)C"}),  # a ring that only joins is opened
        ("CCC(=O)OCC1COC(=O)O1", {"CCOC(=O)CC", "CC1COC(=O)O1"}),  # one that is the group is not
        ("CCCCCC", {"CCCCCC"}),
        ("FC(F)(F)C(F)(F)F", {"FC(F)(F)C(F)(F)F"}),
    ],
)
def test_parts_are_groups_with_two_carbons_and_what_is_one_carbon_away(smiles, parts):
    assert set(list_group_parts(smiles)) == {Chem.CanonSmiles(part) for part in parts}


@pytest.mark.parametrize(
    "smiles", ["CCC(=O)OCC#N", "C1CC(OC(=O)C)CC1OS(C)(=O)=O", "C[C@H](F)C(=O)OCCOC(C)=O"]
)
def test_writing_order_changes_no_part(smiles):
    mol = Chem.MolFromSmiles(smiles)
    turned = Chem.MolToSmiles(mol, canonical=False, rootedAtAtom=mol.GetNumAtoms() - 1)
    assert list_group_parts(turned) == list_group_parts(smiles)


@pytest.mark.parametrize("cut", [split_groups, list_group_parts])
def test_isotopes_change_no_part(cut):
    assert cut("[2H]C([2H])([13CH3])OC(=O)CCCOC(C)=O") == cut("CCOC(=O)CCCOC(C)=O")


@pytest.mark.parametrize("ligand", load_fragments().ligands, ids=lambda ligand: ligand.name)
def test_every_ligand_has_parts_no_larger_than_itself(ligand):
    methyl = Chem.MolFromSmiles(ligand.smiles.replace("[*:1]", "C"))
    parts = [Chem.MolFromSmiles(part) for part in list_group_parts(Chem.MolToSmiles(methyl))]
    assert parts
    assert all(part.GetNumHeavyAtoms() <= methyl.GetNumHeavyAtoms() for part in parts)
