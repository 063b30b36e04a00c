"""Kinds that a fifth reading of sheets found; organic chemists' common knowledge (recalled) unless said."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.amounts import weigh_step
from monodesign.synthesis.groups import is_building_block
from monodesign.synthesis.ordinary_ways import find_ordinary_way
from monodesign.synthesis.reactions import load_reactions
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.synthesis.stability import find_instability
from monodesign.synthesis.steps import consider, find_conflict, find_steps
from monodesign.synthesis.work_up import describe_work_up


def conflict(name, electrophile, nucleophile, product):
    reaction = next(one for one in load_reactions() if one.name == name)
    return find_conflict(consider(reaction, (electrophile, nucleophile), parse(product))) or ""


def names_of(smiles):
    return [step.reaction.name for step in getattr(find_route(smiles), "steps", ())]


@pytest.mark.parametrize(
    "smiles",
    ["C=CC(=O)NCCOS(=O)(=O)CCCC", "C=C(C)C(=O)NCCCOS(C)(=O)=O", "C=CC(=O)N(C)CCOS(=O)(=O)c1ccc(C)cc1"],
)
def test_a_sulfonate_beside_an_amide_gets_no_route(smiles):
    """2-Sulfonyloxyethyl amides close to oxazolines, their tertiary kin to oxazolinium salts."""
    found = find_route(smiles)
    assert isinstance(found, NoRoute)
    assert "close to an oxazoline" in found.reason


def test_a_sulfonate_far_from_the_amide_or_beside_an_ester_is_made():
    assert names_of("C=CC(=O)NCCCCCCOS(=O)(=O)CCCC")[-1:] == ["sulfonyl chloride with an alcohol"]
    assert names_of("C=CC(=O)OCCOS(=O)(=O)CCCC") == ["sulfonyl chloride with an alcohol"]


@pytest.mark.parametrize("smiles", ["CC(C)(C=O)NC(=O)N1CCCCC1", "CC(C)(C)CC(=O)NCCC=O", "CCCCOC(=O)N(C)CC=O"])
def test_an_acylated_amino_aldehyde_is_no_building_block(smiles):
    assert not is_building_block(parse(smiles))


def test_an_acylpiperidine_aldehyde_may_be_one():
    assert is_building_block(parse("CCCCC(=O)N1CCC(C=O)CC1"))


def test_the_acryloyl_group_goes_on_before_the_carbamate_of_the_hydroxyl_group():
    """The free amine beside a carbamate would have to be made by way of a protected amino alcohol."""
    assert not is_building_block(parse("CCCCNC(=O)OC(C)CCCCN"))
    assert names_of("C=CC(=O)NCCCCC(C)OC(=O)NCCCC") == [
        "acryloylation of an amine",
        "isocyanate with an alcohol",
    ]


def test_a_thioester_is_made_with_thioacetate_last():
    names = ["acryloylation of a bromo alcohol", "thioacetate with an alkyl bromide"]
    assert names_of("C=CC(=O)OCCSC(C)=O") == names
    assert "passes the acyl group on" in conflict(
        "carboxylate with an alkyl bromide", "CC(=O)SCCBr", "C=CC(=O)O", "C=CC(=O)OCCSC(C)=O"
    )


def test_an_aminoethyl_thioester_is_in_no_bottle():
    """S-Acetylcysteamine moves its acetyl group to nitrogen."""
    assert "thioester" in find_instability(parse("CC(=O)SCCN"))
    assert find_instability(parse("CC(=O)SCCCCN")) is None


def test_a_thiocyanate_three_carbons_from_a_hydroxyl_group_is_put_on_last():
    assert names_of("C=C(C)C(=O)OCCCSC#N")[-1] == "thiocyanate with an alkyl bromide"


def test_iodide_is_looked_for_where_it_is_used():
    """Iodide is oxidised near 3 V against lithium (recalled)."""
    assert "- iodide: below 10 mg/kg" in synthesis_sheet("C=CC(=O)OCCOC(=O)CCCOC(=O)CC#N")
    assert "- iodide" not in synthesis_sheet("C=CC(=O)OCCOC(=O)OCCC")


def test_iodide_meets_no_methyl_phosphonate():
    """Mono-demethylation of dimethyl phosphonates with sodium iodide is textbook."""
    sheet = synthesis_sheet("C=CC(=O)OCCCCCCP(=O)(OC)OC")
    assert "caesium carbonate" in sheet
    assert "sodium iodide" not in sheet
    product = "CC(=O)OCCCS(=O)(=O)N(C)CP(=O)(OC)OC"
    halide = "ClCCCS(=O)(=O)N(C)CP(=O)(OC)OC"
    told = conflict("carboxylate with a chloropropanesulfonamide", halide, "CC(=O)O", product)
    assert "methyl group off" in told


def test_sodium_hydride_is_met_slowly_by_what_it_takes_a_proton_from():
    """Two litres of hydrogen come from 88 mmol."""
    smiles = "C=C(CC(=O)OC)C(=O)OCCCCCC(C(=O)OC(C)C)C(=O)OC(C)C"
    first = synthesis_sheet(smiles).partition("## Step 2")[0]
    assert "sodium hydride in the solvent under nitrogen, 0 °C; add" in first
    assert "stir until no more hydrogen comes; then add" in first


@pytest.mark.parametrize("name", ["ethylene carbonate with an amine", "γ-butyrolactone with an amine"])
def test_a_tertiary_carbinamine_opens_no_ring(name):
    made = {"e": ("O=C1OCCO1", "CC(C)(C)NC(=O)OCCO"), "γ": ("O=C1CCCO1", "CC(C)(C)NC(=O)CCCO")}[name[0]]
    assert "crowded" in conflict(name, made[0], "CC(C)(C)N", made[1])
    plain = made[1].replace("CC(C)(C)N", "CCCN")
    assert not conflict(name, made[0], "CCCN", plain)


def test_no_benzylic_halide_waits_beside_imidazole():
    told = conflict("carbamate with carbonyldiimidazole", "OCc1ccc(CCl)cc1", "CN", "CNC(=O)OCc1ccc(CCl)cc1")
    assert "activated halide" in told


def test_no_base_meets_a_bromoethylphosphonate():
    product, bromide = "CC(C)NCCP(=O)(OCC)OCC", "CCOP(=O)(CCBr)OCC"
    assert "vinylphosphonate" in conflict("amine with an alkyl bromide", bromide, "CC(C)N", product)
    assert not conflict(
        "amine with an alkyl bromide", bromide.replace("CCBr", "CCCBr"), "CC(C)N", "CC(C)NCCCP(=O)(OCC)OCC"
    )


def test_a_cyclic_carbonate_beside_an_acrylamide_is_closed_in_the_cold():
    """Methoxide from hot carbonate and methanol would add to the C=C."""
    assert names_of("C=CC(=O)N(C)CC1COC(=O)O1")[-1] == "cyclic carbonate from a 1,2-diol beside a C=C"


def test_a_cyclic_sulfite_is_made():
    """Thionyl chloride's two chlorides are the two that the ring takes."""
    assert [step.reaction.name for step in find_steps("CC1COS(=O)O1")] == ["cyclic sulfite from a 1,2-diol"]


