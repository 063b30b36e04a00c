"""Scores of many molecules: one row each, in order, and what the user has is not ordered."""

from monodesign.synthesis.routes import find_route
from monodesign.synthesis.scores import score_syntheses
from monodesign.tables.columns import SYNTHESIS, names

DOA, CHLORIDE = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)Cl"


def test_every_molecule_is_a_row_with_the_score_of_its_route():
    smiles = [DOA, "C=CC#N", "C=CC(=O)N(C)CCOC(=O)OC"]
    table = score_syntheses(smiles)
    assert list(table.columns) == names(SYNTHESIS)
    assert list(table["synthesis_score"]) == [find_route(text).score for text in smiles]
    assert list(table["n_synthesis_steps"]) == [1, 0, 2]


def test_what_is_in_stock_is_not_ordered():
    assert set(score_syntheses([DOA])["to_order"].item().split("; ")) == {CHLORIDE, "O=C1OCC(CO)O1"}
    assert score_syntheses([DOA], stock=frozenset({CHLORIDE}))["to_order"].item() == "O=C1OCC(CO)O1"


def test_no_molecules_are_an_empty_table():
    assert list(score_syntheses([]).columns) == names(SYNTHESIS)
