"""Compute the reference vertical ionisation energies: ΔSCF at GFN2 geometries, the lowest of several holes.

    python scripts/reference_ionisation.py         # resumes; every molecule is written as it finishes

Reads libraries/reference/ionisation_molecules.csv; writes ionisation_energies.csv and
geometries/ionisation.xyz. Holes (canonical and localised orbitals) are screened in def2-SVP and the
lowest state is converged there; a second pass repeats it in def2-TZVPD where the list asks for that. Needs
the optional extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rdkit import Chem
from reference_density import project_density, share_spin
from reference_store import (
    REFERENCE,
    append_geometry,
    append_row,
    read_frame,
    read_rows,
    replace_row,
    report,
)

from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.dft import (
    FULL_BASIS,
    FUNCTIONAL,
    PYSCF_VERSION,
    SMALL_BASIS,
    SinglePoint,
    build_molecule,
    compute_energy,
    converge_cation,
    list_hole_guesses,
    screen_cation,
)
from monodesign.geometry.conformers import hydrogenated
from monodesign.units import EV_PER_HARTREE

SETTINGS = DescribeSettings()
LARGE_HEAVY_ATOMS = (
    10  # from this size on fewer guesses are screened: the states of the classes are known by then
)
TABLE = "ionisation_energies.csv"
METHOD = (
    f"{FUNCTIONAL}/{{basis}}//GFN2-xTB, density fitting, grid level 3, gas phase, lowest of several holes"
)
COLUMNS = (
    "name",
    "smiles",
    "molecule_class",
    "n_atoms",
    "vertical_ie_ev",
    "vertical_ie_tzvpd_ev",
    "vertical_ie_svp_ev",
    "second_state_ev",
    "hole_guess",
    "hole_atoms",
    "hole_spin_by_atom",
    "energy_neutral_svp_eh",
    "energy_cation_svp_eh",
    "energy_neutral_tzvpd_eh",
    "energy_cation_tzvpd_eh",
    "method",
    "geometry",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)


def compute_molecule(row: dict[str, str], *, folder: Path) -> None:
    """Compute one molecule's ionisation energy in the small basis and append it to the table."""
    molecule = hydrogenated(row["smiles"])
    is_large = molecule.GetNumHeavyAtoms() >= LARGE_HEAVY_ATOMS
    engine = load_engine()
    lowest = find_minima(row["smiles"], engine=engine, settings=SETTINGS).lowest
    geometry = lowest.geometry
    neutral = compute_energy(build_molecule(geometry, basis=SMALL_BASIS))
    states = screen_cation(neutral, canonical=2 if is_large else 3, localised=3 if is_large else 2)
    label, cation = converge_cation(neutral, states)
    gap_eh = states[1][1].energy_eh - states[0][1].energy_eh if len(states) > 1 else np.nan
    energies = {"neutral_svp": neutral.energy_eh, "cation_svp": cation.energy_eh}
    frame = row["name"].replace(" ", "_")
    append_geometry(
        folder / "geometries" / "ionisation.xyz", frame, geometry, energy_gfn2_eh=lowest.energy_eh
    )
    line = {
        **describe_energies(energies),
        **describe_hole(molecule, cation),
        "name": row["name"],
        "smiles": Chem.CanonSmiles(row["smiles"]),
        "molecule_class": row["molecule_class"],
        "n_atoms": str(molecule.GetNumAtoms()),
        "second_state_ev": "" if np.isnan(gap_eh) else f"{gap_eh * EV_PER_HARTREE:.2f}",
        "hole_guess": label,
        "method": METHOD.format(basis=SMALL_BASIS),
        "geometry": f"geometries/ionisation.xyz#{frame}",
        "pyscf_version": PYSCF_VERSION,
        "engine": f"{engine.name} {engine.version}",
        "source": "computed for monodesign by scripts/reference_ionisation.py",
        "licence": "MIT",
    }
    append_row(folder / TABLE, line, columns=COLUMNS)
    report(f"{row['name']}: {line['vertical_ie_ev']} eV, hole on {line['hole_atoms']}, states {len(states)}")


