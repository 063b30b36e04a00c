"""What the card compares the surrogate with: other models, repeats of one formulation, fewer groups."""

import json
import math

import pandas as pd
import pytest
from judging.judge import judge
from judging.noise import measure_noise_floor
from judging.pairs import find_more_pairs

from monodesign.paths import MODELS
from monodesign.surrogate.inputs.collection import prepare
from monodesign.surrogate.model.surrogate import DEFAULT_SETTINGS
from monodesign.surrogate.training.train import Fitted

LIQUID = {
    "solvent": "EC:1|DMC:1",
    "w_solvent": 0.86,
    "salt": "LiPF6",
    "w_salt": 0.14,
    "temperature_c": 25.0,
    "log10_sigma_s_cm": -2.0,
    "group": "10.1/a",
}


@pytest.fixture(scope="module")
def judged(few_sample, small):
    """What the card of a small model adds to its own validation."""
    fitted = Fitted(surrogate=small.surrogate, settings=DEFAULT_SETTINGS, held_out=small.held_out)
    return judge(few_sample, fitted, seed=0).content


def test_two_publications_that_differ_by_a_tenth_have_a_floor_of_a_tenth():
    table = pd.DataFrame([LIQUID, {**LIQUID, "group": "10.1/b", "log10_sigma_s_cm": -2.1}])
    floor = measure_noise_floor(prepare(table))["liquid"]
    assert floor["n_repeated"] == 2
    assert floor["mae"] == pytest.approx(0.1)


def test_repeats_within_one_publication_say_nothing_about_another_laboratory():
    table = pd.DataFrame([LIQUID, {**LIQUID, "log10_sigma_s_cm": -2.1}])
    floor = measure_noise_floor(prepare(table))["liquid"]
    assert floor["n_repeated"] == 0
    assert math.isnan(floor["mae"])


def test_the_floor_says_of_how_many_publications_and_salts_it_is():
    twice = [LIQUID, {**LIQUID, "group": "10.1/b"}]
    once = {**LIQUID, "salt": "LiBF4"}
    other = [{**row, "salt": "LiTFSI"} for row in twice]
    floor = measure_noise_floor(prepare(pd.DataFrame([*twice, once, *other])))["liquid"]
    assert (floor["n_repeated"], floor["n_groups"], floor["n_salts"]) == (4, 2, 2)


def test_another_amount_of_salt_is_another_formulation():
    other = {**LIQUID, "group": "10.1/b", "w_solvent": 0.80, "w_salt": 0.20}
    assert measure_noise_floor(prepare(pd.DataFrame([LIQUID, other])))["liquid"]["n_repeated"] == 0


@pytest.mark.slow
def test_every_alternative_is_scored_on_every_kind(judged):
    for errors in judged["alternatives"].values():
        assert set(errors) == {"dry", "gel", "liquid"}
        assert all(math.isfinite(error) and error > 0 for error in errors.values())


@pytest.mark.slow
def test_the_learning_curve_ends_at_the_cross_validated_error(judged, small):
    for kind in ("dry", "liquid"):
        whole = judged["learning_curve"][kind]["1"]
        assert whole == pytest.approx(small.card["metrics"][kind]["mae_groups"], rel=0.02)


@pytest.mark.slow
def test_parts_of_the_liquids_have_a_curve_and_a_floor_of_their_own(judged):
    seen, unseen = "liquid with DOI, seen", "liquid with DOI, unseen"
    assert {"dry", "liquid", seen, unseen} <= set(judged["learning_curve"])
    floor = judged["noise_floor"]
    assert floor[seen]["n_repeated"] + floor[unseen]["n_repeated"] <= floor["liquid"]["n_repeated"]


def test_further_deals_add_pairs_and_change_none_of_the_first(monkeypatch):
    rows = [
        {"polymer": f"*{'C' * carbons}O*", "w_polymer": 0.8, "salt": "LiTFSI", "w_salt": 0.2,
         "temperature_c": temperature, "log10_sigma_s_cm": -4 - 0.1 * carbons + 0.01 * temperature}
        for carbons in range(2, 18)
        for temperature in (40.0, 60.0, 80.0)
    ]  # fmt: skip
    sample = prepare(pd.DataFrame(rows))
    found = []
    for n_deals in (1, 2):
        monkeypatch.setattr("judging.pairs.N_DEALS_OF_PAIRS", n_deals)
        pairs = find_more_pairs(sample, [], settings=DEFAULT_SETTINGS.dry, seed=0)
        names = [frozenset(map(str, pair)) for pair in pairs.groups]
        assert len(set(names)) == len(names)
        found.append(dict(zip(names, map(float, pairs.predicted), strict=True)))
    assert 0 < len(found[0]) < len(found[1])
    assert found[0].items() <= found[1].items()


def test_the_floor_s_mean_of_groups_gives_each_publication_one_vote():
    other = {**LIQUID, "group": "10.1/b"}
    shifts = {25.0: -2.1, 35.0: -2.1, 45.0: -2.1}
    rows = [{**LIQUID, "temperature_c": t} for t in shifts]
    rows += [{**other, "temperature_c": t, "log10_sigma_s_cm": s} for t, s in shifts.items()]
    rows += [{**LIQUID, "temperature_c": 25.0, "group": "10.1/c", "log10_sigma_s_cm": -2.5}]
    floor = measure_noise_floor(prepare(pd.DataFrame(rows)))["liquid"]
    of_a, of_b, of_c = [0.3, 0.1, 0.1], [0.15, 0.1, 0.1], [0.45]
    assert floor["n_repeated"] == 7
    assert floor["mae"] == pytest.approx(sum(of_a + of_b + of_c) / 7)
    assert floor["mae_groups"] == pytest.approx((sum(of_a) / 3 + sum(of_b) / 3 + of_c[0]) / 3)


def test_the_shipped_probabilities_of_dry_pairs_are_better_than_a_coin_s_with_95_percent_confidence():
    pairs = json.loads((MODELS / "default" / "card.json").read_text(encoding="utf-8"))["pairs"]
    assert pairs["log_loss_high"] < math.log(2)
