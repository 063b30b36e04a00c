import pytest

from monodesign.chem.donors import (
    find_chelates,
    find_donors,
    find_geminal,
    find_triple_chelates,
    merge_equivalent,
)
from monodesign.geometry.conformers import hydrogenated

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


@pytest.mark.parametrize("smiles", ["CC[N+](=O)[O-]", "CCO[N+](=O)[O-]", "[O-][N+](=O)CC[N+](=O)[O-]"])
def test_the_oxygens_of_nitro_are_equivalent(smiles):
    nitro = [one for one in find_donors(hydrogenated(smiles)) if one.donor_class == "nitro"]
    assert len(nitro) == smiles.count("[O-]") * 2
    assert len(merge_equivalent(nitro)) == 1


def test_two_different_nitro_groups_stay_apart():
    assert len(merge_equivalent(find_donors(hydrogenated("O=[N+]([O-])CCC(C)[N+](=O)[O-]")))) == 2


@pytest.mark.parametrize(
    ("smiles", "donor_class", "count"),
    [
        ("CS(C)(=O)=O", "sulfone", 1),
        ("CN(C)S(C)(=O)=O", "sulfonamide", 1),
        ("COS(C)(=O)=O", "sulfonate", 2),
        ("COP(=O)(OC)OC", "phosphate", 3),
        ("CP(C)(C)=O", "phosphoryl_other", 0),
        ("C[N+](=O)[O-]", "nitro", 1),
        ("COCOC", "ether", 1),
        ("COC(=O)OC", "linear_carbonate", 0),
        ("O=C1OCCO1", "cyclic_carbonate", 0),
        ("CC(=O)OC", "ester", 0),
        ("CNC(C)=O", "amide", 0),
        ("COC(=O)C(F)(F)F", "ester", 0),
    ],
)
def test_donors_on_the_same_atom_count_where_one_ion_could_touch_both(smiles, donor_class, count):
    mol = hydrogenated(smiles)
    donors = find_donors(mol)
    donor = next(one for one in donors if one.donor_class == donor_class)
    assert len(find_geminal(mol, donor, donors)) == count


@pytest.mark.parametrize(
    ("smiles", "count"), [("COCCOC", 1), ("COC", 0), ("O=C1OCCO1", 0), ("CS(C)(=O)=O", 1), ("CC(=O)OC", 0)]
)
def test_chelating_pairs_are_those_that_one_ion_can_reach(smiles, count):
    mol = hydrogenated(smiles)
    assert len(find_chelates(mol, find_donors(mol))) == count


# Acyl oxygens hold Li⁺ only as a second arm; in the last two the ends are mirror images of each other.
@pytest.mark.parametrize(
    ("smiles", "count"),
    [
        ("CCC(=O)OCCOC(=O)CC", 0),
        ("CCC(=O)OCCNC(=O)CCC(=O)C", 1),
        ("COCCOCCOC", 1),
        ("COCCOCCOCCOC", 2),
    ],
)
def test_triples_are_of_donors_that_hold_lithium_alone_with_symmetric_copies_merged(smiles, count):
    mol = hydrogenated(smiles)
    assert len(find_triple_chelates(mol, find_donors(mol))) == count
