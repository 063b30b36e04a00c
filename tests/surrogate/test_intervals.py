"""Intervals: nine in ten, wider where formulations are newer."""

import numpy as np
import pytest

from monodesign.surrogate.intervals import (
    fit_intervals,
    half_widths,
    interval_score,
    is_in_domain,
    weighted_quantile,
)


@pytest.fixture(scope="module")
def held_out():
    generator = np.random.default_rng(0)
    novelty = generator.uniform(0, 1, 4000)
    return generator.normal(0, 0.1 + novelty), novelty


def test_nine_in_ten_of_fresh_errors_fall_inside(held_out):
    errors, novelty = held_out
    model = fit_intervals(errors[:2000], novelty[:2000], np.ones(2000))
    inside = np.abs(errors[2000:]) <= half_widths(model, novelty[2000:])
    assert inside.mean() == pytest.approx(0.9, abs=0.02)


def test_widths_follow_novelty_and_score_better_than_one_width(held_out):
    errors, novelty = held_out
    model = fit_intervals(errors, novelty, np.ones(len(errors)))
    widths = half_widths(model, novelty)
    assert half_widths(model, np.array([0.9]))[0] > 1.5 * half_widths(model, np.array([0.1]))[0]
    constant = np.full(len(errors), np.quantile(np.abs(errors), 0.9))
    assert interval_score(errors, widths).mean() < interval_score(errors, constant).mean()


def test_a_quarter_is_outside_the_domain_and_errs_more(held_out):
    errors, novelty = held_out
    inside = is_in_domain(fit_intervals(errors, novelty, np.ones(len(errors))), novelty)
    assert inside.mean() == pytest.approx(0.75, abs=0.01)
    assert np.abs(errors[inside]).mean() < np.abs(errors[~inside]).mean()


def test_a_constant_shape_gives_one_width(held_out):
    errors, novelty = held_out
    model = fit_intervals(errors, novelty, np.ones(len(errors)), is_constant=True)
    assert np.ptp(model.half_widths) == 0


def test_weighted_quantile_equals_repeated_values():
    values, weights = np.array([3.0, 1.0, 2.0]), np.array([1.0, 2.0, 1.0])
    assert weighted_quantile(values, weights, np.array([0.5, 0.75, 1.0])).tolist() == [1.0, 2.0, 3.0]


def test_interval_score_is_the_width_inside_and_adds_twenty_times_the_excess_outside():
    np.testing.assert_allclose(interval_score(np.array([0.5, 1.5]), np.array([1.0, 1.0])), [2.0, 12.0])
