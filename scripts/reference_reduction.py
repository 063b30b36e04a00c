"""Compute the reference adiabatic reduction energies in implicit solvent.

    python scripts/reference_reduction.py          # resumes; every molecule is written as it finishes

Neutral and radical anion are each optimised with GFN2-xTB in GBSA(acetonitrile), as the product does; the
single points are ωB97X-D3(BJ) in C-PCM of the same dielectric constant, without thermal terms. Reads
libraries/reference/reduction_molecules.csv; writes reduction.csv and geometries/reduction.xyz. Needs the
optional extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rdkit import Chem
from reference_density import share_spin
from reference_store import REFERENCE, append_geometry, append_row, read_rows, report

from monodesign.engines import load_engine
from monodesign.engines.dft import (
    FUNCTIONAL,
    PYSCF_VERSION,
    SinglePoint,
    build_molecule,
    compute_energy,
)
from monodesign.engines.optimise import Optimised, optimise
from monodesign.errors import CalculationError
from monodesign.geometry.conformers import embed_conformers, hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.records import Geometry
from monodesign.units import EV_PER_HARTREE, LITHIUM_ELECTRODE_V

SOLVENT = "acetonitrile"
DIELECTRIC = 35.688  # acetonitrile, 25 °C
BASIS = "def2-svpd"
CONVERGED_BASIS = "def2-tzvpd"
CONFORMERS = 4
FORCE_EV_PER_ANGSTROM = 0.01
COLUMNS = (
    "name",
    "smiles",
    "molecule_class",
    "reduction_ev",
    "reduction_potential_v",
    "reduction_gfn2_ev",
    "electron_atoms",
    "electron_spin_by_atom",
    "electron_on_heavy_atoms",
    "is_bound",
    "broken_bonds",
    "energy_neutral_dft_eh",
    "energy_anion_dft_eh",
    "energy_neutral_gfn2_eh",
    "energy_anion_gfn2_eh",
    "basis",
    "method",
    "geometry",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)


def relax_charge(smiles: str, *, charge: int) -> Optimised:
    """Return the lowest minimum of a neutral or a radical anion in the implicit solvent.

    Raises:
        RuntimeError: If no conformer converges.
    """
    engine = load_engine()
    found: list[Optimised] = []
    for conformer in embed_conformers(smiles, n_conformers=CONFORMERS):
        start = Geometry(
            numbers=conformer.numbers, positions=conformer.positions, charge=charge, unpaired=abs(charge)
        )
        try:
            found.append(optimise(engine, start, solvent=SOLVENT, fmax_ev_a=FORCE_EV_PER_ANGSTROM))
        except CalculationError:  # one conformer that fails is no loss while another converges
            continue
    if not found:
        raise RuntimeError(f"{smiles} with charge {charge}: no conformer converges in {SOLVENT}")
    return min(found, key=lambda optimised: optimised.energy_eh)


def compute_molecule(row: dict[str, str], *, folder: Path, basis: str) -> None:
    """Compute one molecule's reduction and append it to the table."""
    molecule = hydrogenated(row["smiles"])
    relaxed = {charge: relax_charge(row["smiles"], charge=charge) for charge in (0, -1)}
    points = {charge: _compute_dft(relaxed[charge], basis=basis) for charge in (0, -1)}
    frame = row["name"].replace(" ", "_")
    for charge, suffix in ((0, "neutral"), (-1, "anion")):
        path = folder / "geometries" / "reduction.xyz"
        optimised = relaxed[charge]
        append_geometry(path, f"{frame}:{suffix}", optimised.geometry, energy_gfn2_eh=optimised.energy_eh)
    line = describe_reduction(molecule, relaxed, points) | {
        "name": row["name"],
        "smiles": Chem.CanonSmiles(row["smiles"]),
        "molecule_class": row["molecule_class"],
        "basis": basis,
        "method": f"{FUNCTIONAL}/{basis} C-PCM(eps={DIELECTRIC})//GFN2-xTB GBSA({SOLVENT}), no thermal terms",
        "geometry": f"geometries/reduction.xyz#{frame}",
        "pyscf_version": PYSCF_VERSION,
        "engine": f"{load_engine().name} {load_engine().version}",
        "source": "computed for monodesign by scripts/reference_reduction.py",
        "licence": "MIT",
    }
    append_row(folder / "reduction.csv", line, columns=COLUMNS)
    report(f"{row['name']} {basis}: {line['reduction_potential_v']} V, electron on {line['electron_atoms']}")


def _compute_dft(relaxed: Optimised, *, basis: str) -> SinglePoint:
    geometry = relaxed.geometry
    molecule = build_molecule(geometry, basis=basis)
    return compute_energy(molecule, dielectric=DIELECTRIC)


def describe_reduction(
    molecule: Chem.Mol, relaxed: dict[int, Optimised], points: dict[int, SinglePoint]
) -> dict[str, str]:
    """Return energies, where the electron sits and which bonds it broke.

    `is_bound` asks two things: the anion lies below the neutral, and the electron is on the heavy atoms
    rather than in diffuse functions around them (a Löwdin share of at least one half).
    """
    spins = share_spin(points[-1])[: molecule.GetNumHeavyAtoms()]
    order = np.argsort(-spins)
    names = [
        f"{molecule.GetAtomWithIdx(int(index)).GetSymbol()}{index}" for index in order if spins[index] >= 0.1
    ]
    energy_ev = (points[-1].energy_eh - points[0].energy_eh) * EV_PER_HARTREE
    change = compare_bonds(molecule, relaxed[-1].geometry.positions)
    gfn2_ev = (relaxed[-1].energy_eh - relaxed[0].energy_eh) * EV_PER_HARTREE
    return {
        "reduction_ev": f"{energy_ev:.4f}",
        "reduction_potential_v": f"{-energy_ev - LITHIUM_ELECTRODE_V:.4f}",
        "reduction_gfn2_ev": f"{gfn2_ev:.4f}",
        "electron_atoms": "+".join(names),
        "electron_spin_by_atom": " ".join(f"{spin:.3f}" for spin in spins),
        "electron_on_heavy_atoms": f"{spins.sum():.3f}",
        "is_bound": str(bool(energy_ev < 0 and spins.sum() >= 0.5)).lower(),
        "broken_bonds": " ".join(f"{first}-{second}" for first, second in change.broken),
        "energy_neutral_dft_eh": f"{points[0].energy_eh:.8f}",
        "energy_anion_dft_eh": f"{points[-1].energy_eh:.8f}",
        "energy_neutral_gfn2_eh": f"{relaxed[0].energy_eh:.8f}",
        "energy_anion_gfn2_eh": f"{relaxed[-1].energy_eh:.8f}",
    }


def main() -> None:
    """Compute what the list holds and the table lacks, then the converged basis for the first molecules."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the tables (default: %(default)s)"
    )
    parser.add_argument("--first", type=int, help="stop after the first N molecules of the list")
    parser.add_argument("--converged", type=int, default=2, help="molecules repeated in def2-TZVPD")
    arguments = parser.parse_args()
    rows = read_rows(arguments.folder / "reduction_molecules.csv")[: arguments.first]
    tasks = [(row, BASIS) for row in rows] + [(row, CONVERGED_BASIS) for row in rows[: arguments.converged]]
    for row, basis in tasks:
        done = {(old["name"], old["basis"]) for old in read_rows(arguments.folder / "reduction.csv")}
        if (row["name"], basis) not in done:
            compute_molecule(row, folder=arguments.folder, basis=basis)


if __name__ == "__main__":
    main()
