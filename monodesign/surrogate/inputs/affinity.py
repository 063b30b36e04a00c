"""Whether polymer and solvent of each gel make one clear phase, for that is where the law of gels holds."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from monodesign.descriptors.affinity.affinity import (
    interaction_chi,
    load_affinity_model,
    mix_solvents,
    mix_units,
)
from monodesign.descriptors.affinity.solubility import Solubility
from monodesign.errors import GroupMissing
from monodesign.formulation.components import Polymer, SolventMixture
from monodesign.formulation.formulations import Formulations


def homogeneous_probabilities(formulations: Formulations) -> NDArray[np.float64]:
    """Return the probability that each gel is clear; NaN of others and where no published group fits."""
    found = np.full(len(formulations.polymer_index), np.nan)
    polymers, solvents = formulations.polymer_index, formulations.solvent_index
    gels = np.flatnonzero((polymers >= 0) & (solvents >= 0))
    pairs, which = np.unique(np.column_stack([polymers, solvents])[gels], axis=0, return_inverse=True)
    of_pairs = [
        _probability(formulations.polymers[polymer], formulations.solvents[solvent])
        for polymer, solvent in pairs
    ]
    found[gels] = np.array(of_pairs, dtype=float)[which.ravel()]
    return found


@lru_cache(maxsize=65536)
def _probability(polymer: Polymer, solvent: SolventMixture) -> float:
    try:
        chi = interaction_chi(_of_polymer(polymer), _of_solvent(solvent))
    except GroupMissing:
        return float("nan")
    return load_affinity_model().probability(chi)


@lru_cache(maxsize=65536)
def _of_polymer(polymer: Polymer) -> Solubility:
    return mix_units(polymer.units, polymer.mole_fractions)


@lru_cache(maxsize=4096)
def _of_solvent(mixture: SolventMixture) -> Solubility:
    return mix_solvents(list(zip(mixture.weight_fractions, mixture.solvents, strict=True)))
