"""Learned descriptors: honest far from what was described, growing, and as good as their cards say."""

import json
import re

import numpy as np
import pytest
from fit_learned import version_behind

from monodesign.compute.store import Store, key_of
from monodesign.descriptors.calibration import Kernel
from monodesign.descriptors.estimates import (
    EXCHANGE,
    FOLDER,
    TASKS,
    build_estimator,
    estimate_units,
    estimates_table,
    grow,
    load_estimator,
    read_described,
)
from monodesign.descriptors.exchange.correction import CORRECTION_FILE
from monodesign.descriptors.settings import DescribeSettings
from monodesign.descriptors.stored import KIND, describe_inputs
from monodesign.descriptors.structure_sums import CLASSES, sum_structure
from monodesign.errors import InvalidTable, UnknownName
from monodesign.tables.columns import ESTIMATES, names

UNITS = ("CCC(=O)OC", "CCC(=O)OCC", "CCC(=O)NC", "CCC(=O)OCCOC(=O)OC", "CCC(=O)OCC#N")
QUICK = DescribeSettings(n_conformers=1, n_relaxed=1, n_chelates=0)


def small(**changes):
    fields = {
        "task": "unit_oxidation_potential_v",
        "calibration_version": "none",
        "strengths": dict.fromkeys(CLASSES, 6.0),
        "units": UNITS,
        "targets": np.array([7.0, 6.9, 6.2, 7.1, 7.4]),
        "kernel": Kernel(offset=1, slope=0.3, smooth=0.5, length=1, family=0.3, group=0.3, noise=0.2),
        "std_factor": 1.0,
    }
    return build_estimator(**{**fields, **changes})


def sums(*units):
    return np.array([sum_structure(unit) for unit in units])


def test_described_units_are_given_back_within_their_error():
    model = small()
    values, std = estimate_units(model, sums(*UNITS))
    assert (np.abs(values - model.targets) < 2 * std).all()


def test_no_units_have_no_estimates():
    values, std = estimate_units(small(), sums(UNITS[0])[:0])
    assert values.shape == std.shape == (0,)


def test_a_unit_unlike_all_described_has_the_wider_error():
    _, std = estimate_units(small(), sums("CCC(=O)OC", "CCC(=O)N(CCCCCCCC)CCCCCCP(=O)(OC)OC"))
    assert std[1] > 2 * std[0]


def test_an_estimator_grows_by_what_is_described():
    new = "CCC(=O)OCCS(C)(=O)=O"
    before, after = small(), grow(small(), {new: 9.0})
    truth = 9.0
    errors = [abs(estimate_units(model, sums(new))[0][0] - truth) for model in (before, after)]
    assert errors[1] < 0.5 * errors[0]


def test_a_unit_described_again_counts_once():
    assert grow(small(), {UNITS[0]: 7.05}).units == UNITS


def test_what_was_not_computed_is_not_learned():
    assert grow(small(), {"CCC(=O)OCCC": float("nan")}).units == UNITS


def test_the_columns_are_those_declared():
    assert list(estimates_table([load_estimator(task) for task in TASKS], sums(*UNITS))) == names(ESTIMATES)


def keep_description(store, *, settings):
    inputs = describe_inputs("C=CC(=O)OC", settings=settings, engine_name="fake")
    result = {"columns": {"unit_oxidation_potential_v": 7.2}}
    store.put(key_of(inputs), kind=KIND, inputs=inputs, result=result, seconds=1.0)


@pytest.mark.parametrize(
    ("settings", "found"), [(QUICK, {"CCC(=O)OC": 7.2}), (DescribeSettings(), {})], ids=["same", "other"]
)
def test_a_campaign_s_descriptions_by_the_same_settings_are_read_by_unit(tmp_path, settings, found):
    with Store(tmp_path / "campaign.sqlite") as store:
        keep_description(store, settings=QUICK)
        task = "unit_oxidation_potential_v"
        assert read_described(store, task=task, settings=settings, engine_name="fake") == found


@pytest.mark.parametrize("task", TASKS)
def test_a_shipped_model_learned_from_today_s_calibration(task):
    """When it did not: run scripts/fit_learned.py, which takes minutes."""
    assert load_estimator(task).calibration_version == version_behind(task)


def error_on_card(path, line):
    (value,) = re.findall(
        rf"^\| {line} \| \d+ \| ([\d.]+) \|", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return float(value)


@pytest.mark.parametrize(
    "task",
    ["unit_oxidation_potential_v", "unit_li_binding_one_armed_kcal_mol", "unit_li_exchange_kcal_mol"],
)
def test_the_error_on_classes_left_out_is_at_most_twice_the_calibration_s(task):
    from monodesign.descriptors.calibration import FOLDER as CALIBRATIONS

    # Of the oxidation potential the vertical energy's: two adiabatic references tell no error of their own.
    behind = "vertical_ie_ev" if task == "unit_oxidation_potential_v" else TASKS[task]
    card = CORRECTION_FILE.with_name("card.md") if behind == EXCHANGE else CALIBRATIONS / f"{behind}.md"
    own = error_on_card(card, "one molecule")
    assert error_on_card(FOLDER / f"{task}.md", "each in turn") <= 2 * own


def test_an_unknown_descriptor_is_refused():
    with pytest.raises(UnknownName, match="unit_colour"):
        load_estimator("unit_colour")


def test_a_damaged_file_is_refused(tmp_path):
    (tmp_path / "broken.json").write_text(json.dumps({"task": "broken"}))
    with pytest.raises(InvalidTable, match="fit it again"):
        load_estimator("broken", folder=tmp_path)
