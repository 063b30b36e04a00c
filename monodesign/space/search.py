"""Search of a space too large to score: Optuna chooses fragments, surrogate and learned descriptors judge.

A choice is a bridge and, for every set of heads or ligands that some bridge takes, one of that set. A bridge
reads the choices of its own sets and leaves the others alone, so every choice is a member that fits and two
parents can be crossed fragment by fragment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import numpy as np
from annotated_types import Ge, Gt, Le
from numpy.typing import NDArray

from monodesign.space.blocks import Block, Members
from monodesign.space.space import MonomerSpace
from monodesign.space.trials import StoredTrial, TrialFile

if TYPE_CHECKING:
    import optuna

    # Goals of members, each the larger the better, shape (n, k); NaN in rows that are outside the limits.
    Score = Callable[[Members], NDArray[np.float64]]

# Positions of head, bridge, ligand and second ligand (−1: none) in the library.
Key = tuple[int, int, int, int]
# A search ends when so many times its trials were asked for: the samplers repeat themselves by then.
MOST_ASKED: Final = 4
ROLES: Final = ("heads", "ligands", "seconds")
BRIDGE: Final = "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How to search a large space of monomers; the table `[search]` of a campaign file.

    Attributes:
        trials: Number of different monomers to score; 0 for no search.
        sampler: `nsga2` recombines the fragments of the best monomers; `tpe` prefers fragments that occur in
            good ones.
        batch: Monomers scored at a time.
        keep: Maximum number of monomers that join the candidates, the best Pareto fronts first.
    """

    trials: Annotated[int, Ge(0), Le(10**9)] = 0
    sampler: Literal["nsga2", "tpe"] = "nsga2"
    batch: Annotated[int, Gt(0), Le(10**6)] = 100
    keep: Annotated[int, Gt(0), Le(10**9)] = 200


class Choices:
    """The choices of a study and the monomers that they encode.

    Args:
        space: The space.
    """

    def __init__(self, space: MonomerSpace) -> None:
        self._blocks = space.blocks
        self._block_of = {int(b): block for block in space.blocks for b in block.bridges}
        self.sets: dict[str, list[int]] = {BRIDGE: sorted(self._block_of)}
        for block in space.blocks:
            for role in ROLES:
                positions = getattr(block, role).tolist()
                if positions:
                    self.sets[_set_name(block, role)] = positions

    def members(self, choices: Sequence[dict[str, int]]) -> Members:
        """Return the members of choices: positions in the library by name of the set."""
        rows = []
        for choice in choices:
            block = self._block_of[choice[BRIDGE]]
            head, ligand, second = (
                choice[_set_name(block, role)] if len(getattr(block, role)) else -1 for role in ROLES
            )
            if block.is_symmetric and second > ligand:
                ligand, second = second, ligand
            rows.append((head, choice[BRIDGE], ligand, second))
        heads, bridges, ligands, seconds = np.array(rows, dtype=np.int64).reshape(-1, 4).T
        return Members(heads=heads, bridges=bridges, ligands=ligands, seconds=seconds)


