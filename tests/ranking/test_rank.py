"""Ranking: limits first, Pareto fronts, ties said, order of rows without meaning."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from monodesign.errors import InvalidTable
from monodesign.ranking.diverse import pick_shortlist
from monodesign.ranking.rank import Goals, find_pareto_fronts, rank


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


def test_weaker_binding_ranks_first_when_all_else_is_equal():
    """Li P. et al., doi 10.1038/s41467-025-59020-w: stronger polymer binding is worse."""
    ranking = rank(_candidates(sigma=[-3.0, -3.0], binding=[-50.0, -42.0]))
    assert list(ranking["monomer_id"]) == ["m1", "m0"]


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
