"""Suggestions: sound before and after measurements, diverse, affordable, and the same for the same input."""

import numpy as np
import pandas as pd
import pytest

from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.molecules import canonical_smiles, monomer_id, parse
from monodesign.errors import InvalidTable
from monodesign.formulation.gel import Formulation
from monodesign.ranking.evidence import temper
from monodesign.ranking.next_batch import (
    SUGGESTIONS,
    select_comparable,
    suggest,
)
from monodesign.ranking.posterior import (
    Evidence,
    Trust,
    fit_trust,
    likeness,
    make_beliefs,
    sample,
    similarity,
    update,
)
from monodesign.synthesis.routes import find_route
from monodesign.tables.read import read_csv
from monodesign.tables.write import write_csv

TAILS = ["OC", "OCC", "OCCC", "OCCCC", "C", "CC", "CCC", "CC#N", "C(=O)OCC", "CCC(=O)OC", "N(C)C", "N(CC)CC"]
SMILES = [
    canonical_smiles(parse(f"C=CC(=O)O{bridge}OC(=O){tail}")) for bridge in ("CC", "CCCC") for tail in TAILS
]

MONOMERS = [read_comonomers(smiles) for smiles in SMILES]


@pytest.fixture
def candidates():
    mean = np.linspace(-3.6, -2.8, len(SMILES))
    return pd.DataFrame(
        {
            "monomer_id": [monomer_id(smiles) for smiles in SMILES],
            "smiles": SMILES,
            "name": [f"m{index}" for index in range(len(SMILES))],
            "log10_sigma_s_cm": mean,
            "log10_sigma_lower_90": mean - 0.5,
            "log10_sigma_upper_90": mean + 0.5,
            "is_within_limits": True,
            "synthesis_score": 0.8,
        }
    )


def measured(smiles, values):
    return pd.DataFrame({"polymer": smiles, "log10_sigma_s_cm": values})


@pytest.mark.parametrize("method", ["expected_improvement", "thompson"])
def test_a_batch_comes_before_anything_was_measured(candidates, method):
    batch = suggest(candidates, n=5, method=method)
    assert list(batch.columns) == [column.name for column in SUGGESTIONS]
    assert len(batch) == 5
    assert batch["smiles"].is_unique
    assert batch["reason"].str.contains("the median candidate").all()


@pytest.mark.parametrize("method", ["expected_improvement", "thompson"])
def test_the_order_of_the_rows_does_not_matter(candidates, method):
    bench = measured(SMILES[:7], np.linspace(-3.2, -2.9, 7))
    shuffled = candidates.sample(frac=1.0, random_state=3)
    first = suggest(candidates, bench, n=6, seed=1, method=method)
    again = suggest(shuffled, bench.iloc[::-1], n=6, seed=1, method=method)
    pd.testing.assert_frame_equal(first, again)


def test_neither_table_is_changed(candidates):
    bench = measured(SMILES[:2], [-3.0, -3.1])
    before = candidates.copy(), bench.copy()
    suggest(candidates, bench, n=3)
    pd.testing.assert_frame_equal(candidates, before[0])
    pd.testing.assert_frame_equal(bench, before[1])


def test_what_was_measured_is_outside_the_limits_or_has_no_route_is_not_proposed(candidates):
    candidates.loc[5, "is_within_limits"] = False
    candidates.loc[6, "synthesis_score"] = 0.0
    batch = suggest(candidates, measured([SMILES[7]], [-2.5]), n=len(SMILES))
    assert not {SMILES[5], SMILES[6], SMILES[7]} & set(batch["smiles"])


def test_a_ranking_without_a_prediction_is_refused(candidates):
    candidates["log10_sigma_s_cm"] = np.nan
    with pytest.raises(InvalidTable, match="no candidate has a predicted conductivity"):
        suggest(candidates)


def test_easier_synthesis_wins_between_equals(candidates):
    candidates["log10_sigma_s_cm"] = -3.0
    candidates["log10_sigma_lower_90"], candidates["log10_sigma_upper_90"] = -3.5, -2.5
    candidates.loc[9, "synthesis_score"] = 1.0
    assert suggest(candidates, n=1)["smiles"].item() == SMILES[9]


def test_a_batch_holds_no_two_that_are_nearly_the_same(candidates):
    batch = suggest(candidates, n=8)
    chosen = [read_comonomers(smiles) for smiles in batch["smiles"]]
    prints = make_beliefs(chosen, mean=np.zeros(8), std=np.ones(8)).fingerprints
    alike = similarity(prints, prints) - np.eye(len(batch))
    assert alike.max() <= 0.85