def _set_name(block: Block, role: str) -> str:
    """Return a name that blocks with the same set share."""
    positions = getattr(block, role)
    return f"{role} {positions[0]}-{positions[-1]} of {len(positions)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search scored, in the order in which it came to it.

    Attributes:
        members: Distinct members.
        goals: Their goals, each the larger the better, shape (n, k); NaN outside the limits.
    """

    members: Members
    goals: NDArray[np.float64]


def search(
    space: MonomerSpace,
    score: Score,
    *,
    settings: SearchSettings,
    seed: int = 0,
    n_goals: int = 3,
    file: Path | None = None,
    name: str = "search",
) -> Found:
    """Score `settings.trials` different monomers; each batch is chosen from the results of earlier ones.

    Args:
        space: The space.
        score: Gives the goals of members; a row of NaN is outside the limits.
        settings: How to search.
        seed: Of every draw.
        n_goals: How many goals there are.
        file: SQLite file that keeps the study batch by batch; a search that was interrupted or killed goes on
            from its last whole batch and comes to the same. Without it, nothing is kept.
        name: What the study is called there: one name for one question.
    """
    study = _Study(Choices(space), settings=settings, seed=seed, n_goals=n_goals, file=file, name=name)
    while len(study.scored) < settings.trials and study.n_asked < MOST_ASKED * settings.trials:
        study.advance(score)
    keys = list(study.scored)[: settings.trials]
    heads, bridges, ligands, seconds = np.array(keys, dtype=np.int64).reshape(-1, 4).T
    goals = np.array([study.scored[key] for key in keys]).reshape(-1, n_goals)
    members = Members(heads=heads, bridges=bridges, ligands=ligands, seconds=seconds)
    return Found(members=members, goals=goals)


class _Study:
    """An Optuna study over choices, and the goals of every member it came to."""

    def __init__(
        self,
        choices: Choices,
        *,
        settings: SearchSettings,
        seed: int,
        n_goals: int,
        file: Path | None,
        name: str,
    ) -> None:
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._choices = choices
        self._settings = settings
        self._seed = seed
        self._file = TrialFile(file, name)
        # In memory, since Optuna would write a file trial by trial: six times the time of choosing.
        self._storage = optuna.storages.InMemoryStorage()
        self._study = optuna.create_study(
            storage=self._storage, study_name=name, directions=["maximize"] * n_goals
        )
        self._study_id = self._storage.get_study_id_from_name(name)
        self.scored: dict[Key, list[float]] = {}
        self._nothing = [float("nan")] * n_goals
        # Choices that were told, repeated ones included.
        self.n_asked = 0
        self._read_back()

    def _read_back(self) -> None:
        """Take up what the file holds."""
        from optuna.distributions import CategoricalDistribution
        from optuna.trial import TrialState, create_trial

        trials, attributes = self._file.read()
        sets = {name: CategoricalDistribution(values) for name, values in self._choices.sets.items()}
        for trial in trials:
            (key,) = _keys(self._choices.members([dict(trial.params)]))
            self.scored.setdefault(key, list(trial.goals) or self._nothing)
            told = create_trial(
                state=TrialState.COMPLETE if trial.goals else TrialState.FAIL,
                values=trial.goals or None,
                params=dict(trial.params),
                distributions=dict(sets),
                system_attrs=dict(trial.attributes),
            )
            self._study.add_trial(told)
        for name, value in attributes.items():
            self._storage.set_study_system_attr(self._study_id, name, value)
        self.n_asked = len(trials)

    def advance(self, score: Score) -> None:
        """Get a batch, score its new monomers, report the scores to the sampler and store them."""
        from optuna.trial import TrialState

        # A sampler of its own for each batch, so that a search resumed draws as one that ran through.
        self._study.sampler = _make_sampler(self._settings, seed=self._seed, n_asked=self.n_asked)
        asked = [self._study.ask() for _ in range(self._settings.batch)]
        members = self._choices.members([_choose(trial, self._choices.sets) for trial in asked])
        self._score(members, score)
        stored = []
        for trial, key in zip(asked, _keys(members), strict=True):
            goals = self.scored[key]
            is_inside = bool(np.isfinite(goals).all())
            told = (
                self._study.tell(trial, goals)
                if is_inside
                else self._study.tell(trial, state=TrialState.FAIL)
            )
            stored.append(
                StoredTrial(
                    params=told.params, goals=tuple(goals) if is_inside else (), attributes=told.system_attrs
                )
            )
        self._file.append(self.n_asked, stored, self._storage.get_study_system_attrs(self._study_id))
        self.n_asked += len(asked)

    def _score(self, members: Members, score: Score) -> None:
        """Score those members that were not scored before."""
        first: dict[Key, int] = {}
        for at, key in enumerate(_keys(members)):
            if key not in self.scored:
                first.setdefault(key, at)
        if first:
            goals = score(members.take(np.array(list(first.values()))))
            self.scored |= zip(first, goals.tolist(), strict=True)


def _keys(members: Members) -> list[Key]:
    columns = (members.heads, members.bridges, members.ligands, members.seconds)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _choose(trial: optuna.Trial, sets: dict[str, list[int]]) -> dict[str, int]:
    return {name: trial.suggest_categorical(name, positions) for name, positions in sets.items()}


def _make_sampler(settings: SearchSettings, *, seed: int, n_asked: int) -> optuna.samplers.BaseSampler:
    import optuna

    # Seeds of two runs never meet: a run asks for fewer choices than the prime.
    own = (seed * 1_000_003 + n_asked) % 2**32
    if settings.sampler == "tpe":
        return optuna.samplers.TPESampler(seed=own, n_startup_trials=settings.batch)
    return optuna.samplers.NSGAIISampler(seed=own, population_size=settings.batch)
