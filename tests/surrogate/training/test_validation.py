"""Cross-validation: groups stay whole, and numbers mean what they say."""

import numpy as np

from monodesign.surrogate.model.intervals import covering_width
from monodesign.surrogate.model.surrogate import kinds_of
from monodesign.surrogate.training.validation import (
    N_FOLDS,
    assign_folds,
    bootstrap_groups,
    cross_calibrate,
    cross_constant,
    find_seen,
    mean_of_groups,
    score,
)


def deal(sample, *, seed=0):
    return assign_folds(sample.groups, kinds_of(sample.inputs), n_folds=5, seed=seed)


def test_no_group_is_split_over_folds(few_sample):
    folds = deal(few_sample)
    for group in set(few_sample.groups):
        assert len(set(folds[few_sample.groups == group])) == 1


def test_folds_do_not_depend_on_row_order(few_sample):
    order = np.random.default_rng(1).permutation(len(few_sample.groups))
    kinds = kinds_of(few_sample.inputs)
    shuffled = assign_folds(few_sample.groups[order], kinds[order], n_folds=5, seed=0)
    np.testing.assert_array_equal(shuffled, deal(few_sample)[order])


def test_more_rows_of_one_group_deal_nothing_anew():
    groups = np.array([f"group {number}" for number in range(40)])
    kinds = np.full(40, "liquid")
    more = np.append(groups, ["group 3"] * 50)
    again = assign_folds(more, np.full(90, "liquid"), seed=0)
    np.testing.assert_array_equal(again[:40], assign_folds(groups, kinds, seed=0))


def test_a_new_group_moves_few_others_and_only_of_its_kind():
    groups = np.array([f"group {number}" for number in range(200)])
    kinds = np.array(["dry", "liquid"] * 100)
    before = assign_folds(groups, kinds, seed=0)
    after = assign_folds(np.append(groups, "new"), np.append(kinds, "dry"), seed=0)[:-1]
    np.testing.assert_array_equal(after[kinds == "liquid"], before[kinds == "liquid"])
    moved = np.abs(after - before)
    assert moved.max() <= 1
    assert moved.sum() <= N_FOLDS - 1


def test_every_fold_gets_its_share_of_the_groups_of_a_kind():
    groups = np.array([f"group {number}" for number in range(30)])
    kinds = np.array(["gel"] * 15 + ["dry"] * 15)
    folds = assign_folds(groups, kinds, seed=0)
    for kind in ("gel", "dry"):
        assert set(np.bincount(folds[kinds == kind], minlength=N_FOLDS)) == {1, 2}


def test_another_seed_deals_otherwise(few_sample):
    assert not np.array_equal(deal(few_sample), deal(few_sample, seed=1))


def test_mean_of_groups_gives_each_group_one_vote():
    values, groups = np.array([1.0, 1.0, 1.0, 5.0]), np.array(["a", "a", "a", "b"])
    assert mean_of_groups(values, groups) == 3.0


def test_bootstrap_of_equal_groups_has_no_width():
    low, high = bootstrap_groups(np.ones(6), np.array(list("aabbcc")), seed=0)
    assert low == high == 1.0


def test_a_solvent_of_one_group_alone_is_unseen(few_sample):
    seen = find_seen(few_sample, np.unique(few_sample.groups, return_inverse=True)[1])
    homes = {}
    for row, index in enumerate(few_sample.formulations.solvent_index):
        if index >= 0:
            for solvent in few_sample.formulations.solvents[index].solvents:
                homes.setdefault(solvent.name, set()).add(few_sample.groups[row])
    lonely = {name for name, groups in homes.items() if len(groups) == 1}
    assert lonely
    for row, index in enumerate(few_sample.formulations.solvent_index):
        if index >= 0 and {s.name for s in few_sample.formulations.solvents[index].solvents} & lonely:
            assert not seen[row]


def test_every_measurement_was_held_out_once(small):
    assert np.isfinite(small.held_out.errors).all()
    assert np.isfinite(small.held_out.novelty).all()


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