def test_acetic_formic_anhydride_sets_carbon_monoxide_free():
    """Triethylamine splits it to carbon monoxide and acetic acid."""
    sheet = synthesis_sheet("C=CC(=O)N(CC)CCOC=O")
    step = sheet.partition("formylation of an alcohol")[2]
    assert "carbon monoxide" in step.partition("Work-up")[0]
    assert "| base | pyridine" in step
    assert "- carbon monoxide:" in sheet


def test_an_ester_made_without_dmap_promises_little():
    """EDC alone gives an alcohol mostly N-acylurea and anhydride."""
    step = next(
        one for one in find_steps("C=CC(=O)OCCCOC(=O)CC#N") if one.reaction.name == "carbodiimide ester"
    )
    assert step.reaction.catalyst == ""
    assert step.reaction.yield_low_percent <= 25


def test_what_is_to_be_had_first_is_said_at_the_top_and_a_block_without_a_way_gives_no_route():
    sheet = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCCCCC1COC(=O)O1")
    assert "**To be had first:** `OCCCCCC1CO1`" in sheet
    assert "3-chloroperbenzoic acid" in sheet
    assert isinstance(find_route("C=CC(=O)NC1CC2(C1)CC(C#N)(C#N)C2"), NoRoute)


def test_a_phosphite_that_is_used_is_looked_for():
    """31P shifts of trialkyl and dialkyl phosphites (recalled)."""
    assert "- phosphite: none seen" in synthesis_sheet("C=CC(=O)N(C)CCCP(=O)(OC(C)C)OC(C)C")
    assert "- phosphite" not in synthesis_sheet("C=CC(=O)OCCOP(=O)(OCC)OCC")


