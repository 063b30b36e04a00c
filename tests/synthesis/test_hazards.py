"""Hazards by functional group, against what suppliers print for well-known reagents."""

import pytest

from monodesign.errors import InvalidTable
from monodesign.synthesis.hazards import STATEMENTS, find_hazards, load_hazards


def codes(smiles):
    return {code for hazard in find_hazards(smiles) for code in hazard.statements}


@pytest.mark.parametrize(
    ("smiles", "expected"),
    [
        ("C=CC(=O)Cl", {"H314", "H330"}),  # acryloyl chloride
        ("CCOC(=O)Cl", {"H314", "H330"}),  # ethyl chloroformate
        ("C=CC(=O)OCCO", {"H317"}),  # 2-hydroxyethyl acrylate
        ("CCCCN=C=O", {"H330", "H334"}),  # butyl isocyanate
        ("CN(C)C(=O)Cl", {"H350", "H331"}),  # dimethylcarbamoyl chloride
        ("ClCCl", {"H351"}),  # dichloromethane
        ("[C-]#N.[Na+]", {"H300", "H410", "EUH032"}),  # sodium cyanide
    ],
)
def test_a_reagent_carries_its_known_statements(smiles, expected):
    assert expected <= codes(smiles)


def test_a_harmless_ester_has_no_hazard():
    assert find_hazards("CCOC(=O)CC") == ()


def test_a_whole_molecule_pattern_does_not_match_a_larger_one():
    assert "triethylamine" not in {hazard.group for hazard in find_hazards("CCN(CC)CCO")}


def test_every_statement_has_its_wording():
    assert {code for hazard in load_hazards() for code in hazard.statements} <= set(STATEMENTS)


def test_faults_of_a_hazard_list_are_all_named(tmp_path):
    path = tmp_path / "hazards.csv"
    path.write_text(
        "group,smarts,covers,statements,advice,typical_member\na,C(,part,H999,,\nb,C,whole,,,\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidTable, match=r"line 2: statement H999.*line 3: covers 'whole'"):
        load_hazards(path)
