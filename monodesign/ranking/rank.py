"""Order candidates by the campaign's goals: limits, Pareto fronts, a score, and a diverse shortlist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import numpy as np
import pandas as pd
from annotated_types import Ge, Le, Lt
from numpy.typing import NDArray

from monodesign.ranking.order import add_order
from monodesign.tables.columns import estimate_columns, read_std, require_columns
from monodesign.tables.missing import plain

BINDING_COLUMNS: Final = {
    "one_armed": "unit_li_binding_one_armed_kcal_mol",
    "exchange": "unit_li_exchange_kcal_mol",
}
NEEDED: Final = (
    "monomer_id",
    "smiles",
    "log10_sigma_s_cm",
    "log10_sigma_lower_90",
    "log10_sigma_upper_90",
    "unit_oxidation_potential_v",
)


# A goal that weighs a thousand times more than another decides alone; sums of larger ones lose digits.
Weight = Annotated[float, Ge(0), Le(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """What makes a candidate good: high σ, high oxidation potential, weak Li⁺ binding.

    Attributes:
        oxidation_min_v: Limit of the oxidation potential in V vs Li/Li⁺. Candidates below it are outside the
            limits. The potential of one molecule is an upper bound for a cell.
        binding: Measure of Li⁺ binding by the polymer: `one_armed` or `exchange`.
        binding_floor_kcal_mol: Weaker binding than this brings no further gain, because a polymer that does
            not coordinate Li⁺ does not dissolve salt (Li P. et al., doi 10.1038/s41467-025-59020-w).
        weight_conductivity: Weight of log10 σ in the score.
        weight_oxidation: Weight of the oxidation potential in the score.
        weight_binding: Weight of weak Li⁺ binding in the score.
        weight_synthesis: Weight of the ease of synthesis. Above 0, a route is searched for every candidate.
        reference: Candidate to beat in `probability_beats_reference`, by name, SMILES or `monomer_id`. Empty:
            the best measured candidate, else AEEO.
    """

    oxidation_min_v: Annotated[float, Ge(-10), Le(20)] = 4.5
    binding: Literal["one_armed", "exchange"] = "one_armed"
    binding_floor_kcal_mol: Annotated[float, Ge(-1000), Lt(0)] = -35.0
    weight_conductivity: Weight = 1.0
    weight_oxidation: Weight = 1.0
    weight_binding: Weight = 1.0
    weight_synthesis: Weight = 0.0
    reference: str = ""


def rank(
    candidates: pd.DataFrame,
    *,
    goals: Goals | None = None,
    bench: pd.DataFrame | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank candidates, the best first.

    Candidates within the limits come first, then by score; ties are broken by `monomer_id`, so the order of
    the input rows does not matter. A goal that was not computed is taken from its estimate from structure,
    where the table has one.

    Args:
        candidates: Library, prediction and descriptor columns, one row per candidate. A goal that was
            not computed is NaN.
        goals: Limits and weights.
        bench: What was measured in the candidates' formulation, which then takes the predictions' place.
        seed: Of the draws that probabilities are counted in.

    Returns:
        The same rows in order, with `rank` in front and, behind, `is_within_limits`, `limit_reasons`,
        `is_described` (every goal was computed), `pareto_front` (1 = no other within the limits is better in
        one goal and worse in none; empty outside the limits and where a goal is not known at all), `score` (0
        to 1, weighted mean of the percentiles within this table), the columns of `order.COLUMNS` and
        `is_closer_than_error` (log10 σ differs from the next candidate's by less than the error of the
        difference).

    Raises:
        InvalidTable: A needed column is missing.
    """
    goals = goals or Goals()
    ease = ("synthesis_score",) if goals.weight_synthesis > 0 else ()
    require_columns(candidates, (*NEEDED, BINDING_COLUMNS[goals.binding], *ease), where="rank")
    candidates = plain(candidates)
    described = np.asarray(np.isfinite(_goal_values(candidates, goals)).all(axis=1))
    reasons = _limit_reasons(candidates, goals)
    is_open = np.array([reason == "" for reason in reasons], dtype=bool)
    table = add_order(candidates, bench, is_open=is_open, reference=goals.reference, seed=seed)
    values = best_known_goals(table, goals)
    table = table.assign(
        is_within_limits=is_open,
        limit_reasons=reasons,
        is_described=described,
        pareto_front=_pareto_column(values, is_open),
        score=_score(*_scored(values, table, goals)),
    )
    table = table.sort_values(
        ["is_within_limits", "score", "monomer_id"],
        ascending=[False, False, True],
        kind="stable",
        ignore_index=True,
    )
    table = table.assign(is_closer_than_error=_closer_than_error(table))
    return pd.concat([pd.Series(np.arange(1, len(table) + 1), name="rank"), table], axis=1)


