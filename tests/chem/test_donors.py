import pytest

from monodesign.chem.donors import (
    DONOR_CLASSES,
    family_of,
    find_chelates,
    find_donors,
    find_geminal,
    find_strong,
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


@pytest.mark.parametrize(
    "smiles", ["CC(OC)=NC", "CC1=NCCO1", "COC(C)=S", "COC(=S)OC", "COC#N", "COP(C)(C)=S"]
)
def test_oxygen_beside_an_imine_a_thiocarbonyl_or_a_nitrile_is_no_ether_s(smiles):
    """An ether has no C=N or C=S carbon (design); such an oxygen is held as weakly as an ester's."""
    classes = {donor.donor_class for donor in find_donors(hydrogenated(smiles))}
    assert "acyl_oxygen" in classes
    assert "ether" not in classes


@pytest.mark.parametrize("smiles", ["CN(C)C#N", "CN(C)N=O"])
def test_nitrogen_of_cyanamides_and_nitrosamines_is_no_amine(smiles):
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


# Ions, radicals and groups of heteroatoms, and the class their strongest donors get.
IONS = {
    "CC(=O)[O-]": "carboxylate",
    "C[N+](C)(C)CC(=O)[O-]": "carboxylate",
    "CS(=O)(=O)[O-]": "sulfonate_anion",
    "C[N+](C)(C)CCCS(=O)(=O)[O-]": "sulfonate_anion",
    "COS(=O)(=O)[O-]": "sulfate_anion",
    "COP(=O)([O-])OC": "phosphate_anion",
    "O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F": "sulfonimide_anion",
    "O=[N+]([O-])[O-]": "nitro",
    "F[B-](F)(F)F": "fluoroanion",
    "F[P-](F)(F)(F)(F)F": "fluoroanion",
    "COP1(OC)=NP(OC)(OC)=NP(OC)(OC)=N1": "phosphazene",
    "CC1(C)CCCC(C)(C)N1[O]": "nitroxide",
    "COB(OC)OC": "borate",
    "CN=[N+]=[N-]": "azide",
    "[C-]#[N+]C": "isonitrile",
    "CP(C)C": "phosphine",
    "CS(C)(=N)=O": "sulfoximine",
    "CP(C)(C)=S": "thiophosphoryl",
    "COOC": "peroxide",
    "CN=NC": "azo",
    "[Cl-]": "halide",
}


@pytest.mark.parametrize(("smiles", "donor_class"), IONS.items())
def test_ions_radicals_and_heteroatom_groups_have_their_class(smiles, donor_class):
    donors = find_donors(hydrogenated(smiles))
    assert donor_class in {donor.donor_class for donor in find_strong(donors)}


# How many equal oxygens the charged group has, and that they share class and rank.
RESONANCE = {
    "CC(=O)[O-]": 2,
    "CS(=O)(=O)[O-]": 3,
    "COS(=O)(=O)[O-]": 3,
    "COP(=O)([O-])OC": 2,
    "COP(=O)([O-])[O-]": 3,
    "CS(=O)[O-]": 2,
    "O=[N+]([O-])[O-]": 3,
    "[O-]C(=O)CCC([O-])=O": 4,
}


@pytest.mark.parametrize(("smiles", "count"), RESONANCE.items())
def test_oxygens_that_resonance_makes_equal_share_class_and_rank(smiles, count):
    donors = find_strong(find_donors(hydrogenated(smiles)))
    assert len(donors) == count
    assert len({(one.donor_class, one.rank) for one in donors}) == 1


def test_every_class_has_a_family():
    assert all(family_of(name) for name, _ in DONOR_CLASSES)
