"""Remarks that follow from what the same sheet says: amounts, temperatures, what the extraction does."""

import pytest

from monodesign.export.synthesis_sheet import synthesis_sheet


def test_no_diol_is_washed_out_by_washes_that_are_extracted_again():
    """Neopentyl glycol (log P near 0, recalled) would come back with the monocarbonate."""
    sheet = synthesis_sheet("C=CC(=O)OCC(C)(C)COC(=O)OC")
    assert "extract the washes back" in sheet
    assert "Wash out the excess with water" not in sheet


def test_a_hot_neat_acrylamide_is_made_in_small_batches_with_phenothiazine_in_the_table():
    """34.5 g of N-(2-hydroxyethyl)acrylamide at 80 °C: 15 g at most at one time."""
    sheet = synthesis_sheet("C=CC(=O)NCCOC(=O)CCCCCOC(=O)NC(C)(C)C")
    assert "batches, none above 15 g" in sheet
    assert "| inhibitor | phenothiazine" in sheet


def test_an_itaconate_meets_imidazole_at_room_temperature_only():
    sheet = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCOC(=O)OCCOC(=O)NC")
    joined = sheet.split("mixed carbonate with carbonyldiimidazole")[1]
    assert "25 °C; the second alcohol after 2 h" in joined


def test_thiocyanate_goes_on_last():
    """2-Thiocyanatoethanol closes a ring under base (recalled)."""
    steps = [line for line in synthesis_sheet("C=CC(=O)OCCSC#N").splitlines() if line.startswith("## Step")]
    assert "thiocyanate" in steps[-1]


def test_amines_that_boil_alike_are_not_distilled_apart():
    """2-Amino-1-propanol and its N-ethyl derivative both boil near 172 °C (suppliers)."""
    sheet = synthesis_sheet("C=CC(=O)N(CC)C(C)COC(=O)N(CC)CC")
    assert "they boil too close to each other to be distilled apart" in sheet


def test_a_base_comes_last_to_a_hydroxyalkyl_carbonate():
    """It closes a gem-dimethyl 1,3-diol monocarbonate to the six-membered ring (recalled)."""
    sheet = synthesis_sheet("C=CC(=O)OCC(C)(C)COC(=O)OC")
    assert "add triethylamine in the solvent of the addition dropwise, last" in sheet


@pytest.mark.parametrize("smiles", ["C=CC(=O)N(CCCCCCP(=O)(OC(C)C)OC(C)C)CC(F)(F)F"])
def test_a_weak_amine_is_followed_until_it_is_used_up(smiles):
    last = synthesis_sheet(smiles).split("## Step 3")[1]
    assert "is a weak amine: follow" in last
    assert "; 16 h." in last


def test_a_carbamoyl_chloride_meets_triethylamine_since_pyridine_leaves_dmap_as_its_salt():
    sheet = synthesis_sheet("C=CC(=O)N(CC)C(C)COC(=O)N(CC)CC")
    last = sheet.split("carbamoyl chloride with an alcohol")[1]
    assert "| base | triethylamine" in last


def test_a_residue_with_oxalyl_chloride_is_not_weighed_as_pure():
    """It has no proton; its carbon lies near 159 ppm (recalled)."""
    assert "13C NMR shows no oxalyl chloride" in synthesis_sheet("C=CC(=O)OCc1ccc(COC(=O)C(=O)OCC(F)(F)F)cc1")


def test_what_is_in_excess_is_not_waited_for():
    """Of two equivalents of trifluoroethylamine one is left over: the epoxide is followed."""
    first = synthesis_sheet("C=CC(=O)N(CC(C)OC(=O)C(=O)OC)CC(F)(F)F").split("## Step 2")[0]
    assert "weak amine: follow propylene oxide" in first


def test_ethylenediamine_is_evaporated_cold_from_its_methyl_carbamate():
    """Methyl N-(2-aminoethyl)carbamate closes to imidazolidinone (recalled)."""
    first = synthesis_sheet("C=CC(=O)N(CC)CCNC(=O)OC").split("## Step 2")[0]
    assert "evaporate the diamine in vacuum below 40 °C" in first
    assert "closes the product to imidazolidinone" in first


def test_an_amine_that_evaporates_is_not_parted_from_the_product():
    """Methylamine boils at −6 °C."""
    first = synthesis_sheet("C=CC(=O)N(C)CCNC(=O)OCC").split("## Step 2")[0]
    assert "evaporate below 40 °C with the excess of amine" in first


def test_no_benzylic_sulfamate_is_made_with_warm_base():
    """The chloride set free displaces it, and a hydroxyl group in ortho position closes a ring (recalled)."""
    sheet = synthesis_sheet("C=C(F)C(=O)OCc1ccccc1COS(=O)(=O)N1CCCC1")
    assert "No route" in sheet


def test_a_sulfamate_meets_imidazole_at_room_temperature_only():
    """Alkyl sulfamates alkylate imidazole slowly (recalled)."""
    last = synthesis_sheet("C=CC(=O)NCCCOC(=O)OCCCOS(=O)(=O)N1CCCCC1").split("## Step 3")[1]
    assert "25 °C; the second reactant after 2 h; 36 h." in last


@pytest.mark.parametrize(
    ("smiles", "name"),
    [
        ("C=C(CC(=O)OC)C(=O)OCCOC(=O)CCCN1C(=O)CC(C)C1=O", "imide with an alkyl bromide"),
        ("C=CC(=O)N(CC)CCOC(=O)C(C)OC(=O)CCS(C)(=O)=O", "carboxylate with an α-bromo ester or amide"),
    ],
)
def test_a_hydrophilic_product_is_not_washed_out_of_dimethylformamide(smiles, name):
    step = synthesis_sheet(smiles).split(f": {name}")[1].split("- Yield")[0]
    assert "wash" not in step.split("- Work-up")[1]
    assert "dimethylformamide" not in step


def test_washes_after_carbonyldiimidazole_give_a_hydroxy_carbonate_back():
    step = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCCOC(=O)OCCCOC(=O)CCCC#N").split("## Step 3")[0]
    assert "extract the washes back twice" in step.split("## Step 2")[1]


def test_ethylene_glycol_is_washed_out_with_little_salt_solution():
    """It boils at 197 °C and does not evaporate below 40; water would keep the monoester."""
    first = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCOC(=O)CCCN1C(=O)CC(C)C1=O").split("## Step 2")[0]
    assert "wash out the diol with a little saturated salt solution (2 × 38.6 mL)" in first
    assert "no extraction with water" in first
