"""Intervals and scores of held-out predictions."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.collection import number_groups
from monodesign.surrogate.model.intervals import (
    COVERAGE,
    IntervalModel,
    covering_width,
    fit_intervals,
    half_widths,
    interval_score,
    is_in_domain,
)
from monodesign.surrogate.model.surrogate import GEL, KINDS, LIQUID
from monodesign.surrogate.training.held_out import HeldOut

_N_RESAMPLES: Final = 1000
_FEWEST_GROUPS: Final = 3  # from which a kind has intervals of its own
_TEMPERATURE_EDGES_C: Final = (-80.0, 0.0, 40.0, 80.0, 200.0)


def calibrate(held_out: HeldOut, rows: NDArray[np.bool_] | None = None) -> dict[str, IntervalModel]:
    """Fit intervals for each kind; a kind with too few measurements borrows the widest of the others."""
    rows = np.ones(len(held_out.kinds), dtype=bool) if rows is None else rows
    models: dict[str, IntervalModel] = {}
    for kind in KINDS:
        chosen = rows & (held_out.kinds == kind)
        if len(set(held_out.groups[chosen])) >= _FEWEST_GROUPS:
            models[kind] = fit_intervals(
                held_out.errors[chosen],
                held_out.signs[chosen],
                held_out.weights[chosen],
                groups=held_out.groups[chosen],
                novelty=held_out.novelty[chosen],
                temperature_k=held_out.temperature_k[chosen],
            )
    widest = max(models.values(), key=lambda model: model.factor)
    return {kind: models.get(kind, widest) for kind in KINDS}


def cross_calibrate(held_out: HeldOut) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return half-widths and domain flags of each measurement from intervals fitted without its fold."""
    widths = np.full(len(held_out.folds), np.nan)
    inside = np.zeros(len(held_out.folds), dtype=bool)
    for fold in np.unique(held_out.folds):
        models = calibrate(held_out, held_out.folds != fold)
        for kind in KINDS:
            rows = (held_out.folds == fold) & (held_out.kinds == kind)
            widths[rows] = half_widths(models[kind], held_out.signs[rows])
            inside[rows] = is_in_domain(
                models[kind],
                held_out.novelty[rows],
                held_out.temperature_k[rows],
                held_out.estimated[rows],
                is_covered=held_out.is_covered[rows] if kind == GEL else None,
            )
    return widths, inside


def cross_constant(held_out: HeldOut) -> NDArray[np.float64]:
    """Return the half-width of each measurement if its kind had one for all, fitted as the others are."""
    size = np.abs(held_out.errors)
    widths = np.full(len(size), np.nan)
    for fold in np.unique(held_out.folds):
        for kind in KINDS:
            rows = (held_out.folds == fold) & (held_out.kinds == kind)
            others = (held_out.folds != fold) & (held_out.kinds == kind)
            if others.any():
                widths[rows] = covering_width(size[others], held_out.weights[others], held_out.groups[others])
    return widths


def slices(held_out: HeldOut) -> dict[str, NDArray[np.bool_]]:
    """Return the named parts of the held-out measurements that the card reports."""
    parts = {kind: held_out.kinds == kind for kind in KINDS}
    with_doi = liquids_by_novelty(held_out)
    for name, rows in (("seen", held_out.is_seen), ("unseen", ~held_out.is_seen)):
        of_doi = f"liquid with DOI, {name}"
        parts |= {f"liquid, {name}": parts[LIQUID] & rows, of_doi: with_doi[of_doi]}
    for low, high in pairwise(_TEMPERATURE_EDGES_C):
        between = (held_out.temperature_c >= low) & (held_out.temperature_c < high)
        for kind in KINDS:
            parts[f"{kind}, {low:g} to {high:g} °C"] = between & (held_out.kinds == kind)
    return {name: rows for name, rows in parts.items() if rows.any()}


def liquids_by_novelty(held_out: HeldOut) -> dict[str, NDArray[np.bool_]]:
    """Return which rows are liquids of a known publication, salt and solvents seen, and which unseen."""
    known = (held_out.kinds == LIQUID) & (np.char.find(held_out.groups, "10.") >= 0)
    return {
        "liquid with DOI, seen": known & held_out.is_seen,
        "liquid with DOI, unseen": known & ~held_out.is_seen,
    }


def score(held_out: HeldOut, *, seed: int) -> dict[str, dict[str, float]]:
    """Return the metrics of every slice; coverage and domain come from cross-fitted intervals.

    Columns of a slice: `n_rows`, `n_groups`, `mae_groups` (mean of group means), `mae_groups_low`,
    `mae_groups_high` (95 %, resampling groups), `mae_rows`, `bias`, `coverage_90` with `coverage_90_low`,
    `coverage_90_high`, `interval_score`, `interval_score_one_width` (one width for the kind, fitted
    without the fold as the intervals were), `interval_score_constant` (the width that is best for these very
    rows), `mae_in_domain`, `mae_out_of_domain`.
    """
    widths, inside = cross_calibrate(held_out)
    one_width = cross_constant(held_out)
    return {
        name: _score_slice(held_out, rows, widths, one_width, inside, seed=seed)
        for name, rows in slices(held_out).items()
    }


def _score_slice(
    held_out: HeldOut,
    rows: NDArray[np.bool_],
    widths: NDArray[np.float64],
    one_width: NDArray[np.float64],
    inside: NDArray[np.bool_],
    *,
    seed: int,
) -> dict[str, float]:
    errors, groups = held_out.errors[rows], held_out.groups[rows]
    size, covered = np.abs(errors), np.abs(errors) <= widths[rows]
    constant = np.full(len(size), np.quantile(size, COVERAGE))
    mae_low, mae_high = bootstrap_groups(size, groups, seed=seed, is_mean_of_groups=True)
    coverage_low, coverage_high = bootstrap_groups(covered.astype(float), groups, seed=seed)
    return {
        "n_rows": len(size),
        "n_groups": len(set(groups)),
        "mae_groups": mean_of_groups(size, groups),
        "mae_groups_low": mae_low,
        "mae_groups_high": mae_high,
        "mae_rows": float(size.mean()),
        "bias": float(errors.mean()),
        "coverage_90": float(covered.mean()),
        "coverage_90_low": coverage_low,
        "coverage_90_high": coverage_high,
        "interval_score": float(interval_score(errors, widths[rows]).mean()),
        "interval_score_one_width": float(interval_score(errors, one_width[rows]).mean()),
        "interval_score_constant": float(interval_score(errors, constant).mean()),
        "mae_in_domain": _mean(size[inside[rows]]),
        "mae_out_of_domain": _mean(size[~inside[rows]]),
    }


def mean_of_groups(values: NDArray[np.float64], groups: NDArray[np.str_]) -> float:
    """Return the mean over groups of each group's mean."""
    which = number_groups(groups)
    return float((np.bincount(which, weights=values) / np.bincount(which)).mean())


def bootstrap_groups(
    values: NDArray[np.float64], groups: NDArray[np.str_], *, seed: int, is_mean_of_groups: bool = False
) -> tuple[float, float]:
    """Return the 95 % interval of the mean when whole groups are drawn with replacement."""
    which = number_groups(groups)
    sums, counts = np.bincount(which, weights=values), np.bincount(which).astype(float)
    if is_mean_of_groups:
        sums, counts = sums / counts, np.ones_like(counts)
    drawn = np.random.default_rng(seed).integers(len(sums), size=(_N_RESAMPLES, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else float("nan")
