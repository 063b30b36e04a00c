"""Vertical ionisation of a molecule: raw xTB numbers and the features from which the energy is calibrated.

ΔSCF with GFN2 and IPEA1 spreads the hole over the whole molecule, so its energy falls with size; orbital
energies do not. The calibration sees both, and how far the hole spreads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from monodesign.engines import load_engine_for
from monodesign.engines.base import Engine, Method, SinglePoint
from monodesign.engines.optimise import compute_single_point
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, XTB_IONISATION_SHIFT_EV

# Elements whose share of the hole is a feature; carbon is what is left.
HOLE_ELEMENTS: Final = {"h": 1, "n": 7, "o": 8, "f": 9, "s": 16}
PREFIXES: Final[dict[Method, str]] = {"GFN2-xTB": "gfn2", "IPEA1-xTB": "ipea1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ionisation:
    """A vertical ionisation in the gas phase.

    Attributes:
        gfn2_ev: ΔSCF energy with GFN2, less xTB's shift of 4.8455 eV.
        cation_energy_eh: GFN2 energy of the cation at the neutral's geometry.
        features: What the calibration sees, by name.
    """

    gfn2_ev: float
    cation_energy_eh: float
    features: dict[str, float]


def ionise(geometry: Geometry, *, engine: Engine, neutral: SinglePoint | None = None) -> Ionisation:
    """Take one electron from a molecule at its geometry.

    Args:
        geometry: The molecule.
        engine: For GFN2; IPEA1 comes from tblite whatever the engine.
        neutral: What GFN2 said of it there, where it has been evaluated.

    Raises:
        NotConverged: A self-consistent field failed.
        UnsupportedElement: A method lacks parameters for an element.
    """
    features: dict[str, float] = {}
    points: dict[Method, tuple[SinglePoint, SinglePoint]] = {}
    for method, prefix in PREFIXES.items():
        before, after = points[method] = _ionise_with(
            method, geometry, engine, neutral=neutral if method == "GFN2-xTB" else None
        )
        energy_ev = (after.energy_eh - before.energy_eh) * EV_PER_HARTREE - XTB_IONISATION_SHIFT_EV
        features[f"{prefix}_ie_ev"] = energy_ev
        features[f"{prefix}_homo_ev"] = -before.highest_occupied_eh * EV_PER_HARTREE
        features[f"{prefix}_lumo_ev"] = -before.lowest_empty_eh * EV_PER_HARTREE
        features[f"{prefix}_relaxation_ev"] = features[f"{prefix}_homo_ev"] - energy_ev
    hole = points["IPEA1-xTB"][1].charges_e - points["IPEA1-xTB"][0].charges_e
    for name, number in HOLE_ELEMENTS.items():
        features[f"hole_share_{name}"] = float(hole[geometry.numbers == number].sum())
    features["hole_atoms"] = float(1.0 / np.sum(hole**2))
    features["n_heavy"] = float((geometry.numbers > 1).sum())
    features["inverse_n_heavy"] = 1.0 / max(features["n_heavy"], 1.0)
    return Ionisation(
        gfn2_ev=features["gfn2_ie_ev"], cation_energy_eh=points["GFN2-xTB"][1].energy_eh, features=features
    )


def _ionise_with(
    method: Method, geometry: Geometry, engine: Engine, *, neutral: SinglePoint | None
) -> tuple[SinglePoint, SinglePoint]:
    """Return the single points of molecule and cation at one geometry."""
    door = load_engine_for(method, preferred=engine)
    return (
        neutral or compute_single_point(door, geometry, method=method),
        compute_single_point(door, oxidised(geometry), method=method),
    )


def oxidised(geometry: Geometry) -> Geometry:
    """Return the geometry with one electron less."""
    return replace(geometry, charge=geometry.charge + 1, unpaired=_other_spin(geometry.unpaired))


def reduced(geometry: Geometry) -> Geometry:
    """Return the geometry with one electron more."""
    return replace(geometry, charge=geometry.charge - 1, unpaired=_other_spin(geometry.unpaired))


def _other_spin(unpaired: int) -> int:
    """Return the unpaired electrons after one came or went: a closed shell opens, a radical closes."""
    return unpaired - 1 if unpaired else 1
