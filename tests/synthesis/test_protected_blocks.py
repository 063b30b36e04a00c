"""Routes by way of a protected block that is for sale; organic chemists' common knowledge (recalled)."""

import pytest

from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.reagents import load_reagents
from monodesign.synthesis.routes import Route, find_route


def route_of(smiles):
    found = find_route(smiles)
    assert isinstance(found, Route), found
    return found


# One end protected, and listed: what a chemist buys where the free block is on no list.
@pytest.mark.parametrize(
    ("smiles", "names"),
    [
        (
            "C=C(C)C(=O)NC1CCN(S(=O)(=O)C(C)C)C1",
            [
                "sulfonyl chloride with an amine",
                "removal of a Boc group",
                "acryloylation of an amine",
            ],
        ),
        (
            "C=C(C)C(=O)NCCOC(=O)C(C)OC(=O)OCC",
            ["chloroformate with an alcohol", "hydrogenolysis of a benzyl ester", "carbodiimide ester"],
        ),
        (
            "C=C(F)C(=O)NCC(CC)OC(=O)OC",
            [
                "acid chloride of an electrophilic acrylic acid",
                "acryloylation of an amine",
                "chloroformate with an alcohol",
            ],
        ),
    ],
)
def test_a_block_that_no_list_holds_is_made_from_a_listed_one(smiles, names):
    route = route_of(smiles)
    assert [step.reaction.name for step in route.steps] == names
    assert all(load_reagents().describe(text).lists for text in route.starting_materials)


def test_a_boc_group_leaves_before_the_c_c_is_put_on_and_the_amine_is_freed():
    """Hydrogen chloride adds to an acrylamide (recalled)."""
    sheet = synthesis_sheet("C=CC(=O)N(CCC)CC1CCN(C(=O)CCCC)CC1")
    step = sheet.split("## Step 2")[1].split("## Step 3")[0]
    assert "removal of a Boc group" in step
    assert "4 M in dioxane" in step
    assert "stir the salt that is left with potassium carbonate" in step
    assert "t-butyl chloride" in step
    assert "- dioxane: H225" in sheet
    assert "- hydrogen chloride in dioxane: H290 may be corrosive to metals; H314" in sheet
    assert "- 1 M HCl: H290 may be corrosive to metals; dilute" in sheet


def test_a_reagent_on_no_list_is_bought_where_going_around_it_takes_two_more_steps():
    """N-Ethyl-N-methylcarbamoyl chloride, of rivastigmine, is for sale though the lists lack it."""
    assert "CCN(C)C(=O)Cl" in route_of("C=CC(=O)OCCN(C)C(=O)N(C)CC").starting_materials


def test_no_hydrogen_takes_a_nitrile_or_a_c_c_beside_a_benzyl_ester():
    for smiles in ("C=CC(=O)OCCOC(=O)COC(=O)CC#N", "C=CC(=O)OCCOC(=O)COC(=O)c1ccc(Cl)cc1"):
        found = find_route(smiles)
        used = [step.reaction.name for step in getattr(found, "steps", ())]
        assert "hydrogenolysis of a benzyl ester" not in used


@pytest.mark.parametrize(
    "smiles",
    [
        "C=CC(=O)NCCCN(C)P(=O)(OCC)OCC",  # hydrogen chloride splits P–N
        "C=CC(=O)N(C)CCNC(=O)C(F)F",  # the difluoroacetyl group passes to the freed amine
    ],
)
def test_no_boc_group_is_taken_off_beside_what_acid_or_the_amine_would_take(smiles):
    used = [step.reaction.name for step in getattr(find_route(smiles), "steps", ())]
    assert "removal of a Boc group" not in used


def test_palladium_meets_no_divalent_sulfur():
    """Thioethers poison it."""
    used = [step.reaction.name for step in getattr(find_route("C=CC(=O)OCCOC(=O)COC(=O)CSC"), "steps", ())]
    assert "hydrogenolysis of a benzyl ester" not in used
