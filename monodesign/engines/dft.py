"""The door to PySCF (optional extra `monodesign[dft]`): single points, and cations from several holes.

Level: ωB97X-D3(BJ) (Najibi & Goerigk, doi 10.1021/acs.jctc.8b00842) with density fitting, grid level 3. Used
by `monodesign describe --level dft` and by the scripts that made `libraries/reference/`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pyscf
from numpy.typing import NDArray
from pyscf import dft, gto, lo, scf
from pyscf.solvent.pcm import pcm_for_scf

from monodesign.engines.continuum import Continuum
from monodesign.errors import NotConverged
from monodesign.records import Geometry

Array = NDArray[np.float64]

FUNCTIONAL: Final = "wb97x-d3bj"
SMALL_BASIS: Final = "def2-svp"
FULL_BASIS: Final = "def2-tzvpd"
GRID_LEVEL: Final = 3
# radial and angular points of the grid that shapes the density
SCF_GRID: Final = {"H": (20, 86)} | dict.fromkeys(("Li", "C", "N", "O", "F", "P", "S"), (30, 110))
SCREENING_GRID_LEVEL: Final = 0
ENERGY_TOLERANCE_EH: Final = 1e-5  # of the last step; what remains is an order of magnitude less
SCREENING_TOLERANCE_EH: Final = 1e-4
SCREENING_CYCLES: Final = 4
STATE_SAME_EH: Final = 1e-3  # two screened cations this close in energy are one state
STATE_NEAR_EH: Final = 5e-3  # screened cations this close (0.14 eV) may change places when converged
PYSCF_VERSION: Final = pyscf.__version__


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """Hold a converged energy (Eh) with its density and orbitals, from which another can start."""

    energy_eh: float
    molecule: gto.Mole
    density: Array
    mean_field: scf.hf.SCF


def build_molecule(geometry: Geometry, *, basis: str) -> gto.Mole:
    """Return PySCF's molecule of a geometry: a closed shell or, with an odd electron, a doublet."""
    return gto.M(
        atom=list(zip(geometry.numbers.tolist(), geometry.positions.tolist(), strict=True)),
        basis=basis,
        charge=geometry.charge,
        spin=int(geometry.numbers.sum() - geometry.charge) % 2,
        verbose=0,
    )


def compute_energy(
    molecule: gto.Mole,
    *,
    guess: Array | None = None,
    functional: str = FUNCTIONAL,
    quality: Literal["final", "screening"] = "final",
    integrals_of: SinglePoint | None = None,
    dielectric: float | None = None,
) -> SinglePoint:
    """Run a restricted (closed shell) or unrestricted (doublet) calculation, from a guess where one is given.

    `final` converges the density on a coarse grid and evaluates its energy once on the fine one: within
    1e-6 Eh of converging there, as the energy is stationary, at a third of the time. `screening` stops after
    a few cycles on a coarser grid, enough to order states. `integrals_of` lends the fitted integrals of
    another charge of the same structure and basis. With `dielectric` the molecule sits in a C-PCM continuum
    of that constant.

    Raises:
        NotConverged: The self-consistent field did not converge, also not with second-order steps.
    """
    kind = dft.UKS if molecule.spin else dft.RKS
    mean_field = kind(molecule, xc=functional).density_fit()
    if dielectric is not None:
        mean_field = pcm_for_scf(mean_field, Continuum(molecule, dielectric=dielectric))
    if integrals_of is not None:
        mean_field.with_df = integrals_of.mean_field.with_df
    mean_field.grids.level = SCREENING_GRID_LEVEL
    if quality == "final":
        mean_field.grids.atom_grid = SCF_GRID
    mean_field.conv_tol = ENERGY_TOLERANCE_EH if quality == "final" else SCREENING_TOLERANCE_EH
    mean_field.max_cycle = 80 if quality == "final" else SCREENING_CYCLES
    mean_field.kernel(dm0=guess)
    if quality == "final" and not mean_field.converged:
        mean_field = mean_field.newton()
        mean_field.kernel()
    if quality == "final" and not mean_field.converged:
        raise NotConverged(
            f"SCF not converged after {mean_field.max_cycle} cycles; last energy {mean_field.e_tot} Eh"
        )
    density = mean_field.make_rdm1()
    energy = float(mean_field.e_tot) if quality == "screening" else _evaluate_finely(mean_field, density)
    return SinglePoint(energy_eh=energy, molecule=molecule, density=density, mean_field=mean_field)


