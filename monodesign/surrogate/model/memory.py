"""What a smooth model forgets of the liquids it has seen: their own measured curves, kept beside it.

A few hundred remembered formulations with a noise that suits unseen liquids pass by measured ones: a series
of the training set itself could be off by a factor of two. What is left of each measured curve (one recipe
over temperature) is kept and added where a formulation is nearly the same: a second Gaussian process with
short lengths on what the first leaves over (Snelson & Ghahramani, AISTATS 2007, local and global
approximations). Far from any measured curve it adds nothing.
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
    kernel = _likeness(centres, centres)
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
    likeness = _likeness(blocks, memory.centres.compact())
    of_mixture = likeness[:, memory.is_mixture].max(axis=1, initial=0.0)
    return likeness @ memory.weights, of_mixture


def _likeness(blocks: Blocks, centres: Blocks) -> NDArray[np.float64]:
    """Return how alike formulations and measured recipes are, shape (n, n_centres): 1 for the same."""
    kernel = _of_side(blocks.substance, centres.substance, _SUBSTANCE)
    kernel *= _of_side(blocks.salt, centres.salt, _SALT)
    kernel *= _of_side(blocks.state, centres.state, _STATE)
    return kernel


def _of_side(block: Block, centres: Block, length: float) -> NDArray[np.float64]:
    squares = squared_distances(block.points, centres.points) / length**2
    return np.asarray(matern(squares)[np.ix_(block.index, centres.index)])
