import numpy as np
import pytest

from monodesign.descriptors.exchange.shells import relax_shell
from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.geometry.shell_starts import NEAREST_CARBON_ANGSTROM, list_anchors, start_clusters

EC = "C1COC(=O)O1"


@pytest.fixture(scope="module")
def start():
    return start_clusters([EC, EC, EC, EC], count=1, seed=1, pool=2)[0]


@pytest.mark.slow
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
