import numpy as np
import pytest

from monodesign.chem.clusters import NEAREST_CARBON_ANGSTROM, list_anchors, start_clusters
from monodesign.descriptors.shells import _HeldEngine, _Wall, relax_shell
from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.units import ANGSTROM_PER_BOHR

EC = "C1COC(=O)O1"


@pytest.fixture(scope="module")
def start():
    return start_clusters([EC, EC, EC, EC], count=1, seed=1, pool=2)[0]


def test_the_gradient_of_the_wall_is_its_derivative():
    positions = np.array([[0.0, 0.0, 2.1], [1.5, 0.4, 0.2], [0.0, 4.0, 0.0], [0.0, 0.1, 0.0]])
    wall = _Wall(anchors=np.array([0, 1, 2]))
    step_bohr = 1e-4
    numeric = np.zeros_like(positions)
    for place in np.ndindex(*positions.shape):
        shift = np.zeros_like(positions)
        shift[place] = step_bohr * ANGSTROM_PER_BOHR
        up, down = wall.evaluate(positions + shift)[0], wall.evaluate(positions - shift)[0]
        numeric[place] = (up - down) / (2 * step_bohr)
    np.testing.assert_allclose(wall.evaluate(positions)[1], numeric, atol=1e-7)


def test_there_is_no_wall_outside_its_distance():
    positions = np.array([[0.0, 0.0, NEAREST_CARBON_ANGSTROM + 0.01], [0.0, 0.0, 0.0]])
    energy, gradient = _Wall(anchors=np.array([0])).evaluate(positions)
    assert energy == 0
    assert not gradient.any()


def test_the_energy_of_a_relaxed_shell_is_the_engines_own(start):
    """The wall shapes the geometry and must not be in the energy: a GFN2 single point at it is the oracle."""
    engine = load_engine()
    shell = relax_shell(start, engine=engine, solvent="acetonitrile")
    alone = compute_single_point(engine, shell.geometry, solvent="acetonitrile")
    assert shell.energy_eh == pytest.approx(alone.energy_eh, abs=1e-6)
    assert shell.contacts == (("cyclic_carbonate",),) * 4
    distance = np.linalg.norm(
        shell.geometry.positions[list_anchors(shell.smiles)] - shell.geometry.positions[-1], axis=1
    )
    assert distance.min() > NEAREST_CARBON_ANGSTROM - 0.05


def test_the_held_engine_says_which_engine_is_behind_it():
    engine = load_engine("fake")
    held = _HeldEngine(inner=engine, wall=_Wall(anchors=np.array([0])))
    assert (held.name, held.version, held.methods) == (engine.name, engine.version, engine.methods)
