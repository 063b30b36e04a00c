"""What a smooth model forgets of the liquids it has seen: their own measured curves, kept beside it.

A few hundred remembered formulations with a noise that suits unseen liquids pass by measured ones: a series
of the training set itself could be off by a factor of two. What is left of each measured curve (one recipe
over temperature) is kept and added where a formulation is nearly the same: a second Gaussian process with
short lengths on what the first leaves over (Snelson & Ghahramani, AISTATS 2007, local and global
approximations). What is left over has two parts: the solvent's own, which all salts in it share, and the
recipe's. Far from any measured solvent it adds nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.model.curves import CurveSettings, rise
from monodesign.surrogate.model.kernels import Block, Blocks, matern, squared_distances

# Lengths in the coordinates of the embedding. Held-out liquids with salt and solvents seen err by 0.158 with
# these, 0.161 with twice the lengths, 0.174 without a memory; unseen ones by 0.211, 0.219, 0.211.
_SUBSTANCE: Final = 0.15
_SALT: Final = 0.3
_STATE: Final = 0.4
# Over what range of concentrations a solvent's own part is the same, and its variance, that of a recipe's own
# part being 1. So what the curves leave of 2-methyltetrahydrofuran with LiAsF6 counts for its other salts.
_STATE_OF_SOLVENT: Final = 1.0
_OF_SOLVENT: Final = 1.0
_LEAST_LIKENESS: Final = 1e-9  # of solvents; what is less alike adds nothing that is seen
_NOISE_SHARE: Final = 0.1  # of the variance: two laboratories' share of what is left over
_STATE_STEP: Final = 0.01  # rows closer than this in concentration are one curve
_NOISE: Final = 0.05  # log10 units, of a point on its curve
_SPREAD: Final = 0.3  # log10 units, of a curve's level and of its slope, before its points are seen
_MOST: Final = 0.6  # log10 units; what is farther off its like is not believed


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is left over of measured liquids.

    Attributes:
        centres: The measured recipes.
        weights: Of level and slope, shape (n, 2).
        is_mixture: Whether each recipe has more than one solvent, shape (n,).
    """

    centres: Blocks
    weights: NDArray[np.float64]
    is_mixture: NDArray[np.bool_]


def fit_memory(
    blocks: Blocks,
    temperature_k: NDArray[np.float64],
    left_over: NDArray[np.float64],
    is_mixture: NDArray[np.bool_],
    *,
    settings: CurveSettings,
) -> Memory:
    """Keep the residuals of a fitted model for measured liquids.

    Args:
        blocks: The formulations, one per measurement.
        temperature_k: Temperatures in K.
        left_over: Measured less modelled log10 σ.
        is_mixture: Whether each has more than one solvent.
        settings: Of the model's curves: reference temperature and form of the rise.
    """
    state = np.round(blocks.state.gather()[:, 0] / _STATE_STEP)
    recipes = np.column_stack([blocks.substance.index, blocks.salt.index, state])
    _, first, curve = np.unique(recipes, axis=0, return_index=True, return_inverse=True)
    lines = _fit_lines(curve.ravel(), rise(temperature_k, settings), np.clip(left_over, -_MOST, _MOST))
    centres = blocks.take(first).compact()
    of_solvent = _of_side(centres.substance, centres.substance, _SUBSTANCE)
    kernel, _ = _kernel(centres, centres, of_solvent)
    kernel.flat[:: len(kernel) + 1] += _NOISE_SHARE
    weights = np.asarray(np.linalg.solve(kernel, lines), dtype=float)
    return Memory(centres=centres, weights=weights, is_mixture=is_mixture[first])


def _fit_lines(
    curve: NDArray[np.int64], u: NDArray[np.float64], left_over: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return level and slope over u of each curve, shrunk towards zero, shape (n_curves, 2)."""
    shrinkage = (_NOISE / _SPREAD) ** 2
    count, of_u, of_u2, of_y, of_uy = (
        np.bincount(curve, weights=values).astype(float)
        for values in (np.ones_like(u), u, u * u, left_over, u * left_over)
    )
    count += shrinkage
    of_u2 += shrinkage
    determinant = count * of_u2 - of_u**2
    level = (of_u2 * of_y - of_u * of_uy) / determinant
    return np.column_stack([level, (count * of_uy - of_u * of_y) / determinant])


def recall(memory: Memory, blocks: Blocks) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what to add to level and slope, shape (n, 2), and the likeness to a measured mixture, 0 to 1."""
    centres = memory.centres.compact()
    of_solvents = _of_points(blocks.substance, centres.substance, _SUBSTANCE)
    added, of_mixture = np.zeros((len(blocks), 2)), np.zeros(len(blocks))
    # A formulation knows the recipes of solvents like its own alone, few of all.
    for place in np.unique(blocks.substance.index):
        rows = np.flatnonzero(blocks.substance.index == place)
        near = np.flatnonzero(of_solvents[place] > _LEAST_LIKENESS)
        kernel, likeness = _kernel(blocks.take(rows), centres.take(near), of_solvents[place, near])
        added[rows] = kernel @ memory.weights[near]
        of_mixture[rows] = likeness[:, memory.is_mixture[near]].max(axis=1, initial=0.0)
    return added, of_mixture


def _kernel(
    blocks: Blocks, centres: Blocks, of_solvent: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the covariance of what is left over, and how alike recipes are (1: the same), (n, n_centres)."""
    likeness = of_solvent * _of_side(blocks.salt, centres.salt, _SALT)
    likeness *= _of_side(blocks.state, centres.state, _STATE)
    kernel = _of_side(blocks.state, centres.state, _STATE_OF_SOLVENT)
    kernel *= _OF_SOLVENT * of_solvent
    kernel += likeness
    return kernel, likeness


def _of_side(block: Block, centres: Block, length: float) -> NDArray[np.float64]:
    """Return the likeness on one side, shape (n, n_centres)."""
    return _of_points(block.compact(), centres.compact(), length)[block.compact().index]


def _of_points(block: Block, centres: Block, length: float) -> NDArray[np.float64]:
    """Return the likeness of the distinct components of one side to the centres, (n_distinct, n_centres)."""
    squares = squared_distances(block.points, centres.points) / length**2
    return np.asarray(matern(squares)[:, centres.index])
