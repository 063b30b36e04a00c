"""What a measured polymer costs beside what its hindrances say, so that it keeps the measured order.

A Gaussian process on the obstruction exponent over polymer features, learned from gels of one publication
that differ in their polymer alone: a difference between laboratories is then not taken for one of polymers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.polymer import COLUMNS
from monodesign.surrogate.model.embedding import Scaling, soften_counts
from monodesign.surrogate.model.kernels import matern, squared_distances

# Of the exponent: half of what the source study's seven polymers differ by.
SPREAD: Final = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEffects:
    """Own effects of measured polymers.

    Attributes:
        scaling: Of polymer features.
        points: Measured polymers in scaled coordinates, shape (m, p).
        weights: One per polymer.
    """

    scaling: Scaling
    points: NDArray[np.float64]
    weights: NDArray[np.float64]


def no_own_effects() -> OwnEffects:
    """Return the own effects of no measured polymer."""
    n = len(COLUMNS)
    scaling = Scaling(centre=np.zeros(n), length=np.ones(n), farthest=1.0)
    return OwnEffects(scaling=scaling, points=np.zeros((0, n)), weights=np.zeros(0))


def fit_own_effects(
    inputs: Inputs, rows: NDArray[np.float64], values: NDArray[np.float64], *, scaling: Scaling
) -> OwnEffects:
    """Learn own effects from comparisons: rows · (effect of each gel's polymer) = values, with errors of 1.

    Args:
        inputs: The gels.
        rows: Shape (m, n).
        values: Shape (m,).
        scaling: Of polymer features.
    """
    used, which = np.unique(inputs.polymer_index, return_inverse=True)
    of_polymer = rows @ np.eye(len(used))[which]
    compared = (of_polymer != 0).any(axis=0)
    if not compared.any():
        return no_own_effects()
    points = scaling.apply(soften_counts(inputs.polymers[used[compared]]))
    of_polymer = of_polymer[:, compared]
    kernel = SPREAD**2 * matern(squared_distances(points, points))
    square = of_polymer @ kernel @ of_polymer.T + np.eye(len(values))
    weights = of_polymer.T @ np.linalg.solve(square, values)
    return OwnEffects(scaling=scaling, points=points, weights=weights)


def own_exponents(inputs: Inputs, own: OwnEffects) -> NDArray[np.float64]:
    """Return what each gel's polymer adds to the exponent, shape (n,)."""
    if not len(own.weights):
        return np.zeros(len(inputs))
    points = own.scaling.apply(soften_counts(inputs.polymers))
    effects = SPREAD**2 * matern(squared_distances(points, own.points)) @ own.weights
    return np.asarray(effects[inputs.polymer_index])
