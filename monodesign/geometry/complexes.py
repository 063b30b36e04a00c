"""Starting geometries of Li⁺ on a molecule: beside one donor, or amid two or three held close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import rdForceFieldHelpers

from monodesign.chem.donors import Donor, bounds_matrix
from monodesign.errors import EmbeddingFailed
from monodesign.geometry.conformers import embed_within
from monodesign.geometry.force_field import join_lithium, mmff, place
from monodesign.records import Geometry

LITHIUM: Final = 3
DONOR_DISTANCE_ANGSTROM: Final = 1.85  # Li⁺–O of GFN2 complexes is 1.75–1.95 Å
BITE_ANGSTROM: Final = 2.9  # O···O across a chelated Li⁺
WIDE_BITE_ANGSTROM: Final = 3.3  # the same where three share it
CLEARANCE_ANGSTROM: Final = 2.1  # closer to another heavy atom Li⁺ would sit on it
HYDROGEN_CLEARANCE_ANGSTROM: Final = 1.6
OPEN_ANGSTROM: Final = 5.5  # donors this far apart do not share a Li⁺ however it relaxes
ANYWHERE_ANGSTROM: Final = 1000.0  # no limit
HOLD_KCAL_MOL_A2: Final = 100.0  # keeps two donors at the bite while the rest relaxes
HOLD_STEPS: Final = 60  # enough to untangle the chain: the complex is relaxed after that
RELAX_STEPS: Final = 300
# Around the donor's axis: straight on, and tilted to where a carbonyl's lone pairs or an ether's point.
TILTS_RAD: Final = (0.0, np.pi / 6, np.pi / 3)
TURNS: Final = 6


def place_beside(geometry: Geometry, mol: Chem.Mol, donor: Donor) -> tuple[Geometry, ...]:
    """Return Li⁺ at the open side of one donor, in several directions, the least crowded first.

    The axis points away from the donor's neighbours: along C=O, along the nitrile, between lone pairs. So Li⁺
    never starts on the wrong side, where it would stay bound to nothing.
    """
    positions = geometry.positions
    neighbours = [atom.GetIdx() for atom in mol.GetAtomWithIdx(donor.index).GetNeighbors()]
    axis = positions[donor.index] - positions[neighbours].mean(axis=0)
    spots = positions[donor.index] + DONOR_DISTANCE_ANGSTROM * _cone(axis)
    others = [i for i in range(len(positions)) if i != donor.index]
    gaps = np.linalg.norm(spots[:, None] - positions[others][None], axis=2)
    gaps -= np.where(geometry.numbers[others] == 1, HYDROGEN_CLEARANCE_ANGSTROM, CLEARANCE_ANGSTROM)
    room = gaps.min(axis=1)
    order = np.argsort(-np.round(room, 3), kind="stable")
    return tuple(add_lithium(geometry, spots[i]) for i in order if room[i] > 0)


def place_between(geometry: Geometry, first: Donor, second: Donor) -> Geometry | None:
    """Return Li⁺ between two donors, where there is most room; `None` if there is none."""
    positions = geometry.positions
    one, other = positions[first.index], positions[second.index]
    middle, across = (one + other) / 2, other - one
    height = np.sqrt(max(DONOR_DISTANCE_ANGSTROM**2 - float(across @ across) / 4, 0.2))
    directions = _ring(across)
    spots = middle + height * directions
    others = [i for i in range(len(positions)) if i not in {first.index, second.index}]
    gaps = np.linalg.norm(spots[:, None] - positions[others][None], axis=2)
    gaps -= np.where(geometry.numbers[others] == 1, HYDROGEN_CLEARANCE_ANGSTROM, CLEARANCE_ANGSTROM)
    room = gaps.min(axis=1)
    best = int(np.argmax(np.round(room, 3)))
    return add_lithium(geometry, spots[best]) if room[best] > -0.3 else None


def place_amid(geometry: Geometry, group: Sequence[Donor]) -> Geometry | None:
    """Return a position of Li⁺ between two or more donors; `None` if there is no room."""
    first, second, *more = group
    if not more:
        return place_between(geometry, first, second)
    return add_lithium(geometry, geometry.positions[[donor.index for donor in group]].mean(axis=0))


def embed_chelating(
    mol: Chem.Mol, group: Sequence[Donor], *, trials: int, seed: int
) -> tuple[NDArray[np.float64], ...]:
    """Return conformers whose donors point at one place, relaxed with the donors held, lowest first.

    Positions in Å, shape (n, 3) each; empty where distance geometry finds none.
    """
    pairs = list(combinations(sorted(donor.index for donor in group), 2))
    bite_angstrom = BITE_ANGSTROM if len(pairs) == 1 else WIDE_BITE_ANGSTROM
    bounds = bounds_matrix(mol)
    for low, high in pairs:
        bounds[low, high] = max(bite_angstrom, bounds[high, low] + 0.05)
    bent = Chem.Mol(mol)
    try:
        embed_within(bent, bounds, trials=trials, seed=seed)
    except EmbeddingFailed:
        return ()
    energies = [
        _relax_held(bent, conformer.GetId(), pairs, bite_angstrom) for conformer in bent.GetConformers()
    ]
    positions = [conformer.GetPositions() for conformer in bent.GetConformers()]
    return tuple(positions[i] for i in np.argsort(energies, kind="stable"))


def embed_open(
    mol: Chem.Mol, donor: Donor, others: Sequence[int], *, trials: int, seed: int
) -> tuple[NDArray[np.float64], ...]:
    """Return conformers (Å) that keep one donor as far from the others as the chain allows, not relaxed."""
    bounds = bounds_matrix(mol)
    for other in others:
        low, high = sorted((donor.index, other))
        bounds[high, low] = max(bounds[high, low], min(OPEN_ANGSTROM, bounds[low, high] - 0.2))
    stretched = Chem.Mol(mol)
    try:
        embed_within(stretched, bounds, trials=trials, seed=seed)
    except EmbeddingFailed:
        return ()
    return tuple(conformer.GetPositions() for conformer in stretched.GetConformers())


def add_lithium(geometry: Geometry, spot: NDArray[np.float64]) -> Geometry:
    """Return the geometry with Li⁺ at `spot` (Å) as its last atom."""
    return Geometry(
        numbers=np.append(geometry.numbers, LITHIUM),
        positions=np.vstack([geometry.positions, spot]),
        charge=geometry.charge + 1,
        unpaired=geometry.unpaired,
    )


def relax_with_lithium(
    mol: Chem.Mol, start: Geometry, *, apart: Mapping[int, float] | None = None
) -> tuple[Geometry, float]:
    """Relax a complex with MMFF94s, which knows Li⁺; return it with its energy in kcal/mol.

    Where the force field lacks parameters the start comes back with energy 0.

    Args:
        mol: The molecule with explicit hydrogens.
        start: The complex, Li⁺ last.
        apart: How far (Å) Li⁺ stays from these atoms.
    """
    pair = join_lithium(mol)
    place(pair, start)
    field = mmff(pair)
    if field is None:
        return start, 0.0
    with rdBase.BlockLogs():
        field.Initialize()
        for other, distance in (apart or {}).items():
            field.MMFFAddDistanceConstraint(
                mol.GetNumAtoms(), other, False, distance, ANYWHERE_ANGSTROM, HOLD_KCAL_MOL_A2
            )
        field.Minimize(maxIts=RELAX_STEPS)
        return replace(start, positions=pair.GetConformer().GetPositions()), float(field.CalcEnergy())


def _relax_held(
    mol: Chem.Mol, conformer: int, pairs: Sequence[tuple[int, int]], bite_angstrom: float
) -> float:
    """Relax one conformer in place with pairs of atoms held at the bite; return its energy in kcal/mol."""
    with rdBase.BlockLogs():
        properties = rdForceFieldHelpers.MMFFGetMoleculeProperties(mol, mmffVariant="MMFF94s")
        if properties is None:
            return 0.0
        field = rdForceFieldHelpers.MMFFGetMoleculeForceField(mol, properties, confId=conformer)
        field.Initialize()
        for low, high in pairs:
            field.MMFFAddDistanceConstraint(low, high, False, 2.6, bite_angstrom + 0.2, HOLD_KCAL_MOL_A2)
        field.Minimize(maxIts=HOLD_STEPS)
        return float(field.CalcEnergy())


def _frame(axis: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the unit axis and two directions across it."""
    length = float(np.linalg.norm(axis))
    along = axis / length if length > 1e-6 else np.array([0.0, 0.0, 1.0])
    helper = np.eye(3)[int(np.argmin(np.abs(along)))]
    across = np.cross(along, helper)
    across /= np.linalg.norm(across)
    return along, across, np.cross(along, across)


def _cone(axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return unit directions on and around an axis, shape (m, 3)."""
    along, one, other = _frame(axis)
    directions = [along]
    for tilt in TILTS_RAD[1:]:
        for turn in np.arange(TURNS) * 2 * np.pi / TURNS:
            side = np.cos(turn) * one + np.sin(turn) * other
            directions.append(np.cos(tilt) * along + np.sin(tilt) * side)
    return np.array(directions)


def _ring(axis: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return unit directions across an axis, shape (m, 3)."""
    _, one, other = _frame(axis)
    turns = np.arange(2 * TURNS) * np.pi / TURNS
    return np.cos(turns)[:, None] * one + np.sin(turns)[:, None] * other


def without_lithium(geometry: Geometry) -> Geometry:
    """Return the molecule of a complex at the geometry it has there."""
    return replace(
        geometry, numbers=geometry.numbers[:-1], positions=geometry.positions[:-1], charge=geometry.charge - 1
    )
