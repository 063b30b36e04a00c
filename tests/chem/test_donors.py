import pytest

from monodesign.chem.conformers import hydrogenated
from monodesign.chem.donors import find_chelates, find_donors, merge_equivalent

# One molecule for each class of the brief, and the class its strongest donor must get.
CLASSES = {
    "O=C1OCCO1": "cyclic_carbonate",
    "O=C1OCC(F)O1": "cyclic_carbonate",
    "COC(=O)OC": "linear_carbonate",
    "CC(=O)OC": "ester",
    "O=C1CCCO1": "lactone",
    "COC(=O)C(=O)OC": "oxalate",
    "COC(=O)CC(=O)OC": "malonate",
    "CNC(C)=O": "amide",
    "CN1CCCC1=O": "lactam",
    "COC(=O)NC": "carbamate",
    "O=C1NCCO1": "carbamate",
    "CNC(=O)NC": "urea",
    "CN1C(=O)CCC1=O": "imide",
    "CC(C)=O": "ketone",
    "CC=O": "aldehyde",
    "CC#N": "nitrile",
    "CS(C)(=O)=O": "sulfone",
    "CS(C)=O": "sulfoxide",
    "CNS(C)(=O)=O": "sulfonamide",
    "COS(C)(=O)=O": "sulfonate",
    "COP(=O)(OC)OC": "phosphate",
    "COP(C)(=O)OC": "phosphonate",
    "COC": "ether",
    "CO": "hydroxyl",
    "C[N+](=O)[O-]": "nitro",
    "CN(C)C": "amine",
    "c1ccncc1": "aromatic_nitrogen",
}


@pytest.mark.parametrize(("smiles", "donor_class"), CLASSES.items())
def test_each_group_has_its_class(smiles, donor_class):
    assert donor_class in {donor.donor_class for donor in find_donors(hydrogenated(smiles))}


@pytest.mark.parametrize("smiles", ["CC(=O)N(C)C", "CS(=O)(=O)N(C)C", "CN(C)C(=O)OC"])
def test_nitrogen_beside_a_carbonyl_or_sulfonyl_is_no_amine(smiles):
    assert "amine" not in {donor.donor_class for donor in find_donors(hydrogenated(smiles))}


def test_hydrocarbons_have_no_donor():
    assert find_donors(hydrogenated("CCCC")) == ()


def test_equivalent_oxygens_merge():
    donors = find_donors(hydrogenated("COCCOC"))
    assert len(donors) == 2
    assert len(merge_equivalent(donors)) == 1


@pytest.mark.parametrize(
    ("smiles", "count"), [("COCCOC", 1), ("COC", 0), ("O=C1OCCO1", 0), ("CS(C)(=O)=O", 1), ("CC(=O)OC", 0)]
)
def test_chelating_pairs_are_those_that_one_ion_can_reach(smiles, count):
    mol = hydrogenated(smiles)
    assert len(find_chelates(mol, find_donors(mol))) == count
