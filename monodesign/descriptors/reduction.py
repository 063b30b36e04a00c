"""What an anode makes of a molecule: adiabatic reduction in implicit solvent.

Gas-phase anions of esters and carbonates are unbound, so there is no vertical value to start from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from monodesign.chem.force_field import stiffen
from monodesign.descriptors.calibration import estimate, load_calibration
from monodesign.descriptors.ionisation import reduced
from monodesign.engines.optimise import optimise
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V, XTB_IONISATION_SHIFT_EV

if TYPE_CHECKING:
    from monodesign.engines.base import Engine
    from monodesign.engines.optimise import Optimised

TASK: Final = "reduction_potential_v"
# Anions roll far: stopped here those of 15 units lay 0.03 eV on average and at most 0.09 eV above the lowest
# energy that any route found. Going on costs 20-60 gradients each, a tenth of a whole description.
ANION_FMAX_EV_A: Final = 0.1
# With the Hessian that the molecule taught, none of it softer. Of 1, 2 eV/Å² and no limit these took 220, 177
# and 272 gradients for the 15, and left them 0.03, 0.05 and 0.03 eV above the lowest.
ANION_SOFTEST_EV_A2: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """Reduction of one molecule.

    Attributes:
        reduction_potential_v: V vs Li/Li⁺, adiabatic in the implicit solvent, calibrated.
        reduction_potential_std_v: Its standard error.
    """

    reduction_potential_v: float
    reduction_potential_std_v: float


def describe_reduction(solvated: Optimised, *, engine: Engine, solvent: str) -> Reduction:
    """Compute the reduction potential.

    Args:
        solvated: The molecule's minimum in the implicit solvent.
        engine: For GFN2.
        solvent: Implicit solvent by the engine's name.

    Raises:
        NotConverged: A self-consistent field or the relaxation did not converge.
    """
    features = reduction_features(solvated, engine=engine, solvent=solvent)
    found = estimate(load_calibration(TASK), features, group="")
    return Reduction(reduction_potential_v=found.value, reduction_potential_std_v=found.std)


def reduction_features(solvated: Optimised, *, engine: Engine, solvent: str) -> dict[str, float]:
    """Add an electron to a solvated molecule and return what the calibration sees."""
    anion = optimise(
        engine,
        reduced(solvated.geometry),
        solvent=solvent,
        fmax_ev_a=ANION_FMAX_EV_A,
        hessian=stiffen(solvated.hessian, ANION_SOFTEST_EV_A2),
    )
    adiabatic_ev = (anion.energy_eh - solvated.energy_eh) * EV_PER_HARTREE + XTB_IONISATION_SHIFT_EV
    return {
        "gfn2_reduction_v": -adiabatic_ev - LITHIUM_ELECTRODE_V,
        "relaxation_ev": (anion.first.energy_eh - anion.energy_eh) * EV_PER_HARTREE,
        "lumo_ev": -solvated.last.lowest_empty_eh * EV_PER_HARTREE,
        "inverse_n_heavy": 1.0 / max(float((solvated.geometry.numbers > 1).sum()), 1.0),
    }
