"""The search: members that fit, distinct, seeded, resumable, and better than chance."""

import itertools
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from monodesign.errors import UserError
from monodesign.space.blocks import Members
from monodesign.space.fragments import FragmentLibrary, load_fragments
from monodesign.space.search import Choices, SearchSettings, search
from monodesign.space.space import MonomerSpace
from monodesign.space.trials import TrialFile

pytestmark = pytest.mark.slow

SAMPLERS = ("nsga2", "tpe")
QUICK = {"trials": 40, "batch": 20}


@pytest.fixture(scope="module")
def space():
    return make_space()


def make_space():
    library = load_fragments()
    branched = [bridge for bridge in library.bridges if len(bridge.ends) == 3][:3]
    straight = [bridge for bridge in library.bridges if len(bridge.ends) == 2][:6]
    kept = FragmentLibrary(
        heads=library.heads[:4], bridges=(*straight, *branched), ligands=library.ligands[:40]
    )
    return MonomerSpace(kept, two_ligands=True)


def keys(members):
    columns = (members.heads, members.bridges, members.ligands, members.seconds)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def every_key(space):
    return set(keys(space.members(np.arange(len(space)))))


def toy(members):
    """Three goals that pull apart, each a sum over fragments."""
    ligands = members.ligands + np.maximum(members.seconds, 0)
    return np.column_stack([-members.heads - 0.1 * ligands, members.bridges - 0.2 * ligands, 1.0 * ligands])


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_is_found_are_distinct_members_of_the_space(space, sampler):
    found = search(space, toy, settings=SearchSettings(sampler=sampler, **QUICK))
    assert len(set(keys(found.members))) == 40
    assert set(keys(found.members)) <= every_key(space)


def test_every_member_can_be_chosen(space):
    choices = Choices(space)
    bridges = choices.sets["bridge"]
    members = choices.members(
        [
            {"bridge": bridge, **dict(zip(sets, picked, strict=True))}
            for bridge in bridges
            for sets in [[name for name in choices.sets if name != "bridge"]]
            for picked in itertools.islice(itertools.product(*(choices.sets[name][:2] for name in sets)), 32)
        ]
    )
    assert set(keys(members)) <= every_key(space)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_one_seed_gives_one_search(space, sampler):
    settings = SearchSettings(sampler=sampler, **QUICK)
    first, again = (search(space, toy, settings=settings, seed=3) for _ in range(2))
    assert keys(first.members) == keys(again.members)
    assert np.array_equal(first.goals, again.goals)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_search_cut_off_keeps_what_it_had_and_goes_on(space, sampler, tmp_path):
    settings = SearchSettings(sampler=sampler, **QUICK)
    whole = search(space, toy, settings=settings, seed=1)
    calls = []

    def cut_off(members):
        calls.append(len(members))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return toy(members)

    file = tmp_path / "search.sqlite"
    with pytest.raises(KeyboardInterrupt):
        search(space, cut_off, settings=settings, seed=1, file=file)
    resumed = search(space, toy, settings=settings, seed=1, file=file)
    assert keys(resumed.members) == keys(whole.members)
    assert np.array_equal(resumed.goals, whole.goals)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import test_search
from monodesign.space.search import SearchSettings, search

calls = []

def score(members):
    calls.append(len(members))
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return test_search.some_outside(members)

