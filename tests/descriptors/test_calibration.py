import json
from dataclasses import replace

import numpy as np
import pytest
from curation.fitting import (
    CONSTANT_PRIOR,
    NORMAL_90,
    PRIOR,
    UNEVEN_PRIOR,
    Held,
    Reference,
    calibration_json,
    find_factor,
    fit_and_hold,
    fit_calibration,
    leave_out,
    pool,
)

from monodesign.descriptors.calibration import (
    Kernel,
    build_calibration,
    estimate,
    is_known_group,
    load_calibration,
)
from monodesign.errors import InvalidTable, UnknownName

pytestmark = pytest.mark.slow

OFFSETS = {"x/a": -2.0, "x/b": 1.0, "y/c": 4.0}


def planted(n=24, *, noise=0.05):
    """References of which reference = raw + 3 + 0.5 x + offset of the class is the law."""
    random = np.random.default_rng(1)
    found = []
    for i in range(n):
        group = list(OFFSETS)[i % 3]
        raw, x = random.normal(-50, 5), random.normal()
        value = raw + 3.0 + 0.5 * x + OFFSETS[group] + noise * random.normal()
        features = {"raw": raw, "x": x}
        found.append(
            Reference(
                name=str(i),
                molecule=str(i // 2),
                group=group,
                reference=value,
                features=features,
                source="law",
            )
        )
    return found


def test_a_planted_law_is_found_on_molecules_left_out():
    references = planted()
    held = leave_out(
        references, fit_calibration(references, task="t", base="raw", features=["x"]), by="molecule"
    )
    assert np.mean([abs(one.predicted - one.reference) for one in held]) < 0.25
    assert np.mean([abs(one.raw - one.reference) for one in held]) > 2.0


def test_a_left_out_reference_takes_no_part_in_its_prediction():
    references = planted()
    fitted = fit_calibration(references, task="t", base="raw", features=["x"])
    first, *rest = references
    spoiled = Reference(
        name=first.name,
        molecule=first.molecule,
        group=first.group,
        reference=first.reference + 100,
        features=first.features,
        source="law",
    )
    one = leave_out(references, fitted, by="molecule")[0]
    other = leave_out([spoiled, *rest], fitted, by="molecule")[0]
    assert one.predicted == other.predicted


def test_a_feature_in_which_one_reference_differs_tells_next_to_nothing():
    """One in twenty differs by 0.06: a molecule at 0.3 is no twenty deviations away on a line through it."""
    x = np.zeros(20)
    x[0] = -0.06
    residuals = np.where(x < 0, -0.5, 0.0)
    kernel = Kernel(offset=0.4, slope=0.1, smooth=0.1, length=2.0, family=0.2, group=0.1, noise=0.1)
    calibration = build_calibration(
        task="t", base="raw", features=["x"], points=x[:, None], groups=["a/b"] * 20, residuals=residuals,
        names=[str(n) for n in range(20)], kernel=kernel,
    )  # fmt: skip
    at_zero, beyond = (estimate(calibration, {"raw": 0.0, "x": at}, group="a/b").value for at in (0.0, 0.3))
    assert beyond == pytest.approx(at_zero, abs=0.02)


def test_an_unseen_class_has_a_wider_error_and_says_so():
    references = planted()
    calibration = fit_calibration(references, task="t", base="raw", features=["x"])
    features = references[0].features
    known = estimate(calibration, features, group="x/a")
    unseen = estimate(calibration, features, group="z/z")
    assert known.is_known_group
    assert not unseen.is_known_group
    assert unseen.std > 2 * known.std


def test_far_from_the_references_the_error_grows():
    calibration = fit_calibration(planted(), task="t", base="raw", features=["x"])
    near = estimate(calibration, {"raw": -50.0, "x": 0.0}, group="x/a")
    far = estimate(calibration, {"raw": -50.0, "x": 20.0}, group="x/a")
    assert far.std > near.std


def test_standard_errors_cover_the_left_out_points():
    references = planted(noise=0.5)
    fitted = fit_calibration(references, task="t", base="raw", features=["x"])
    held = leave_out(references, fitted, by="molecule")
    inside = np.mean([abs(one.predicted - one.reference) < 2 * one.std for one in held])
    assert inside >= 0.85


def test_the_file_gives_back_the_calibration(tmp_path):
    references = planted()
    calibration = fit_calibration(references, task="t", base="raw", features=["x"])
    (tmp_path / "t.json").write_text(calibration_json(calibration, references), encoding="utf-8")
    read = load_calibration("t", folder=tmp_path)
    features = references[3].features
    assert read.version == calibration.version
    assert estimate(read, features, group="x/a") == estimate(calibration, features, group="x/a")


def test_order_of_references_changes_no_prediction():
    references = planted()
    kernel = Kernel(offset=3, slope=1, smooth=1, length=1, family=1, group=2, noise=0.1)

    def build(rows):
        return build_calibration(
            task="t",
            base="raw",
            features=["x"],
            points=np.array([[one.features["x"]] for one in rows]),
            groups=[one.group for one in rows],
            residuals=np.array([one.reference - one.features["raw"] for one in rows]),
            names=[one.name for one in rows],
            kernel=kernel,
        )

    features = {"raw": -50.0, "x": 0.3}
    one, other = (estimate(build(rows), features, group="x/b") for rows in (references, references[::-1]))
    assert one.value == pytest.approx(other.value, abs=1e-9)


def test_unknown_calibration_is_refused(tmp_path):
    with pytest.raises(UnknownName, match="no calibration"):
        load_calibration("nothing", folder=tmp_path)


def test_damaged_calibration_is_refused(tmp_path):
    (tmp_path / "t.json").write_text(json.dumps({"task": "t"}), encoding="utf-8")
    with pytest.raises(InvalidTable, match="damaged"):
        load_calibration("t", folder=tmp_path)


def test_a_chelate_of_known_arms_lies_between_them():
    calibration = fit_calibration(planted(), task="t", base="raw", features=["x"])
    features = {"raw": -50.0, "x": 0.0}
    one, other, both = (estimate(calibration, features, group=g) for g in ("x/a", "y/c", "x/a+y/c"))
    assert one.value < both.value < other.value


@pytest.mark.parametrize(
    ("group", "is_known"),
    [
        ("carbonyl/ester", True),
        ("sulfonyl/sulfone", True),  # a symmetric chelate is of one class
        ("halogen/fluorine", False),  # a second arm only
        ("carbonyl/ester+carbonyl/ketone", True),  # as the chelate of two other carbonyls
        ("carbonyl/ester+oxygen/ether", False),
        ("carbonyl/ester+carbonyl/anhydride", False),
        ("carbonyl/ester+carbonyl/ester+carbonyl/ester", False),
    ],
)
def test_a_group_is_known_by_its_classes_and_by_the_families_that_it_joins(group, is_known):
    known = (
        "carbonyl/ester",
        "carbonyl/ketone",
        "oxygen/ether",
        "carbonyl/oxalate+carbonyl/oxalate",
        "sulfonyl/sulfone+sulfonyl/sulfone",
        "carbonyl/ester+halogen/fluorine",
    )
    assert is_known_group(group, known) is is_known


def test_noise_expected_to_be_large_is_found_larger():
    quiet, noisy = (
        fit_calibration(planted(), task="t", base="raw", features=["x"], priors=(prior,))
        for prior in (PRIOR, UNEVEN_PRIOR)
    )
    assert quiet.kernel.noise < noisy.kernel.noise


def test_offsets_of_classes_are_taken_where_classes_differ_and_a_constant_where_they_do_not():
    differ = planted(12)
    # The members of each class lie above and below the same law in turn.
    alike = [
        replace(one, reference=one.features["raw"] + 3.0 + 0.3 * (-1) ** (i // 3))
        for i, one in enumerate(planted(12))
    ]
    found = [
        fit_calibration(
            references, task="t", base="raw", features=["x"], by=(), priors=(CONSTANT_PRIOR, UNEVEN_PRIOR)
        ).kernel
        for references in (differ, alike)
    ]
    with_classes, constant = found
    assert with_classes.group + with_classes.family > 1
    assert constant.group + constant.family < 0.05


def test_what_was_left_out_to_scale_errors_is_as_left_out_of_the_calibration():
    references = planted(noise=0.5)
    fitted, held = fit_and_hold(references, task="t", base="raw", features=["x"], by=("molecule",))
    again = leave_out(references, fitted, by="molecule")
    assert [one.predicted for one in held["molecule"]] == [one.predicted for one in again]
    assert [one.std for one in held["molecule"]] == pytest.approx([one.std for one in again])


def errors_of(n):
    """Errors of 1/n, 2/n … 1, each promised as 0.1."""
    return [
        Held(name=str(k), group="g", reference=0.0, raw=0.0, predicted=k / n, std=0.1)
        for k in range(1, n + 1)
    ]


@pytest.mark.parametrize(("n", "within"), [(9, 9), (10, 10), (19, 18), (29, 27), (99, 90)])
def test_standard_errors_are_scaled_until_one_more_case_lies_within_nine_times_in_ten(n, within):
    # It lies within the k-th smallest of n with probability k / (n + 1): 18 of 20, 27 of 30, 90 of 100.
    held = errors_of(n)
    limit = NORMAL_90 * find_factor(held) * 0.1 * (1 + 1e-9)
    assert sum(one.predicted <= limit for one in held) == within


def test_of_too_few_cases_the_largest_error_scales():
    held = errors_of(4)
    assert NORMAL_90 * find_factor(held) * 0.1 == pytest.approx(1.0)


def test_a_class_of_one_molecule_left_out_is_counted_once():
    references = planted()
    lonely = replace(references[0], name="lonely", molecule="lonely", group="z/z")
    references = [*references, lonely]
    fitted = fit_calibration(references, task="t", base="raw", features=["x"])
    by_molecule, by_group = (leave_out(references, fitted, by=by) for by in ("molecule", "group"))
    assert len(pool(by_molecule, by_group)) == len(by_molecule) + len(by_group) - 1
