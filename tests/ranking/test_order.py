"""How sure an order is: what all candidates share cancels, and what was measured is what it is."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from monodesign.chem.molecules import canonical_smiles, monomer_id, parse
from monodesign.ranking.diverse import choose_to_describe, expected_change
from monodesign.ranking.order import add_order
from monodesign.ranking.rank import rank

AEEO = "C=CC(=O)OCCOC(=O)C(=O)OCC"
SMILES = [
    canonical_smiles(parse(text))
    for text in (AEEO, "C=CC(=O)OCCC#N", "C=CC(=O)NCCS(C)(=O)=O", "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCCC#N")
]


def candidates(sigma, *, own=0.1, half_width=0.94):
    sigma = np.array(sigma, dtype=float)
    return pd.DataFrame(
        {
            "monomer_id": [monomer_id(smiles) for smiles in SMILES[: len(sigma)]],
            "smiles": SMILES[: len(sigma)],
            "log10_sigma_s_cm": sigma,
            "sigma_ms_cm": 10 ** (sigma + 3),
            "log10_sigma_lower_90": sigma - half_width,
            "log10_sigma_upper_90": sigma + half_width,
            "log10_sigma_own_std": own,
        }
    )


def ordered(table, bench=None, **options):
    return add_order(table, bench, is_open=np.ones(len(table), dtype=bool), **options)


def measured(smiles, sigma):
    return pd.DataFrame({"polymer": smiles, "log10_sigma_s_cm": sigma})


def test_the_probabilities_to_be_best_add_up_to_one_and_all_of_few_are_among_ten():
    found = ordered(candidates([-3.0, -3.1, -3.2, -3.3, -3.1]))
    assert found["probability_best"].sum() == pytest.approx(1.0)
    assert (found["probability_in_top_10"] == 1).all()
    assert found["probability_best"].idxmax() == 0


def test_what_all_candidates_share_changes_no_probability():
    narrow, wide = (ordered(candidates([-3.0, -3.1, -3.2], half_width=width)) for width in (0.3, 3.0))
    for column in ("probability_best", "probability_beats_reference", "tier"):
        np.testing.assert_allclose(narrow[column], wide[column], atol=0.03)


def test_the_chance_against_the_reference_is_that_of_a_difference():
    """Two unlike candidates, errors of 0.1 each: Φ(0.3 / (0.1 √2)), more where they are alike."""
    found = ordered(candidates([-3.0, -2.7]))
    assert np.isnan(found["probability_beats_reference"][0])
    assert found["probability_beats_reference"][1] >= norm.cdf(0.3 / (0.1 * np.sqrt(2)))


def test_a_tier_ends_where_the_best_is_surely_better():
    assert list(ordered(candidates([-3.0, -3.05, -4.5, -4.52]))["tier"]) == [1, 1, 2, 2]


def test_a_measured_candidate_is_what_was_measured_and_an_alike_one_moves_with_it():
    table = candidates([-3.0, -3.0, -3.0, -3.0, -3.0], own=0.3)
    found = ordered(table, measured([SMILES[1]], [-2.4])).set_index("smiles")
    one = found.loc[SMILES[1]]
    assert one["log10_sigma_s_cm"] == pytest.approx(-2.4, abs=1e-6)
    assert one["log10_sigma_upper_90"] - one["log10_sigma_s_cm"] < 0.1
    assert list(found["is_measured"]) == [smiles == SMILES[1] for smiles in found.index]
    assert (found["log10_sigma_predicted_s_cm"] == -3.0).all()
    alike, unlike = found.loc[SMILES[4]], found.loc[SMILES[2]]
    assert alike["log10_sigma_s_cm"] > unlike["log10_sigma_s_cm"] > -3.0


def test_measured_candidates_are_in_the_measured_order():
    values = [-3.3, -2.9, -3.1]
    found = ordered(candidates([-3.0, -3.2, -3.4]), measured(SMILES[:3], values))
    assert list(np.argsort(found["log10_sigma_s_cm"])) == list(np.argsort(values))


def test_one_that_xtb_has_not_seen_is_ranked_by_its_estimates():
    table = candidates([-3.0, -3.0]).assign(
        unit_oxidation_potential_v=[5.0, np.nan],
        unit_oxidation_potential_estimate_v=[5.0, 6.0],
        unit_li_binding_one_armed_kcal_mol=[-50.0, np.nan],
        unit_li_binding_one_armed_estimate_kcal_mol=[-50.0, -45.0],
    )
    found = rank(table)
    assert list(found["smiles"]) == [SMILES[1], SMILES[0]]
    assert list(found["is_described"]) == [False, True]
    low = rank(table.assign(unit_oxidation_potential_estimate_v=[5.0, 4.0]))
    assert low["limit_reasons"].iloc[1] == "estimated oxidation potential 4.00 V below 4.50 V"


def test_knowing_is_worth_most_at_the_shortlist_s_end_and_of_what_is_least_known():
    score, std = np.array([0.9, 0.6, 0.5, 0.1, 0.52]), np.array([0.1, 0.1, 0.1, 0.1, 0.01])
    worth = expected_change(score, std, n_wanted=3)
    assert worth.argmax() == 2
    assert worth[3] < worth[0] < worth[1]


def test_the_budget_goes_to_the_worthiest_and_not_to_its_near_copy():
    table = candidates([-3.0, -3.0, -3.0, -3.0, -3.0])
    worth = np.array([0.1, 1.0, 0.5, 0.1, 0.9])
    assert choose_to_describe(table, budget=2, worth=worth) == [SMILES[1], SMILES[2]]