def refine_molecule(old: dict[str, str], *, folder: Path) -> None:
    """Repeat a molecule of the table in the full basis, from the hole that was lowest in the small one."""
    frame = old["geometry"].partition("#")[2]
    path = folder / "geometries" / "ionisation.xyz"
    molecule, ionised = (read_frame(path, frame, charge=charge) for charge in (0, 1))
    small = compute_energy(build_molecule(molecule, basis=SMALL_BASIS))
    guess = list_hole_guesses(small, canonical=3, localised=3)[old["hole_guess"]]
    small_cation = compute_energy(build_molecule(ionised, basis=SMALL_BASIS), guess=guess, integrals_of=small)
    full = build_molecule(molecule, basis=FULL_BASIS)
    neutral = compute_energy(full, guess=project_density(small, full))
    full_ion = build_molecule(ionised, basis=FULL_BASIS)
    cation = compute_energy(full_ion, guess=project_density(small_cation, full_ion), integrals_of=neutral)
    energies = {
        "neutral_svp": small.energy_eh,
        "cation_svp": min(small_cation.energy_eh, float(old["energy_cation_svp_eh"])),
        "neutral_tzvpd": neutral.energy_eh,
        "cation_tzvpd": cation.energy_eh,
    }
    hole = describe_hole(hydrogenated(old["smiles"]), cation)
    line = old | describe_energies(energies) | hole | {"method": METHOD.format(basis=FULL_BASIS)}
    replace_row(folder / TABLE, line, columns=COLUMNS)
    report(
        f"{old['name']}: {line['vertical_ie_svp_ev']} eV becomes {line['vertical_ie_ev']} eV in {FULL_BASIS}"
    )


def describe_energies(energies: dict[str, float]) -> dict[str, str]:
    """Return energies (Eh) and ionisation energies (eV) as text, the full basis empty where not computed."""
    text = {
        f"energy_{name}_eh": f"{energies[name]:.8f}" if name in energies else ""
        for name in ("neutral_svp", "cation_svp", "neutral_tzvpd", "cation_tzvpd")
    }
    small = (energies["cation_svp"] - energies["neutral_svp"]) * EV_PER_HARTREE
    if "cation_tzvpd" not in energies:
        return text | {
            "vertical_ie_ev": f"{small:.4f}",
            "vertical_ie_svp_ev": f"{small:.4f}",
            "vertical_ie_tzvpd_ev": "",
        }
    full = (energies["cation_tzvpd"] - energies["neutral_tzvpd"]) * EV_PER_HARTREE
    return text | {
        "vertical_ie_ev": f"{full:.4f}",
        "vertical_ie_svp_ev": f"{small:.4f}",
        "vertical_ie_tzvpd_ev": f"{full:.4f}",
    }


def describe_hole(molecule: Chem.Mol, cation: SinglePoint) -> dict[str, str]:
    """Return where the hole sits: heavy atoms with a tenth of the spin, and all their spins (Löwdin)."""
    spins = share_spin(cation)[: molecule.GetNumHeavyAtoms()]
    order = np.argsort(-spins)
    names = [
        f"{molecule.GetAtomWithIdx(int(index)).GetSymbol()}{index}" for index in order if spins[index] >= 0.1
    ]
    return {"hole_atoms": "+".join(names), "hole_spin_by_atom": " ".join(f"{spin:.3f}" for spin in spins)}


def main() -> None:
    """Compute what the list holds and the table lacks; then (with --refine only) repeat in the full basis."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the tables (default: %(default)s)"
    )
    parser.add_argument("--skip", type=int, default=0, help="leave the first N molecules to another process")
    parser.add_argument("--first", type=int, help="stop after the first N molecules of the list")
    parser.add_argument("--refine", action="store_true", help="only repeat in the full basis")
    arguments = parser.parse_args()
    rows = read_rows(arguments.folder / "ionisation_molecules.csv")[arguments.skip : arguments.first]
    for row in [] if arguments.refine else rows:
        if row["name"] not in {old["name"] for old in read_rows(arguments.folder / TABLE)}:
            compute_molecule(row, folder=arguments.folder)
    wanted = {row["name"] for row in rows if row["basis"] == FULL_BASIS}
    for old in read_rows(arguments.folder / TABLE):
        if old["name"] in wanted and not old["vertical_ie_tzvpd_ev"]:
            refine_molecule(old, folder=arguments.folder)


if __name__ == "__main__":
    main()
