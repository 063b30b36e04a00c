"""Remarks that follow from what the same sheet says: amounts, temperatures, what the extraction does."""

import pytest

from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.routes import NoRoute, find_route


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
    first = synthesis_sheet("C=CC(=O)NCCNC(=O)OC").split("## Step 2")[0]
    assert "evaporate the diamine in vacuum below 40 °C" in first
    assert "closes the product to imidazolidinone" in first


def test_an_amine_that_evaporates_is_not_parted_from_the_product():
    """Methylamine boils at −6 °C."""
    first = synthesis_sheet("C=CC(=O)N(C)CCCC").split("## Step 2")[0]
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


def test_a_hydrochloride_that_was_filtered_off_asks_for_no_resin():
    """Of 105 mmol of triethylamine 50 are bound by the hydrochloride, 50 by the chloride: 1.4 g of resin."""
    assert "ion exchanger (about 1 g)" in synthesis_sheet("C=CC(=O)NCC(=O)OC")


def test_edc_and_its_urea_are_not_left_to_a_resin():
    """88 mmol of them would take 24 g."""
    first = synthesis_sheet("C=C(F)C(=O)OCC1CCCN(C(=O)CCCC#N)C1").split("## Step 2")[0]
    assert "1 M HCl saturated with salt (2 × 21.2 mL: EDC and its urea)" in first
    assert "ion exchanger" not in first


def test_batches_count_the_whole_charge():
    """34.54 g of acrylamide and 17.12 g of caprolactone are 51.7 g: four batches of at most 15 g."""
    sheet = synthesis_sheet("C=CC(=O)NCCOC(=O)CCCCCOC(=O)NCC(=O)OCC")
    assert "make it in 4 batches, none above 15 g in all" in sheet


def test_a_bromide_with_its_isomer_is_weighed_by_its_content():
    """74.07 mmol are 10.30 g; of three quarters 13.73 g."""
    assert "| 1 | 74.07 | 13.73 |" in synthesis_sheet("C=C(CC(=O)OC)C(=O)OC(C)CS(C)(=O)=O")


def test_a_diamine_that_boils_high_is_distilled_off_before_the_column():
    """1,4-Diaminobutane boils at 158 °C; 28 g of it are left beside 8 g of product."""
    first = synthesis_sheet("C=CC(=O)NCCCCNC(=O)OCC").split("## Step 2")[0]
    assert "distil off the diamine at 1 mbar below 80 °C" in first


def test_imidazole_is_washed_out_before_an_acrylate_comes():
    last = synthesis_sheet("C=CC(=O)OCCCCOC(=O)OCCCCOC(=O)N(C)c1ccccc1").split("## Step 2")[1]
    assert (
        "wash this cold with half-saturated salt solution (3 × 44.2 mL: imidazole, which adds to the C=C)"
        in last
    )
    assert "25 °C; the second alcohol after 2 h; 36 h." in last
    assert "follow the imidazolide by 1H NMR" in last


def test_pivaloyl_chloride_gets_a_catalyst_and_time():
    sheet = synthesis_sheet("C=CC(=O)OCCOC(=O)C(C)(C)C")
    assert "| catalyst | 4-dimethylaminopyridine" in sheet
    assert "; 16 h." in sheet
    assert "stir for 4 h with methanol (0.4 mL)" in sheet


def test_a_secondary_electron_poor_alcohol_gets_dmap_as_its_salt():
    """EDC alone hardly esterifies it; 0.1 equivalent of DMAP beside 0.4 of free acid is a salt."""
    last = synthesis_sheet("C=C(CC(=O)OC)C(=O)OC(C)CS(C)(=O)=O").split("## Step 2")[1]
    assert "| catalyst | 4-dimethylaminopyridine `CN(C)c1ccncc1` | 0.1" in last
    assert "| reactant | monomethyl itaconate `C=C(CC(=O)OC)C(=O)O` | 1.5" in last
    assert "- Conditions: 0 °C;" in last


