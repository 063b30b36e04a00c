"""De-solvation energy: what it costs to take Li⁺ out of its shell.

−ΔE = E(A) + E(Li⁺) − E(A·Li⁺), A being polymer fragment and solvent molecules as they sit in the cluster
(equation 4 of doi 10.1038/s41467-025-59020-w; that A is frozen is our reading). Gas phase. Raw
GFN2-xTB binds Li⁺ too strongly: its values compare shells and are no absolute ones.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from monodesign.engines.base import Engine
from monodesign.engines.optimise import compute_single_point
from monodesign.geometry.shell_starts import LITHIUM, without_lithium
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE


def compute_desolvation_ev(cluster: Geometry, *, engine: Engine) -> float:
    """Return the de-solvation energy of a cluster in eV; positive, larger where Li⁺ is held more firmly.

    Args:
        cluster: All atoms, Li⁺ last.
        engine: Asked for three gas-phase single points.

    Raises:
        NotConverged: A self-consistent field failed.
        NotANumber: The engine returned NaN or infinity.
    """
    return find_desolvation_ev(cluster, lambda geometry: compute_single_point(engine, geometry).energy_eh)


def find_desolvation_ev(cluster: Geometry, energy_eh: Callable[[Geometry], float]) -> float:
    """Return the same with energies of any method.

    Args:
        cluster: All atoms, Li⁺ last.
        energy_eh: Returns the energy of a geometry in Eh; it is asked for three.
    """
    ion = Geometry(numbers=np.array([LITHIUM]), positions=np.zeros((1, 3)), charge=1)
    bound, shell, free = map(energy_eh, (cluster, without_lithium(cluster), ion))
    return (shell + free - bound) * EV_PER_HARTREE