def _evaluate_finely(mean_field: scf.hf.SCF, density: Array) -> float:
    """Return the energy (Eh) of a converged density on the final grid, dispersion included.

    Only the functional's integral knows the grid, so only that is done again.
    """
    fine = dft.Grids(mean_field.mol)
    fine.level = GRID_LEVEL
    coarse_eh, fine_eh = (
        _integrate_functional(mean_field, density, grids) for grids in (mean_field.grids, fine)
    )
    return float(mean_field.e_tot) - coarse_eh + fine_eh


def _integrate_functional(mean_field: scf.hf.SCF, density: Array, grids: dft.Grids) -> float:
    """Return the exchange-correlation energy (Eh) of the functional's local part on a grid."""
    integrator = dft.numint.NumInt()
    integrate = integrator.nr_uks if mean_field.mol.spin else integrator.nr_rks
    return float(integrate(mean_field.mol, grids, mean_field.xc, density)[1])


def _hole_density(orbitals: Array, hole: Array, occupied: int) -> Array:
    """Return the spin densities of the occupied orbitals with one beta electron removed from `hole`."""
    alpha = orbitals[:, :occupied] @ orbitals[:, :occupied].T
    return np.array([alpha, alpha - np.outer(hole, hole)])


def list_hole_guesses(neutral: SinglePoint, *, canonical: int, localised: int) -> dict[str, Array]:
    """Return starting densities with the hole in HOMO, HOMO-1, ... and in the highest localised orbitals."""
    mean_field = neutral.mean_field
    occupied = int(neutral.molecule.nelectron // 2)
    orbitals = mean_field.mo_coeff
    guesses = {
        f"HOMO-{step}": _hole_density(orbitals, orbitals[:, occupied - 1 - step], occupied)
        for step in range(min(canonical, occupied))
    }
    valence = orbitals[:, _count_core_orbitals(neutral.molecule) : occupied]
    if localised and valence.shape[1] > 1:
        local = lo.PipekMezey(neutral.molecule, valence).kernel()
        fock = np.einsum("pi,pq,qi->i", local, mean_field.get_fock(), local)
        for number, index in enumerate(np.argsort(-fock)[:localised], start=1):
            guesses[f"local-{number}"] = _hole_density(orbitals, local[:, index], occupied)
    return guesses


def _count_core_orbitals(molecule: gto.Mole) -> int:
    charges = molecule.atom_charges()
    # He core from Li on, Ne core from Na on, Ar core from K on
    return int(sum(1 if 3 <= z <= 10 else 5 if 11 <= z <= 18 else 9 if z > 18 else 0 for z in charges))


def screen_cation(neutral: SinglePoint, *, canonical: int, localised: int) -> list[tuple[str, SinglePoint]]:
    """Return the distinct vertical cations after a few cycles from each guess, labelled, lowest first."""
    source = neutral.molecule
    ionised = source.copy()
    ionised.charge, ionised.spin = source.charge + 1, 1
    ionised.build(False, False)
    states = [
        (label, compute_energy(ionised, guess=guess, quality="screening", integrals_of=neutral))
        for label, guess in list_hole_guesses(neutral, canonical=canonical, localised=localised).items()
    ]
    states.sort(key=lambda state: state[1].energy_eh)
    distinct: list[tuple[str, SinglePoint]] = []
    for label, state in states:
        if all(abs(state.energy_eh - kept.energy_eh) > STATE_SAME_EH for _, kept in distinct):
            distinct.append((label, state))
    return distinct


def converge_cation(neutral: SinglePoint, states: list[tuple[str, SinglePoint]]) -> tuple[str, SinglePoint]:
    """Converge the lowest screened cation, and the next where it lies close; return the lower."""
    lowest = states[0][1].energy_eh
    near = [state for state in states[:2] if state[1].energy_eh - lowest < STATE_NEAR_EH]
    converged = [
        (label, compute_energy(state.molecule, guess=state.density, integrals_of=neutral))
        for label, state in near
    ]
    return min(converged, key=lambda state: state[1].energy_eh)
