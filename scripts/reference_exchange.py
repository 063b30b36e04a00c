"""Compute the reference exchange energies Li(EC)4+ + X -> Li(EC)3(X)+ + EC in the gas phase.

    python scripts/reference_exchange.py           # resumes; every point is written as it finishes

Geometries are the product's own: shells and free molecules relaxed with GFN2-xTB in GBSA(acetonitrile), the
lowest of a few starts. The single points are PBE-D3(BJ) with fitted Coulomb integrals, in the gas phase, as
is the GFN2 energy that stands beside them. Reads libraries/reference/exchange_molecules.csv; writes
exchange.csv, exchange_parts.csv (the energies behind it) and geometries/exchange.xyz. Needs the optional
extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rdkit import Chem
from reference_store import REFERENCE, append_geometry, append_row, read_rows, report

from monodesign.descriptors.exchange.shells import relax_shells
from monodesign.engines import load_engine
from monodesign.engines.dft import PYSCF_VERSION, build_molecule, compute_energy
from monodesign.engines.optimise import compute_single_point, optimise
from monodesign.geometry.conformers import embed_conformers
from monodesign.records import Geometry
from monodesign.units import KCAL_MOL_PER_HARTREE

FUNCTIONAL = "pbe-d3bj"
BASIS = "def2-svp"
SOLVENT = "acetonitrile"
CARBONATE = "O=C1OCCO1"
KEPT_CARBONATES = 3
PART_COLUMNS = ("part", "basis", "energy_dft_eh", "energy_gfn2_eh", "energy_gfn2_solvent_eh", "contacts")
COLUMNS = (
    "name",
    "smiles",
    "donor_class",
    "contacts",
    "exchange_dft_kcal_mol",
    "exchange_gfn2_kcal_mol",
    "exchange_gfn2_solvent_kcal_mol",
    "basis",
    "method",
    "geometry",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)
Part = dict[str, str]


def relax_free(smiles: str) -> tuple[Geometry, float, str]:
    """Return a free molecule's lowest minimum, its energy in the solvent (Eh) and no contacts."""
    found = [
        optimise(load_engine(), conformer, solvent=SOLVENT)
        for conformer in embed_conformers(smiles, n_conformers=3)
    ]
    best = min(found, key=lambda optimised: optimised.energy_eh)
    return best.geometry, best.energy_eh, ""


def relax_lowest_shell(smiles: str, *, starts: int, seed: int) -> tuple[Geometry, float, str]:
    """Return the lowest shell Li(EC)3(X)+, its energy in the solvent (Eh) and what of X touches Li+.

    Raises:
        RuntimeError: If no start keeps the shell.
    """
    molecules = (smiles, *[CARBONATE] * KEPT_CARBONATES)
    shells, _ = relax_shells(molecules, engine=load_engine(), solvent=SOLVENT, count=starts, seed=seed)
    if not shells:
        raise RuntimeError(f"no start of {smiles} in the shell of Li(EC)4+ kept all four molecules")
    best = min(shells, key=lambda shell: shell.energy_eh)
    return best.geometry, best.energy_eh, " + ".join(best.contacts[0])


def compute_part(part: str, smiles: str, *, folder: Path, basis: str, starts: int, seed: int) -> Part:
    """Return one energy of the cycle, from the table where it is there."""
    table = folder / "exchange_parts.csv"
    for row in read_rows(table):
        if (row["part"], row["basis"]) == (part, basis):
            return row
    is_shell = part.startswith("shell:")
    geometry, solvent_eh, contacts = (
        relax_lowest_shell(smiles, starts=starts, seed=seed) if is_shell else relax_free(smiles)
    )
    molecule = build_molecule(geometry, basis=basis)
    point = compute_single_point(load_engine(), geometry)
    row = {
        "part": part,
        "basis": basis,
        "energy_dft_eh": f"{compute_energy(molecule, functional=FUNCTIONAL).energy_eh:.8f}",
        "energy_gfn2_eh": f"{point.energy_eh:.8f}",
        "energy_gfn2_solvent_eh": f"{solvent_eh:.8f}",
        "contacts": contacts,
    }
    path = folder / "geometries" / "exchange.xyz"
    append_geometry(path, part, geometry, energy_gfn2_eh=point.energy_eh)
    append_row(table, row, columns=PART_COLUMNS)
    report(f"{part} {basis}: {row['energy_dft_eh']} Eh")
    return row


def compute_exchange(row: dict[str, str], *, folder: Path, basis: str, starts: int, seed: int) -> None:
    """Compute one exchange and append it to the table."""
    smiles = Chem.CanonSmiles(row["smiles"])
    name = row["name"].replace(" ", "_")
    wanted = {
        "product": (f"shell:{name}", smiles),
        "leaving": ("free:ethylene_carbonate", CARBONATE),
        "full": ("shell:ethylene_carbonate", CARBONATE),
        "entering": (f"free:{name}", smiles),
    }
    parts = {
        role: compute_part(part, text, folder=folder, basis=basis, starts=starts, seed=seed)
        for role, (part, text) in wanted.items()
    }
    line = {
        "name": row["name"],
        "smiles": smiles,
        "donor_class": row["donor_class"],
        "contacts": parts["product"]["contacts"],
        "exchange_dft_kcal_mol": _balance(parts, "energy_dft_eh"),
        "exchange_gfn2_kcal_mol": _balance(parts, "energy_gfn2_eh"),
        "exchange_gfn2_solvent_kcal_mol": _balance(parts, "energy_gfn2_solvent_eh"),
        "basis": basis,
        "method": f"{FUNCTIONAL}/{basis} gas//GFN2-xTB GBSA({SOLVENT}), lowest of {starts} starts",
        "geometry": f"geometries/exchange.xyz#shell:{name}",
        "pyscf_version": PYSCF_VERSION,
        "engine": f"{load_engine().name} {load_engine().version}",
        "source": "computed for monodesign by scripts/reference_exchange.py",
        "licence": "MIT",
    }
    append_row(folder / "exchange.csv", line, columns=COLUMNS)
    report(
        f"{row['name']}: DFT {line['exchange_dft_kcal_mol']}, GFN2 {line['exchange_gfn2_kcal_mol']} kcal/mol"
    )


def _balance(parts: dict[str, Part], column: str) -> str:
    """Return products less reactants of one kind of energy, in kcal/mol."""
    energy = {role: float(part[column]) for role, part in parts.items()}
    change = energy["product"] + energy["leaving"] - energy["full"] - energy["entering"]
    return f"{change * KCAL_MOL_PER_HARTREE:.3f}"


def main() -> None:
    """Compute what the list holds and the table lacks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the tables (default: %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=1, help="seed of the starts")
    parser.add_argument("--starts", type=int, default=4, help="starts relaxed per shell, the lowest is kept")
    parser.add_argument("--basis", default=BASIS, help="basis of the single points (default: %(default)s)")
    parser.add_argument("--first", type=int, help="stop after the first N molecules of the list")
    arguments = parser.parse_args()
    for row in read_rows(arguments.folder / "exchange_molecules.csv")[: arguments.first]:
        done = {(old["name"], old["basis"]) for old in read_rows(arguments.folder / "exchange.csv")}
        if (row["name"], arguments.basis) not in done:
            compute_exchange(
                row,
                folder=arguments.folder,
                basis=arguments.basis,
                starts=arguments.starts,
                seed=arguments.seed,
            )


if __name__ == "__main__":
    main()