def test_a_carboxylate_in_acetonitrile_is_warmed_and_takes_longer():
    product = "C=CC(=O)OCCCNC(=O)C"
    step = next(
        one for one in find_steps(product) if one.reaction.name == "carboxylate with an alkyl bromide"
    )
    assert step.reaction.solvent == "acetonitrile"
    assert (step.reaction.hottest_c, step.reaction.hours) == (60, 24)


def test_beside_an_unlisted_block_the_rest_comes_from_lists():
    """2-Fluoroacrylic acid is listed, its chloride is not."""
    route = find_route("C=C(F)C(=O)NCCC(C)CCOC(=O)c1ccccc1")
    assert route.unlisted == ("CC(CCN)CCO",)
    assert "C=C(F)C(=O)O" in route.starting_materials
    assert "C=C(F)C(=O)Cl" not in route.starting_materials


def test_one_end_of_a_cheap_diol_is_taken_before_a_bromo_alcohol_with_iodide():
    assert names_of("C=C(C)C(=O)OCC(C)COC(=O)OC")[0] != "carboxylate with an alkyl bromide"


def test_a_crowded_ester_takes_longer_with_a_carbodiimide_and_gives_less():
    plain, crowded = (
        next(one for one in find_steps(smiles) if one.reaction.name == "carbodiimide ester").reaction
        for smiles in ("C=CC(=O)NC1CCCC1OC(=O)C1CCS(=O)(=O)CC1", "C=CC(=O)NC1CCCC1OC(=O)C1(C)COC(=O)OC1")
    )
    assert crowded.hours == 2 * plain.hours
    assert crowded.yield_high_percent < plain.yield_high_percent


def test_the_toluene_and_the_dioxane_of_a_freed_amine_are_known_by_their_hazards():
    sheet = synthesis_sheet("C=C(C)C(=O)NC1CCN(S(=O)(=O)C(C)C)C1")
    assert "- toluene: H225" in sheet
    assert "- dioxane: H225" in sheet
    assert "- peroxide: below 10 mg/kg" in sheet


def test_no_inhibitor_is_asked_for_where_nothing_polymerises():
    first = synthesis_sheet("C=C(CC(=O)OC)C(=O)OCCCCCC1COC(=O)O1").partition("## Step 2")[0]
    assert "80 °C under CO2 (1–10 bar); 24 h" in first


def test_an_activated_bromide_needs_no_iodide():
    """α-Bromo amides take a carboxylate at 25 °C within hours."""
    sheet = synthesis_sheet("C=C(C)C(=O)OCCNC(=O)COC(=O)C1CCC(=O)O1")
    assert "carboxylate with an alkyl bromide" in sheet
    assert "sodium iodide" not in sheet


def test_the_crystals_of_a_hydroxymethyl_imide_are_the_product():
    step = find_steps("O=C1CCC(=O)N1CO")[0]
    assert (step.reaction.catalyst, step.reaction.work_up) == ("", "crystals")
    told = describe_work_up(weigh_step(step, limiting_mmol=50.0))
    assert "collect the crystals" in told
    assert "filter off solids" not in told


