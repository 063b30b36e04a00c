"""Choose length scales and noise by optuna, on groups held out inside the rows that are given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.collection import Sample, thin, weigh_lessons
from monodesign.surrogate.model.surrogate import (
    DEFAULT_SETTINGS,
    DRY,
    LIQUID,
    PhaseSettings,
    SurrogateSettings,
    fit_phase,
    kinds_of,
    predict_phase,
)
from monodesign.surrogate.training.held_out import assign_folds, split
from monodesign.surrogate.training.validation import mean_of_groups

if TYPE_CHECKING:
    import optuna


_N_INNER_FOLDS: Final = 3
_N_CENTRES: Final = 250  # enough to compare settings, and several times quicker than the final fit


def tune(sample: Sample, rows: NDArray[np.int64], *, trials: int, seed: int) -> SurrogateSettings:
    """Return the settings with the lowest mean of group errors; the defaults are the first trial.

    Args:
        sample: Measurements.
        rows: Those that may be used.
        trials: Settings tried for each phase.
        seed: Of sampler and inner folds.
    """
    chosen = {kind: _tune_phase(sample, rows, kind, trials=trials, seed=seed) for kind in (DRY, LIQUID)}
    return SurrogateSettings(dry=chosen[DRY], liquid=chosen[LIQUID])


def _tune_phase(
    sample: Sample, rows: NDArray[np.int64], kind: str, *, trials: int, seed: int
) -> PhaseSettings:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    of_kind = rows[np.asarray(kinds_of(sample.inputs))[rows] == kind]
    used = thin(sample, of_kind, seed=seed)
    default = DEFAULT_SETTINGS.dry if kind == DRY else DEFAULT_SETTINGS.liquid
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.enqueue_trial(_as_parameters(default))
    study.optimize(
        lambda trial: _loss(sample, used, kind, _propose(trial, default), seed=seed), n_trials=trials
    )
    return _from_parameters(default, study.best_params)


def _as_parameters(settings: PhaseSettings) -> dict[str, float]:
    lengths = settings.lengths
    return {
        "substance": lengths.substance,
        "salt": lengths.salt,
        "state": lengths.state,
        "noise": settings.curves.noise,
    }


def _from_parameters(default: PhaseSettings, parameters: dict[str, float]) -> PhaseSettings:
    lengths = replace(default.lengths, **{name: parameters[name] for name in ("substance", "salt", "state")})
    return PhaseSettings(lengths=lengths, curves=replace(default.curves, noise=parameters["noise"]))


def _propose(trial: optuna.Trial, default: PhaseSettings) -> PhaseSettings:
    """Draw parameters within a factor of three (noise: ten) of the defaults, evenly in logarithms."""
    parameters = {}
    for name, value in _as_parameters(default).items():
        factor = 10.0 if name == "noise" else 3.0
        parameters[name] = trial.suggest_float(name, value / factor, value * factor, log=True)
    return _from_parameters(default, parameters)


def _loss(sample: Sample, rows: NDArray[np.int64], kind: str, settings: PhaseSettings, *, seed: int) -> float:
    quick = replace(settings, curves=replace(settings.curves, n_centres=_N_CENTRES))
    kinds = np.full(len(rows), kind)
    folds = assign_folds(sample.groups[rows], kinds, n_folds=_N_INNER_FOLDS, seed=seed + 1)
    errors = np.empty(len(rows))
    for outside, inside in split(folds):
        rest, test = rows[outside], rows[inside]
        phase = fit_phase(
            sample.inputs.take(rest),
            sample.log10_sigma[rest],
            weigh_lessons(sample.groups[rest]),
            kind=kind,
            settings=quick,
            seed=seed,
        )
        errors[inside] = predict_phase(phase, sample.inputs.take(test), kind=kind) - sample.log10_sigma[test]
    return mean_of_groups(np.abs(errors), sample.groups[rows])
