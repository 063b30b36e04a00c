"""What the model of liquids leaves over of measured curves comes back near them and nowhere else."""

import numpy as np
import pytest

from monodesign.surrogate.model.kernels import Block, Blocks
from monodesign.surrogate.model.memory import fit_memory, recall
from monodesign.surrogate.model.surrogate import DEFAULT_SETTINGS

CURVES = DEFAULT_SETTINGS.liquid.curves


def blocks(substance, state=1.0, salt=0.0):
    n = len(substance)
    return Blocks(
        substance=Block(points=np.array(substance, dtype=float)[:, None], index=np.arange(n)),
        salt=Block(points=np.full((1, 1), salt), index=np.zeros(n, dtype=int)),
        state=Block(points=np.full((n, 1), state), index=np.arange(n)),
    )


@pytest.fixture
def memory():
    """Two recipes at three temperatures: the first leaves 0.2 over, the second, a mixture, nothing."""
    measured = blocks([0.0, 5.0]).take(np.repeat([0, 1], 3))
    kelvin = np.tile([273.15, 298.15, 323.15], 2)
    left_over = np.repeat([0.2, 0.0], 3)
    return fit_memory(measured, kelvin, left_over, np.repeat([False, True], 3), settings=CURVES)


@pytest.mark.parametrize(
    ("place", "level"), [(0.0, 0.2 * 2 / 2.1), (5.0, 0.0), (2.5, 0.0)], ids=["itself", "the other", "far off"]
)
def test_what_is_left_over_is_added_near_its_recipe_alone(memory, place, level):
    """A recipe's part and its solvent's have a variance of 1 each, two laboratories 0.1: it counts 2/2.1."""
    added, _ = recall(memory, blocks([place]))
    assert added[0, 0] == pytest.approx(level, abs=0.005)


def test_half_of_it_is_the_solvent_s_and_counts_for_its_other_salts(memory):
    added, likeness = recall(memory, blocks([0.0, 5.0], salt=9.0))
    assert added[:, 0] == pytest.approx([0.2 / 2.1, 0.0], abs=0.005)
    assert likeness == pytest.approx([0.0, 0.0], abs=1e-6)


def test_likeness_is_to_measured_mixtures(memory):
    _, likeness = recall(memory, blocks([0.0, 5.0]))
    assert likeness.tolist() == pytest.approx([0.0, 1.0], abs=1e-6)
