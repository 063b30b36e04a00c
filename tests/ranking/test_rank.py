"""Ranking: limits first, Pareto fronts, ties said, order of rows without meaning."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import ndtr

from monodesign.errors import InvalidTable
from monodesign.ranking.diverse import pick_shortlist
from monodesign.ranking.goals import Goals
from monodesign.ranking.rank import find_pareto_fronts, rank
from monodesign.ranking.score import expected_percentiles


def _candidates(**columns):
    n = len(columns["sigma"])
    sigma = np.array(columns["sigma"], dtype=float)
    return pd.DataFrame(
        {
            "monomer_id": columns.get("ids", [f"m{index}" for index in range(n)]),
            "smiles": columns.get("smiles", ["C=CC(=O)OC"] * n),
            "log10_sigma_s_cm": sigma,
            "log10_sigma_lower_90": sigma - columns.get("half_width", 0.1),
            "log10_sigma_upper_90": sigma + columns.get("half_width", 0.1),
            "unit_oxidation_potential_v": columns.get("oxidation", [5.5] * n),
            "unit_li_binding_one_armed_kcal_mol": columns.get("binding", [-45.0] * n),
            "unit_li_exchange_kcal_mol": columns.get("exchange", [0.0] * n),
        }
    )


def test_higher_conductivity_ranks_first_when_all_else_is_equal():
    ranking = rank(_candidates(sigma=[-4.0, -3.0, -3.5]))
    assert list(ranking["monomer_id"]) == ["m1", "m2", "m0"]
    assert list(ranking["rank"]) == [1, 2, 3]


def test_weaker_binding_ranks_first_where_it_counts_and_all_else_is_equal():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: stronger polymer binding is worse."""
    table = _candidates(sigma=[-3.0, -3.0], binding=[-50.0, -42.0])
    ranking = rank(table, goals=Goals(weight_binding=1.0))
    assert list(ranking["monomer_id"]) == ["m1", "m0"]


def test_hold_counts_once_through_the_conductivity():
    ranking = rank(_candidates(sigma=[-3.0, -3.0], binding=[-50.0, -42.0]))
    assert ranking["score"][0] == ranking["score"][1]


def test_a_candidate_of_which_little_is_known_does_not_lead_for_it():
    table = _candidates(sigma=[-3.0, -2.95, -3.2, -3.3], half_width=0.5)
    known = rank(table.assign(log10_sigma_own_std=[0.03, 0.03, 0.03, 0.03]))
    unsure = rank(table.assign(log10_sigma_own_std=[0.03, 0.30, 0.03, 0.03]))
    assert list(known["monomer_id"][:2]) == ["m1", "m0"]
    assert list(unsure["monomer_id"][:2]) == ["m0", "m1"]


def test_a_difference_far_below_the_error_of_an_oxidation_potential_decides_little():
    table = _candidates(sigma=[-3.0, -3.2], half_width=0.02, oxidation=[6.00, 6.05])
    ranking = rank(table.assign(unit_oxidation_potential_std_v=0.3))
    assert list(ranking["monomer_id"]) == ["m0", "m1"]


def test_without_errors_the_expected_percentile_is_the_ordinary_one():
    values = np.random.default_rng(0).integers(0, 9, 50).astype(float)
    found = expected_percentiles(values, np.zeros(50))
    assert found == pytest.approx(pd.Series(values).rank(pct=True).to_numpy())


def test_of_many_candidates_a_sample_stands_for_all():
    generator = np.random.default_rng(0)
    values, errors = generator.normal(size=4100), generator.uniform(0.1, 1.0, 4100)
    exact = [ndtr((values[i] - values) / np.hypot(errors[i], errors)).mean() for i in range(5)]
    assert expected_percentiles(values, errors)[:5] == pytest.approx(exact, abs=5e-3)


def test_stability_against_lithium_counts_where_it_has_a_weight():
    table = _candidates(sigma=[-3.0, -3.0]).assign(unit_reduction_potential_v=[0.5, -0.5])
    assert list(rank(table, goals=Goals(weight_reduction=1.0))["monomer_id"]) == ["m1", "m0"]
    assert rank(table)["score"][0] == rank(table)["score"][1]


