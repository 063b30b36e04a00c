"""De-solvation energies: one shell by hand, and what is made of many."""

import numpy as np
import pandas as pd
import pytest

from monodesign.compute.store import Store
from monodesign.engines import load_engine
from monodesign.records import Geometry
from monodesign.simulation import desolvation
from monodesign.simulation.clusters import Cluster
from monodesign.simulation.desolvation import Desolvation, compute, summarise_desolvation

WATER_AND_LITHIUM = Geometry(
    numbers=np.array([8, 1, 1, 3]),
    positions=np.array([[0.0, 0.0, -1.9], [0.0, 0.76, -2.5], [0.0, -0.76, -2.5], [0.0, 0.0, 0.0]]),
    charge=1,
)


def _cluster(geometry=WATER_AND_LITHIUM):
    return Cluster(frame=0, lithium=0, shell="water×1", geometry=geometry)


def test_water_holds_lithium_as_gfn2_has_it():
    """Raw GFN2 binds H2O to Li⁺ by 44.9 kcal/mol with water relaxed; frozen, it is a little more."""
    assert compute(WATER_AND_LITHIUM, engine=load_engine()) == pytest.approx(44.9 / 23.0605, abs=0.05)


@pytest.mark.slow
def test_dft_holds_it_less():
    """ωB97X-D3(BJ)/def2-TZVPD at the GFN2 geometry: 34.8 kcal/mol."""
    pytest.importorskip("pyscf")
    found = compute(WATER_AND_LITHIUM, engine=load_engine(), level="dft")
    assert found == pytest.approx(34.8 / 23.0605, abs=0.05)


def test_a_shell_that_is_asked_for_again_is_not_computed_again(tmp_path, monkeypatch):
    with Store(tmp_path / "store.sqlite") as store:
        first = Desolvation(store).tabulate(1, [_cluster()])
        monkeypatch.setattr(desolvation, "compute", lambda *_, **__: pytest.fail("computed again"))
        pd.testing.assert_frame_equal(Desolvation(store).tabulate(1, [_cluster()]), first)


def test_a_shell_that_cannot_be_computed_gives_its_reason_and_no_number(tmp_path):
    broken = Geometry(numbers=WATER_AND_LITHIUM.numbers, positions=np.zeros((4, 3)), charge=1)
    with Store(tmp_path / "store.sqlite") as store:
        table = Desolvation(store).tabulate(1, [_cluster(broken), _cluster()])
    assert table["desolvation_ev"].isna().tolist() == [True, False]
    assert [bool(error) for error in table["error"]] == [True, False]


def test_a_formulations_value_is_the_mean_of_its_boxes_and_their_spread_its_error():
    costs = pd.DataFrame({"box": [1, 1, 1, 2], "desolvation_ev": [5.0, 6.0, float("nan"), 6.5]})
    row = summarise_desolvation(costs)
    assert row["desolvation_ev"] == 6.0
    # The boxes' means are 5.5 and 6.5: a standard deviation of 0.71, over the square root of two.
    assert row["desolvation_ev_std"] == pytest.approx(0.5, rel=0.05)
    assert row["n_clusters"] == 3


def test_without_a_shell_there_is_no_value():
    row = summarise_desolvation(pd.DataFrame(columns=list(desolvation.COLUMNS)))
    assert row["n_clusters"] == 0
    assert np.isnan(row["desolvation_ev"])
