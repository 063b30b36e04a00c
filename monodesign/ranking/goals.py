"""What makes a candidate good: the goals of a campaign, their weights, and their values in a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal

import numpy as np
import pandas as pd
from annotated_types import Ge, Le, Lt
from numpy.typing import NDArray

from monodesign.tables.columns import estimate_columns, require_columns

BINDING_COLUMNS: Final = {
    "one_armed": "unit_li_binding_one_armed_kcal_mol",
    "exchange": "unit_li_exchange_kcal_mol",
}
REDUCTION_COLUMN: Final = "unit_reduction_potential_v"
# The goals that every candidate has a value or an estimate of.
THREE: Final = ("conductivity", "oxidation", "binding")


# A goal that weighs a thousand times more than another decides alone; sums of larger ones lose digits.
Weight = Annotated[float, Ge(0), Le(1000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    """The goals of the ranking; the table `[goals]` of a campaign file.

    Attributes:
        oxidation_min_v: Limit of the oxidation potential in V vs Li/Li⁺. Candidates below it are outside the
            limits. The potential of one molecule is an upper bound for a cell.
        binding: Measure of Li⁺ binding by the polymer: `one_armed` or `exchange`.
        binding_floor_kcal_mol: Weaker binding than this (kcal/mol) brings no further gain, because a polymer
            that does not coordinate Li⁺ does not dissolve salt (Li P. et al., doi
            10.1038/s41467-025-59020-w).
        weight_conductivity: Weight of log10 σ in the score.
        weight_oxidation: Weight of the oxidation potential in the score.
        weight_binding: Weight of weak Li⁺ binding in the score. The σ of a gel already depends on Li⁺
            binding; above 0, binding counts twice. Use it for dry polymers, whose σ does not depend on it.
        weight_reduction: Weight of stability against lithium metal: a low reduction potential. Candidates
            whose anion breaks a bond count as the worst, candidates without a value as average.
        weight_synthesis: Weight of the ease of synthesis. Above 0, a route is searched for every candidate.
        reference: Candidate to beat in `probability_beats_reference`, by name, SMILES or `monomer_id`. Empty:
            the best measured candidate, else AEEO.
    """

    oxidation_min_v: Annotated[float, Ge(-10), Le(20)] = 4.5
    binding: Literal["one_armed", "exchange"] = "one_armed"
    binding_floor_kcal_mol: Annotated[float, Ge(-1000), Lt(0)] = -35.0
    weight_conductivity: Weight = 1.0
    weight_oxidation: Weight = 1.0
    weight_binding: Weight = 0.0
    weight_reduction: Weight = 0.0
    weight_synthesis: Weight = 0.0
    reference: str = ""


def weights_of(goals: Goals) -> dict[str, float]:
    """Return the weight of every goal by name."""
    return {name: getattr(goals, f"weight_{name}") for name in (*THREE, "reduction", "synthesis")}


def goal_values(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
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
    return goal_values(candidates.assign(**filled), goals)


def estimated_goals(candidates: pd.DataFrame, goals: Goals) -> NDArray[np.float64]:
    """Return the three goals with estimates from structure in place of descriptors, shape (n, 3).

    Raises:
        InvalidTable: There is no estimate for a goal.
    """
    described = ("unit_oxidation_potential_v", BINDING_COLUMNS[goals.binding])
    stand_in = {name: estimate_columns(name)[0] for name in described}
    require_columns(candidates, tuple(stand_in.values()), where="goals")
    return goal_values(candidates.assign(**{k: candidates[v] for k, v in stand_in.items()}), goals)
