"""What an anode makes of a molecule: adiabatic reduction in implicit solvent.

Gas-phase anions of esters and carbonates are unbound, so there is no vertical value to start from.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from monodesign.descriptors.calibration import estimate, load_calibration, name_unknown
from monodesign.descriptors.redox.electron_site import name_electron_site
from monodesign.descriptors.redox.ionisation import reduced
from monodesign.engines.base import Engine
from monodesign.engines.optimise import Optimised, optimise
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.connectivity import compare_bonds, name_change
from monodesign.geometry.force_field import stiffen
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V, XTB_IONISATION_SHIFT_EV

TASK: Final = "reduction_potential_v"
# An anion bends where its molecule is flat or straight (C=O, C≡N) and would stay on that ridge: so started,
# ethylene and vinylene carbonate's come out 0.4 and acetonitrile's 0.6 eV lower. The same from 0.01 Å on;
# from 0.03 to 0.1 Å methyl trifluoroacetate's, dimethyl and ethylene carbonate's break a bond instead.
UNSETTLED_ANGSTROM: Final = 0.02  # root mean square along each axis
# They start with the Hessian that the molecule taught, none of it softer, and roll far: stopped here those of
# 20 library units lay 0.02 eV on average and at most 0.12 eV above the end, six gradients further.
ANION_SOFTEST_EV_A2: Final = 1.0
ANION_FMAX_EV_A: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """Reduction of one molecule.

    Attributes:
        reduction_potential_v: V vs Li/Li⁺, adiabatic in the implicit solvent, calibrated.
        reduction_potential_std_v: Its standard error.
        reduction_breaks_bond: What happens to the bonds when the anion relaxes; empty where nothing does.
        unknown: The kinds of group that take the electron and have no reference; empty if there are none.
    """

    reduction_potential_v: float
    reduction_potential_std_v: float
    reduction_breaks_bond: str
    unknown: str


def describe_reduction(smiles: str, solvated: Optimised, *, engine: Engine, solvent: str) -> Reduction:
    """Compute the reduction potential.

    Args:
        smiles: The molecule.
        solvated: Its minimum in the implicit solvent.
        engine: For GFN2.
        solvent: Implicit solvent by the engine's name.

    Raises:
        NotConverged: A self-consistent field or the relaxation did not converge.
    """
    anion = reduce(solvated, engine=engine, solvent=solvent)
    site = find_electron_site(smiles, solvated, anion)
    calibration = load_calibration(TASK)
    found = estimate(calibration, reduction_features(solvated, anion), group=site)
    mol = hydrogenated(smiles)
    return Reduction(
        reduction_potential_v=found.value,
        reduction_potential_std_v=found.std,
        reduction_breaks_bond=name_change(mol, compare_bonds(mol, anion.geometry.positions)),
        unknown=name_unknown(site, calibration.groups),
    )


def reduce(solvated: Optimised, *, engine: Engine, solvent: str) -> Optimised:
    """Give a molecule an electron and relax the anion from there.

    Raises:
        NotConverged: The relaxation did not converge.
    """
    return optimise(
        engine,
        _unsettled(reduced(solvated.geometry)),
        solvent=solvent,
        fmax_ev_a=ANION_FMAX_EV_A,
        hessian=stiffen(solvated.hessian, ANION_SOFTEST_EV_A2),
        may_come_apart=True,
    )


def _unsettled(geometry: Geometry) -> Geometry:
    """Return the geometry with each atom moved a little, always the same way, so that no symmetry is left."""
    place = np.arange(geometry.positions.size).reshape(geometry.positions.shape)
    shift = UNSETTLED_ANGSTROM * np.sqrt(2) * np.cos(place**2)
    return replace(geometry, positions=geometry.positions + shift)


def find_electron_site(smiles: str, solvated: Optimised, anion: Optimised) -> str:
    """Return the kind of the group that takes the electron, as `name_electron_site`."""
    return name_electron_site(smiles, solvated.charges_e - anion.charges_e)


def reduction_features(solvated: Optimised, anion: Optimised) -> dict[str, float]:
    """Return the features of the calibration for a molecule and its relaxed anion."""
    adiabatic_ev = (anion.energy_eh - solvated.energy_eh) * EV_PER_HARTREE + XTB_IONISATION_SHIFT_EV
    return {
        "gfn2_reduction_v": -adiabatic_ev - LITHIUM_ELECTRODE_V,
        "relaxation_ev": (anion.first.energy_eh - anion.energy_eh) * EV_PER_HARTREE,
        "lumo_ev": -solvated.last.lowest_empty_eh * EV_PER_HARTREE,
        "inverse_n_heavy": 1.0 / max(float((solvated.geometry.numbers > 1).sum()), 1.0),
    }
