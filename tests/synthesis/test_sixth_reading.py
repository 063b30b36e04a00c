"""Kinds that a sixth reading of sheets found; organic chemists' common knowledge (recalled) unless said."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.synthesis.amounts import weigh_step
from monodesign.synthesis.ordinary_ways import find_ordinary_way
from monodesign.synthesis.reactions import load_reactions
from monodesign.synthesis.routes import NoRoute, find_route
from monodesign.synthesis.situations import has_motif
from monodesign.synthesis.solubility import is_water_soluble
from monodesign.synthesis.stability import find_instability
from monodesign.synthesis.steps import consider, find_conflict, find_steps
from monodesign.synthesis.work_up import describe_work_up


def considered(name, electrophile, nucleophile, product):
    reaction = next(one for one in load_reactions() if one.name == name)
    return consider(reaction, (electrophile, nucleophile), parse(product))


def adapted(name, electrophile, nucleophile, product):
    return considered(name, electrophile, nucleophile, product).reaction


SHIELDED = "CC(=O)OCC(C)(C)CO"


@pytest.mark.parametrize(
    ("name", "acyl"),
    [
        ("acryloylation of an alcohol", "C=CC(=O)Cl"),
        ("acid chloride with an alcohol", "CCCC(=O)Cl"),
        ("acid chloride with an alcohol", "O=C(Cl)c1ccccc1"),
        ("carbodiimide ester", "CCCC(=O)O"),
    ],
)
def test_a_shielded_alcohol_takes_an_acid_longer_and_gives_less(name, acyl):
    ester = acyl.replace("C(=O)Cl", "C(=O)O{}").replace("O=C(Cl)", "O=C(O{})")
    ester = ester if "{}" in ester else ester + "{}"
    fast, slow = (
        adapted(name, acyl, f"{chain}O", ester.format(chain)) for chain in ("CC(=O)OCCC", "CC(=O)OCC(C)(C)C")
    )
    assert slow.hours >= 1.5 * fast.hours
    assert slow.yield_high_percent < fast.yield_high_percent


def test_an_aroyl_chloride_with_a_neighbour_is_slower_still():
    name = "acid chloride with an alcohol"
    plain = adapted(name, "O=C(Cl)c1ccccc1", SHIELDED, "CC(=O)OCC(C)(C)COC(=O)c1ccccc1")
    ortho = adapted(name, "O=C(Cl)c1ccccc1C", SHIELDED, "CC(=O)OCC(C)(C)COC(=O)c1ccccc1C")
    para = adapted(name, "O=C(Cl)c1ccc(C)cc1", SHIELDED, "CC(=O)OCC(C)(C)COC(=O)c1ccc(C)cc1")
    assert (plain.hours, para.hours, ortho.hours) == (16, 16, 24)
    assert not has_motif(parse("O=C(Cl)c1ccccc1F"), "ortho-substituted aroyl group")


@pytest.mark.parametrize(("chloroformate", "equivalents"), [("COC(=O)Cl", 1.8), ("CC(C)COC(=O)Cl", 1.3)])
def test_a_crowded_secondary_alcohol_gets_more_of_a_chloroformate(chloroformate, equivalents):
    """Pyridine decomposes a part of it meanwhile; methyl to propyl chloroformate evaporates."""
    name = "chloroformate with an alcohol"
    free, crowded = (
        adapted(name, chloroformate, alcohol, chloroformate.replace("Cl", alcohol))
        for alcohol in ("OC(C)CCOC(C)=O", "OC1CCCCC1N(C)C(C)=O")
    )
    assert (free.equivalents_electrophile, crowded.equivalents_electrophile) == (1.1, equivalents)
    assert crowded.yield_high_percent <= free.yield_high_percent - 10


def test_phosphorus_tribromide_meets_no_epoxide():
    assert find_ordinary_way(parse("CC(CBr)C1(C)CO1")) is None
    assert "3-chloroperbenzoic acid" in find_ordinary_way(parse("BrCCCCC1CO1")).way


def test_a_3_4_epoxy_alcohol_is_acylated_and_not_turned_into_a_bromide():
    route = find_route("C=C(C)C(=O)OCC(C)C1(C)COC(=O)O1")
    assert route.unlisted == ("CC(CO)C1(C)CO1",)
    assert {step.reaction.name for step in route.steps} == {
        "acryloylation of an alcohol",
        "carbon dioxide with an epoxide",
    }


def test_a_crowded_epoxide_without_a_double_bond_takes_carbon_dioxide_hot_too():
    reaction = adapted("carbon dioxide with an epoxide", "CCC1(C)CO1", "O=C=O", "CCC1(C)COC(=O)O1")
    assert reaction.hottest_c == 100
    assert reaction.temperature == "100 °C under CO2 (10–30 bar)"


def test_a_malononitrile_keeps_its_formaldehyde_from_dmap_and_edc():
    route = find_route("C=C(F)C(=O)OCC(C)(C#N)C#N")
    last = route.steps[-1].reaction
    assert (last.name, last.base, last.catalyst, last.hottest_c) == (
        "acryloylation of an alcohol", "2,6-lutidine", "", 0,
    )  # fmt: skip
    assert last.yield_high_percent <= 50
    told = find_conflict(
        considered("carbodiimide ester", "CCC(=O)O", "OCC(C)(C#N)C#N", "CCC(=O)OCC(C)(C#N)C#N")
    )
    assert "formaldehyde" in told
    malonate = "C(C)(C(=O)OCC)C(=O)OCC"
    assert not find_conflict(
        considered("carbodiimide ester", "CCC(=O)O", f"OC{malonate}", f"CCC(=O)OC{malonate}")
    )


@pytest.mark.parametrize(
    "smiles", ["CCCCN1CCCC1=O", "C=CC(=O)OCCN1CCCC1=O", "CN1CCCN(C)C1=O", "CN(C)P(=O)(N(C)C)N(C)C"]
)
def test_a_ring_beside_nitrogen_carries_its_carbons_once(smiles):
    """N-butylpyrrolidone and DMPU are miscible with water, N-octylpyrrolidone (12 C) is not (suppliers)."""
    assert is_water_soluble(parse(smiles))


@pytest.mark.parametrize("smiles", ["CCCCCCCCN1CCCC1=O", "CCCCCCN1CCOC1=O", "CCCCOP(=O)(OCCCC)N(C)C"])
def test_a_long_chain_beside_such_a_ring_leaves_water(smiles):
    assert not is_water_soluble(parse(smiles))


def test_an_oxazolidinone_with_a_benzyl_ester_is_made_in_dimethylformamide():
    name = "lactam with an alkyl bromide"
    step = adapted(name, "O=C(CCCBr)OCc1ccccc1", "CC1CNC(=O)O1", "CC1CN(CCCC(=O)OCc2ccccc2)C(=O)O1")
    assert (step.solvent, step.work_up) == ("dimethylformamide", "extract")


def test_sodium_hydride_in_tetrahydrofuran_takes_a_slow_bromide_warm():
    name = "lactam with an alkyl bromide"
    slow = adapted(name, "CCBr", "CN1CCNC1=O", "CCN1CCN(C)C1=O")
    assert (slow.solvent, slow.hottest_c, slow.hours) == ("tetrahydrofuran", 60, 24)
    assert slow.yield_high_percent < 75
    activated = adapted(name, "CC(=O)CBr", "CN1CCNC1=O", "CC(=O)CN1CCN(C)C1=O")
    assert activated.hottest_c == 25


def test_no_sulfamoyl_chloride_is_left_beside_an_acrylate():
    """Warm water and base that would destroy it cost acrylate."""
    name, chloride = "sulfamoyl chloride with an alcohol", "CN(C)S(=O)(=O)Cl"
    head, tail = "C=CC(=O)OCCCCOC(=O)CCCCO", "S(=O)(=O)N(C)C"
    step = adapted(name, chloride, head, head + tail)
    assert step.equivalents_nucleophile > step.equivalents_electrophile
    assert step.yield_high_percent <= 65
    plain = adapted(name, chloride, "CCCCCO", "CCCCCO" + tail)
    assert plain.equivalents_electrophile > plain.equivalents_nucleophile


def test_an_amine_stands_beside_an_oxazolidinone():
    """Linezolid's amine is stable; carbonates, lactones and oxazolidinediones are opened."""
    assert find_instability(parse("NCCCCCN1CC(C)OC1=O")) is None
    route = find_route("C=CC(=O)NCCCCCN1CC(C)OC1=O")
    assert not isinstance(route, NoRoute)
    for opened in ("NCCCCCN1C(=O)COC1=O", "NCCCCC1COC(=O)O1", "NCCCCC1CCC(=O)O1", "NCCCC(=O)N1CCOC1=O"):
        assert find_instability(parse(opened))


