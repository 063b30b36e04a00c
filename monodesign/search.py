"""Search of a space too large to score: Optuna chooses fragments, surrogate and learned descriptors judge.

A choice is a bridge and, for every set of heads or ligands that some bridge takes, one of that set. A bridge
reads the choices of its own sets and leaves the others alone, so every choice is a member that fits and two
parents can be crossed fragment by fragment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final, Literal

import numpy as np
from annotated_types import Ge, Gt

from monodesign.chem.blocks import Block, Members

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import optuna
    from numpy.typing import NDArray

    from monodesign.chem.space import MonomerSpace

    # Goals of members, each the larger the better, shape (n, k); NaN in rows that are outside the limits.
    Score = Callable[[Members], NDArray[np.float64]]

# Positions of head, bridge, ligand and second ligand (−1: none) in the library.
Key = tuple[int, int, int, int]
# A search ends when so many times its trials were asked for: the samplers repeat themselves by then.
MOST_ASKED: Final = 4
# Tells a choice outside the limits from one that was never scored.
OUTSIDE: Final = "outside the limits"
ROLES: Final = ("heads", "ligands", "seconds")
BRIDGE: Final = "bridge"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSettings:
    """How a space is searched; the table `[search]` of a campaign file.

    Attributes:
        trials: Distinct members scored; 0 searches nothing.
        sampler: `nsga2` crosses the fragments of the best; `tpe` draws each fragment by how the good ones
            used it.
        batch: Members scored at a time.
        keep: The most members that join the library, the best Pareto fronts first.
    """

    trials: Annotated[int, Ge(0)] = 0
    sampler: Literal["nsga2", "tpe"] = "nsga2"
    batch: Annotated[int, Gt(0)] = 100
    keep: Annotated[int, Gt(0)] = 200


class Choices:
    """The choices a study makes, and the members they stand for.

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
    """Score `settings.trials` distinct members, each batch chosen by what the earlier ones came to.

    Args:
        space: The space.
        score: Gives the goals of members; a row of NaN is outside the limits.
        settings: How to search.
        seed: Of every draw.
        n_goals: How many goals there are.
        file: SQLite file that keeps the study; a search that was interrupted goes on from it. Without it,
            nothing is kept.
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
        self._choices = choices
        self._settings = settings
        self._seed = seed
        self._study = _open_study(name, n_goals=n_goals, file=file)
        self.scored: dict[Key, list[float]] = {}
        self._nothing = [float("nan")] * n_goals
        # Choices that were told, repeated ones included.
        self.n_asked = 0
        self._read_back()

    def _read_back(self) -> None:
        """Take up what the file holds; a batch that was cut off counts as never asked."""
        from optuna.trial import TrialState

        for trial in self._study.get_trials(deepcopy=False):
            if trial.state == TrialState.RUNNING:
                self._study.tell(trial.number, state=TrialState.FAIL)
            elif trial.state == TrialState.COMPLETE or OUTSIDE in trial.user_attrs:
                self.n_asked += 1
                (key,) = _keys(self._choices.members([trial.params]))
                self.scored.setdefault(key, list(trial.values or self._nothing))

    def advance(self, score: Score) -> None:
        """Ask for a batch, score what is new in it, and tell."""
        from optuna.trial import TrialState

        # A sampler of its own for each batch, so that a search resumed draws as one that ran through.
        self._study.sampler = _make_sampler(self._settings, seed=self._seed, n_asked=self.n_asked)
        trials = [self._study.ask() for _ in range(self._settings.batch)]
        members = self._choices.members([_choose(trial, self._choices.sets) for trial in trials])
        self._score(members, score)
        keys = _keys(members)
        for trial, key in zip(trials, keys, strict=True):
            goals = self.scored[key]
            if np.isfinite(goals).all():
                self._study.tell(trial, goals)
            else:
                trial.set_user_attr(OUTSIDE, value=True)
                self._study.tell(trial, state=TrialState.FAIL)
        self.n_asked += len(trials)

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


def _open_study(name: str, *, n_goals: int, file: Path | None) -> optuna.Study:
    """Open a study, in memory or in an SQLite file that may hold it already."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    return optuna.create_study(
        study_name=name,
        storage=None if file is None else f"sqlite:///{file.resolve()}",
        directions=["maximize"] * n_goals,
        load_if_exists=True,
    )


def _make_sampler(settings: SearchSettings, *, seed: int, n_asked: int) -> optuna.samplers.BaseSampler:
    import optuna

    # Seeds of two runs never meet: a run asks for fewer choices than the prime.
    own = (seed * 1_000_003 + n_asked) % 2**32
    if settings.sampler == "tpe":
        return optuna.samplers.TPESampler(seed=own, n_startup_trials=settings.batch)
    return optuna.samplers.NSGAIISampler(seed=own, population_size=settings.batch)
