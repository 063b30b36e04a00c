"""What a campaign enumerates, includes and refuses."""

from pathlib import Path

import pytest

from monodesign.campaign.candidates import build_library
from monodesign.campaign_folder.read_settings import read_campaign

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