def test_an_amine_that_only_its_salt_keeps_is_freed_last():
    """Free aminoacetone condenses with itself."""
    sheet = synthesis_sheet("C=CC(=O)N(C(C)C)C(C)CNC(=O)NC(C)(C)C")
    first = sheet.partition("## Step 2")[0]
    assert "aminoacetone (`CC(=O)CN`) as its salt and t-butyl isocyanate" in first
    assert "add triethylamine in the solvent of the addition dropwise, last" in first


@pytest.mark.parametrize(
    "smiles", ["CC(O)CN1C(=O)Cc2ccccc21", "CCNCCN1C(=O)Cc2ccccc21", "O=C1Cc2ccccc2N1CCCBr"]
)
def test_no_way_is_given_to_an_oxindole_on_nitrogen(smiles):
    """Its nitrogen is an anilide: no lactone and no acid chloride makes it."""
    assert find_ordinary_way(parse(smiles)) is None


def test_a_lactam_beside_an_amine_is_alkylated_and_not_acylated():
    assert "sodium hydride" in find_ordinary_way(parse("CCNCCCCCN1CCCC1=O")).way


def test_a_methyl_phosphate_does_not_wait_for_days_beside_an_amine():
    steps = find_steps("C=CC(=O)OCC(C)OP(=O)(OC)OC")
    step = next(one for one in steps if one.electrophile == "COP(=O)(Cl)OC")
    assert (step.reaction.hottest_c, step.reaction.hours) == (25, 36)


@pytest.mark.parametrize(
    ("smiles", "word"),
    [
        ("CNCC(C)CS(=O)(=O)c1ccc(F)cc1", "bromochloroalkane of the chain"),  # its chain has a branch
        ("CNCCCCC(C)O", "δ-hexalactone"),
        ("CCNCCC(C)CCO", "lactone of the chain"),
        ("CNCC(C)CO", "Boc-protect"),  # no lactone has its chain
        ("CC(CCN)CCO", "the diol with 1 equivalent"),
        ("CC(O)CCCCN", "5-oxohexanenitrile"),
        ("N#CC1(CCCCCCN)CCCCC1", "lithium diisopropylamide"),  # its bromide is not for sale either
    ],
)
def test_a_way_begins_with_what_there_is(smiles, word):
    assert word in find_ordinary_way(parse(smiles)).way


def test_glycol_and_a_carbodiimide_are_taken_before_bromoethanol_and_iodide():
    """2-Bromoethanol is fatal through the skin (H310) and gives ethylene oxide with base."""
    assert "carboxylate with an alkyl bromide" not in names_of("C=C(F)C(=O)OCCOC(=O)C(C)OC(=O)NC")


def test_a_hydroxyalkyl_pyrrolidinone_is_made_from_butyrolactone():
    """As 1-(2-hydroxyethyl)-2-pyrrolidinone is in industry (recalled)."""
    route = find_route("C=CC(=O)OCCCCCN1CCCC1=O")
    name = "lactam from γ-butyrolactone and an amine"
    assert [step.reaction.name for step in route.steps] == [name, "acryloylation of an alcohol"]
    assert set(route.starting_materials) == {"O=C1CCCO1", "NCCCCCO", "C=CC(=O)Cl"}
    assert "both amines" in conflict(name, "O=C1CCCO1", "NCCCCN", "NCCCCN1CCCC1=O")
    assert "heat" in conflict(name, "O=C1CCCO1", "CC(C)(C)OC(=O)NCCN", "CC(C)(C)OC(=O)NCCN1CCCC1=O")


def test_a_secondary_alcohol_takes_a_chloroformate_slowly_beside_a_fluoroacrylamide_too():
    step = find_route("C=C(F)C(=O)NC1CCCC1OC(=O)OCC").steps[-1]
    assert (step.reaction.base, step.reaction.hours) == ("pyridine", 16)
    assert step.reaction.yield_high_percent < 88