def test_a_sulfonylpropionate_meets_bicarbonate_and_no_alumina():
    """Carbonate takes the sulfinate off and leaves a second acrylate (recalled)."""
    last = synthesis_sheet("C=CC(=O)N(CC)CCOC(=O)C(C)OC(=O)CCS(C)(=O)=O").split("## Step 3")[1]
    assert "| base | potassium bicarbonate" in last
    assert "a second set of vinyl signals" in last
    assert "basic alumina would take this monomer apart" in last


def test_a_secondary_alcohol_gets_more_time_and_a_lower_yield_than_the_papers_primary_ones():
    last = synthesis_sheet("C=CC(=O)OC1CCN(C(C)=O)CC1").split("## Step 2")[1]
    assert "25 °C; 16 h." in last
    assert "65–78 %" in last
    assert "extract the washes back twice" in last


def test_iodide_is_looked_for_where_it_is_used():
    """Iodide is oxidised near 3 V against lithium (recalled)."""
    assert "- iodide: below 10 mg/kg" in synthesis_sheet("C=CC(=O)OCCOC(=O)CCCOC(=O)CC#N")
    assert "- iodide" not in synthesis_sheet("C=CC(=O)OCCOC(=O)OCCC")


def test_acetic_formic_anhydride_sets_carbon_monoxide_free():
    """Triethylamine splits it to carbon monoxide and acetic acid."""
    sheet = synthesis_sheet("C=CC(=O)N(CC)CCOC=O")
    step = sheet.partition("formylation of an alcohol")[2]
    assert "carbon monoxide" in step.partition("Work-up")[0]
    assert "| base | pyridine" in step
    assert "- carbon monoxide:" in sheet


def test_what_is_to_be_had_first_is_said_at_the_top_and_a_block_without_a_way_gives_no_route():
    sheet = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCCCCC1COC(=O)O1")
    assert "**To be had first:** `OCCCCCC1CO1`" in sheet
    assert "3-chloroperbenzoic acid" in sheet
    assert isinstance(find_route("C=CC(=O)NC1CC2(C1)CC(C#N)(C#N)C2"), NoRoute)


def test_a_phosphite_that_is_used_is_looked_for():
    """31P shifts of trialkyl and dialkyl phosphites (recalled)."""
    assert "- phosphite: none seen" in synthesis_sheet("C=CC(=O)N(C)CCCP(=O)(OC(C)C)OC(C)C")
    assert "- phosphite" not in synthesis_sheet("C=CC(=O)OCCOP(=O)(OCC)OCC")


def test_the_toluene_and_the_dioxane_of_a_freed_amine_are_known_by_their_hazards():
    sheet = synthesis_sheet("C=C(C)C(=O)NC1CCN(S(=O)(=O)C(C)C)C1")
    assert "- toluene: H225" in sheet
    assert "- dioxane: H225" in sheet
    assert "- peroxide: below 10 mg/kg" in sheet


def test_an_activated_bromide_needs_no_iodide():
    """α-Bromo amides take a carboxylate at 25 °C within hours."""
    sheet = synthesis_sheet("C=C(C)C(=O)OCCNC(=O)COC(=O)C1CCC(=O)O1")
    assert "carboxylate with an alkyl bromide" in sheet
    assert "sodium iodide" not in sheet


def test_iodide_meets_no_methyl_phosphonate():
    """Mono-demethylation of dimethyl phosphonates with sodium iodide is textbook."""
    sheet = synthesis_sheet("C=CC(=O)OCCCCCCP(=O)(OC)OC")
    assert "caesium carbonate" in sheet
    assert "sodium iodide" not in sheet


def test_no_inhibitor_is_asked_for_where_nothing_polymerises():
    first = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCCCCC1COC(=O)O1").partition("## Step 2")[0]
    assert "80 °C under CO2 (1–10 bar); 24 h" in first
    assert "without an inhibitor, because nothing here polymerises" in first
    assert "ppm of inhibitor" not in first
