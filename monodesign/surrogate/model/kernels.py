"""Similarity of formulations: kernels over polymer or solvent, salt and state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One side of a formulation in scaled coordinates.

    Attributes:
        points: Distinct components, shape (n_distinct, n_columns); distances between them mean dissimilarity.
        index: Row of `points` for each formulation, shape (n,).
    """

    points: NDArray[np.float64]
    index: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64]) -> Block:
        """Return the chosen formulations."""
        return Block(points=self.points, index=self.index[rows])

    def gather(self) -> NDArray[np.float64]:
        """Return one row of coordinates per formulation."""
        return self.points[self.index]

    def compact(self) -> Block:
        """Return the same formulations without the components that none of them holds."""
        is_used = np.zeros(len(self.points), dtype=bool)
        is_used[self.index] = True
        if is_used.all():
            return self
        return Block(points=self.points[is_used], index=np.cumsum(is_used)[self.index] - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """Formulations as kernels see them: polymer or solvent, salt, state (concentration, chain length)."""

    substance: Block
    salt: Block
    state: Block

    def __len__(self) -> int:
        """Return the number of formulations."""
        return len(self.state.index)

    def take(self, rows: NDArray[np.int64]) -> Blocks:
        """Return the chosen formulations."""
        return Blocks(
            substance=self.substance.take(rows), salt=self.salt.take(rows), state=self.state.take(rows)
        )

    def compact(self) -> Blocks:
        """Return the same formulations without the components that none of them holds."""
        return Blocks(
            substance=self.substance.compact(), salt=self.salt.compact(), state=self.state.compact()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Variances:
    """How much of a quantity's variance goes with what: substance k_c, state k_o, salt k_s.

    The kernel is substance·k_c + substance_state·k_c·k_o + everything·k_c·k_o·k_s + condition·k_o·k_s.
    """

    substance: float
    substance_state: float
    everything: float
    condition: float

    @property
    def total(self) -> float:
        """Variance of one formulation before any measurement."""
        return self.substance + self.substance_state + self.everything + self.condition


def squared_distances(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return squared Euclidean distances, shape (n_left, n_right)."""
    # In place: a fresh array of this size costs more than the arithmetic on it.
    squares = left @ (-2 * right.T)
    squares += (left**2).sum(axis=1)[:, None]
    squares += (right**2).sum(axis=1)[None]
    return np.asarray(np.maximum(squares, 0.0, out=squares))


def matern(squares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the Matérn-3/2 kernel of squared distances at unit length scale."""
    reach = 3 * squares
    np.sqrt(reach, out=reach)
    decay = np.negative(reach)
    np.exp(decay, out=decay)
    reach += 1
    reach *= decay
    return np.asarray(reach)


def combine(
    blocks: Blocks, centres: Blocks, variances: Variances, *, stretch: float = 1.0
) -> NDArray[np.float64]:
    """Return the kernel between formulations and centres, shape (n, n_centres).

    Args:
        blocks: The formulations.
        centres: The formulations that the model remembers.
        variances: Weights of the terms.
        stretch: Factor on every length scale; above 1, a smoother function.
    """
    scale = stretch**2
    of_substance = matern(_distances(blocks.substance, centres.substance) / scale)[blocks.substance.index]
    of_salt = matern(_distances(blocks.salt, centres.salt) / scale)[blocks.salt.index]
    of_state = np.exp(-0.5 * _distances(blocks.state, centres.state) / scale)[blocks.state.index]
    kernel = variances.substance + variances.substance_state * of_state
    of_salt *= of_state
    kernel += variances.everything * of_salt
    kernel *= of_substance
    kernel += variances.condition * of_salt
    return np.asarray(kernel)


def _distances(block: Block, centres: Block) -> NDArray[np.float64]:
    return squared_distances(block.points, centres.gather())
