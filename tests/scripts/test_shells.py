"""Which shells of a reference box are computed with DFT."""

import numpy as np
import pytest
from boxes.shells import MOST_DFT_ATOMS, choose_for_dft

from monodesign.records import Geometry
from monodesign.simulation.clusters import Cluster


def _cluster(frame, shell, n_atoms=50):
    geometry = Geometry(numbers=np.ones(n_atoms, dtype=int), positions=np.zeros((n_atoms, 3)), charge=1)
    return Cluster(frame=frame, lithium=0, shell=shell, geometry=geometry)


@pytest.mark.parametrize(("count", "frames"), [(0, []), (1, [5]), (2, [2, 7]), (20, list(range(10)))])
def test_shells_are_spread_evenly(count, frames):
    chosen = choose_for_dft([_cluster(frame, "DOA×1 EC×3") for frame in range(10)], "DOA", count)
    assert [one.frame for one in chosen] == frames


def test_shells_without_a_unit_and_large_ones_are_left_out():
    clusters = [
        _cluster(0, "EC×4"), _cluster(1, "DOA×1 EC×3", MOST_DFT_ATOMS + 1),
        _cluster(2, "DOA×1 EC×3", MOST_DFT_ATOMS),
    ]  # fmt: skip
    assert [one.frame for one in choose_for_dft(clusters, "DOA", 3)] == [2]
