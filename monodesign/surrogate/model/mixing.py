"""What the solvents of a mixture say of it: it conducts no worse than they would in series, less a fifth.

Layers of the pure solvents' solutions, in the mixture's mole fractions and of its molality, conduct in series
as the harmonic mean of their conductivities: Wiener's other bound (Abh. Math.-Phys. Kl. Königl. Sächs. Ges.
Wiss. 32, 509 (1912)). It lies above the lower of two. Mixtures of battery solvents conduct better as a rule,
since a thinner and a solvent of high permittivity help each other; a model that has seen neither between
them may dip. Measurements of a mixture have the last word: the nearer it is to one, the less the bound
counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.surrogate.inputs.arrays import Inputs

_MARGIN: Final = 0.0969  # log10 of 1/0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The solvents of some mixtures, one after the other.

    Attributes:
        inputs: For each layer its mixture's formulation, with the one solvent.
        owner: Row of the mixture each belongs to, rising.
        share: Mole fraction of the solvent.
    """

    inputs: Inputs
    owner: NDArray[np.int64]
    share: NDArray[np.float64]


def is_mixture(inputs: Inputs) -> NDArray[np.bool_]:
    """Return whether each formulation has more than one solvent."""
    n_solvents = (inputs.solvent_shares > 0).sum(axis=1)
    return np.asarray(n_solvents[inputs.solvent_index] > 1)


def split_mixtures(inputs: Inputs) -> Layers:
    """Return the layers of the formulations that have more than one solvent."""
    mixtures = np.flatnonzero(is_mixture(inputs))
    shares = inputs.solvent_shares[inputs.solvent_index[mixtures]]
    which, solvent = np.nonzero(shares > 0)
    owner = mixtures[which]
    layers = replace(
        inputs.take(owner),
        solvents=inputs.pure_solvents,
        solvent_index=solvent,
        solvent_shares=np.eye(len(inputs.pure_solvents)),
        solvents_estimated=np.zeros(len(inputs.pure_solvents)),
        solvent_donors_mol_kg=np.zeros(len(inputs.pure_solvents)),
    )
    return Layers(inputs=layers, owner=owner, share=shares[which, solvent])


def keep_above_series(
    log10_sigma: NDArray[np.float64],
    layers: Layers,
    of_layers: NDArray[np.float64],
    likeness: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return log10 σ, lifted to the bound where no measured mixture is near.

    Args:
        log10_sigma: Of all formulations, shape (n,).
        layers: From `split_mixtures` of the same formulations.
        of_layers: log10 σ of each layer.
        likeness: To a measured mixture, 0 to 1, shape (n,).
    """
    resistance = np.full(len(log10_sigma), -np.inf)  # natural logarithm
    np.logaddexp.at(resistance, layers.owner, np.log(layers.share) - np.log(10) * of_layers)
    bound = -resistance / np.log(10) - _MARGIN
    lift = np.where(np.isfinite(bound), np.maximum(bound - log10_sigma, 0.0), 0.0)
    return np.asarray(log10_sigma + (1 - likeness) * lift)
