"""The shipped model on what chemists know: textbook liquids, and twins that differ in the ligand alone."""

import numpy as np
import pytest
from judging.known import score_known


@pytest.fixture(scope="module")
def known(shipped):
    return score_known(shipped)


def test_textbook_liquids_lie_near_their_tabulated_conductivity(known):
    """Sources: libraries/reference/textbook_liquids.csv, measured within a tenth of each other at best."""
    errors = np.abs(list(known.liquids.values()))
    assert np.median(errors) < 0.06
    assert errors.mean() < 0.1


def test_liquids_written_down_before_they_were_predicted_lie_within_a_third_on_the_average(known):
    """Source: libraries/reference/textbook_hold_out.csv; none of them chose a setting."""
    for errors in (known.new_liquids, known.measured_liquids):
        assert len(errors) > 20
        assert np.median(np.abs(list(errors.values()))) < np.log10(4 / 3)


def test_liquids_of_one_molar_salt_in_battery_solvents_are_right_within_two_fifths(known):
    errors = {name: error for name, error in known.liquids.items() if name.startswith("1 M")}
    assert max(map(abs, errors.values())) < np.log10(1.6)


def test_no_mixture_falls_below_four_fifths_of_its_lower_solvent(known):
    assert (known.n_sweeps, known.n_dips) == (78, 0)


def test_of_twins_the_one_that_holds_lithium_less_conducts_at_least_as_well(known):
    """The source study: the weaker a polymer holds Li⁺ the better (10.1038/s41467-025-59020-w)."""
    assert known.n_twins == 20
    assert known.n_twins_right >= 18
