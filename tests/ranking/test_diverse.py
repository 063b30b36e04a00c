"""The funnel: what must be described is, the rest of the budget goes to promising candidates that differ."""

import pandas as pd

from monodesign.ranking.diverse import choose_to_describe

SMILES = [
    "C=CC(=O)OCCC#N",
    "C=CC(=O)OCCCC#N",
    "C=CC(=O)NCCS(C)(=O)=O",
    "C=CC(=O)OCC1COC(=O)O1",
    "C=CC(=O)OCCC(=O)OC",
]
PREDICTED = pd.DataFrame({"smiles": SMILES, "log10_sigma_s_cm": [-3.0, -3.1, -3.2, -3.3, -3.4]})


def test_a_budget_that_covers_all_describes_all():
    assert set(choose_to_describe(PREDICTED, budget=10)) == set(SMILES)


def test_a_budget_of_zero_describes_none():
    assert choose_to_describe(PREDICTED, budget=0) == []


def test_what_comes_first_is_described_whatever_its_prediction():
    assert choose_to_describe(PREDICTED, budget=1, first=[SMILES[4]]) == [SMILES[4]]


def test_near_copies_are_passed_over():
    """The second nitrile differs from the first by one CH2; the sulfone is far from both."""
    assert set(choose_to_describe(PREDICTED.head(3), budget=2)) == {SMILES[0], SMILES[2]}


def test_the_order_of_the_rows_does_not_matter():
    assert choose_to_describe(PREDICTED, budget=3) == choose_to_describe(PREDICTED.iloc[::-1], budget=3)
