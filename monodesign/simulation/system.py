"""A box as OpenMM's system: one force of each kind over all molecules.

Eastman et al., J. Phys. Chem. B 128, 109 (2024), doi:10.1021/acs.jpcb.3c06662.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from monodesign.simulation.box import Box
from monodesign.simulation.parameters import Parameters

HYDROGEN_MASS_G_MOL: Final = 3.0  # taken from the atom it is bound to, so that 4 fs a step hold
LIGHTEST_HEAVY_G_MOL: Final = 3.5


def build_system(box: Box, *, edge_nm: float, cutoff_nm: float = 1.0, is_plain: bool = False) -> Any:  # noqa: ANN401 - OpenMM has no types
    """Return the box as an OpenMM `System` of heavy hydrogens at rigid bonds.

    Args:
        box: What it holds.
        edge_nm: Edge of the cube, nm.
        cutoff_nm: Of direct interactions, nm.
        is_plain: Leave masses and bonds as the force field has them.
    """
    import openmm

    system = openmm.System()
    system.setDefaultPeriodicBoxVectors((edge_nm, 0, 0), (0, edge_nm, 0), (0, 0, edge_nm))
    bonds, angles, torsions = (
        openmm.HarmonicBondForce(), openmm.HarmonicAngleForce(), openmm.PeriodicTorsionForce()
    )  # fmt: skip
    pairs = openmm.NonbondedForce()
    pairs.setNonbondedMethod(openmm.NonbondedForce.PME)
    pairs.setCutoffDistance(cutoff_nm)
    pairs.setUseDispersionCorrection(True)
    for one, first in box.molecules():
        parameters = one.parameters
        for mass in parameters.masses_g_mol if is_plain else spread_mass(parameters):
            system.addParticle(mass)
        for values in zip(parameters.charges_e, parameters.sigma_nm, parameters.epsilon_kj_mol, strict=True):
            pairs.addParticle(*values)
        _add_bonds(None if is_plain else system, bonds, parameters, first)
        for i, j, k, *terms in parameters.angles:
            angles.addAngle(int(i) + first, int(j) + first, int(k) + first, *terms)
        for i, j, k, m, n, *terms in parameters.torsions:
            torsions.addTorsion(*(int(atom) + first for atom in (i, j, k, m)), int(n), *terms)
        for i, j, *terms in exceptions(parameters):
            pairs.addException(int(i) + first, int(j) + first, *terms)
    for force in (bonds, angles, torsions, pairs):
        system.addForce(force)
    return system


def _add_bonds(system: Any, bonds: Any, parameters: Parameters, first: int) -> None:  # noqa: ANN401
    for i, j, length_nm, constant in parameters.bonds:
        atoms = int(i) + first, int(j) + first
        if system is not None and "H" in {parameters.elements[int(i)], parameters.elements[int(j)]}:
            system.addConstraint(*atoms, length_nm)
        else:
            bonds.addBond(*atoms, length_nm, constant)


def spread_mass(parameters: Parameters) -> list[float]:
    """Return masses in g/mol with mass moved to the hydrogens from the atoms they are bound to.

    A hydrogen gets less than it is due where its neighbour would fall below 3.5 g/mol.
    """
    masses = list(parameters.masses_g_mol)
    bonded = [(int(i), int(j)) for i, j, *_ in parameters.bonds]
    hydrogens: dict[int, list[int]] = {}
    for i, j in bonded:
        for hydrogen, heavy in ((i, j), (j, i)):
            if parameters.elements[hydrogen] == "H" and parameters.elements[heavy] != "H":
                hydrogens.setdefault(heavy, []).append(hydrogen)
    for heavy, own in hydrogens.items():
        wanted = [HYDROGEN_MASS_G_MOL - masses[index] for index in own]
        share = min(1.0, (masses[heavy] - LIGHTEST_HEAVY_G_MOL) / sum(wanted))
        for index, extra in zip(own, wanted, strict=True):
            masses[index] += share * extra
            masses[heavy] -= share * extra
    return masses


def exceptions(parameters: Parameters) -> Iterator[tuple[float, ...]]:
    """Yield the pairs that do not interact in full: i, j, product of charges, diameter (nm), depth (kJ/mol).

    Atoms one or two bonds apart do not interact, those three bonds apart do with the force field's weights.
    """
    near: dict[int, set[int]] = {index: set() for index in range(parameters.n_atoms)}
    for i, j, *_ in parameters.bonds:
        near[int(i)].add(int(j))
        near[int(j)].add(int(i))
    for i, first in near.items():
        second = {k for j in first for k in near[j]} - first - {i}
        third = {m for k in second for m in near[k]} - second - first - {i}
        for j in sorted(first | second | third):
            if j > i and j in third:
                charge = parameters.charges_e[i] * parameters.charges_e[j] * parameters.coulomb_14
                diameter = (parameters.sigma_nm[i] + parameters.sigma_nm[j]) / 2
                depth = (parameters.epsilon_kj_mol[i] * parameters.epsilon_kj_mol[j]) ** 0.5
                yield i, j, charge, diameter, depth * parameters.lennard_jones_14
            elif j > i:
                yield i, j, 0.0, 0.1, 0.0
