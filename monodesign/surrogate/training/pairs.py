"""Errors of differences: how well a model orders two dry polymers that it has not seen, in one formulation.

Laboratory, salt, salt content and temperature are the same for all candidates of a campaign, and much of a
prediction's error is theirs. What counts for an order is the error of a difference, so it is measured on
pairs of polymers with the same salt, molality and temperature, both held out in the same fold. One pair of
polymers counts once for a salt and molality, at the temperature nearest to 60 °C, so that pairs which differ
in temperature alone do not count again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtri

from monodesign.surrogate.inputs.collection import Sample
from monodesign.surrogate.model.intervals import COVERAGE
from monodesign.surrogate.model.surrogate import DRY
from monodesign.surrogate.training.held_out import HeldOut

_USUAL_C: Final = 60.0
_SAME_LOG10_MOLALITY: Final = 0.02  # 5 %
_SAME_K: Final = 2.0
_FEWEST: Final = 10  # pairs from which errors of differences are told from those of levels
LEAST_STD: Final = 0.05  # log10 units: what one laboratory's samples repeat to


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of held-out measurements of two polymers in one formulation.

    Attributes:
        groups: Group of each side, shape (n, 2).
        measured: Difference of log10 σ, one less the other, shape (n,).
        predicted: The same, predicted.
        level_std: Standard error of a difference if the errors of both levels were independent.
    """

    groups: NDArray[np.str_]
    measured: NDArray[np.float64]
    predicted: NDArray[np.float64]
    level_std: NDArray[np.float64]


def find_pairs(
    sample: Sample,
    held_out: HeldOut,
    half_widths: NDArray[np.float64],
    *,
    among: Literal["fold", "all"] = "fold",
) -> Pairs:
    """Return the pairs of dry polymers that were measured alike.

    Args:
        sample: The measurements.
        held_out: Their predictions.
        half_widths: Of the 90 % intervals of each.
        among: Pairs held out in one `fold`, so that the model had seen neither of the two, or `all`, each
            predicted without its own.
    """
    inputs = sample.inputs
    rows = np.flatnonzero((held_out.kinds == DRY) & (inputs.lithium_salt_mol_kg > 0))
    log_molality = np.log10(np.maximum(inputs.dry_molality, 1e-6))
    # Rounded to cells: a pair on either side of an edge is lost, none is made up.
    cells = np.column_stack(
        [
            held_out.folds[rows] * (among == "fold"),
            inputs.salt_index[rows],
            np.round(log_molality[rows] / _SAME_LOG10_MOLALITY),
            np.round(inputs.temperature_k[rows] / _SAME_K),
        ]
    ).astype(np.int64)
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    found: dict[tuple[str, str, int], tuple[float, int, int]] = {}
    for number in np.unique(cell):
        members = rows[cell.ravel() == number]
        _, first = np.unique(held_out.groups[members], return_index=True)
        _gather(found, members[first], held_out, cells[np.flatnonzero(cell.ravel() == number)[0]])
    chosen = np.array([pair[1:] for pair in found.values()], dtype=np.int64).reshape(-1, 2)
    one, other = chosen.T
    std = half_widths / ndtri((1 + COVERAGE) / 2)
    return Pairs(
        groups=held_out.groups[chosen],
        measured=held_out.log10_sigma[one] - held_out.log10_sigma[other],
        predicted=held_out.predicted[one] - held_out.predicted[other],
        level_std=np.hypot(std[one], std[other]),
    )


def _gather(
    found: dict[tuple[str, str, int], tuple[float, int, int]],
    members: NDArray[np.int64],
    held_out: HeldOut,
    cell: NDArray[np.int64],
) -> None:
    """Keep each pair of a cell unless it is there already at a more usual temperature."""
    for place, one in enumerate(members):
        for other in members[place + 1 :]:
            key = (
                str(held_out.groups[one]),
                str(held_out.groups[other]),
                int(cell[1]) * 10_000 + int(cell[2]),
            )
            away = abs(float(held_out.temperature_c[one]) - _USUAL_C)
            if key not in found or away < found[key][0]:
                found[key] = (away, int(one), int(other))


def fit_own_share(pairs: Pairs) -> float:
    """Return the error of a difference as a share of that of independent levels, by maximum likelihood.

    A Student's t of four degrees of freedom, for a few pairs are far off, then stretched until nine in ten
    differences lie inside their interval. 1 where there are too few pairs.
    """
    if len(pairs.measured) < _FEWEST:
        return 1.0
    error = pairs.predicted - pairs.measured

    def loss(log_share: float) -> float:
        std = difference_std(pairs, float(np.exp(log_share)))
        return float(np.sum(np.log(std) + 2.5 * np.log1p((error / std) ** 2 / 4)))

    share = float(np.exp(minimize_scalar(loss, bounds=(-3.0, 1.0), method="bounded").x))
    inside = np.abs(error) / difference_std(pairs, share) / ndtri((1 + COVERAGE) / 2)
    return share * float(np.quantile(inside, COVERAGE))


def difference_std(pairs: Pairs, own_share: float) -> NDArray[np.float64]:
    """Return the standard errors of predicted differences, log10 units."""
    return np.asarray(np.maximum(own_share * pairs.level_std, LEAST_STD))
