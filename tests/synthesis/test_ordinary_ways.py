"""How building blocks that nobody lists are usually made; organic chemists' common knowledge (recalled)."""

import pytest

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidTable
from monodesign.export.synthesis_sheet import synthesis_sheet
from monodesign.synthesis.ordinary_ways import find_ordinary_way, load_ordinary_ways
from monodesign.synthesis.way_substances import find_way_substances


@pytest.mark.parametrize(
    ("smiles", "word"),
    [
        ("CC(O)CCNCC(F)(F)F", "borane"),  # a trifluoroethylamine by way of the trifluoroacetamide
        ("CCC(CC)(CN)CO", "cyanoacetate"),  # a neopentyl amino alcohol
        ("CCCCOC(=O)N1CCC(NC)C1", "diamine with one end as its Boc"),  # one end of a diamine acylated
        ("CNC(C)CCOC(=O)CC", "Boc-protected amino alcohol"),  # the hydroxyl end of an amino alcohol acylated
        ("CCNCCS(=O)(=O)CC", "vinyl sulfone"),  # a β-amino sulfone
        ("OCCCCS(C)(=O)=O", "sodium sulfinate"),  # no methanethiol
        ("OCc1ccc(S(C)(=O)=O)cc1", "sodium borohydride"),  # no thiol on an aryl bromide
        ("CC(=O)SCCBr", "thiirane"),  # the acyl group of a 2-hydroxyethyl thioester moves to oxygen
        ("CC(C#N)CO", "cyanoacetate"),  # no cyanide on a secondary bromide
    ],
)
def test_a_building_block_has_its_usual_way(smiles, word):
    assert word in find_ordinary_way(parse(smiles)).way


@pytest.mark.parametrize("smiles", ["CNCC(C)(C#N)C#N", "CC1(CCCCCO)COC(=O)OC1"])
def test_no_way_is_given_that_would_take_another_group(smiles):
    """Hydrides take nitriles; a cyclic carbonate is no hydroxy ester."""
    assert find_ordinary_way(parse(smiles)) is None


def test_the_sheet_says_how_an_unlisted_building_block_is_made():
    sheet = synthesis_sheet("C=CC(=O)NCC(CC)C(CCC)OC(=O)CC(C)C")
    assert "or make it: hydroxynitrile from the nitrile's anion" in sheet


def test_a_way_with_a_bad_pattern_is_refused(tmp_path):
    path = tmp_path / "ordinary_ways.csv"
    path.write_text("kind,smarts,lacks,way,bought_because,source\na,C(,,b,,\n", encoding="utf-8")
    with pytest.raises(InvalidTable, match="line 2"):
        load_ordinary_ways(path)


def test_a_catalogue_item_that_no_list_holds_has_its_way_too():
    """4-(Bromomethyl)cyclohexanemethanol is in libraries/reagents.csv with no list of compounds for sale."""
    sheet = synthesis_sheet("C=CC(=O)N(C)CC1CCC(COC(=O)NC)CC1")
    assert "ask suppliers, or make it: the diol with 1 equivalent of 48 % hydrobromic acid" in sheet


@pytest.mark.parametrize(
    "smiles", ["O=C(Cl)OCC(F)(F)F", "CC(C)(C)COC(=O)Cl", "CCN(CC(C)C)C(=O)Cl", "C=CC(=O)OCCN=C=O"]
)
def test_what_is_made_with_phosgene_is_bought_or_made_to_order(smiles):
    """Phosgene is a gas that is fatal if inhaled; 2-aminoethyl acrylate would rearrange besides."""
    found = find_ordinary_way(parse(smiles))
    assert (found.way, found.bought_because) == ("", "it is made with phosgene")


def test_no_way_names_phosgene_a_thiol_or_an_azide():
    told = " ".join(item.way for item in load_ordinary_ways())
    assert not [word for word in ("phosgene", "thiol", "azide", "formaldehyde") if word in told]


@pytest.mark.parametrize(
    ("smiles", "named"),
    [
        ("N#CCCCCCO", {"sodium cyanide", "hydrogen cyanide", "hypochlorite"}),
        ("CC(CCN)CCO", {"potassium phthalimide", "hydrazine", "ethanol"}),
        ("CC(O)CCNCC(F)(F)F", {"borane–tetrahydrofuran", "ethyl trifluoroacetate"}),
    ],
)
def test_what_a_way_names_has_its_hazards(smiles, named):
    assert named <= find_way_substances(find_ordinary_way(parse(smiles)).way).keys()


def test_the_sheet_tells_the_hazards_of_a_way():
    hazards = synthesis_sheet("C=C(C)C(=O)OCC(C)C#N").split("## Hazards")[1]
    assert "- sodium borohydride: H260" in hazards


def test_ways_to_what_no_list_holds_are_said_to_be_outlines():
    assert "is an outline" in synthesis_sheet("C=CC(=O)N(CC)CC(CC)C(CCC)OC(=O)COC(C)=O")
    assert "is an outline" not in synthesis_sheet("C=CC(=O)OCCOC(=O)OCCC")


def test_thiirane_is_named_with_its_hazards():
    assert "thiirane" in find_way_substances(find_ordinary_way(parse("CC(=O)SCCBr")).way)


@pytest.mark.parametrize(
    "smiles", ["CC(O)CN1C(=O)Cc2ccccc21", "CCNCCN1C(=O)Cc2ccccc21", "O=C1Cc2ccccc2N1CCCBr"]
)
def test_no_way_is_given_to_an_oxindole_on_nitrogen(smiles):
    """Its nitrogen is an anilide: no lactone and no acid chloride makes it."""
    assert find_ordinary_way(parse(smiles)) is None


def test_a_lactam_beside_an_amine_is_alkylated_and_not_acylated():
    assert "sodium hydride" in find_ordinary_way(parse("CCNCCCCCN1CCCC1=O")).way


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


def test_phosphorus_tribromide_meets_no_epoxide():
    assert find_ordinary_way(parse("CC(CBr)C1(C)CO1")) is None
    assert "3-chloroperbenzoic acid" in find_ordinary_way(parse("BrCCCCC1CO1")).way


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