settings = SearchSettings(sampler={sampler!r}, trials=80, batch=20)
search(test_search.make_space(), score, settings=settings, seed=2, file=Path({file!r}))
"""


def some_outside(members):
    """The toy goals, and some members outside the limits, so that batches and generations differ in size."""
    goals = toy(members)
    goals[members.bridges % 5 == 0] = np.nan
    return goals


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_killed_search_goes_on_to_what_it_would_have_found(space, sampler, tmp_path):
    """Killed with SIGKILL in its third batch, in a process of its own."""
    file = tmp_path / "search.sqlite"
    code = KILLED.format(tests=str(Path(__file__).parent), sampler=sampler, file=str(file))
    killed = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    settings = SearchSettings(sampler=sampler, trials=80, batch=20)
    whole = search(space, some_outside, settings=settings, seed=2)
    resumed = search(space, some_outside, settings=settings, seed=2, file=file)
    assert keys(resumed.members) == keys(whole.members)
    assert np.array_equal(resumed.goals, whole.goals, equal_nan=True)


def test_a_file_is_written_once_a_batch(space, tmp_path, monkeypatch):
    """A write a trial made choosing six times as slow."""
    sizes = []
    append = TrialFile.append

    def count(self, first, trials, attributes):
        sizes.append(len(trials))
        append(self, first, trials, attributes)

    monkeypatch.setattr(TrialFile, "append", count)
    search(space, toy, settings=SearchSettings(**QUICK), file=tmp_path / "search.sqlite")
    assert set(sizes) == {20}


def test_a_file_that_is_no_database_is_refused_in_one_line(space, tmp_path):
    file = tmp_path / "search.sqlite"
    file.write_text("not a database, but long enough to be taken for one" * 20)
    with pytest.raises(UserError, match="move the file away"):
        search(space, toy, settings=SearchSettings(**QUICK), file=file)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE search_trials SET goals = '[9.0, 9.0]' WHERE number = 3",
        "UPDATE search_trials SET params = replace(params, '1', '2')",
        "UPDATE search_trials SET attributes = '{}', sha256 = NULL WHERE number = 0",
        "UPDATE search_trials SET number = 1000 WHERE number = 5",
        "DELETE FROM search_trials WHERE number = 7",
        "UPDATE search_studies SET attributes = '{\"a\": 1}'",
    ],
)
def test_a_damaged_row_is_never_taken_for_a_trial(space, tmp_path, damage):
    file = tmp_path / "search.sqlite"
    search(space, toy, settings=SearchSettings(**QUICK), file=file)
    with closing(sqlite3.connect(file)) as connection, connection:
        assert connection.execute(damage).rowcount > 0
    with pytest.raises(UserError, match=r"search\.sqlite: a .*trial.*; move the file away"):
        search(space, _refuse, settings=SearchSettings(**QUICK), file=file)


def test_trials_of_an_earlier_version_without_seals_are_taken_and_sealed(space, tmp_path):
    file = tmp_path / "search.sqlite"
    first = search(space, toy, settings=SearchSettings(**QUICK), file=file)
    with closing(sqlite3.connect(file)) as connection, connection:
        for table in ("search_trials", "search_studies"):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN sha256")
    again = search(space, _refuse, settings=SearchSettings(**QUICK), file=file)
    assert np.array_equal(first.goals, again.goals)


def test_a_finished_search_is_read_back_and_scores_nothing(space, tmp_path):
    settings = SearchSettings(**QUICK)
    file = tmp_path / "search.sqlite"
    first = search(space, toy, settings=settings, file=file)
    again = search(space, _refuse, settings=settings, file=file)
    assert keys(first.members) == keys(again.members)
    assert np.array_equal(first.goals, again.goals)


def _refuse(_members):
    raise AssertionError("scored again")


def test_no_member_is_scored_twice(space):
    seen = []

    def score(members):
        seen.extend(keys(members))
        return toy(members)

    search(space, score, settings=SearchSettings(trials=200, batch=50))
    assert len(seen) == len(set(seen))


def test_members_outside_the_limits_have_no_goals(space):
    def score(members):
        goals = toy(members)
        goals[members.heads == 0] = np.nan
        return goals

    found = search(space, score, settings=SearchSettings(**QUICK))
    assert (np.isnan(found.goals).all(axis=1) == (found.members.heads == 0)).all()


def test_a_space_smaller_than_the_trials_ends_the_search():
    library = load_fragments()
    tiny = FragmentLibrary(heads=library.heads[:1], bridges=library.bridges[:1], ligands=library.ligands[:3])
    space = MonomerSpace(tiny)
    found = search(space, toy, settings=SearchSettings(trials=10, batch=5))
    assert set(keys(found.members)) <= every_key(space)


def test_a_search_beats_as_many_random_members(space):
    best = search(space, toy, settings=SearchSettings(trials=600, batch=50), seed=0).goals
    drawn = toy(space.members(next(space.indices(seed=0, chunk=600))))
    assert share_dominated(drawn, by=best) > 1.5 * share_dominated(best, by=drawn)


def share_dominated(goals, *, by):
    return np.mean([((by >= row).all(axis=1) & (by > row).any(axis=1)).any() for row in goals])


def test_members_of_a_symmetric_bridge_name_their_ligands_in_one_order(space):
    block = next(block for block in space.blocks if block.is_symmetric)
    names = Choices(space).sets
    choice = {name: positions[0] for name, positions in names.items()} | {"bridge": int(block.bridges[0])}
    seconds = next(name for name in names if name.startswith("seconds"))
    members = Choices(space).members([choice | {seconds: names[seconds][-1]}])
    assert isinstance(members, Members)
    assert members.ligands[0] >= members.seconds[0]
