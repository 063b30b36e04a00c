"""Named groups that no candidate may hold, by textbook examples and counter-examples."""

import pytest

from monodesign.chem.groups import PROTIC, REACTIVE, find_groups
from monodesign.chem.molecules import parse

SULFONATE = "alkyl sulfonate (alkylating agent)"
SULFATE = "alkyl sulfate (alkylating agent)"
ONIUM = "oxonium or sulfonium (alkylating agent)"
AZOLIDE = "N-acyl azole (acylating agent)"
ELIMINATES = "β-acyloxy ketone (eliminates)"
YLIDE = "phosphorus or sulfur ylide"
N_YLIDE = "nitrogen ylide, aminimide or mesoionic ring"
TRIFLIMIDE = "N-alkyl bis(fluorosulfonyl or perfluoroalkylsulfonyl)imide (alkylating agent)"
PHOTOLABILE = "acylsilane or acylphosphorus (splits in light, acylates)"
PHOSPHONATE = "acidic C–H of a cyano, keto or sulfonyl phosphonate"
BETWEEN = "acidic C–H between two keto, cyano or sulfonyl groups"
OF_ESTER = "acidic C–H of a cyano, keto or sulfonyl ester"
MALONATE = "acidic C–H of a malonate"
DIENE = "acidic C–H of a cyclopentadiene or fluorene"


@pytest.mark.parametrize(
    ("smiles", "group"),
    [
        ("CCOS(C)(=O)=O", SULFONATE),
        ("CCOS(=O)(=O)c1ccc(C)cc1", SULFONATE),
        ("CCOS(=O)(=O)C(F)(F)F", SULFONATE),
        ("C1CCS(=O)(=O)O1", SULFONATE),
        ("COS(=O)(=O)OC", SULFATE),
        ("C1COS(=O)(=O)O1", SULFATE),
        ("C[O+](C)C", ONIUM),
        ("C[S+](C)C", ONIUM),
        ("CC(=O)n1ccnc1", AZOLIDE),
        ("CC(=O)n1nnc2ccccc12", AZOLIDE),
        ("CC(=O)CCOC(C)=O", ELIMINATES),
        ("CC(=O)C(C)COC(=O)OC", ELIMINATES),
        ("O=C1CCCCC1COC(C)=O", ELIMINATES),
        ("CC=C(C)OC(C)=O", "enol ester"),
        ("CC1=CCC(=O)O1", "enol ester"),
        ("CC(=O)OC(C)(F)F", "α-fluoroalkyl ester (releases hydrogen fluoride)"),
        ("CC(=O)Oc1c(F)c(F)c(F)c(F)c1F", "ester of a tetra- or pentafluorophenol (acylating agent)"),
        ("CC=P(C)(C)C", YLIDE),
        ("CC[P+](C)(C)[CH2-]", YLIDE),
        ("CC[S+](C)[CH-]C(C)=O", YLIDE),
        ("CC=S(C)(C)=O", YLIDE),
        ("CC[N+](C)(C)[CH2-]", N_YLIDE),
        ("CC[N+](C)(C)[N-]C(C)=O", N_YLIDE),
        ("Cc1nn[n-][n+]1C", N_YLIDE),
        ("CCN=P(N(C)C)(N(C)C)N(C)C", "iminophosphorane (base)"),
        ("CCN=S(C)C", "sulfilimine"),
        ("CCN(S(=O)(=O)C(F)(F)F)S(=O)(=O)C(F)(F)F", TRIFLIMIDE),
        ("CN1CCOS1(=O)=O", "cyclic sulfamidate (alkylating agent)"),
        ("CS(=O)(=O)n1ccnc1", "N-sulfonyl azole (sulfonylating agent)"),
        ("CC(=O)n1cnnn1", AZOLIDE),
        ("CC(=O)n1ncnn1", AZOLIDE),
        ("CC(=O)n1nccn1", AZOLIDE),
        ("CC1=NC(C)(C)C(=O)O1", "azlactone or isoimide (acylating agent)"),
        ("Cc1nc2ccccc2c(=O)o1", "azlactone or isoimide (acylating agent)"),
        ("CC(=O)[Si](C)(C)C", PHOTOLABILE),
        ("CC(=O)P(=O)(OC)OC", PHOTOLABILE),
        ("CC(=O)OCC(C(=O)OC)C(=O)OC", "β-acyloxy malonate or its like (eliminates)"),
        ("CCS(F)(F)F", "sulfenyl or sulfuranyl halide"),
        ("CC(C)=NN(C)C", "hydrazone or azine"),
        ("CC(C)=NN=C(C)C", "hydrazone or azine"),
        ("CN1CCC=N1", "hydrazone or azine"),
        ("Cc1nnc(C)nn1", "tetrazine (adds to C=C)"),
        ("CC1=NCCS1", "thioimidate"),
        ("CN([Si](C)(C)C)[Si](C)(C)C", "silazane or other Si–N"),
        ("C[Si](C)(C)[Si](C)(C)C", "Si–Si"),
        ("CC[B-]12OC(=O)C[N+]1(C)CC(=O)O2", "boronic or boric acid ester"),
    ],
)
def test_alkylating_acylating_and_eliminating_groups_are_named(smiles, group):
    assert find_groups(parse(smiles), REACTIVE) == (group,)


