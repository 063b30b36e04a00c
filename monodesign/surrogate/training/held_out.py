"""Grouped cross-validation: whole polymers and publications are held out and predicted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.collection import Sample, thin, weigh_lessons
from monodesign.surrogate.model.coverage import is_covered
from monodesign.surrogate.model.intervals import read_signs
from monodesign.surrogate.model.surrogate import (
    DRY,
    GEL,
    ConductivityModel,
    SurrogateSettings,
    fit_model,
    kinds_of,
    measure_novelty,
    predict_log10_sigma,
)
from monodesign.units import ZERO_CELSIUS_K

N_FOLDS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """Predictions of measurements whose group the model had not seen.

    Attributes:
        kinds: `dry`, `gel` or `liquid`, shape (n,).
        groups: Group of each.
        folds: Fold in which it was held out.
        errors: Predicted less measured log10 σ.
        predicted: log10 of σ in S/cm.
        novelty: When held out.
        estimated: Mole fraction of its solvents of which the viscosity is estimated.
        is_covered: Whether the other folds' gels cover a gel's parts; true of other kinds.
        is_seen: Whether its salt and all its solvents occur in liquids or gels of other folds.
        temperature_c: Temperature.
        log10_sigma: Measured.
        weights: As in the fit.
    """

    kinds: NDArray[np.str_]
    groups: NDArray[np.str_]
    folds: NDArray[np.int64]
    errors: NDArray[np.float64]
    predicted: NDArray[np.float64]
    novelty: NDArray[np.float64]
    estimated: NDArray[np.float64]
    is_covered: NDArray[np.bool_]
    is_seen: NDArray[np.bool_]
    temperature_c: NDArray[np.float64]
    log10_sigma: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def temperature_k(self) -> NDArray[np.float64]:
        """Temperature in K."""
        return self.temperature_c + ZERO_CELSIUS_K

    @property
    def signs(self) -> NDArray[np.float64]:
        """What told of each error before it was made, from `read_signs`."""
        return read_signs(self.novelty, self.temperature_k, self.predicted)


def assign_folds(
    groups: NDArray[np.str_], kinds: NDArray[np.str_], *, n_folds: int = N_FOLDS, seed: int
) -> NDArray[np.int64]:
    """Deal groups to folds by what they are called, kind by kind.

    The groups of a kind lie in the order of the hashes of their names with the seed, which is cut into folds
    of equal numbers. So a group that gains or loses rows moves nothing, and one that comes or goes moves at
    most one other over each cut of its kind.

    Args:
        groups: Group of each row, shape (n,).
        kinds: `dry`, `gel` or `liquid` of each; a group counts as what its first row is.
        n_folds: Number of folds.
        seed: Another one deals anew.
    """
    names, first, which = np.unique(groups, return_index=True, return_inverse=True)
    hashes = np.array([sha256(f"{seed} {name}".encode()).hexdigest() for name in names])
    fold_of_group = np.empty(len(names), dtype=np.int64)
    for kind in np.unique(kinds[first]):
        own = np.flatnonzero(kinds[first] == kind)
        order = own[np.argsort(hashes[own])]
        fold_of_group[order] = np.arange(len(own)) * n_folds // len(own)
    return np.asarray(fold_of_group[which])


def split(folds: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the rows outside and inside of each fold in turn."""
    from sklearn.model_selection import PredefinedSplit  # loads for a second, which predict does not need

    yield from PredefinedSplit(folds).split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a model says of the rows of a fold that it has not seen.

    Attributes:
        predicted: log10 of σ in S/cm, shape (n,).
        novelty: 0 to 1.
        is_covered: As in `HeldOut`.
    """

    predicted: NDArray[np.float64]
    novelty: NDArray[np.float64]
    is_covered: NDArray[np.bool_]


def hold_out(
    sample: Sample,
    answer: Callable[[NDArray[np.int64], NDArray[np.int64]], Answers],
    *,
    seed: int,
    n_folds: int = N_FOLDS,
    on_fold: Callable[[], None] | None = None,
) -> HeldOut:
    """Hold out each fold's groups once.

    Args:
        sample: Measurements.
        answer: Learns from the rows given first and answers for those given second.
        seed: Of the folds.
        n_folds: Number of folds.
        on_fold: Called after each fold.
    """
    kinds = kinds_of(sample.inputs)
    folds = assign_folds(sample.groups, kinds, n_folds=n_folds, seed=seed)
    predicted, novelty = np.full(len(folds), np.nan), np.full(len(folds), np.nan)
    covered = np.ones(len(folds), dtype=bool)
    for rest, test in split(folds):
        answers = answer(rest, test)
        predicted[test], novelty[test] = answers.predicted, answers.novelty
        covered[test] = answers.is_covered
        if on_fold is not None:
            on_fold()
    return HeldOut(
        kinds=kinds,
        groups=sample.groups,
        folds=folds,
        errors=predicted - sample.log10_sigma,
        predicted=predicted,
        novelty=novelty,
        estimated=sample.inputs.estimated_share,
        is_covered=covered,
        is_seen=find_seen(sample, folds),
        temperature_c=sample.formulations.temperature_c,
        log10_sigma=sample.log10_sigma,
        weights=sample.weights,
    )


def cross_validate(
    sample: Sample,
    *,
    settings: SurrogateSettings,
    seed: int,
    n_folds: int = N_FOLDS,
    choose: Callable[[NDArray[np.int64]], SurrogateSettings] | None = None,
    on_fold: Callable[[], None] | None = None,
) -> HeldOut:
    """Hold out each fold's groups once from the model of all kinds.

    Args:
        sample: Measurements.
        settings: Used when `choose` is not given.
        seed: Of folds and fits.
        n_folds: Number of folds.
        choose: Tunes settings on the rows it is given (inside the fold).
        on_fold: Called after each fold.
    """

    def answer(rest: NDArray[np.int64], test: NDArray[np.int64]) -> Answers:
        chosen = choose(rest) if choose is not None else settings
        rows = thin(sample, rest, seed=seed)
        model = fit_model(
            sample.inputs.take(rows),
            sample.log10_sigma[rows],
            weigh_lessons(sample.groups[rows]),
            groups=sample.groups[rows],
            settings=chosen,
            seed=seed,
        )
        unseen = sample.inputs.take(test)
        return Answers(
            predicted=predict_log10_sigma(model, unseen),
            novelty=measure_novelty(model, unseen),
            is_covered=_cover_gels(model, unseen),
        )

    return hold_out(sample, answer, seed=seed, n_folds=n_folds, on_fold=on_fold)


def _cover_gels(model: ConductivityModel, inputs: Inputs) -> NDArray[np.bool_]:
    """Return whether the model's gels cover each gel's parts; true of other kinds."""
    covered = np.ones(len(inputs), dtype=bool)
    gels = np.flatnonzero(kinds_of(inputs) == GEL)
    if model.coverage is not None:
        covered[gels] = is_covered(model.coverage, inputs.take(gels))
    return covered


def find_seen(sample: Sample, folds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each row's salt and all its solvents occur in a liquid or gel of another fold."""
    formulations = sample.formulations
    # The last entry answers index -1: a component that is not there is never unseen.
    solvents = [*({solvent.name for solvent in mixture.solvents} for mixture in formulations.solvents), set()]
    salts = [*({salt.name for salt in mixture.salts} for mixture in formulations.salts), set()]
    parts = [
        {("solvent", name) for name in solvents[solvent]} | {("salt", name) for name in salts[salt]}
        for solvent, salt in zip(formulations.solvent_index, formulations.salt_index, strict=True)
    ]
    homes: dict[tuple[str, str], set[int]] = {}
    for row in np.flatnonzero(kinds_of(sample.inputs) != DRY):
        for part in parts[row]:
            homes.setdefault(part, set()).add(int(folds[row]))
    return np.array(
        [all(homes.get(part, set()) - {fold} for part in own) for own, fold in zip(parts, folds, strict=True)]
    )
