"""Routes to monomers: the paper's own, sound steps for the default library, and honest refusals."""

import pytest

from monodesign.chem.check import check
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.chem.named_monomers import load_named_monomers
from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.synthesis.reactions import compiled, load_reactions
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.routes import NoRoute, Route, find_route, is_balanced

ACRYLOYL, HEA, HEAA = "C=CC(=O)Cl", "C=CC(=O)OCCO", "C=CC(=O)NCCO"
PROPYL, OXALYL, HBA = "CCCOC(=O)Cl", "CCOC(=O)C(=O)Cl", "C=CC(=O)OCCCCO"
# Li P. et al., doi 10.1038/s41467-025-59020-w: DOA and AEEO in its Methods, the others "likewise".
PAPER = {
    "DOA": {ACRYLOYL, "O=C1OCC(CO)O1"},
    "PCEA": {PROPYL, HEA},
    "AEEO": {OXALYL, HEA},
    "AAPC": {PROPYL, HEAA},
    "AAEO": {OXALYL, HEAA},
    "PCBA": {PROPYL, HBA},
    "AEBO": {OXALYL, HBA},
}
NAMED = {monomer.name: monomer.smiles for monomer in load_named_monomers()}


def route_of(smiles):
    found = find_route(smiles)
    assert isinstance(found, Route), found
    return found


@pytest.mark.parametrize("name", PAPER)
def test_a_monomer_of_the_paper_gets_the_papers_one_step_route(name):
    route = route_of(NAMED[name])
    assert len(route.steps) == 1
    assert set(route.starting_materials) == PAPER[name]
    assert route.unlisted == ()


def test_doa_and_aeeo_use_the_papers_bases():
    assert route_of(NAMED["DOA"]).steps[0].reaction.base == "triethylamine"
    assert route_of(NAMED["AEEO"]).steps[0].reaction.base == "pyridine"


@pytest.fixture(scope="module")
def sampled():
    """Routes of 150 kept monomers of the default library; scripts/benchmark_routes.py does thousands."""
    drawn = enumerate_monomers(load_fragments(), sample=160, seed=5)
    table = check(list(drawn["smiles"])).table
    kept = table.loc[table["is_kept"].astype(bool), "smiles"]
    return [find_route(smiles) for smiles in kept]


def test_nine_in_ten_monomers_of_the_default_library_get_a_route(sampled):
    # The share of 3,000 is 0.91; 150 of them scatter by 0.023.
    assert sum(isinstance(found, Route) for found in sampled) / len(sampled) > 0.91 - 3 * 0.023


def test_every_step_of_the_default_library_balances(sampled):
    steps = [step for found in sampled if isinstance(found, Route) for step in found.steps]
    assert steps
    assert all(is_balanced(step) for step in steps)


def test_every_precursor_is_a_valid_canonical_smiles(sampled):
    routes = [found for found in sampled if isinstance(found, Route)]
    for smiles in {text for route in routes for step in route.steps for text in step.precursors}:
        assert canonical_smiles(parse(smiles)) == smiles


def test_the_steps_of_a_route_lead_to_its_product(sampled):
    for route in (found for found in sampled if isinstance(found, Route)):
        assert route.steps[-1].product == route.smiles
        needed = {text for step in route.steps for text in step.precursors}
        assert {step.product for step in route.steps[:-1]} <= needed


def test_starting_materials_are_listed_or_said_not_to_be(sampled):
    reagents = load_reagents()
    for route in (found for found in sampled if isinstance(found, Route)):
        off_list = {text for text in route.starting_materials if reagents.find(text) is None}
        assert off_list == set(route.unlisted)


@pytest.mark.parametrize(
    ("smiles", "reaction"),
    [
        ("C=CC(=O)OCCNC(=O)OCC", "isocyanate with an alcohol"),
        ("C=CC(=O)OCCOC(=O)OC(C)(C)C", "t-butoxycarbonylation"),
        ("C=CC(=O)OCCOS(C)(=O)=O", "sulfonyl chloride with an alcohol"),
        ("C=CC(=O)OCCOP(=O)(OCC)OCC", "phosphoryl chloride with an alcohol"),
        ("C=C(C(=O)OCCC#N)C(F)(F)F", "carbodiimide ester"),
    ],
)
def test_a_ligand_is_put_on_by_its_own_chemistry(smiles, reaction):
    assert route_of(smiles).steps[-1].reaction.name == reaction


def test_an_amino_alcohol_is_acylated_at_nitrogen_before_the_ligand_goes_on():
    first, second = route_of("C=CC(=O)N(C)CCOC(=O)OC").steps
    assert (first.reaction.name, second.reaction.name) == (
        "acryloylation of an amine",
        "chloroformate with an alcohol",
    )


@pytest.mark.parametrize(
    ("smiles", "reason"),
    [
        ("C=CC#N", "none of the known reactions"),
        ("O=c1occo1", "none of the known reactions"),
        # A β-hydroxy carbonate closes to propylene carbonate, and the secondary acrylate cannot come first.
        ("C=CC(=O)OC(C)COC(=O)OCCC", "no short route"),
    ],
)
def test_a_monomer_without_a_route_says_why(smiles, reason):
    found = find_route(smiles)
    assert isinstance(found, NoRoute)
    assert reason in found.reason
    assert found.score == 0.0


def test_no_route_uses_a_free_amine_beside_an_acrylate():
    """2-Aminoethyl acrylate becomes a hydroxyethyl acrylamide, so nothing is made from it."""
    route = route_of("C=CC(=O)OCCNC(C)=O")
    assert "C=CC(=O)OCCN" not in {text for step in route.steps for text in step.precursors}


def test_a_stock_makes_a_route_easier():
    smiles, have = "C=CC(=O)OCCCCC1(C#N)CCCCC1", "N#CC1(CCCCO)CCCCC1"
    without, with_stock = find_route(smiles), find_route(smiles, stock=frozenset({have}))
    assert with_stock.score > without.score
    assert with_stock.unlisted == ()


def test_the_score_falls_with_steps_and_unlisted_precursors():
    one, two = route_of(NAMED["PCEA"]), route_of("C=CC(=O)N(C)CCOC(=O)OC")
    unlisted = route_of("C=CC(=O)OCCCCC1(C#N)CCCCC1")
    assert 1.0 >= one.score > two.score > unlisted.score > 0.0


def test_stereo_is_kept_in_the_precursor():
    route = route_of("C=CC(=O)OC[C@@H]1COC(=O)O1")
    assert any("@" in smiles for smiles in route.starting_materials)
    assert route.unlisted == ()


def test_an_invalid_smiles_is_refused():
    with pytest.raises(InvalidSmiles):
        find_route("C1CC")


def test_every_reaction_is_run_by_bases_catalysts_and_solvents_on_the_list():
    named = load_reagents().by_name
    for reaction in load_reactions():
        for name in filter(None, (reaction.base, reaction.catalyst, reaction.solvent)):
            assert name in named, reaction.name


def test_every_reaction_states_a_yield_range_a_caution_and_a_source():
    for reaction in load_reactions():
        assert 0 < reaction.yield_low_percent < reaction.yield_high_percent <= 95, reaction.name
        assert 0 < reaction.caution <= 1, reaction.name
        assert reaction.source, reaction.name
        assert reaction.why, reaction.name


def test_a_disconnection_into_one_piece_is_refused():
    with pytest.raises(InvalidTable, match="not a disconnection"):
        compiled("[C:1][O:2]>>[C:1]Cl")
