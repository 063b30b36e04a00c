"""Order candidates by the campaign's goals: limits, Pareto fronts, a score, and a diverse shortlist."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.ranking.evidence import find_faults
from monodesign.ranking.goals import (
    BINDING_COLUMNS,
    REDUCTION_COLUMN,
    THREE,
    Goals,
    best_known_goals,
    goal_values,
    weights_of,
)
from monodesign.ranking.order import add_order
from monodesign.ranking.score import find_percentiles, sigma_errors, weigh
from monodesign.tables.columns import require_columns
from monodesign.tables.missing import plain

# Columns that a weight above 0 asks for.
_ASKED: Final = {REDUCTION_COLUMN: "weight_reduction", "synthesis_score": "weight_synthesis"}
NEEDED: Final = (
    "monomer_id",
    "smiles",
    "log10_sigma_s_cm",
    "log10_sigma_lower_90",
    "log10_sigma_upper_90",
    "unit_oxidation_potential_v",
)


def rank(
    candidates: pd.DataFrame,
    *,
    goals: Goals | None = None,
    bench: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank candidates, the best first.

    Candidates within the limits come first; within them the score decides. Equal scores are ordered by
    `monomer_id`, so the order of the input rows does not matter. A goal that was not computed is replaced by
    its estimate, if the table has one.

    Args:
        candidates: Columns of library, prediction and descriptors, one row per candidate. A goal that was
            not computed is NaN.
        goals: Limits and weights.
        bench: Measurements in the formulation of the candidates; they replace the predictions.
        seed: Random seed of the draws behind the probabilities.

    Returns:
        The same rows in order, with `rank` in front and the columns `is_within_limits`, `limit_reasons`,
        `is_described`, `pareto_front`, the percentile of each goal, `score`, those of `order.COLUMNS` and
        `is_closer_than_error` at the end. `tables/columns.py` gives their meanings.

    Raises:
        InvalidTable: A required column is missing.
    """
    goals = goals or Goals()
    asked = [column for column, weight in _ASKED.items() if getattr(goals, weight) > 0]
    require_columns(candidates, (*NEEDED, BINDING_COLUMNS[goals.binding], *asked), where="rank")
    candidates = plain(candidates)
    described = np.asarray(np.isfinite(goal_values(candidates, goals)).all(axis=1))
    # A candidate that RDKit cannot compare keeps its row, with the reason; the others are ranked.
    reasons = [
        "; ".join(filter(None, both))
        for both in zip(_limit_reasons(candidates, goals), find_faults(candidates), strict=True)
    ]
    is_open = np.array([reason == "" for reason in reasons], dtype=bool)
    table = add_order(candidates, bench, is_open=is_open, reference=goals.reference, seed=seed)
    percentiles = find_percentiles(table, goals)
    table = table.assign(
        is_within_limits=is_open,
        limit_reasons=reasons,
        is_described=described,
        pareto_front=_pareto_column(_weighed_goals(table, goals), is_open),
        **{f"{name}_percentile": values for name, values in percentiles.items()},
        score=weigh(percentiles, weights_of(goals)),
    )
    table = table.sort_values(
        ["is_within_limits", "score", "monomer_id"],
        ascending=[False, False, True],
        kind="stable",
        ignore_index=True,
    )
    table = table.assign(is_closer_than_error=_closer_than_error(table))
    return pd.concat([pd.Series(np.arange(1, len(table) + 1), name="rank"), table], axis=1)


def _weighed_goals(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
    """Return those of the three goals that have a weight, shape (n, k); all three where none has."""
    weights = np.array([weights_of(goals)[name] for name in THREE])
    chosen = weights > 0 if weights.any() else np.ones(3, dtype=bool)
    return best_known_goals(candidates, goals)[:, chosen]


def _limit_reasons(candidates: pd.DataFrame, goals: Goals) -> list[str]:
    """Say for each candidate which limit it breaks; a potential that is not known at all breaks none."""
    computed = candidates["unit_oxidation_potential_v"].to_numpy(dtype=float)
    known, limit = best_known_goals(candidates, goals)[:, 1], goals.oxidation_min_v
    return [
        f"{'' if is_computed else 'estimated '}oxidation potential {value:.2f} V below {limit:.2f} V"
        if value < limit
        else ""
        for value, is_computed in zip(known, np.isfinite(computed), strict=True)
    ]


def find_pareto_fronts(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each row's Pareto front, 1 being the rows no other row dominates.

    A row dominates another when it is at least as large in every column and larger in one.

    Args:
        values: The goals, each the larger the better, shape (n, k), no NaN.

    >>> find_pareto_fronts(np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 0.0]])).tolist()
    [1, 1, 2]
    """
    # From the largest down, first column first: whoever dominates a row comes before it.
    order = np.lexsort(-values.T[::-1])
    columns = values[order].T
    fronts = np.zeros(len(values), dtype=np.int64)
    for at in range(len(values)):
        row, before = columns[:, at, None], columns[:, :at]
        dominates = (before >= row).all(axis=0) & (before > row).any(axis=0)
        fronts[at] = 1 + fronts[:at][dominates].max(initial=0)
    result = np.empty_like(fronts)
    result[order] = fronts
    return result


def _pareto_column(values: NDArray[np.float64], is_within_limits: NDArray[np.bool_]) -> pd.Series[int]:
    column = pd.Series(pd.NA, index=range(len(values)), dtype="Int64")
    complete = np.flatnonzero(np.isfinite(values).all(axis=1) & is_within_limits)
    column.iloc[complete] = find_pareto_fronts(values[complete])
    return column.to_numpy()  # type: ignore[return-value]  # as an array, so that no index is aligned


def _closer_than_error(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Say whether each row's log10 σ is within the error of the difference from the next row's."""
    sigma = table["log10_sigma_s_cm"].to_numpy(dtype=float)
    variance = sigma_errors(table) ** 2
    closer = np.zeros(len(table), dtype=bool)
    closer[:-1] = np.abs(np.diff(sigma)) < np.sqrt(variance[:-1] + variance[1:])
    return closer