def test_a_good_measurement_raises_what_resembles_it_most(candidates):
    bench = measured(["C=CC(=O)OCCOC(=O)OCCC"], [-2.0])
    table = pd.DataFrame({"smiles": SMILES, "mean": candidates["log10_sigma_s_cm"]})
    beliefs = make_beliefs(MONOMERS, mean=table["mean"].to_numpy(), std=np.full(len(SMILES), 0.3))
    place = SMILES.index(bench["polymer"].item())
    evidence = Evidence(index=np.array([place]), value=np.array([-2.0]), std=np.array([0.05]))
    gain = update(beliefs, evidence, Trust())[0] - beliefs.mean
    assert np.argmax(gain) == place
    assert gain[SMILES.index("C=CC(=O)OCCOC(=O)OCC")] > gain[SMILES.index("C=CC(=O)OCCCCOC(=O)CC#N")] > 0


@pytest.mark.slow
def test_a_missing_score_is_found_by_routes(candidates):
    batch = suggest(candidates.drop(columns="synthesis_score"), n=2)
    assert (batch["synthesis_score"] > 0.4).all()


def test_joint_draws_have_the_mean_and_spread_of_the_update():
    beliefs = make_beliefs(MONOMERS, mean=np.full(len(SMILES), -3.0), std=np.full(len(SMILES), 0.3))
    evidence = Evidence(index=np.array([0, 9]), value=np.array([-2.5, -3.4]), std=np.array([0.05, 0.05]))
    pool = np.arange(len(SMILES))
    draws = sample(beliefs, evidence, Trust(), pool=pool, draws=4000, seed=0)
    mean, std = update(beliefs, evidence, Trust())
    assert np.allclose(draws.mean(axis=0), mean, atol=5 * 0.3 / np.sqrt(4000))
    assert np.allclose(draws.std(axis=0), std, rtol=0.08)


def test_too_few_measurements_leave_the_trust_alone():
    beliefs = make_beliefs(MONOMERS, mean=np.zeros(len(SMILES)), std=np.ones(len(SMILES)))
    evidence = Evidence(index=np.arange(3), value=np.zeros(3), std=np.full(3, 0.05))
    assert fit_trust(beliefs, evidence) == Trust()


def test_predictions_that_are_off_by_more_than_they_say_are_trusted_less():
    beliefs = make_beliefs(MONOMERS, mean=np.zeros(len(SMILES)), std=np.full(len(SMILES), 0.1))
    values = np.random.default_rng(0).normal(0.0, 0.6, len(SMILES))
    evidence = Evidence(index=np.arange(len(SMILES)), value=values, std=np.full(len(SMILES), 0.01))
    assert fit_trust(beliefs, evidence).scale == 2.0


def test_a_model_that_fits_its_own_measurements_is_trusted_no_more_than_it_says():
    """After `retrain` the predictions hold the measurements already, so small residuals prove nothing."""
    beliefs = make_beliefs(MONOMERS, mean=np.zeros(len(SMILES)), std=np.full(len(SMILES), 0.3))
    everything = np.arange(len(SMILES))
    evidence = Evidence(index=everything, value=np.zeros(len(SMILES)), std=np.full(len(SMILES), 0.01))
    assert fit_trust(beliefs, evidence).scale == 1.0


def test_a_very_poor_measurement_counts_as_poor_and_the_best_as_it_is():
    values = np.array([-9.0, -3.2, -3.1, -3.0, -2.9, -2.5])
    evidence = Evidence(index=np.arange(6), value=values, std=np.full(6, 0.05))
    tempered = temper(evidence, np.full(6, -3.0)).value
    assert tempered[0] == pytest.approx(np.median(values))
    assert tempered.max() == values.max()
    # One that was predicted far above the rest and failed does not count as what was predicted.
    prior = np.array([-1.0, -3.0, -3.0, -3.0, -3.0, -3.0])
    assert temper(evidence, prior).value[0] <= np.median(values)


def test_only_measurements_under_like_conditions_are_compared():
    rows = pd.DataFrame(
        {
            "polymer": SMILES[:4],
            "log10_sigma_s_cm": -3.0,
            "solvent": ["DEC:1|EC:1", "EC:2|DEC:2", "EC", "EC:1|DEC:1"],
            "salt": "LiPF6",
            "w_polymer": 0.30,
            "w_solvent": 0.54,
            "w_salt": 0.16,
            "temperature_c": [25.0, 26.0, 25.0, 60.0],
        }
    )
    found = select_comparable(rows, Formulation(solvent="EC:1|DEC:1"))
    assert list(found["polymer"]) == SMILES[:2]


