"""Rotation matrices, shape (3, 3), for the starts of Li⁺ shells.

SciPy's rotations differ in the last digit. The force field makes 0.7 Å of it, so every exchange energy would
change (docs/architecture.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def draw_rotation(generator: np.random.Generator) -> NDArray[np.float64]:
    """Return a rotation drawn evenly from all (Shoemake's quaternions)."""
    w, x, y, z = (q := generator.normal(size=4)) / np.linalg.norm(q)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def rotate_about(axis: NDArray[np.float64], angle_rad: float) -> NDArray[np.float64]:
    """Return the rotation about an axis (Rodrigues)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.asarray(np.eye(3) + np.sin(angle_rad) * cross + (1 - np.cos(angle_rad)) * cross @ cross)


def align(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the rotation of unit vector `one` onto `other`."""
    across = np.cross(one, other)
    if np.linalg.norm(across) < 1e-8:
        # Parallel needs nothing, antiparallel half a turn about any axis across.
        helper = np.eye(3)[int(np.argmin(np.abs(one)))]
        return np.eye(3) if one @ other > 0 else rotate_about(np.cross(one, helper), np.pi)
    return rotate_about(across, float(np.arccos(np.clip(one @ other, -1, 1))))
