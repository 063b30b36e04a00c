"""Repeat what matters of a shortlist with DFT: single points at the GFN2 geometries, beside the xTB values.

ωB97X-D3(BJ) in the gas phase: ionisation in def2-SVP (within 0.1 eV of def2-TZVPD on the
references, `libraries/reference/README.md`), Li⁺ binding in def2-TZVPD. A unit of 25 atoms takes some ten
minutes of one core.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any, Final

import numpy as np

from monodesign.descriptors.lithium.binding import BoundSite
from monodesign.errors import UnknownName
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, KCAL_MOL_PER_HARTREE

CANONICAL_HOLES: Final = 3  # holes looked at: in the highest canonical …
LOCALISED_HOLES: Final = 2  # … and localised orbitals; the lowest cation counts
LITHIUM: Final = Geometry(numbers=np.array([3]), positions=np.zeros((1, 3)), charge=1)


def require_dft() -> None:
    """Check that PySCF is installed.

    Raises:
        UnknownName: It is not; the message says how to get it.
    """
    if find_spec("pyscf") is None:
        raise UnknownName("level 'dft' needs PySCF: `pip install 'monodesign[dft]'`, or use level 'xtb'")


def refine_ionisation(neutral: Geometry) -> dict[str, Any]:
    """Return the vertical ionisation energy by ΔSCF, `vertical_ie_dft_ev`.

    A cation started from the default guess can settle on an excited state, so several holes are tried and the
    lowest is kept.

    Args:
        neutral: The molecule's lowest GFN2 minimum.

    Raises:
        NotConverged: The self-consistent field did not converge.
    """
    from monodesign.engines.dft import (
        SMALL_BASIS,
        build_molecule,
        compute_energy,
        converge_cation,
        screen_cation,
    )

    molecule = compute_energy(build_molecule(neutral, basis=SMALL_BASIS))
    states = screen_cation(molecule, canonical=CANONICAL_HOLES, localised=LOCALISED_HOLES)
    _, cation = converge_cation(molecule, states)
    return {"vertical_ie_dft_ev": (cation.energy_eh - molecule.energy_eh) * EV_PER_HARTREE}


def refine_lithium(neutral: Geometry, bound: Sequence[BoundSite]) -> dict[str, Any]:
    """Return the binding at the best site and at the best one-armed one, in kcal/mol.

    Args:
        neutral: The molecule's lowest GFN2 minimum.
        bound: Its sites, the most bound first; none gives no column.

    Raises:
        NotConverged: A self-consistent field did not converge.
    """
    if not bound:
        return {}
    energy_eh = load_energy()
    parts_eh = energy_eh(neutral) + energy_eh(LITHIUM)
    best = (energy_eh(bound[0].geometry) - parts_eh) * KCAL_MOL_PER_HARTREE
    one_armed = next((site for site in bound if site.denticity == 1), None)
    if one_armed is None:
        return {"li_binding_dft_kcal_mol": best}
    is_best = one_armed is bound[0]
    held = best if is_best else (energy_eh(one_armed.geometry) - parts_eh) * KCAL_MOL_PER_HARTREE
    return {"li_binding_dft_kcal_mol": best, "li_binding_one_armed_dft_kcal_mol": held}


def load_energy() -> Callable[[Geometry], float]:
    """Return what computes the energy (Eh) of a geometry by DFT in the full basis, in the gas phase.

    It raises NotConverged where the self-consistent field did not converge.
    """
    from monodesign.engines.dft import FULL_BASIS, build_molecule, compute_energy

    return lambda geometry: compute_energy(build_molecule(geometry, basis=FULL_BASIS)).energy_eh
