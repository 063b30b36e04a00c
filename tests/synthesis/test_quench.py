"""A chloride left over does not reach the evaporator or the product."""

import pytest

from monodesign.export.synthesis_sheet import synthesis_sheet

DOA = "C=CC(=O)OCC1COC(=O)O1"


def work_up(smiles):
    """Return the work-up of the last step."""
    return [line for line in synthesis_sheet(smiles).splitlines() if line.startswith("- Work-up")][-1]


def test_acryloyl_chloride_meets_methanol_where_no_wash_destroys_it():
    """It boils at 76 °C and is fatal if inhaled; 5 mmol take 0.4 mL at two equivalents."""
    assert "methanol (0.4 mL), which destroys the excess of acryloyl" in work_up("C=CC(=O)OCCN1CCCC1=O")


def test_the_papers_wash_is_left_as_it_is():
    assert "stir for" not in work_up(DOA)


@pytest.mark.parametrize("smiles", ["C=CC(=O)OCCOC(=O)N(C)C", "C=CC(=O)NCCOP(=O)(OC)OC"])
def test_chlorides_whose_methyl_esters_are_poisons_meet_water(smiles):
    assert "a little water (0.9 mL)" in work_up(smiles)


def test_methanol_keeps_away_from_an_oxamate():
    text = work_up("C=C(C)C(=O)OCCNC(=O)COC(=O)C(=O)N(C)C")
    assert "methanol" not in text
    assert "cold trap" in text


def test_a_shielded_acid_chloride_outlasts_a_wash():
    assert "2-ethylbutyryl chloride" in work_up("C=CC(=O)N(CCC)CCOC(=O)NCCOC(=O)C(CC)CC")
