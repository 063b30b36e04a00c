"""Solubility in water by a rule of thumb, against handbooks (CRC) and suppliers' data sheets."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidTable
from monodesign.synthesis.solubility import PARTLY_CARBONS, is_water_soluble, load_hydrophilic_groups

MISCIBLE = (
    "C=CC(=O)OCCO", "C=C(C)C(=O)OCCO", "C=CC(=O)NCCO", "C=CC(=O)N(C)C", "C=CC(=O)N1CCOCC1", "C=CN1CCCC1=O",
    "CS(C)=O", "COP(=O)(OC)OC", "O=S1(=O)CCCC1", "O=C1CCCO1", "CC#N", "CC(C)=O", "CN(C)C(=O)N(C)C",
    "CN1CCOC1=O", "CCCC(=O)O", "c1ccncc1", "CN(C)C=O", "CN1CCCC1=O",
)  # fmt: skip
# DOA and AEEO are washed with water by Li P. et al., doi 10.1038/s41467-025-59020-w.
PARTING = (
    "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)C(=O)OCC", "C=CC(=O)OC", "CC1COC(=O)O1", "COC(=O)OC", "CCC#N",
    "CCC(C)=O", "CCOC(C)=O", "CCCCOP(=O)(OCCCC)OCCCC", "CCN(CC)CC", "CCCCC(=O)O", "C=CC(=O)NCCOC(=O)OCCC",
)  # fmt: skip


@pytest.mark.parametrize("smiles", MISCIBLE)
def test_what_water_takes_up_is_soluble(smiles):
    assert is_water_soluble(parse(smiles))


@pytest.mark.parametrize("smiles", PARTING)
def test_what_parts_from_water_is_not(smiles):
    assert not is_water_soluble(parse(smiles))


def test_faults_of_the_table_are_all_named(tmp_path):
    path = tmp_path / "groups.csv"
    path.write_text("group,smarts,carbons_carried,example\na,C(,1,\nb,C,many,\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match=r"line 2: .*line 3: "):
        load_hydrophilic_groups(path)


def test_a_small_phosphine_oxide_stays_in_water():
    """Trimethylphosphine oxide is miscible with water; trioctylphosphine oxide extracts (recalled)."""
    assert is_water_soluble(parse("C=CC(=O)OCCP(C)(C)=O"))
    assert not is_water_soluble(parse("CCCCP(=O)(CCCC)CCCC"))


@pytest.mark.parametrize(
    "smiles",
    [
        "N#CCCCC(=O)OCCCOC(=O)OCCCO",  # hydroxy carbonate and nitrile
        "O=C(OCCCO)OCCCOC(=O)C1CCS(=O)(=O)CC1",  # hydroxy carbonate and sulfone
        "CC1CC(=O)N(CCCC(=O)OCCO)C1=O",  # hydroxy ester of an imide
        "C=CC(=O)N(CC)CCOC(=O)C(C)OC(=O)CCS(C)(=O)=O",  # sulfone and amide
        "C=CC(=O)NCCCCNC(=O)OCC",  # two N–H
        "CN(C)S(=O)(=O)N1CCC(O)CC1",  # hydroxy sulfamide
    ],
)
def test_washes_take_a_part_of_polar_products(smiles):
    """A reader expected a third or more of each in the washes (octanol–water coefficients near 1)."""
    assert is_water_soluble(parse(smiles), carbons_over=PARTLY_CARBONS)


@pytest.mark.parametrize(
    "smiles", ["CCCCN1CCCC1=O", "C=CC(=O)OCCN1CCCC1=O", "CN1CCCN(C)C1=O", "CN(C)P(=O)(N(C)C)N(C)C"]
)
def test_a_ring_beside_nitrogen_carries_its_carbons_once(smiles):
    """N-butylpyrrolidone and DMPU are miscible with water, N-octylpyrrolidone (12 C) is not (suppliers)."""
    assert is_water_soluble(parse(smiles))


@pytest.mark.parametrize("smiles", ["CCCCCCCCN1CCCC1=O", "CCCCCCN1CCOC1=O", "CCCCOP(=O)(OCCCC)N(C)C"])
def test_a_long_chain_beside_such_a_ring_leaves_water(smiles):
    assert not is_water_soluble(parse(smiles))
