"""Intervals: nine in ten, wider where formulations are newer or conduct worse."""

import json

import numpy as np
import pytest

from monodesign.paths import MODELS
from monodesign.surrogate.model.intervals import (
    GROUPS_TO_TRUST,
    covering_width,
    fit_intervals,
    half_widths,
    interval_score,
    is_in_domain,
    read_signs,
    weighted_quantile,
)

ROOM_K = 298.15


@pytest.fixture(scope="module")
def held_out():
    generator = np.random.default_rng(0)
    novelty = generator.uniform(0, 1, 4000)
    return generator.normal(0, 0.1 + novelty), novelty


def signs_of(novelty, temperature_k=ROOM_K, log10_sigma=-3.0):
    everywhere = np.ones(len(novelty))
    return read_signs(novelty, temperature_k * everywhere, log10_sigma * everywhere)


def fitted(errors, novelty, *, signs=None, n_groups=100):
    signs = signs_of(novelty) if signs is None else signs
    return fit_intervals(
        errors,
        signs,
        np.ones(len(errors)),
        groups=(np.arange(len(errors)) % n_groups).astype(str),
        novelty=novelty,
        temperature_k=np.linspace(263.15, 373.15, len(errors)),
    )


def test_nine_in_ten_of_fresh_errors_fall_inside(held_out):
    errors, novelty = held_out
    model = fitted(errors[:2000], novelty[:2000])
    inside = np.abs(errors[2000:]) <= half_widths(model, signs_of(novelty[2000:]))
    assert inside.mean() == pytest.approx(0.9, abs=0.02)


def study(generator, *, n_groups, likeness):
    """Return sizes of errors, and groups of unequal numbers; errors share a part of their size and sign."""
    groups = np.repeat(np.arange(n_groups), generator.choice([1, 5, 8, 15, 50, 150], n_groups))
    scale, shift = np.exp(likeness * generator.normal(size=n_groups)), generator.normal(size=n_groups)
    own = (1 - likeness) * generator.normal(size=len(groups))
    return np.abs(scale[groups] * (likeness * shift[groups] + own)), groups.astype(str)


def share_covered(sizes, groups, width):
    counted = roots(groups) / roots(groups).sum() + 1 / len(groups)
    return np.average(sizes <= width, weights=counted)


def roots(groups):
    _, which, counts = np.unique(groups, return_inverse=True, return_counts=True)
    return 1 / np.sqrt(counts[which])


