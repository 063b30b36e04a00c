"""Scale features so that formulations a distance of 1 apart have little to say about each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.surrogate.inputs.arrays import Inputs
from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS, SOLVENT_PROPERTIES, describe_solvent
from monodesign.surrogate.inputs.polymer import GROUPS
from monodesign.surrogate.model.kernels import Block, Blocks

_FARTHEST: Final = 4.0  # standard deviations; beyond, an unusual feature says no more
_LEAST_SPREAD: Final = 0.05  # in units of the feature: a column that hardly varies must not dominate


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """Centre and length of each column: coordinates are (value - centre) / length.

    Attributes:
        centre: One per column.
        length: One per column; long means unimportant.
        farthest: Bound on |coordinate| · length scale, in standard deviations.
    """

    centre: NDArray[np.float64]
    length: NDArray[np.float64]
    farthest: float

    def apply(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the coordinates, shape as `values`."""
        return np.clip((values - self.centre) / self.length, -self.farthest, self.farthest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Length scales in standard deviations (root mean square over a side's columns).

    Attributes:
        substance: Of polymer or solvent features.
        salt: Of salt features.
        state: Of concentration and chain length.
        structure: Factor on the length of the solvent's structure columns against its physical properties.
    """

    substance: float
    salt: float
    state: float
    structure: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedding:
    """Scalings of one phase's three sides.

    Attributes:
        salt_unit: In what the state counts the salt. A model saved when liquids still counted it per kilogram
            has none and is not loaded.
    """

    substance: Scaling
    salt: Scaling
    state: Scaling
    salt_unit: str


def fit_scaling(values: NDArray[np.float64], lengths: NDArray[np.float64]) -> Scaling:
    """Standardise columns and divide by length scale and √(number of columns)."""
    count = values.shape[1]
    spread = np.maximum(values.std(axis=0), _LEAST_SPREAD)
    length = spread * lengths * np.sqrt(count)
    farthest = _FARTHEST / float(np.min(lengths) * np.sqrt(count))
    return Scaling(centre=values.mean(axis=0), length=length, farthest=farthest)


def soften_counts(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return polymer features with the square root of counts: the first donor matters more than the tenth."""
    n_groups = len(GROUPS)
    return np.hstack([np.sqrt(np.maximum(values[:, :n_groups], 0.0)), values[:, n_groups:]])


def fit_dry_embedding(inputs: Inputs, lengths: Lengths) -> Embedding:
    """Learn the scales of dry polymers; every polymer and salt counts once."""
    states = inputs.dry_states()
    polymers = soften_counts(inputs.polymers)[np.unique(inputs.polymer_index)]
    return Embedding(
        substance=fit_scaling(polymers, np.full(polymers.shape[1], lengths.substance)),
        salt=_fit_salts(inputs, lengths),
        state=fit_scaling(states, np.full(states.shape[1], lengths.state)),
        salt_unit="mol per kg polymer",
    )


def fit_liquid_embedding(inputs: Inputs, lengths: Lengths) -> Embedding:
    """Learn the scales of liquids; solvents are scaled by the spread among the library's molecular ones."""
    solvents = np.array([describe_solvent(record) for record in load_solvents().records])
    solvents = solvents[solvents[:, SOLVENT_COLUMNS.index("ionic_share")] == 0]
    factors = np.full(solvents.shape[1], lengths.substance * lengths.structure)
    factors[: len(SOLVENT_PROPERTIES)] = lengths.substance
    # Properties and structure columns are two sides of one thing: each gets half of the distance.
    factors *= _share_lengths(solvents.shape[1], len(SOLVENT_PROPERTIES))
    state = Scaling(centre=np.zeros(1), length=np.array([lengths.state]), farthest=np.inf)
    return Embedding(
        substance=fit_scaling(solvents, factors),
        salt=_fit_salts(inputs, lengths),
        state=state,
        salt_unit="mol per litre",
    )


def _share_lengths(count: int, n_first: int) -> NDArray[np.float64]:
    """Return factors by which the first columns and the others weigh the same in a mean over all columns."""
    first = np.arange(count) < n_first
    shares = np.where(first, n_first / count, 1 - n_first / count)
    return np.asarray(np.sqrt(shares), dtype=float)


def _fit_salts(inputs: Inputs, lengths: Lengths) -> Scaling:
    salts = inputs.salts[np.unique(inputs.salt_index)]
    return fit_scaling(salts, np.full(salts.shape[1], lengths.salt))


def place_dry(inputs: Inputs, embedding: Embedding) -> Blocks:
    """Return formulations as dry polymers: polymer in the solvent's place."""
    return _place(
        inputs,
        embedding,
        Block(points=embedding.substance.apply(soften_counts(inputs.polymers)), index=inputs.polymer_index),
        inputs.dry_states(),
    )


def place_liquid(inputs: Inputs, embedding: Embedding, molality: NDArray[np.float64]) -> Blocks:
    """Return formulations as liquids of the given molality (mol Li⁺ per kg solvent)."""
    substance = Block(points=embedding.substance.apply(inputs.solvents), index=inputs.solvent_index)
    concentration = inputs.concentration(np.maximum(molality, 0.0))
    return _place(inputs, embedding, substance, np.log1p(concentration)[:, None])


def _place(inputs: Inputs, embedding: Embedding, substance: Block, states: NDArray[np.float64]) -> Blocks:
    return Blocks(
        substance=substance,
        salt=Block(points=embedding.salt.apply(inputs.salts), index=inputs.salt_index),
        state=Block(points=embedding.state.apply(states), index=np.arange(len(states))),
    )
