import math

from monodesign.simulation.sampling import BoxShare, judge


def _boxes(polymer, solvent, *, length_ns=10.0, residence_ps=500.0):
    return [
        BoxShare(start=start, share=share, length_ns=length_ns, residence_ps=residence_ps)
        for start, shares in (("polymer", polymer), ("solvent", solvent))
        for share in shares
    ]


def test_starts_that_agree_give_their_mean_with_an_error_from_resampling_boxes():
    verdict = judge(_boxes([0.30, 0.34], [0.26, 0.30]))
    assert verdict.is_converged
    assert math.isclose(verdict.share, 0.30)
    assert math.isclose(verdict.std, 0.02 / math.sqrt(2), rel_tol=0.05)  # two means, each ± 0.02


def test_starts_that_disagree_are_not_converged_and_both_are_told():
    verdict = judge(_boxes([0.50, 0.52], [0.20, 0.22]))
    assert not verdict.is_converged
    assert verdict.reason == "the two kinds of start disagree: 0.51 from the polymer, 0.21 from the solvent"
    assert math.isclose(verdict.of_start["polymer"], 0.51)


def test_a_run_shorter_than_three_residence_times_is_not_converged():
    verdict = judge(_boxes([0.3, 0.3], [0.3, 0.3], length_ns=1.0, residence_ps=400.0))
    assert verdict.reason == "the run of 1 ns lasts fewer than 3 residence times of 0.4 ns"


def test_lithium_that_never_leaves_is_not_converged():
    verdict = judge(_boxes([0.3, 0.3], [0.3, 0.3], residence_ps=math.inf))
    assert "stays at the polymer longer than half of the run of 10 ns" in verdict.reason


def test_one_box_a_start_is_too_few():
    assert (
        judge(_boxes([0.3], [0.3])).reason == "fewer than 2 boxes started with Li⁺ at polymer and at solvent"
    )
