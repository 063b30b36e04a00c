"""De-solvation energies of shells from reference boxes, by GFN2-xTB and by DFT."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from reference_exchange import BASIS, FUNCTIONAL

from monodesign.descriptors.exchange.desolvation import compute_desolvation_ev, find_desolvation_ev
from monodesign.engines import load_engine
from monodesign.engines.dft import build_molecule, compute_energy
from monodesign.errors import CalculationError
from monodesign.records import Geometry
from monodesign.simulation.clusters import Cluster

MOST_DFT_ATOMS: Final = 64


def compute_energies(cluster: Geometry, *, with_dft: bool) -> dict[str, object]:
    """Return a shell's de-solvation energies, eV; NaN for DFT where it is not wanted."""
    engine = load_engine()
    try:
        found = {"desolvation_ev": round(compute_desolvation_ev(cluster, engine=engine), 4)}
        dft = find_desolvation_ev(cluster, dft_energy) if with_dft else float("nan")
    except CalculationError as error:
        return {"desolvation_ev": float("nan"), "desolvation_dft_ev": float("nan"), "error": str(error)}
    return {**found, "desolvation_dft_ev": round(dft, 4), "error": ""}


def dft_energy(geometry: Geometry) -> float:
    """Return the energy (Eh) at the level of the exchange energies, which 80 atoms can be given."""
    return compute_energy(build_molecule(geometry, basis=BASIS), functional=FUNCTIONAL).energy_eh


def choose_for_dft(clusters: Sequence[Cluster], unit: str, count: int) -> list[Cluster]:
    """Return shells that hold a repeat unit (any of a liquid's), spread evenly over those small enough.

    DFT takes minutes for 60 atoms and much longer for 90. Shells of solvent alone are alike in all gels.
    """
    fit = [one for one in clusters if unit in one.shell and len(one.geometry.numbers) <= MOST_DFT_ATOMS]
    if count >= len(fit):
        return fit
    return [fit[(2 * place + 1) * len(fit) // (2 * count)] for place in range(count)]
