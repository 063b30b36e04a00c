"""What a campaign enumerates, includes and refuses."""

from pathlib import Path

import pytest

from monodesign.campaign.candidates import build_library
from monodesign.campaign_folder.read_settings import parse_campaign, read_campaign
from monodesign.chem.named_monomers import canonical_of
from monodesign.errors import InvalidConfig

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.slow
def test_a_molecule_drawn_twice_is_one_candidate_and_its_verdict_is_that_of_the_usual_drawing():
    kept, rejected, failures = build_library(read_campaign(CASES / "dup_campaign.toml"))
    smiles = list(kept["smiles"])
    assert smiles.count("C=CC(=O)OCCS(C)(=O)=O") == smiles.count("C=CC(=O)OCCOP(=O)(OC)OC") == 1
    assert dict(zip(rejected["smiles"], rejected["reasons"], strict=True))["C=CC(=O)OCCS(C)=O"] == (
        "reactive: sulfoxide"
    )
    assert not failures
    redrawn = rejected.set_index("smiles")["warnings"]
    assert redrawn["C=CC(=O)OCCS(C)=O"] == ("drawn with charge-separated bond; read as C=CC(=O)OCCS(C)=O")


def test_only_what_is_included_is_a_candidate_where_the_campaign_says_so():
    library = {"only_included": True, "include": ["DOA", "C=CC(=O)OCCOC"]}
    data = {"library": library, "copolymers": {"pairs": ["AEEO|C=CC(=O)OC"]}}
    kept, rejected, _ = build_library(parse_campaign(data, where="test"))
    assert list(kept["smiles"]) == [canonical_of("DOA"), canonical_of("AEEO"), "C=CC(=O)OC"]
    assert list(rejected["smiles"]) == ["C=CC(=O)OCCOC"]


def test_a_campaign_of_nobody_is_refused_before_it_runs():
    with pytest.raises(InvalidConfig, match=r"^test: library: only_included = true leaves no candidate"):
        parse_campaign({"library": {"only_included": True, "include": []}}, where="test")
