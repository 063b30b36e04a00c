"""De-solvation energies of first shells from a simulation: what it costs to take Li⁺ out.

−ΔE = E(A) + E(Li⁺) − E(A·Li⁺) in the gas phase, A being the molecules and repeat units of the shell as they
sit in it (equations 3 and 4 of doi 10.1038/s41467-025-59020-w; that A is frozen is our reading). A shell is
taken as the simulation holds it: the strain of A, the same with and without Li⁺, takes no part, and the heat
is met by counting many shells. Relaxed with GFN2-xTB, Li⁺ moves to the side of carbonyl groups in half of the
shells of a gel in ethylene carbonate (carbon at 2.4 to 2.5 Å); one such shell had 0.9 eV less by DFT. GFN2
binds Li⁺ too strongly, so its values compare gels and are no absolute ones; the study has ωB97M-V/def2-TZVPP
at geometries of B3LYP-D3.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd

from monodesign.compute.store import Store, key_of
from monodesign.descriptors.exchange.desolvation import compute_desolvation_ev, find_desolvation_ev
from monodesign.descriptors.refinement import load_energy
from monodesign.descriptors.settings import Level
from monodesign.engines import load_engine
from monodesign.engines.base import Engine
from monodesign.errors import CalculationError
from monodesign.records import Geometry
from monodesign.simulation.clusters import Cluster
from monodesign.simulation.results import standard_error

COLUMNS: Final = ("box", "frame", "lithium", "shell", "desolvation_ev", "error")
# Changes where the way changes in which a cluster is computed, so that what is kept is not used.
METHOD: Final = "as simulated, in the gas phase, 2"


class Desolvation:
    """Computes de-solvation energies of clusters once, and keeps them in a store."""

    def __init__(self, store: Store, *, level: Level = "xtb") -> None:
        """Take the store to keep them in, and the level of the energies."""
        self._store = store
        self._level = level
        self._engine = load_engine()

    def tabulate(self, box: int, clusters: Sequence[Cluster]) -> pd.DataFrame:
        """Return one row for each cluster of a box; NaN and the reason where one fails."""
        rows = []
        for cluster in clusters:
            found = self._find(cluster)
            rows.append(
                {
                    "box": box, "frame": cluster.frame, "lithium": cluster.lithium, "shell": cluster.shell,
                    "desolvation_ev": found.get("desolvation_ev", float("nan")),
                    "error": found.get("error", ""),
                }
            )  # fmt: skip
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def _find(self, cluster: Cluster) -> dict[str, Any]:
        geometry = cluster.geometry
        inputs = {
            "kind": "desolvation", "method": METHOD, "level": self._level,
            "engine": [self._engine.name, self._engine.version],
            "numbers": geometry.numbers.tolist(), "positions_a": geometry.positions.round(3).tolist(),
        }  # fmt: skip
        key = key_of(inputs)
        if (known := self._store.get(key)) is not None:
            return known
        began = time.monotonic()
        made: dict[str, Any]
        try:
            made = {"desolvation_ev": compute(geometry, engine=self._engine, level=self._level)}
        except CalculationError as error:
            made = {"error": str(error)}
        self._store.put(key, kind="desolvation", inputs=inputs, result=made, seconds=time.monotonic() - began)
        return made


def summarise_desolvation(costs: pd.DataFrame) -> dict[str, float]:
    """Return the columns of a formulation's row: the mean over boxes of their means, and its error, eV.

    The standard error comes from resampling boxes; it is NaN for one box, both are NaN without a shell.
    """
    known = costs.dropna(subset="desolvation_ev")
    means = known.groupby("box")["desolvation_ev"].mean().to_numpy(dtype=float)
    if not len(means):
        return dict.fromkeys(("desolvation_ev", "desolvation_ev_std"), float("nan")) | {"n_clusters": 0}
    return {
        "desolvation_ev": float(means.mean()),
        "desolvation_ev_std": standard_error(means),
        "n_clusters": len(known),
    }


def compute(cluster: Geometry, *, engine: Engine, level: Level = "xtb") -> float:
    """Return the de-solvation energy of a cluster, eV.

    Args:
        cluster: All atoms, Li⁺ last.
        engine: For the energies of level `xtb`.
        level: `xtb` for GFN2-xTB, `dft` for the level of `describe --level dft`.

    Raises:
        NotConverged: A self-consistent field failed.
    """
    if level == "xtb":
        return compute_desolvation_ev(cluster, engine=engine)
    return find_desolvation_ev(cluster, load_energy())
