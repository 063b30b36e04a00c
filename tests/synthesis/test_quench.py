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


def test_the_papers_washes_come_after_the_acid_chloride_is_destroyed():
    """Shaken with water for minutes, an acid chloride stays in dichloromethane in part."""
    text = work_up(DOA)
    assert 0 < text.index("methanol (0.4 mL)") < text.index("wash with water (3 × 44.2 mL)")
    assert "(washes and column as in the paper)" in text


def test_a_product_as_volatile_as_the_methyl_ester_is_quenched_with_water_and_distilled():
    """Hexafluoroisopropyl methacrylate boils at 99 °C, methyl methacrylate at 100, the chloride at 97."""
    text = work_up("C=C(C)C(=O)OC(C(F)(F)F)C(F)(F)F")
    assert "a little water (0.9 mL), which destroys the excess of methacryloyl chloride" in text
    assert "200 mbar" in text
    assert "evaporate" not in text
    assert "column at" in text


def test_a_volatile_monoester_chloride_is_not_pumped_off_with_the_excess():
    """Ethyl oxalyl chloride boils at 135 °C, its trifluoroethyl analogue below."""
    sheet = synthesis_sheet("C=C(C)C(=O)NCCCCOC(=O)C(=O)OCC(F)(F)F")
    (line,) = [line for line in sheet.splitlines() if "because the product reacts with it" in line]
    assert "at normal pressure" in line
    assert "pump off" not in line


@pytest.mark.parametrize(
    ("smiles", "told"),
    [
        ("C=C(C)C(=O)NCC(C)(CCC)COC(=O)N(C)c1ccccc1", "4 h at 25 °C with pyrrolidine (0.82 mL;"),
        ("C=CC(=O)NCCOP(=O)(OC)OC", "with ethanol (0.58 mL)"),  # stays in water
        ("C=CC(=O)N(CC)CCCCCCOP(=O)(OCCCC)OCCCC", "pour into saturated sodium bicarbonate (88.5 mL"),
    ],
)
def test_chlorides_whose_methyl_esters_are_poisons_meet_what_destroys_them(smiles, told):
    """Cold water leaves carbamoyl chlorides, and makes pyrophosphates of chlorophosphates."""
    assert told in work_up(smiles)
    assert "a little water" not in work_up(smiles)
    assert "methanol" not in work_up(smiles)


def test_a_dialkylsulfamoyl_chloride_outlasts_cold_water():
    assert "with pyrrolidine" in work_up("C=CC(=O)N(C(C)C)C(C)COS(=O)(=O)N1CCCCC1")


def test_an_acid_from_the_quench_is_washed_out():
    """Acrylic acid boils at 141 °C, the ester at 132; acetylsalicylic acid stays in dichloromethane."""
    assert "wash with saturated sodium bicarbonate (44.2 mL: acids)" in work_up("C=CC(=O)OCC(F)(F)C(F)F")
    text = work_up("C=CC(=O)N(C)CCOC(=O)NCCOC(=O)c1ccccc1OC(C)=O")
    assert "phosphate buffer of pH 7" in text
    assert "bicarbonate, which splits the aryl ester" in text
    assert "acids" not in work_up(DOA)  # methanol took the chloride


def test_an_isocyanate_in_excess_is_titrated_before_it_meets_the_evaporator():
    """5 % of 50 mmol is in excess: it takes more than a drop."""
    text = work_up("C=C(C)C(=O)OCCNC(=O)N(C)C")
    assert "add more dimethylamine drop by drop in the cold (about 2.5 mmol)" in text
    assert "a drop of methanol" not in text
    assert "stir overnight with methanol (0.2 mL)" in synthesis_sheet("C=C(C)C(=O)OCCCCOC(=O)NCCCC")


def test_methanol_keeps_away_from_an_oxamate():
    text = work_up("C=C(C)C(=O)OCCNC(=O)COC(=O)C(=O)N(C)C")
    assert "methanol" not in text
    assert "cold trap" in text


def test_a_shielded_acid_chloride_outlasts_a_wash():
    assert "2-ethylbutyryl chloride" in work_up("C=CC(=O)N(CCC)CCOC(=O)NCCOC(=O)C(CC)CC")


def test_a_pinacol_boronate_is_washed_as_any_ester():
    assert "wash with water" in work_up("C=CC(=O)OCCCB1OC(C)(C)C(C)(C)O1")


def test_a_bromoacyl_chloride_meets_water_not_methanol():
    """Methyl 2-bromopropionate is a lachrymator and alkylates in the next step."""
    told = synthesis_sheet("C=CC(=O)OCCOC(=O)C(C)OC(=O)c1ccccc1")
    assert "a little water (1.1 mL), which destroys the excess of 2-bromopropionyl chloride" in told


def test_a_heavy_itaconate_is_not_distilled():
    """442 g/mol; a light fluoroacyl ester may be."""
    heavy = "C=C(CC(=O)OC)C(=O)OCC(F)(F)C(F)(F)COC(=O)C(=O)OCC(F)(F)F"
    assert "filter through a short bed of dry silica" in work_up(heavy)
    assert "distil in vacuum" not in work_up(heavy)
    assert "distil in vacuum" in work_up("C=C(C)C(=O)OCC(OC(=O)C(C)(F)F)C(F)(F)F")


def test_the_ion_exchanger_for_two_imidazoles_is_weighed():
    """92 mmol of carbonyldiimidazole give 183 mmol of imidazole: 51 g at 4.7 mmol/g and 1.3 equivalents."""
    told = synthesis_sheet("C=CC(=O)N(C)CCOC(=O)NCCOC(=O)c1ccccc1OC(C)=O")
    assert "ion exchanger (about 50 g) until it has taken imidazole" in told


def test_no_carbamoyl_chloride_is_left_beside_an_acrylate():
    """Warm water would make dimethylamine of it, which adds to the acrylate: the alcohol is in excess."""
    sheet = synthesis_sheet("C=CC(=O)OCCOC(=O)N(C)C")
    assert "| limiting | dimethylcarbamoyl chloride" in sheet
    assert (
        "follow dimethylcarbamoyl chloride by gas chromatography or 1H NMR, and go on until it is used up"
        in sheet
    )
    assert "stir for" not in work_up("C=CC(=O)OCCOC(=O)N(C)C")


def test_methacryloyl_chloride_meets_the_alcohol_of_an_oxalate():
    """Water beside triethylamine makes methacrylic anhydride, a crosslinker; 10 mmol are 0.74 g."""
    text = work_up("C=C(C)C(=O)OCC(CC)(CCCC)COC(=O)C(=O)OCCCC")
    assert (
        "with 1-butanol (0.74 g), the alcohol of the oxalate, which destroys the excess of methacryloyl"
        in text
    )
    assert "water (0" not in text


def test_an_alcohol_that_does_not_evaporate_takes_no_chloride():
    """Benzyl alcohol boils at 205 °C and would stay with the oxalate."""
    assert "benzyl alcohol (" not in work_up("C=C(F)C(=O)NC(C)COC(=O)C(=O)OCc1ccccc1")


def test_an_arenesulfonyl_chloride_gets_hours_with_water():
    assert "stir for 4 h with a little water" in work_up("C=CC(=O)OCCOS(=O)(=O)c1ccc(C)cc1")
