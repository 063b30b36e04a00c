"""Holding out: groups stay whole, and every measurement is held out once."""

import numpy as np

from monodesign.surrogate.model.surrogate import kinds_of
from monodesign.surrogate.training.held_out import N_FOLDS, assign_folds, find_seen


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