def test_shares_that_add_up_to_other_digits_are_the_same_mixture():
    rows = pd.DataFrame({"solvent": ["EC:0.1|DEC:0.2"], "salt": "LiPF6", "temperature_c": 25.0})
    amounts = {"w_polymer": 0.3, "w_solvent": 0.54, "w_salt": 0.16}
    rows = rows.assign(**amounts)
    found = select_comparable(rows, Formulation(solvent="EC:1|DEC:2", **amounts))
    assert len(found) == 1


@pytest.mark.parametrize(("w_polymer", "is_near"), [(0.28, True), (0.32, True), (0.33, False)])
def test_a_share_may_differ_by_two_hundredths_either_way(w_polymer, is_near):
    gel = {"solvent": "EC", "salt": "LiPF6", "w_solvent": 0.54, "w_salt": 0.16, "temperature_c": 25.0}
    rows = pd.DataFrame([gel | {"w_polymer": w_polymer}])
    assert len(select_comparable(rows, Formulation(**gel, w_polymer=0.3))) == is_near


@pytest.mark.parametrize("n", [0, -1])
def test_an_empty_batch_is_refused(candidates, n):
    with pytest.raises(InvalidTable, match="1 or more"):
        suggest(candidates, n=n)


def test_a_table_without_predictions_is_refused(candidates):
    with pytest.raises(InvalidTable, match="log10_sigma_s_cm"):
        suggest(candidates.drop(columns="log10_sigma_s_cm"))


def test_a_proposal_says_its_steps_and_what_is_to_be_ordered(candidates):
    stock = frozenset({"C=CC(=O)OCCO"})
    batch = suggest(candidates.drop(columns="synthesis_score"), n=4, stock=stock)
    routes = {smiles: find_route(smiles, stock=stock) for smiles in batch["smiles"]}
    for row in batch.itertuples():
        wanted = [text for text in routes[row.smiles].starting_materials if text not in stock]
        assert (row.n_synthesis_steps, row.to_order) == (len(routes[row.smiles].steps), "; ".join(wanted))
        assert f"{len(wanted)} to order" in row.reason


def test_a_proposal_of_a_ranking_that_was_read_says_that_nothing_is_to_be_ordered(candidates, tmp_path):
    steps = [1] * (len(SMILES) - 1) + [None]
    write_csv(candidates.assign(n_synthesis_steps=steps, to_order=""), tmp_path / "ranking.csv")
    batch = suggest(read_csv(tmp_path / "ranking.csv").iloc[:-1], n=2)
    assert batch["reason"].str.endswith("synthesis score 0.80 (1 step, 0 to order)").all()


def _pair_likeness(ratio, other):
    """Return structure's and the whole likeness of two candidates, a third monomer being there too."""
    first, second = SMILES[0], SMILES[-1]
    pair = [read_comonomers(f"{first}|{second}", ratio), read_comonomers(f"{first}|{second}", other)]
    everyone = [*pair, read_comonomers(first), read_comonomers(second)]
    beliefs = make_beliefs(everyone, mean=np.zeros(4), std=np.ones(4))
    return similarity(beliefs.fingerprints, beliefs.fingerprints), likeness(beliefs, np.arange(4))


def test_copolymers_of_a_pair_are_the_more_alike_the_closer_their_ratios():
    for near, far in zip(_pair_likeness("1|1", "1|3"), _pair_likeness("1|1", "1|15"), strict=True):
        assert 1.0 > near[0, 1] > far[0, 1]


def test_a_copolymer_is_most_like_the_monomer_it_has_most_of():
    for alike in _pair_likeness("3|1", "1|3"):
        assert alike[0, 2] > alike[0, 3]
        assert alike[1, 2] < alike[1, 3]


def test_a_measured_ratio_says_more_of_a_close_ratio_than_of_a_far_one(candidates):
    first, second = SMILES[0], SMILES[-1]
    pairs = [read_comonomers(f"{first}|{second}", ratio) for ratio in ("1|1", "2|3", "1|15")]
    rows = candidates.head(3).assign(
        monomer_id=[pair.candidate_id for pair in pairs],
        smiles=[pair.smiles for pair in pairs],
        polymer=[pair.polymer for pair in pairs],
        polymer_mol_ratio=[pair.mol_ratio for pair in pairs],
        log10_sigma_s_cm=-3.2,
        log10_sigma_lower_90=-3.7,
        log10_sigma_upper_90=-2.7,
    )
    bench = rows.head(1)[["polymer", "polymer_mol_ratio"]].assign(log10_sigma_s_cm=-2.9)
    batch = suggest(rows, bench, n=2).set_index("polymer_mol_ratio")
    assert batch["expected_std"].is_unique
    close, far = (batch.loc[pair.mol_ratio] for pair in pairs[1:])
    assert close["expected_std"] < far["expected_std"]
    assert close["expected_log10_sigma_s_cm"] > far["expected_log10_sigma_s_cm"]
