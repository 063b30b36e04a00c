"""Conductivity of a space's members by the million: polymer features as sums over fragments.

The features of a repeat unit are turned into sums (groups per unit, not per kilogram), which
`chem.expansion` adds up over fragments, and back into features for the surrogate.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from monodesign.chem.molecules import parse
from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import Polymer
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.surrogate.inputs.arrays import Inputs, featurise
from monodesign.surrogate.inputs.hold import hold_model, hold_of_sums
from monodesign.surrogate.inputs.hold_sums import N_HOLD_SUMS, sum_hold
from monodesign.surrogate.inputs.polymer import COLUMNS, GROUPS, count_donors, count_lithium, describe_polymer
from monodesign.surrogate.predict import predict_inputs
from monodesign.surrogate.trained import Surrogate

# Which columns are per mass, per heavy atom, or logarithms; the others belong to the backbone, thus the head.
_PER_KG: Final = (*(f"{group}_mol_kg" for group in GROUPS), "log_p_kg")
_PER_GRAM: Final = ("polar_area_a2_g", "refractivity_ml_g")
_PER_HEAVY_ATOM: Final = ("backbone_share", "rotatable_share")
SIDE_LENGTH: Final = "log_side_length"
BACKBONE_MASS: Final = "log_mass_per_backbone_atom"
_N_FEATURES: Final = len(COLUMNS) + 2
N_SUMS: Final = _N_FEATURES + N_HOLD_SUMS


def sum_unit(repeat_unit: str) -> tuple[float, ...]:
    """Return a repeat unit's features as sums, in the order of `COLUMNS`, then mass, heavy atoms and hold.

    Raises:
        InvalidSmiles: It does not parse.
    """
    features = describe_polymer(Polymer(units=(repeat_unit,), mole_fractions=(1.0,))).numbers
    mass = unit_mass_g_mol(repeat_unit)
    heavy = sum(atom.GetAtomicNum() > 1 for atom in parse(repeat_unit).GetAtoms())
    sums = features * _scale(np.array([mass]), np.array([heavy], dtype=float))[0]
    sums[COLUMNS.index(SIDE_LENGTH)] = np.expm1(features[COLUMNS.index(SIDE_LENGTH)])
    return (*sums.tolist(), mass, float(heavy), *sum_hold(repeat_unit))


def features_of_sums(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return polymer features (`COLUMNS`) of added-up sums, shape (n, k)."""
    mass, heavy = sums[:, len(COLUMNS)], sums[:, len(COLUMNS) + 1]
    features = sums[:, : len(COLUMNS)] / _scale(mass, heavy)
    counts = slice(0, len(GROUPS))
    features[:, counts] = np.maximum(features[:, counts], 0.0)
    length = COLUMNS.index(SIDE_LENGTH)
    features[:, length] = np.log1p(np.maximum(sums[:, length], 0.0))
    n_backbone = sums[:, COLUMNS.index("backbone_share")]
    features[:, COLUMNS.index(BACKBONE_MASS)] = np.log10(mass / n_backbone)
    return np.asarray(features)


def _scale(mass: NDArray[np.float64], heavy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return by what each feature is multiplied to become a sum, shape (n, k)."""
    scale = np.ones((len(mass), len(COLUMNS)))
    for names, factor in ((_PER_KG, mass / 1000), (_PER_GRAM, mass), (_PER_HEAVY_ATOM, heavy)):
        scale[:, [COLUMNS.index(name) for name in names]] = factor[:, None]
    return scale


def predict_members(
    model: Surrogate, sums: NDArray[np.float64], *, formulation: pd.DataFrame
) -> pd.DataFrame:
    """Predict the gels of members of a space.

    Args:
        model: From `load_model`.
        sums: What `sum_unit` gives, added up for each member, shape (n, `N_SUMS`).
        formulation: One row with the columns of a formulation; its polymer, any, is replaced by each member.

    Returns:
        The columns of a prediction without `error`, shape (n,).

    Raises:
        InvalidTable: A column is missing.
        InvalidFormulation: The formulation has a fault.
    """
    return predict_inputs(model, _inputs(sums, formulation))


def _inputs(sums: NDArray[np.float64], formulation: pd.DataFrame) -> Inputs:
    """Return one formulation with each polymer in turn."""
    read = read_formulations(formulation)
    if read.errors[0]:
        raise InvalidFormulation(f"formulation: {read.errors[0]}")
    inputs = featurise(read)
    polymers = features_of_sums(sums)
    holds = hold_of_sums(sums[:, _N_FEATURES:], sums[:, len(COLUMNS)], hold_model())
    return replace(
        inputs.take(np.zeros(len(polymers), dtype=np.int64)),
        polymers=np.vstack([polymers, np.zeros(len(COLUMNS))]),
        holds=np.vstack([holds, np.zeros(holds.shape[1])]),
        polymer_index=np.arange(len(polymers)),
        donors_mol_kg=count_donors(polymers),
        lithium_polymer_mol_kg=count_lithium(polymers),
        homogeneous=np.full(len(polymers), np.nan),
    )
