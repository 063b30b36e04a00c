"""The score: in each goal, the mean probability to beat another candidate.

A candidate's *expected percentile* in a goal is the mean probability to beat each of the others,

    p_i = mean over j of Φ((v_i - v_j) / √(e_i² + e_j²)),

v being the values and e their own standard errors. Without errors it is the ordinary percentile. The less is
known of a candidate, the nearer it stays to the middle, so no kind of molecule leads for being unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.ranking.goals import (
    BINDING_COLUMNS,
    REDUCTION_COLUMN,
    THREE,
    Goals,
    best_known_goals,
    estimated_goals,
    weights_of,
)
from monodesign.ranking.normal import normal_cdf
from monodesign.tables.columns import estimate_columns, read_std

# Rows compared with; of more, as many evenly drawn ones by value stand for all.
_MOST_OTHERS: Final = 2000
_ROWS_AT_ONCE: Final = 500
_NO_ERROR: Final = 1e-12
_DIGITS: Final = 9  # the mean of so many probabilities, whatever the order of the rows


def expected_percentiles(values: NDArray[np.float64], errors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each candidate's expected percentile, 0 to 1; NaN where the value is not known.

    Args:
        values: The larger the better, shape (n,), NaN where not known.
        errors: Their own standard errors, shape (n,); NaN counts as none.

    >>> expected_percentiles(np.array([3.0, 1.0, np.nan, 1.0]), np.zeros(4)).tolist()
    [1.0, 0.5, nan, 0.5]
    """
    result = np.full(len(values), np.nan)
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return result
    value, variance = values[known], np.nan_to_num(errors[known]) ** 2
    order = np.lexsort((variance, value))
    step = max(1, -(-len(order) // _MOST_OTHERS))
    others = order[step // 2 :: step]
    beaten = np.empty(len(known))
    for start in range(0, len(known), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        width = np.sqrt(variance[rows, None] + variance[others]) + _NO_ERROR
        beaten[rows] = normal_cdf((value[rows, None] - value[others]) / width).mean(axis=1)
    # The half that an ordinary percentile adds, which makes the best of n that are known for sure 1.
    result[known] = np.round(beaten + 0.5 / len(known), _DIGITS)
    return result


def weigh(
    percentiles: Mapping[str, NDArray[np.float64]], weights: Mapping[str, float]
) -> NDArray[np.float64]:
    """Return the weighted mean of the goals' percentiles; a goal that is not known counts as the worst."""
    total = sum(weights[name] for name in percentiles)
    table = np.column_stack([np.nan_to_num(values) for values in percentiles.values()])
    if total <= 0:
        return np.zeros(len(table))
    shares = np.array([weights[name] for name in percentiles]) / total
    # Rounded, so that candidates equal in every goal tie whatever the order of a sum.
    return np.asarray(np.round(table @ shares, 12))


def score_with_error(
    candidates: pd.DataFrame, goals: Goals
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each candidate's score by estimates alone, 0 to 1, and its error, which describing takes away.

    Raises:
        InvalidTable: There is no estimate for a goal.
    """
    weights = np.array([weights_of(goals)[name] for name in THREE])
    values = estimated_goals(candidates, goals)
    stds = [
        candidates[estimate_columns(name)[1]].to_numpy(dtype=float)
        for name in ("unit_oxidation_potential_v", BINDING_COLUMNS[goals.binding])
    ]
    own = candidates.get("log10_sigma_own_std", read_std(candidates)).to_numpy(dtype=float)
    errors = np.column_stack([own, *stds])
    ends = [
        [np.interp(values[:, k] + sign * errors[:, k], *_percentiles(values[:, k])) for k in range(3)]
        for sign in (-1.0, 1.0)
    ]
    halves = (np.array(ends[1]) - np.array(ends[0])) / 2
    std = np.sqrt(((weights[:, None] * np.nan_to_num(halves)) ** 2).sum(axis=0)) / max(weights.sum(), 1e-12)
    score = weigh(
        {name: expected_percentiles(values[:, k], errors[:, k]) for k, name in enumerate(THREE)},
        weights_of(goals),
    )
    return score, std


def _percentiles(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the known values in order, and the share of them that is no larger than each."""
    ordered = np.sort(values[np.isfinite(values)])
    if not len(ordered):
        return np.zeros(1), np.zeros(1)
    return ordered, np.arange(1, len(ordered) + 1) / len(ordered)


def find_percentiles(candidates: pd.DataFrame, goals: Goals) -> dict[str, NDArray[np.float64]]:
    """Return the expected percentiles of every goal that the table knows, NaN where a candidate has no value.

    The error of a conductivity is the candidate's own, that of a measured one the measurement's; a potential
    or an energy has its standard error, on top of which comes that of an estimate from structure.
    """
    values = best_known_goals(candidates, goals)
    columns = ("unit_oxidation_potential_v", BINDING_COLUMNS[goals.binding])
    errors = [sigma_errors(candidates), *(_goal_errors(candidates, name) for name in columns)]
    found = {name: expected_percentiles(values[:, k], errors[k]) for k, name in enumerate(THREE)}
    if REDUCTION_COLUMN in candidates and candidates[REDUCTION_COLUMN].notna().any():
        found["reduction"] = _reduction_percentiles(candidates)
    if "synthesis_score" in candidates:
        ease = candidates["synthesis_score"].to_numpy(dtype=float)
        found["synthesis"] = expected_percentiles(ease, np.zeros(len(ease)))
    return found


def sigma_errors(candidates: pd.DataFrame) -> NDArray[np.float64]:
    """Return the part of each candidate's error of log10 σ that enters a difference."""
    std = read_std(candidates).to_numpy(dtype=float)
    if "log10_sigma_own_std" not in candidates:
        return np.asarray(std)
    own = candidates["log10_sigma_own_std"].to_numpy(dtype=float)
    return np.asarray(np.fmin(own, std))


def _goal_errors(candidates: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """Return the standard error of a descriptor, or that of its estimate on top of a usual one's."""
    unit = "_kcal_mol" if column.endswith("_kcal_mol") else "_v"
    none = pd.Series(np.nan, index=candidates.index)
    described = candidates.get(f"{column.removesuffix(unit)}_std{unit}", none).astype(float)
    estimated = candidates.get(estimate_columns(column)[1], none).astype(float)
    is_computed = candidates[column].notna()
    usual = described[is_computed].median()
    on_top = np.hypot(estimated, 0.0 if np.isnan(usual) else usual)
    return np.asarray(described.where(is_computed, on_top).fillna(0.0), dtype=float)


def _reduction_percentiles(candidates: pd.DataFrame) -> NDArray[np.float64]:
    """Return the percentiles of stability against lithium metal."""
    none = pd.Series(np.nan, index=candidates.index)
    errors = candidates.get(f"{REDUCTION_COLUMN.removesuffix('_v')}_std_v", none).astype(float)
    breaks = candidates.get("unit_reduction_breaks_bond", none)
    is_broken = (breaks.notna() & (breaks != "")).to_numpy(dtype=bool)
    values = np.where(is_broken, np.nan, -candidates[REDUCTION_COLUMN].to_numpy(dtype=float))
    known = expected_percentiles(values, np.asarray(errors, dtype=np.float64))
    return np.where(is_broken, 0.0, np.where(np.isfinite(known), known, 0.5))