def test_an_anion_that_breaks_a_bond_counts_as_the_worst_and_an_unknown_one_as_the_middle():
    table = _candidates(sigma=[-3.0] * 4).assign(
        unit_reduction_potential_v=[-0.9, -0.5, np.nan, 0.5],
        unit_reduction_breaks_bond=["C1–F2 breaks", "", np.nan, ""],
    )
    ranking = rank(table, goals=Goals(weight_reduction=1.0)).set_index("monomer_id")
    percentiles = ranking["reduction_percentile"]
    assert percentiles["m0"] == 0
    assert percentiles["m2"] == 0.5
    assert percentiles["m1"] > percentiles["m3"] > 0


def test_a_weight_on_reduction_needs_its_potential():
    with pytest.raises(InvalidTable, match="unit_reduction_potential_v"):
        rank(_candidates(sigma=[-3.0]), goals=Goals(weight_reduction=1.0))


def test_binding_weaker_than_the_floor_earns_nothing():
    ranking = rank(
        _candidates(sigma=[-3.0, -3.0], binding=[-30.0, -10.0]), goals=Goals(binding_floor_kcal_mol=-35.0)
    )
    assert ranking["score"].iloc[0] == ranking["score"].iloc[1]


def test_a_candidate_below_the_oxidation_limit_ranks_last_with_the_reason():
    ranking = rank(_candidates(sigma=[-1.0, -5.0], oxidation=[4.0, 5.5]), goals=Goals(oxidation_min_v=4.5))
    assert list(ranking["monomer_id"]) == ["m1", "m0"]
    assert ranking["limit_reasons"].iloc[1] == "oxidation potential 4.00 V below 4.50 V"


def test_a_candidate_not_described_has_no_front_and_ranks_behind_the_described():
    ranking = rank(_candidates(sigma=[-1.0, -5.0], oxidation=[np.nan, 5.5]))
    assert list(ranking["monomer_id"]) == ["m1", "m0"]
    assert ranking["pareto_front"].isna().tolist() == [False, True]


def test_candidates_closer_than_their_error_say_so():
    ranking = rank(_candidates(sigma=[-3.0, -3.1, -6.0], half_width=0.5))
    assert list(ranking["is_closer_than_error"]) == [True, False, False]


def test_a_missing_column_is_named():
    with pytest.raises(InvalidTable, match="unit_oxidation_potential_v"):
        rank(_candidates(sigma=[-3.0]).drop(columns="unit_oxidation_potential_v"))


@pytest.mark.slow
@given(st.permutations(range(6)))
def test_the_order_of_the_rows_does_not_matter(order):
    candidates = _candidates(sigma=[-3, -4, -3, -5, -2, -3], oxidation=[5, 6, 5, 7, 4, np.nan])
    shuffled = candidates.iloc[list(order)].reset_index(drop=True)
    pd.testing.assert_frame_equal(rank(candidates), rank(shuffled))


@given(arrays(float, (12, 3), elements=st.sampled_from([0.0, 1.0, 2.0, 3.0])))
def test_nothing_in_a_front_dominates_another_of_it_and_each_later_row_is_beaten_by_the_front_before(values):
    fronts = find_pareto_fronts(values)
    for i, row in enumerate(values):
        beaten_by = [
            fronts[j]
            for j, other in enumerate(values)
            if (other >= row).all() and (other > row).any() and i != j
        ]
        assert fronts[i] not in beaten_by
        assert fronts[i] == 1 or fronts[i] - 1 in beaten_by


def test_a_shortlist_takes_no_near_copies_and_nothing_outside_the_limits():
    smiles = ["C=CC(=O)OCCC#N", "C=CC(=O)OCCCC#N", "C=CC(=O)NCCS(C)(=O)=O", "C=CC(=O)OCC1COC(=O)O1"]
    ranking = rank(_candidates(sigma=[-1, -2, -3, -4], smiles=smiles, oxidation=[5, 5, 5, 4]))
    assert list(pick_shortlist(ranking, size=4, max_similarity=0.5)["smiles"]) == [smiles[0], smiles[2]]


def test_an_easier_synthesis_wins_where_it_counts_and_all_else_is_equal():
    table = _candidates(sigma=[-3.0, -3.0]).assign(synthesis_score=[0.3, 0.8])
    assert list(rank(table, goals=Goals(weight_synthesis=1.0))["monomer_id"]) == ["m1", "m0"]
    assert list(rank(table)["monomer_id"]) == ["m0", "m1"]


def test_a_weight_on_synthesis_needs_its_score():
    with pytest.raises(InvalidTable, match="synthesis_score"):
        rank(_candidates(sigma=[-3.0]), goals=Goals(weight_synthesis=1.0))