def _goal_values(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
    """Return the three goals, each the larger the better, shape (n, 3); NaN where not computed."""
    binding = candidates[BINDING_COLUMNS[goals.binding]].astype(float)
    if goals.binding == "one_armed":
        binding = binding.clip(upper=goals.binding_floor_kcal_mol)
    columns = (candidates["log10_sigma_s_cm"], candidates["unit_oxidation_potential_v"], binding)
    return np.column_stack([column.to_numpy(dtype=float) for column in columns])


def best_known_goals(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
    """Return the three goals, computed or else estimated, shape (n, 3); NaN where neither is there."""
    filled = {}
    for name in ("unit_oxidation_potential_v", BINDING_COLUMNS[goals.binding]):
        estimate = estimate_columns(name)[0]
        if estimate in candidates:
            filled[name] = candidates[name].astype(float).fillna(candidates[estimate].astype(float))
    return _goal_values(candidates.assign(**filled), goals)


def estimated_goals(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
    """Return the three goals with estimates from structure in place of descriptors, shape (n, 3).

    Raises:
        InvalidTable: There is no estimate for a goal.
    """
    described = ("unit_oxidation_potential_v", BINDING_COLUMNS[goals.binding])
    stand_in = {name: estimate_columns(name)[0] for name in described}
    require_columns(candidates, tuple(stand_in.values()), where="goals")
    return _goal_values(candidates.assign(**{k: candidates[v] for k, v in stand_in.items()}), goals)


def score_with_error(
    candidates: pd.DataFrame, goals: Goals
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each candidate's score by estimates alone, 0 to 1, and its error, which describing takes away.

    Raises:
        InvalidTable: There is no estimate for a goal.
    """
    weights = np.array([goals.weight_conductivity, goals.weight_oxidation, goals.weight_binding])
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
    return _score(values, weights), std


def _percentiles(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the known values in order, and the share of them that is no larger than each."""
    ordered = np.sort(values[np.isfinite(values)])
    if not len(ordered):
        return np.zeros(1), np.zeros(1)
    return ordered, np.arange(1, len(ordered) + 1) / len(ordered)


def _scored(
    values: NDArray[np.float64], candidates: pd.DataFrame, goals: Goals
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what the score is made of, shape (n, 3 or 4), and the weights of its columns."""
    weights = [goals.weight_conductivity, goals.weight_oxidation, goals.weight_binding]
    if goals.weight_synthesis > 0:
        ease = candidates["synthesis_score"].to_numpy(dtype=float)
        values, weights = np.column_stack([values, ease]), [*weights, goals.weight_synthesis]
    return values, np.array(weights)


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


def _score(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weighted mean percentile of the goals; a goal that is not known counts as the worst."""
    percentiles = pd.DataFrame(values).rank(pct=True).fillna(0.0).to_numpy()
    total = weights.sum()
    # Rounded, so that candidates equal in every goal tie whatever the order of a sum.
    return np.round(percentiles @ (weights / total), 12) if total > 0 else np.zeros(len(values))


def _closer_than_error(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Say whether each row's log10 σ is within the error of the difference from the next row's."""
    sigma = table["log10_sigma_s_cm"].to_numpy(dtype=float)
    std = read_std(table)
    if "log10_sigma_own_std" in table:
        own = table["log10_sigma_own_std"].astype(float)
        std = own.where(own < std, std)
    variance = std.to_numpy() ** 2
    closer = np.zeros(len(table), dtype=bool)
    closer[:-1] = np.abs(np.diff(sigma)) < np.sqrt(variance[:-1] + variance[1:])
    return closer
