"""The time that describing still takes, for costs that grow and scatter as measured."""

import heapq
import random

import pytest

from monodesign.cli.progress import ProgressBars, Remaining
from monodesign.compute.store import Store
from monodesign.descriptors.costs import EXPONENT, expected_costs
from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers

# Standard deviation of ln(time) of molecules of one size, as measured with EXPONENT.
SCATTER = 0.31
LIBRARY = list(enumerate_monomers(load_fragments(), sample=300, seed=4)["smiles"])


def _finish_times(seconds, *, jobs):
    """Return when items are finished that begin in order as workers become free."""
    free = [0.0] * jobs
    finished = []
    for one in seconds:
        end = heapq.heappop(free) + one
        heapq.heappush(free, end)
        finished.append(end)
    return sorted(finished)


def _errors(seconds, costs, *, jobs):
    """Return estimated over true time left when 10, 50 and 90 % of the items are finished."""
    finished = _finish_times(seconds, jobs=jobs)
    now = 0.0
    remaining = Remaining(costs, jobs=jobs, clock=lambda: now)
    found = []
    for share in (0.1, 0.5, 0.9):
        done = int(share * len(costs))
        now = finished[done - 1]
        found.append(remaining.seconds(done) / (finished[-1] - now))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, 16])
def test_the_estimate_is_within_four_tenths_for_costs_as_measured(jobs):
    costs = expected_costs(LIBRARY)
    for seed in range(4):
        rng = random.Random(seed)
        errors = _errors([9.0 * cost * rng.lognormvariate(0, SCATTER) for cost in costs], costs, jobs=jobs)
        assert all(1 / 1.4 < error < 1.4 for error in errors)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, 16])
@pytest.mark.parametrize("power", [1, 3])
def test_it_is_within_six_tenths_where_time_grows_with_another_power_of_the_atoms(jobs, power):
    costs = expected_costs(LIBRARY)
    errors = _errors([cost ** (power / EXPONENT) for cost in costs], costs, jobs=jobs)
    assert all(1 / 1.6 < error < 1.6 for error in errors)


def test_equal_shares_would_promise_more_at_first():
    costs = expected_costs(LIBRARY)
    weighted, equal = (_errors(costs, shares, jobs=1) for shares in (costs, [1.0] * len(costs)))
    assert weighted == pytest.approx([1.0, 1.0, 1.0])
    assert min(equal) > 1.25


def test_before_the_first_has_finished_there_is_no_estimate():
    assert Remaining([1.0, 1.0]).seconds(0) is None


@pytest.mark.slow
def test_costs_come_in_the_order_in_which_describe_begins(tmp_path):
    smiles = ["C=CC(=O)OCC", "COC(=O)OC", "not a smiles", "C=CC(=O)NCCC#N", "O=C(OC)OC"]
    begun = []

    class Watched(Store):
        def put(self, key, *, inputs, **rest):
            begun.append(inputs["smiles"])
            super().put(key, inputs=inputs, **rest)

    settings = DescribeSettings(what=("redox",), n_conformers=1, n_relaxed=1)
    with Watched(tmp_path / "campaign.sqlite") as store:
        describe(smiles, settings=settings, engine_name="fake", store=store)
    assert expected_costs(smiles) == [cost for one in begun for cost in expected_costs([one])]


def test_finished_molecules_cost_nothing():
    assert expected_costs(["COC(=O)OC", "CC"], is_finished=lambda one: one == "CC") == expected_costs(
        ["COC(=O)OC"]
    )


def test_a_log_has_a_line_for_each_tenth_with_the_time_left(capsys):
    now = 0.0
    with ProgressBars(clock=lambda: now) as progress:
        progress.expect([1.0] * 100)
        progress("describe", 100, 200)
        for done in range(101, 201):
            now += 60.0
            progress("describe", done, 200)
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == [
        "describe: 200",
        "describe: 120 of 200, about 80 min left",
        "describe: 140 of 200, about 60 min left",
    ]
    assert len(lines) == 5


def test_a_terminal_shows_the_time_left_in_the_bar(capsys, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    now = 0.0
    with ProgressBars(clock=lambda: now) as progress:
        progress.expect([1.0] * 4)
        progress("describe", 0, 4)
        now = 600.0
        progress("describe", 2, 4)
    assert "2/4 [00:00, about 10 min left]" in capsys.readouterr().err