@pytest.mark.parametrize("likeness", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("n_groups", [15, 60])
def test_nine_in_ten_errors_of_new_groups_fall_inside_however_alike_a_groups_errors_are(n_groups, likeness):
    """Neither fewer nor more, in the mean of 200 studies of which each is judged by 40 groups more."""
    generator = np.random.default_rng(0)
    found = []
    for _ in range(200):
        sizes, groups = study(generator, n_groups=n_groups, likeness=likeness)
        width = covering_width(sizes, roots(groups), groups)
        found.append(share_covered(*study(generator, n_groups=40, likeness=likeness), width))
    assert np.mean(found) == pytest.approx(0.9, abs=0.015)


def test_a_width_covers_nine_in_ten_errors_by_the_width_of_the_other_groups():
    """The definition, group by group: at the level found, the others' quantiles cover nine in ten errors."""
    sizes, groups = study(np.random.default_rng(3), n_groups=12, likeness=0.5)
    counted = roots(groups) / roots(groups).sum() + 1 / len(groups)
    width = covering_width(sizes, roots(groups), groups)
    level = counted[sizes <= width].sum() / counted.sum()
    inside = np.concatenate(
        [
            sizes[own] <= weighted_quantile(sizes[~own], counted[~own], np.array([level]))[0]
            for own in (groups == group for group in np.unique(groups))
        ]
    )
    order = np.concatenate([np.flatnonzero(groups == group) for group in np.unique(groups)])
    assert np.average(inside, weights=counted[order]) == pytest.approx(0.9, abs=0.02)


def test_one_group_alone_is_covered_by_nine_in_ten_of_its_errors():
    sizes = np.arange(1.0, 101.0)
    assert covering_width(sizes, np.ones(100), np.repeat("one", 100)) == pytest.approx(90.0, abs=1)


def test_widths_follow_novelty_and_score_better_than_one_width(held_out):
    errors, novelty = held_out
    model = fitted(errors, novelty)
    near, far = half_widths(model, signs_of(np.array([0.1, 0.9])))
    assert far > 1.5 * near
    constant = np.full(len(errors), np.quantile(np.abs(errors), 0.9))
    widths = half_widths(model, signs_of(novelty))
    assert interval_score(errors, widths).mean() < interval_score(errors, constant).mean()


def test_what_is_newer_is_never_surer(held_out):
    errors, novelty = held_out
    model = fitted(errors, 1 - novelty)
    assert model.slopes[0] == 0
    assert np.ptp(half_widths(model, signs_of(novelty))) == 0


def test_widths_follow_temperature_and_predicted_conductivity():
    generator = np.random.default_rng(1)
    temperature_k, level = generator.uniform(240, 380, 4000), generator.uniform(-8, -2, 4000)
    novelty = np.full(4000, 0.3)
    errors = generator.normal(0, np.exp(300 / temperature_k - level / 4))
    model = fitted(errors, novelty, signs=read_signs(novelty, temperature_k, level))
    one = novelty[:1]
    assert half_widths(model, signs_of(one, 250.0)) > 1.1 * half_widths(model, signs_of(one, 350.0))
    ratio = half_widths(model, signs_of(one, log10_sigma=-7.0)) / half_widths(model, signs_of(one))
    assert ratio[0] == pytest.approx(np.e, rel=0.1)


def test_fewer_groups_bring_the_widths_closer_together(held_out):
    errors, novelty = held_out
    fewer, many = (fitted(errors, novelty, n_groups=count) for count in (21, 300))
    assert 0 < fewer.slopes[0] < 0.5 * many.slopes[0]


def test_few_groups_have_one_width():
    generator = np.random.default_rng(1)
    temperature_k = generator.uniform(240, 380, 4000)
    novelty, level = generator.uniform(0, 1, 4000), generator.uniform(-8, -2, 4000)
    errors = generator.normal(0, np.exp(300 / temperature_k - level / 4) * (0.1 + novelty))
    signs = read_signs(novelty, temperature_k, level)
    assert (fitted(errors, novelty, signs=signs, n_groups=14).slopes == 0).all()
    assert (fitted(errors, novelty, signs=signs, n_groups=100).slopes != 0).all()


def test_a_width_stays_as_it_is_beyond_what_was_measured(held_out):
    errors, novelty = held_out
    model = fitted(errors, novelty, signs=signs_of(novelty) + np.random.default_rng(2).normal(size=(4000, 3)))
    strange, stranger = half_widths(model, np.array([[0.0, 1e3, -1e3], [0.0, 1e6, -1e6]]))
    assert strange == stranger


def test_a_quarter_is_outside_the_domain_and_errs_more(held_out):
    errors, novelty = held_out
    inside = is_in_domain(
        fitted(errors, novelty), novelty, np.full(len(novelty), ROOM_K), np.zeros(len(novelty))
    )
    assert inside.mean() == pytest.approx(0.75, abs=0.01)
    assert np.abs(errors[inside]).mean() < np.abs(errors[~inside]).mean()


def test_the_domain_ends_ten_degrees_beyond_the_coldest_and_the_hottest_measurement(held_out):
    model = fitted(*held_out)
    inside = is_in_domain(model, np.zeros(4), np.array([253.0, 253.3, 383.0, 383.3]), np.zeros(4))
    assert inside.tolist() == [False, True, True, False]


def test_solvents_that_are_mostly_guessed_at_are_outside_the_domain(held_out):
    inside = is_in_domain(fitted(*held_out), np.zeros(3), np.full(3, ROOM_K), np.array([0.0, 0.4, 0.6]))
    assert inside.tolist() == [True, True, False]


def test_weighted_quantile_equals_repeated_values():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0])
    assert weighted_quantile(values, weights, np.array([0.5, 0.75, 1.0])).tolist() == [1.0, 2.0, 3.0]


def test_interval_score_is_the_width_inside_and_adds_twenty_times_the_excess_outside():
    np.testing.assert_allclose(interval_score(np.array([0.5, 1.5]), np.array([1.0, 1.0])), [2.0, 12.0])


@pytest.mark.parametrize("kind", ["dry", "gel", "liquid"])
def test_the_shipped_intervals_hold_what_they_promise_and_beat_one_width(kind):
    """The interval of the coverage contains 90 %, and the score beats one width fitted alike.

    The coverage is that of three deals of groups to folds, and lies within 86 to 94 % besides. Kinds of few
    groups have one width.
    """
    card = json.loads((MODELS / "default" / "card.json").read_text(encoding="utf-8"))
    metrics, deals = card["metrics"][kind], card["deals"][kind]
    low, high = deals["coverage_90_interval"]
    assert low <= 0.9 <= high
    assert 0.86 <= np.mean(deals["coverage_90"]) <= 0.94
    if metrics["n_groups"] < GROUPS_TO_TRUST:
        assert metrics["interval_score"] == metrics["interval_score_one_width"]
    else:
        assert metrics["interval_score"] < metrics["interval_score_one_width"]
