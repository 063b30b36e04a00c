"""Does a polymer stay mixed with its solvent? Flory–Huggins χ from group-contribution Hansen parameters.

χ = V/(RT) [Δδd² + ¼Δδp² + ¼Δδh²] with the solvent's molar volume V (Hansen's weights; Lindvig, Michelsen &
Kontogeorgis, Fluid Phase Equilib. 203, 247 (2002), doi 10.1016/S0378-3812(02)00184-X). A gel is called
homogeneous when χ lies below a threshold fitted to the clear and opaque gels of one family
(doi 10.1038/s41467-025-59020-w); Flory's own limit for a long chain is ½. The salt is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist
from typing import Final

import numpy as np

from monodesign.descriptors.affinity.solubility import (
    Solubility,
    count_groups,
    count_repeat_groups,
    estimate_solubility,
    mix,
)
from monodesign.errors import GroupMissing
from monodesign.formulation.shares import read_mixture, read_mole_ratio
from monodesign.formulation.solvents_and_salts import load_solvents
from monodesign.formulation.species import Solvent
from monodesign.paths import MODELS
from monodesign.tables.json_file import DAMAGE, MODEL_REMEDY, damaged, read_json
from monodesign.units import GAS_CONSTANT_KCAL_MOL_K, JOULE_PER_KCAL, ZERO_CELSIUS_K

# Hansen's weights of the dispersion, polar and hydrogen-bonding distances.
HANSEN_WEIGHTS: Final = np.array([1.0, 0.25, 0.25])
TEMPERATURE_K: Final = 25.0 + ZERO_CELSIUS_K


@dataclass(frozen=True, slots=True, kw_only=True)
class AffinityModel:
    """Where on the scale of χ a gel turns opaque.

    Attributes:
        chi_half: χ at which clear and opaque are equally likely, for even odds beforehand.
        chi_width: Standard deviation of the cumulative normal curve in χ.
        n_pairs: Polymer–solvent pairs it was fitted to.
        n_opaque: How many of them were opaque.
    """

    chi_half: float
    chi_width: float
    n_pairs: int
    n_opaque: int

    def probability(self, chi: float) -> float:
        """Return the probability that a gel of this χ is homogeneous."""
        return NormalDist(chi, self.chi_width).cdf(self.chi_half)


@lru_cache(maxsize=2)
def load_affinity_model(path: Path | None = None) -> AffinityModel:
    """Read the shipped threshold.

    Raises:
        InvalidTable: The file is damaged.
    """
    source = path or MODELS / "affinity" / "affinity.json"
    fields = read_json(source, remedy=MODEL_REMEDY)
    try:
        numbers = {name: fields[name] for name in ("chi_half", "chi_width", "n_pairs", "n_opaque")}
        if not numbers["chi_width"] > 0:
            raise ValueError(f"chi_width = {numbers['chi_width']}: must be a positive number")
        return AffinityModel(**numbers)
    except DAMAGE as error:
        raise damaged(source, error) from error


def interaction_chi(polymer: Solubility, liquid: Solubility) -> float:
    """Return Flory–Huggins χ at 25 °C."""
    distance = float(
        HANSEN_WEIGHTS @ (polymer.parameters_mpa05 - liquid.parameters_mpa05) ** 2
    )  # MPa = J/cm³
    thermal_j_mol = GAS_CONSTANT_KCAL_MOL_K * JOULE_PER_KCAL * TEMPERATURE_K
    return liquid.volume_cm3_mol * distance / thermal_j_mol


def polymer_solubility(polymer: str, *, mol_ratio: str | None = None) -> Solubility:
    """Return the parameters of a polymer or copolymer, its repeat units mixed by volume.

    Args:
        polymer: PSMILES, monomer SMILES or capped unit; `A|B` for a copolymer.
        mol_ratio: `1|1` and the like; equal amounts by default.

    Raises:
        InvalidSmiles: A SMILES does not parse.
        InvalidFormulation: The ratio does not fit the polymer.
        GroupMissing: An atom belongs to no published group.
    """
    units = polymer.split("|")
    ratio = [1.0] * len(units) if mol_ratio is None else read_mole_ratio(mol_ratio, len(units))
    return mix_units(units, ratio)


def mix_units(units: Sequence[str], moles: Sequence[float]) -> Solubility:
    """Return the parameters of a polymer of these repeat units, mixed by volume.

    Raises:
        InvalidSmiles: A SMILES does not parse.
        GroupMissing: An atom belongs to no published group.
    """
    return mix(
        [(n, estimate_solubility(count_repeat_groups(unit))) for n, unit in zip(moles, units, strict=True)]
    )


def liquid_solubility(solvent: str) -> Solubility:
    """Return the parameters of a solvent or mixture, by measured density where the library has one.

    Args:
        solvent: `EC`, a SMILES, or a mass ratio such as `EC:2|DEC:1|FEC:1`.

    Raises:
        UnknownName: A solvent is neither in the library nor a SMILES.
        InvalidFormulation: A mass ratio is not a positive number.
        GroupMissing: An atom belongs to no published group.
    """
    return mix_solvents([(mass, load_solvents().find(name)) for name, mass in read_mixture(solvent)])


def mix_solvents(parts: Sequence[tuple[float, Solvent]]) -> Solubility:
    """Return the parameters of solvents mixed by these masses (any scale).

    Raises:
        GroupMissing: An atom belongs to no published group.
    """
    return mix([(mass / solvent.molar_mass_g_mol, _of_solvent(solvent)) for mass, solvent in parts])


def _of_solvent(solvent: Solvent) -> Solubility:
    estimate = estimate_solubility(count_groups(solvent.smiles))
    if np.isfinite(solvent.density_g_ml):
        return estimate.at_volume(solvent.molar_mass_g_mol / solvent.density_g_ml)
    return estimate


def affinity_columns(polymer: str, *, solvent: str = "EC", mol_ratio: str | None = None) -> dict[str, object]:
    """Say whether a polymer and a solvent make one clear gel.

    Args:
        polymer: PSMILES, monomer SMILES or capped unit; `A|B` for a copolymer.
        solvent: A solvent or a mass ratio such as `EC:2|DEC:1|FEC:1`.
        mol_ratio: Of a copolymer's units, `1|1` by default.

    Returns:
        `is_homogeneous`, `homogeneous_probability`, `affinity_chi`, `affinity_solvent`, `affinity_note`.
        Where a part of the molecule has no published group, the first is None, the numbers are NaN and the
        note says which part.

    Raises:
        UserError: A SMILES, a solvent or a ratio cannot be read.
    """
    try:
        chi = interaction_chi(polymer_solubility(polymer, mol_ratio=mol_ratio), liquid_solubility(solvent))
    except GroupMissing as missing:
        return _columns(float("nan"), float("nan"), solvent=solvent, note=str(missing))
    probability = load_affinity_model().probability(chi)
    return _columns(probability, chi, solvent=solvent, note="")


def _columns(probability: float, chi: float, *, solvent: str, note: str) -> dict[str, object]:
    return {
        "is_homogeneous": None if np.isnan(probability) else probability >= 0.5,
        "homogeneous_probability": probability,
        "affinity_chi": chi,
        "affinity_solvent": solvent,
        "affinity_note": note,
    }
