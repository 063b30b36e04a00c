"""How building blocks that nobody lists are usually made; organic chemists' common knowledge (recalled)."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidTable
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.ordinary_ways import find_ordinary_way, load_ordinary_ways


@pytest.mark.parametrize(
    ("smiles", "word"),
    [
        ("CC(O)CCNCC(F)(F)F", "borane"),  # a trifluoroethylamine by way of the trifluoroacetamide
        ("CCC(CC)(CN)CO", "cyanoacetate"),  # a neopentyl amino alcohol
        ("CCCCOC(=O)N1CCC(NC)C1", "diamine with one end as its Boc"),  # one end of a diamine acylated
        ("CNC(C)CCOC(=O)CC", "Boc-protected amino alcohol"),  # the hydroxyl end of an amino alcohol acylated
        ("CCNCCS(=O)(=O)CC", "vinyl sulfone"),  # a β-amino sulfone
    ],
)
def test_a_building_block_has_its_usual_way(smiles, word):
    assert word in find_ordinary_way(parse(smiles))


@pytest.mark.parametrize("smiles", ["CNCC(C)(C#N)C#N", "CC1(CCCCCO)COC(=O)OC1"])
def test_no_way_is_given_that_would_take_another_group(smiles):
    """Hydrides take nitriles; a cyclic carbonate is no hydroxy ester."""
    assert find_ordinary_way(parse(smiles)) == ""


def test_the_sheet_says_how_an_unlisted_building_block_is_made():
    sheet = synthesis_sheet("C=CC(=O)NCC(CC)C(CCC)OC(=O)CC(C)C")
    assert "or make it: hydroxynitrile from the nitrile's anion" in sheet


def test_a_way_with_a_bad_pattern_is_refused(tmp_path):
    path = tmp_path / "ordinary_ways.csv"
    path.write_text("kind,smarts,lacks,way,source\na,C(,,b,\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="line 2"):
        load_ordinary_ways(path)


def test_a_catalogue_item_that_no_list_holds_has_its_way_too():
    """4-(Bromomethyl)cyclohexanemethanol is in libraries/reagents.csv with no list of compounds for sale."""
    sheet = synthesis_sheet("C=CC(=O)N(C)CC1CCC(COC(=O)NC)CC1")
    assert "ask suppliers, or make it: the diol with 1 equivalent of 48 % hydrobromic acid" in sheet
