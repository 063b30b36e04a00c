"""De-solvation energies of shells from reference boxes, by GFN2-xTB and by DFT."""

from __future__ import annotations

from reference_exchange import BASIS, FUNCTIONAL

from monodesign.descriptors.exchange.desolvation import compute_desolvation_ev, find_desolvation_ev
from monodesign.engines import load_engine
from monodesign.engines.dft import build_molecule, compute_energy
from monodesign.errors import CalculationError
from monodesign.records import Geometry


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
