import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from monodesign.geometry.own_axes import own_axes

WATER = np.array([[0.0, 0.0, 0.12], [0.0, 0.76, -0.48], [0.0, -0.76, -0.48]])


@pytest.mark.parametrize(
    "positions",
    [
        WATER,
        np.array([[1.0, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]),  # a tetrahedron: no axis stands out
    ],
)
def test_the_axes_turn_with_the_molecule(positions):
    turn = Rotation.from_euler("xyz", [31.0, -77.0, 140.0], degrees=True)
    moved = turn.apply(positions) + np.array([3.0, -8.0, 1.5])
    here, there = positions - positions.mean(axis=0), moved - moved.mean(axis=0)
    assert here @ own_axes(positions).T == pytest.approx(there @ own_axes(moved).T, abs=1e-12)


@pytest.mark.parametrize(
    "positions", [WATER, WATER[:1], WATER[:2], np.outer([0.0, 1.0, 2.5], [1.0, 2.0, 2.0])]
)
def test_the_axes_are_a_rotation_also_of_an_atom_or_a_linear_molecule(positions):
    axes = own_axes(positions)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1.0)