@pytest.mark.parametrize(
    ("smiles", "group"),
    [
        ("N#CCC(=O)c1ccccc1", BETWEEN),
        ("CC(=O)CC(C)=O", BETWEEN),
        ("CC(=O)C(C)C(C)=O", BETWEEN),
        ("N#CCC#N", BETWEEN),
        ("CS(=O)(=O)CS(C)(=O)=O", BETWEEN),
        ("CC(=O)CC(=O)OC", OF_ESTER),
        ("N#CC(C)C(=O)OC", OF_ESTER),
        ("CS(=O)(=O)CC(=O)OC", OF_ESTER),
        ("COC(=O)CC(=O)OC", MALONATE),
        ("CC1(C)OC(=O)CC(=O)O1", MALONATE),
        ("COC(=O)C(C(=O)OC)C(=O)OC", MALONATE),
        ("CN1C(=O)CC(=O)N(C)C1=O", MALONATE),
        ("CCOP(=O)(CC#N)OCC", PHOSPHONATE),
        ("CC(=O)CP(=O)(OC)OC", PHOSPHONATE),
        ("C1c2ccccc2-c2ccccc21", DIENE),
        ("C1C=CC=C1", DIENE),
    ],
)
def test_acidic_carbon_hydrogen_is_protic(smiles, group):
    """pKa in dimethyl sulfoxide up to that of sulfonamides: Bordwell 1988, doi 10.1021/ar00156a004."""
    assert find_groups(parse(smiles), PROTIC) == (group,)


@pytest.mark.parametrize(
    "smiles",
    [
        "c1ccccc1OS(C)(=O)=O",  # aryl sulfonates alkylate nothing
        "CCS(C)(=O)=O",
        "CCN=S(C)(C)=O",  # a sulfoximine
        "COP1(OC)=NP(OC)(OC)=NP(OC)(OC)=N1",  # nitrogen between two phosphorus atoms is no base
        "CC(=O)N=P(C)(C)C",  # nor beside an acceptor
        "CC(=O)Oc1c(F)cc(F)cc1F",
        "CC(=O)OCC(F)(F)F",
        "O=C1OCC(F)O1",  # an electrolyte's additive
        "CCN(C)S(C)(=O)=O",
        "CCOS(=O)(=O)N(C)C",  # a poor leaving group
        "CCOP(=O)(OCC)OCC",  # flame retardants of electrolytes
        "C1COS(=O)O1",
        "CC(=O)n1cccc1",  # an amide
        "CC(=O)C(C)(C)COC(C)=O",  # no hydrogen to eliminate
        "CC(=O)COC(C)=O",
        "COC(=O)CCOC(C)=O",  # an ester's hydrogen is too weakly acidic
        "N#CCCOC(=O)C=C",
        "C=CC(=O)OCCS(C)(=O)=O",
        "C=COC(C)=O",  # a head of its own
        "O=c1occo1",
        "CC(=O)Oc1ccccc1",
        "CC(=O)C(C)(C)C(C)=O",
        "COC(=O)C(C)C(=O)OC",  # pKa 18.7
        "COP(=O)(OC)CC(=O)OC",  # pKa 18.6
        "CNC(=O)CC(=O)NC",
        "N#CCCC#N",
        "CN1CC(=O)N(C)C1=O",
        "COC(=O)C(=O)OCC",
    ],
)
def test_their_harmless_relatives_are_not(smiles):
    mol = parse(smiles)
    assert find_groups(mol, PROTIC) + find_groups(mol, REACTIVE) == ()


def test_a_user_may_allow_each_by_its_name():
    mol = parse("COC(=O)CC(=O)OC")
    assert find_groups(mol, PROTIC, allowed=(MALONATE,)) == ()


@pytest.mark.parametrize(
    ("smiles", "groups"),
    [
        ("CCNC=O", ("formate or N–H formamide",)),
        ("CCN(C)C=O", ()),
        ("CN(C)C=NC", ("amidine or guanidine",)),
        ("CN=C(N(C)C)N(C)C", ("amidine or guanidine",)),
        ("CN=C1N(C)C(=O)CN1C", ("amidine or guanidine",)),  # creatinine's second N is not acylated
        ("CN(C(C)=O)C=O", ()),
        ("CSS(C)(=O)=O", ("thiosulfonate or thiosulfinate",)),
    ],
)
def test_reactive_nitrogen_and_sulfur_are_told_from_their_stable_kin(smiles, groups):
    assert find_groups(parse(smiles), REACTIVE) == groups
