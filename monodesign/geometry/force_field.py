"""The curvature of MMFF94s as the first Hessian of an optimiser; it costs half an xTB gradient.

Halgren, J. Comput. Chem. 20, 720 (1999). Soft torsions and contacts get their own stiffness there, which
distances between neighbours (Lindh's model Hessian) do not tell.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import rdForceFieldHelpers

from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, KCAL_MOL_PER_HARTREE

EV_PER_KCAL_MOL: Final = EV_PER_HARTREE / KCAL_MOL_PER_HARTREE
STEP_ANGSTROM: Final = 1e-3  # for differences of gradients
# Softer or negative curvature of the force field is no promise of xTB's; the optimiser learns it on its way.
SOFTEST_EV_A2: Final = 0.2
CUTOFF_ANGSTROM: Final = 100.0  # of non-bonded terms: none is left out


class ForceField:
    """MMFF94s of a molecule, or of a molecule and one Li⁺ behind its atoms, at any positions."""

    def __init__(self, mol: Chem.Mol, field: Any) -> None:  # noqa: ANN401 - RDKit's stubs lack the class
        self._mol = mol
        self._field = field

    def hessian(
        self, positions: NDArray[np.float64], *, softest_ev_a2: float = SOFTEST_EV_A2
    ) -> NDArray[np.float64]:
        """Return the Hessian (eV/Å², shape (3n, 3n)) with no curvature below `softest_ev_a2`."""
        here = self._gradient(positions)
        columns = np.empty((here.size, here.size))
        for index in range(here.size):
            moved = positions.copy()
            moved.flat[index] += STEP_ANGSTROM
            columns[index] = (self._gradient(moved) - here) / STEP_ANGSTROM
        return stiffen((columns + columns.T) / 2 * EV_PER_KCAL_MOL, softest_ev_a2)

    def _gradient(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        self._move(positions)
        return np.array(self._field.CalcGrad())

    def _move(self, positions: NDArray[np.float64]) -> None:
        # Positions handed to CalcGrad itself meet distances remembered from the last call.
        self._mol.GetConformer().SetPositions(np.ascontiguousarray(positions))
        self._field.Initialize()


def stiffen(hessian: NDArray[np.float64], softest_ev_a2: float) -> NDArray[np.float64]:
    """Return a Hessian (eV/Å²) with its curvatures made positive, none below `softest_ev_a2`."""
    curvature, directions = np.linalg.eigh(hessian)
    return np.asarray((directions * np.maximum(np.abs(curvature), softest_ev_a2)) @ directions.T)


def load_force_field(mol: Chem.Mol, geometry: Geometry) -> ForceField | None:
    """Return the force field of a molecule, Li⁺ behind its atoms where the geometry has one atom more.

    `None` where MMFF94s lacks parameters.

    Args:
        mol: With explicit hydrogens.
        geometry: In the molecule's atom order.
    """
    with_lithium = len(geometry.numbers) == mol.GetNumAtoms() + 1
    whole = join_lithium(mol) if with_lithium else Chem.Mol(mol)
    place(whole, geometry)
    field = mmff(whole)
    return None if field is None else ForceField(whole, field)


def join_lithium(mol: Chem.Mol) -> Chem.Mol:
    """Return the molecule with a Li⁺ behind its atoms, bound to none."""
    pair = Chem.CombineMols(mol, Chem.MolFromSmiles("[Li+]"))
    Chem.SanitizeMol(pair)
    return pair


def place(mol: Chem.Mol, geometry: Geometry) -> None:
    """Give a molecule the positions of a geometry in place of its conformers."""
    mol.RemoveAllConformers()
    conformer = Chem.Conformer(mol.GetNumAtoms())
    conformer.SetPositions(np.ascontiguousarray(geometry.positions))
    mol.AddConformer(conformer)


def mmff(mol: Chem.Mol) -> Any:  # noqa: ANN401 - RDKit's stubs lack the class
    """Return RDKit's MMFF94s of a molecule's one conformer, or `None` where it lacks parameters."""
    with rdBase.BlockLogs():
        properties = rdForceFieldHelpers.MMFFGetMoleculeProperties(mol, mmffVariant="MMFF94s")
        if properties is None:
            return None
        return rdForceFieldHelpers.MMFFGetMoleculeForceField(
            mol, properties, nonBondedThresh=CUTOFF_ANGSTROM, ignoreInterfragInteractions=False
        )


def expected_hessian(
    mol: Chem.Mol, geometry: Geometry, *, softest_ev_a2: float = SOFTEST_EV_A2
) -> NDArray[np.float64] | None:
    """Return the force field's Hessian (eV/Å², none of it below `softest_ev_a2`) at a geometry, or `None`."""
    field = load_force_field(mol, geometry)
    return None if field is None else field.hessian(geometry.positions, softest_ev_a2=softest_ev_a2)
