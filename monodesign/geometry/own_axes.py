"""A molecule's own frame: axes that turn with it, so that results do not depend on its orientation.

Energies in an implicit solvent do depend on it a little, because the points of the surface grid do not turn
with the molecule; along a flat valley that grows to hundredths of an eV.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

_STRAIGHT: Final = 1e-3  # share of a direction across the first axis below which all atoms lie on one line


def own_axes(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return three right-handed unit axes as rows, shape (3, 3).

    Of a linear molecule the two across its line are any.

    Args:
        positions: Å, shape (n, 3), atoms in a fixed order: it tells the axes of a symmetric molecule.
    """
    place = np.arange(len(positions))
    around = positions - positions.mean(axis=0)
    first, second = np.cos(place) @ around, np.sin(place) @ around
    along = _unit(first) if first.any() else np.array([1.0, 0.0, 0.0])
    across = second - (second @ along) * along
    if np.linalg.norm(across) <= _STRAIGHT * np.linalg.norm(second):
        across = np.cross(along, np.eye(3)[np.argmin(np.abs(along))])
    across = _unit(across)
    return np.array([along, across, np.cross(along, across)])


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / np.linalg.norm(vector))
