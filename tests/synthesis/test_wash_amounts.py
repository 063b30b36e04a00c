"""Washes by the moles that they have to take, which the steps' own tables give."""

import pytest

from monodesign.synthesis.amounts import weigh_step
from monodesign.synthesis.steps import find_steps
from monodesign.synthesis.wash_amounts import free_base_mmol, left_acid_mmol
from monodesign.synthesis.work_up import describe_work_up


def weighed(product, name):
    step = next(step for step in find_steps(product) if step.reaction.name == name)
    return weigh_step(step, limiting_mmol=50.0)


def test_carbonyldiimidazole_leaves_two_imidazoles_that_no_acid_has_bound():
    """55 mmol give 110 mmol of imidazole, and 5 mmol of DMAP is there too."""
    step = weighed("C=CC(=O)OCCOC(=O)OCC1CC1", "mixed carbonate with carbonyldiimidazole")
    assert free_base_mmol(step) == pytest.approx(115.0)


def test_the_acid_wash_takes_all_of_the_free_base():
    """1.3 × 115 mmol in two washes of 1 M acid is 2 × 74.8 mL; by volume alone it was 2 × 44.2 mL."""
    step = weighed("C=CC(=O)OCCOC(=O)OCC1CC1", "mixed carbonate with carbonyldiimidazole")
    assert "wash with 1 M HCl (2 × 74.8 mL" in describe_work_up(step)


def test_an_amine_hydrochloride_needs_no_acid():
    """Of 55 mmol of triethylamine the chloride has bound 50."""
    step = weighed("CCCC(=O)NCCCC", "acid chloride with an amine")
    assert free_base_mmol(step) < 10.0


def test_an_anhydride_in_excess_counts_as_two_acids_beside_what_it_split_off():
    """1.5 equivalents of acetic formic anhydride: 50 mmol of acetic acid, and 2 × 25 of the excess."""
    step = weighed("O=COCCCCCC", "formylation of an alcohol")
    assert left_acid_mmol(step) == pytest.approx(100.0)
