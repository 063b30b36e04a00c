"""A model Hessian from the geometry alone, so that an optimiser starts with the right scale of every motion.

Lindh, Bernhardsson, Karlström & Malmqvist, Chem. Phys. Lett. 241, 423 (1995),
doi 10.1016/0009-2614(95)00646-L: force constants of stretches, bends and torsions that fall off with
distance.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE

# The paper's parameters by the rows of the periodic table (H–He, Li–Ne, the rest), atomic units.
ROW_STARTS: Final = (3, 11)
DECAY_PER_BOHR2: Final = np.array([[1.0, 0.3949, 0.3949], [0.3949, 0.28, 0.28], [0.3949, 0.28, 0.28]])
REFERENCE_BOHR: Final = np.array([[1.35, 2.10, 2.53], [2.10, 2.87, 3.40], [2.53, 3.40, 3.40]])
STRETCH_EH: Final = 0.45
BEND_EH: Final = 0.15
TORSION_EH: Final = 0.005

STRETCH_LINK: Final = 1e-4  # pairs with less than this share of a bond's stiffness add nothing
CHAIN_LINK: Final = 0.02  # pairs below this share carry no bends and torsions
SMALLEST_SINE: Final = 0.15  # a torsion about a nearly straight angle has no direction
FLOOR_EV_A2: Final = 2.0  # for what the model does not hold: rotations and loose contacts
STEP_BOHR: Final = 1e-4  # for derivatives of internal coordinates, which are smooth on this scale


def model_hessian(numbers: NDArray[np.int64], positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the model Hessian in eV/Å², shape (3n, 3n), positive definite.

    Args:
        numbers: Atomic numbers, shape (n,).
        positions: Å, shape (n, 3).
    """
    points = positions / ANGSTROM_PER_BOHR
    stiffness = _pair_stiffness(numbers, points)
    pairs, bends, torsions = _list_chains(points, stiffness)
    hessian = _project(points, pairs, STRETCH_EH * _chain_stiffness(stiffness, pairs), _lengths)
    hessian += _project(points, bends, BEND_EH * _chain_stiffness(stiffness, bends), _angles)
    hessian += _project(points, torsions, TORSION_EH * _chain_stiffness(stiffness, torsions), _dihedrals)
    hessian *= EV_PER_HARTREE / ANGSTROM_PER_BOHR**2
    return hessian + FLOOR_EV_A2 * np.eye(positions.size)


def _pair_stiffness(numbers: NDArray[np.int64], points: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = np.digitize(numbers, ROW_STARTS)
    pair = np.ix_(rows, rows)
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    stiffness = np.exp(DECAY_PER_BOHR2[pair] * (REFERENCE_BOHR[pair] ** 2 - distance**2))
    np.fill_diagonal(stiffness, 0.0)
    return stiffness


def _chain_stiffness(stiffness: NDArray[np.float64], chains: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the product of the links' stiffness along each chain of atoms, shape (m,)."""
    return np.prod(stiffness[chains[:, :-1], chains[:, 1:]], axis=1)


def _list_chains(
    points: NDArray[np.float64], stiffness: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the linked pairs, triples and quadruples of atoms, shapes (m, 2), (m, 3), (m, 4)."""
    is_linked = stiffness > CHAIN_LINK
    near = [np.flatnonzero(row) for row in is_linked]
    bends = [(i, j, k) for j, ends in enumerate(near) for i, k in combinations(ends, 2)]
    torsions = [
        (i, j, k, m)
        for j, k in np.argwhere(np.triu(is_linked))
        for i, m in product(near[j], near[k])
        if i not in {k, m} and m != j
    ]
    quadruples = np.array(torsions, dtype=int).reshape(-1, 4)
    bent = np.minimum(_sines(points[quadruples[:, :3]]), _sines(points[quadruples[:, 1:]]))
    return (
        np.argwhere(np.triu(stiffness > STRETCH_LINK)),
        np.array(bends, dtype=int).reshape(-1, 3),
        quadruples[bent > SMALLEST_SINE],
    )


def _project(
    points: NDArray[np.float64],
    chains: NDArray[np.int64],
    constants: NDArray[np.float64],
    coordinate: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> NDArray[np.float64]:
    """Return Bᵀ k B of one kind of internal coordinate, its derivatives B by central differences."""
    wilson = np.zeros((len(chains), points.size))
    row = np.arange(len(chains))
    local = points[chains]
    for place, axis in product(range(chains.shape[1]), range(3)):
        shift = np.zeros(local.shape[1:])
        shift[place, axis] = STEP_BOHR
        change = coordinate(local + shift) - coordinate(local - shift)
        # Dihedrals jump by 2π; the true change is tiny.
        change = (change + np.pi) % (2 * np.pi) - np.pi
        wilson[row, 3 * chains[:, place] + axis] = change / (2 * STEP_BOHR)
    return np.asarray(wilson.T @ (constants[:, None] * wilson))


def _lengths(chains: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.linalg.norm(chains[:, 0] - chains[:, 1], axis=1)


def _cosines(chains: NDArray[np.float64]) -> NDArray[np.float64]:
    one, other = chains[:, 0] - chains[:, 1], chains[:, 2] - chains[:, 1]
    size = np.linalg.norm(one, axis=1) * np.linalg.norm(other, axis=1)
    return np.clip((one * other).sum(axis=1) / size, -1.0, 1.0)


def _sines(chains: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.sqrt(1.0 - _cosines(chains) ** 2)


def _angles(chains: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.arccos(_cosines(chains))


def _dihedrals(chains: NDArray[np.float64]) -> NDArray[np.float64]:
    first, axis, last = (chains[:, place + 1] - chains[:, place] for place in range(3))
    one, other = np.cross(first, axis), np.cross(axis, last)
    across = np.cross(one, axis / np.linalg.norm(axis, axis=1)[:, None])
    return np.arctan2((across * other).sum(axis=1), (one * other).sum(axis=1))