def test_no_excess_of_a_cyclic_phosphoryl_chloride_is_left():
    """Neither water nor silica may take it out, since both open the ring of the product."""
    step = find_steps("C=CC(=O)N(C)CC(C)(C)COP1(=O)OCCO1")[0]
    assert step.electrophile == "O=P1(Cl)OCCO1"
    assert step.reaction.equivalents_electrophile == step.reaction.equivalents_nucleophile == 1


@pytest.mark.parametrize(
    ("amine", "solvent"), [("NC1CCC(O)CC1", "tetrahydrofuran"), ("NCCCCO", "dichloromethane")]
)
def test_dichloromethane_hardly_dissolves_an_aminocyclohexanol(amine, solvent):
    name = "acryloylation of an amine"
    assert adapted(name, "C=CC(=O)Cl", amine, f"C=CC(=O){amine}").solvent == solvent


def test_a_polar_half_ester_is_lost_in_part_to_its_washes():
    polar, plain = (
        next(one for one in find_steps(smiles) if one.reaction.name == "cyclic anhydride with an alcohol")
        for smiles in ("CCNC(=O)OCCOC(=O)CCC(=O)O", "CCCCCCCCOC(=O)CCC(=O)O")
    )
    assert polar.reaction.yield_high_percent == plain.reaction.yield_high_percent - 15
    assert "four times" in describe_work_up(weigh_step(polar, limiting_mmol=50.0))
    assert "back" not in describe_work_up(weigh_step(plain, limiting_mmol=50.0))


def test_a_neat_hydroxymethyl_compound_is_taken_up_before_it_is_filtered():
    told = describe_work_up(weigh_step(find_steps("CC(C#N)(C#N)CO")[0], limiting_mmol=50.0))
    assert told.startswith("take up in ethyl acetate with acetic acid")


@pytest.mark.parametrize(
    ("smiles", "word"),
    [
        ("CCOC(=O)CCCCBr", "lactone"),
        ("CCOC(=O)C(C)(CCBr)C(=O)OCC", "anion of the malonate"),
        ("O=C1COC(=O)N1CCBr", "the N–H compound"),
        ("CCCCOC(=O)N1CCCC1CBr", "from the alcohol"),
        ("CCOP(=O)(OCC)N1CCCC(CBr)C1", "from the alcohol"),
        ("CCOP(=O)(OCC)CCCCBr", "Arbuzov"),
    ],
)
def test_only_what_is_a_lactone_s_or_a_phosphite_s_bromide_is_made_from_it(smiles, word):
    assert word in find_ordinary_way(parse(smiles)).way


def test_a_hydroxy_malonate_which_is_a_lactone_gives_no_bromide():
    assert find_ordinary_way(parse("COC(=O)C(C)(C(=O)OC)C(C)CBr")) is None
