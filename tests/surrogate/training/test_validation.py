"""Scores of held-out predictions: numbers mean what they say."""

import numpy as np

from monodesign.surrogate.model.intervals import covering_width
from monodesign.surrogate.training.validation import (
    bootstrap_groups,
    cross_calibrate,
    cross_constant,
    mean_of_groups,
    score,
)


def test_mean_of_groups_gives_each_group_one_vote():
    values, groups = np.array([1.0, 1.0, 1.0, 5.0]), np.array(["a", "a", "a", "b"])
    assert mean_of_groups(values, groups) == 3.0


def test_bootstrap_of_equal_groups_has_no_width():
    low, high = bootstrap_groups(np.ones(6), np.array(list("aabbcc")), seed=0)
    assert low == high == 1.0


def test_slices_of_a_kind_add_up(small):
    metrics = score(small.held_out, seed=0)
    assert (
        metrics["liquid"]["n_rows"] == metrics["liquid, seen"]["n_rows"] + metrics["liquid, unseen"]["n_rows"]
    )


def test_intervals_are_never_fitted_on_the_fold_they_judge(small):
    held_out = small.held_out
    widths, _ = cross_calibrate(held_out)
    changed = held_out.errors.copy()
    changed[held_out.folds == 0] *= 100
    from dataclasses import replace

    again, _ = cross_calibrate(replace(held_out, errors=changed))
    np.testing.assert_array_equal(widths[held_out.folds == 0], again[held_out.folds == 0])
    assert not np.array_equal(widths[held_out.folds != 0], again[held_out.folds != 0])


def test_one_width_of_a_kind_is_fitted_on_the_other_folds(small):
    held_out = small.held_out
    widths = cross_constant(held_out)
    assert np.isfinite(widths).all()
    for kind in set(held_out.kinds):
        for fold in set(held_out.folds[held_out.kinds == kind]):
            here = (held_out.kinds == kind) & (held_out.folds == fold)
            others = (held_out.kinds == kind) & (held_out.folds != fold)
            assert np.ptp(widths[here]) == 0
            size, weights = np.abs(held_out.errors[others]), held_out.weights[others]
            assert widths[here][0] == covering_width(size, weights, held_out.groups[others])
            by_half = weights / weights.sum() + 1 / len(weights)  # half by groups, half by measurements
            assert np.average(size <= widths[here][0], weights=by_half) >= 0.9 - 1e-9


def test_coverage_lies_inside_its_own_interval(small):
    for values in score(small.held_out, seed=0).values():
        assert values["coverage_90_low"] <= values["coverage_90"] + 1e-9
        assert values["coverage_90"] <= values["coverage_90_high"] + 1e-9
