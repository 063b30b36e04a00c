"""Fit, validate and describe a surrogate: measurements in, model and card out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import count
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.compute.threads import limit_threads
from monodesign.errors import InvalidTable
from monodesign.records import Progress
from monodesign.surrogate.inputs.arrays import features_version
from monodesign.surrogate.inputs.collection import Sample, prepare, read_collection, thin, weigh_lessons
from monodesign.surrogate.model.curves import LEAST_SPAN_K
from monodesign.surrogate.model.surrogate import DEFAULT_SETTINGS, SurrogateSettings, fit_model, kinds_of
from monodesign.surrogate.storage import OWN_FILE, read_own_measurements
from monodesign.surrogate.trained import Surrogate
from monodesign.surrogate.training.card import write_card
from monodesign.surrogate.training.held_out import N_FOLDS, HeldOut, cross_validate
from monodesign.surrogate.training.pairs import find_pairs, fit_own_share
from monodesign.surrogate.training.tuning import tune
from monodesign.surrogate.training.validation import calibrate, cross_calibrate
from monodesign.tables.write import append_csv

_FEWEST_GROUPS: Final = 5  # of dry polymers and of publications of liquids; fewer cannot be cross-validated


# A fit for each fold, and one of all measurements.
N_STEPS: Final = N_FOLDS + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A model and what its validation found.

    Attributes:
        surrogate: Model and intervals.
        settings: The model's.
        held_out: Predictions of the cross-validation.
    """

    surrogate: Surrogate
    settings: SurrogateSettings
    held_out: HeldOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """What `train` returns.

    Attributes:
        surrogate: Model and intervals.
        card: The content of card.json.
        held_out: Predictions of the cross-validation.
        files: Further files of the model's folder by name: card.md, card.json, own_measurements.csv, plots.
    """

    surrogate: Surrogate
    card: Mapping[str, object]
    held_out: HeldOut
    files: Mapping[str, bytes]


def train(
    measurements: pd.DataFrame,
    *,
    trials: int = 0,
    seed: int = 0,
    base: str | None = None,
    on_progress: Progress | None = None,
) -> Trained:
    """Fit a surrogate, validate it by grouped cross-validation and write its card.

    Args:
        measurements: Columns of a formulation and `log10_sigma_s_cm` or `sigma_s_cm`; optional `group`,
            `doi`, `source`. Without rows, those of `base` alone count.
        trials: Settings tried inside each fold and once more for the final model; 0 keeps the defaults.
        seed: Of folds, draws and tuning; the same seed gives the same model.
        base: A model by name or folder: the rows join the shipped measurements (also where that model was
            trained without them) and those of its own; `default` has none. None uses the rows alone.
        on_progress: Called with stage, steps done and steps in all.

    Raises:
        InvalidTable: No usable row, too few dry polymers or liquids, or all of them at one temperature.
        UnknownName: `base` is no model, or its own measurements were not kept.
    """
    own = measurements if base is None else _join(read_own_measurements(base), measurements)
    sample = prepare(own if base is None else _concat(read_collection(), own))
    fitted = fit_and_validate(sample, trials=trials, seed=seed, on_progress=on_progress)
    own_files = {} if own.empty else {OWN_FILE: _to_csv(own)}
    card, files = write_card(
        sample,
        fitted.held_out,
        settings=fitted.settings,
        trials=trials,
        seed=seed,
        data_files=own_files,
    )
    return Trained(
        surrogate=fitted.surrogate, card=card, held_out=fitted.held_out, files={**own_files, **files}
    )


def fit_and_validate(
    sample: Sample, *, trials: int, seed: int, on_progress: Progress | None = None
) -> Fitted:
    """Cross-validate a surrogate by groups, and fit it to all measurements.

    Raises:
        InvalidTable: Too few dry polymers or liquids, or all of them at one temperature.
    """
    limit_threads()
    _check_enough(sample)

    def choose(rows: NDArray[np.int64]) -> SurrogateSettings:
        return tune(sample, rows, trials=trials, seed=seed)

    on_step = _count_steps(on_progress, "train", N_STEPS)
    held_out = cross_validate(
        sample, settings=DEFAULT_SETTINGS, seed=seed, choose=choose if trials else None, on_fold=on_step
    )
    settings = choose(_all_rows(sample)) if trials else DEFAULT_SETTINGS
    rows = thin(sample, _all_rows(sample), seed=seed)
    model = fit_model(
        sample.inputs.take(rows),
        sample.log10_sigma[rows],
        weigh_lessons(sample.groups[rows]),
        groups=sample.groups[rows],
        polymers=["|".join(polymer.units) for polymer in sample.formulations.polymers],
        settings=settings,
        seed=seed,
    )
    widths, _ = cross_calibrate(held_out)
    own_share = fit_own_share(find_pairs(sample, held_out, widths, among="all"))
    surrogate = Surrogate(
        name="unsaved",
        model=model,
        intervals=calibrate(held_out),
        features=features_version(),
        dry_own_share=own_share,
    )
    on_step()
    return Fitted(surrogate=surrogate, settings=settings, held_out=held_out)


def _count_steps(on_progress: Progress | None, stage: str, total: int) -> Callable[[], None]:
    """Say that a stage begins, and return what is to be called after each of its steps."""
    report = on_progress or (lambda *_: None)
    done = count(1)
    report(stage, 0, total)
    return lambda: report(stage, next(done), total)


def _all_rows(sample: Sample) -> NDArray[np.int64]:
    return np.arange(len(sample.groups))


def _join(earlier: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return a user's rows in one table, in log units."""
    named = new.assign(source=new.get("source", "own measurements"))
    return _concat(_in_log_units(earlier), _in_log_units(named))


def _concat(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Join tables of which either may be without rows, which would take its columns' types away."""
    tables = [table for table in (one, other) if not table.empty]
    return pd.concat(tables, ignore_index=True) if tables else one


def _to_csv(table: pd.DataFrame) -> bytes:
    stream = StringIO()
    append_csv(table, stream)
    return stream.getvalue().encode()


def _in_log_units(table: pd.DataFrame) -> pd.DataFrame:
    """Add log10_sigma_s_cm where only sigma_s_cm is given, so that tables can be joined."""
    if "log10_sigma_s_cm" in table.columns or "sigma_s_cm" not in table.columns:
        return table
    sigma = pd.to_numeric(table["sigma_s_cm"], errors="coerce")
    return table.assign(log10_sigma_s_cm=np.log10(sigma.where(sigma > 0)))


def _check_enough(sample: Sample) -> None:
    kinds = kinds_of(sample.inputs)
    faults = []
    for kind, what, unit in (("dry", "dry polymers", ""), ("liquid", "liquids", "publications of ")):
        temperature_c = sample.formulations.temperature_c[kinds == kind]
        n_groups = len(set(sample.groups[kinds == kind]))
        if n_groups < _FEWEST_GROUPS:
            faults.append(f"{n_groups} {unit}{what}, fewer than {_FEWEST_GROUPS}")
        elif np.ptp(temperature_c) < LEAST_SPAN_K:
            faults.append(f"all {what} at {temperature_c[0]:.3g} °C, so the effect of temperature is unknown")
    if faults:
        raise InvalidTable(
            f"measurements: {' and '.join(faults)}; use --add-to default to add to the shipped ones"
        )
