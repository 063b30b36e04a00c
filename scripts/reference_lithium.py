"""Compute the reference Li+ binding energies: DFT single points at gas-phase GFN2 geometries.

    python scripts/reference_lithium.py            # resumes; every point is written as it finishes

Geometries are the product's own minima and sites. Reads libraries/reference/lithium_molecules.csv; writes
lithium_binding.csv, lithium_ligands.csv and geometries/lithium.xyz there. The most bound and the best
one-armed complex of every molecule come first, other sites in a second pass. Needs the optional extra
`monodesign[dft]`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rdkit import Chem
from reference_store import REFERENCE, append_geometry, append_row, read_rows, report

from monodesign.chem.donors import find_donors
from monodesign.descriptors.lithium.binding import lithium_energy_eh
from monodesign.descriptors.lithium.sites import Site, find_sites
from monodesign.descriptors.minima import Minima, find_minima
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.dft import FULL_BASIS, FUNCTIONAL, PYSCF_VERSION, build_molecule, compute_energy
from monodesign.engines.optimise import Optimised, compute_single_point, optimise
from monodesign.geometry.complexes import without_lithium
from monodesign.geometry.conformers import hydrogenated
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR, EV_PER_HARTREE, KCAL_MOL_PER_HARTREE

SETTINGS = DescribeSettings()
HELD_FORCE_EV_A = 0.2  # on Li+; a minimum has at most 0.05, more is the wall that keeps it out of a chelate
HELD_REACH_ANGSTROM = 5.0  # walls stand at 3.2 and 4.5 Å
RING_HEIGHT_ANGSTROM = 2.0  # start of Li+ above a ring without donors
METHOD = f"{FUNCTIONAL}/{FULL_BASIS}//GFN2-xTB, density fitting, grid level 3, gas phase"
LIGAND_COLUMNS = ("name", "smiles", "energy_dft_eh", "energy_gfn2_eh", "pyscf_version")
BINDING_COLUMNS = (
    "name",
    "smiles",
    "donor_class",
    "site",
    "donor_kinds",
    "denticity",
    "held_away",
    "li_binding_dft_kcal_mol",
    "li_binding_gfn2_kcal_mol",
    "li_charge_gfn2_e",
    "donor_charges_gfn2_e",
    "li_distances_angstrom",
    "energy_complex_dft_eh",
    "energy_ligand_dft_eh",
    "energy_lithium_dft_eh",
    "energy_complex_gfn2_eh",
    "energy_ligand_gfn2_eh",
    "energy_lithium_gfn2_eh",
    "deformation_gfn2_kcal_mol",
    "method",
    "geometry",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Hold one molecule of the list with its minimum and its complexes, those computed first and later."""

    name: str
    smiles: str
    donor_class: str
    ligand: Optimised
    first: tuple[Site, ...]
    later: tuple[Site, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Energies:
    """Hold the energies (Eh) of one binding: complex, ligand and bare ion."""

    complex_eh: float
    ligand_eh: float
    lithium_eh: float

    @property
    def binding_kcal_mol(self) -> float:
        """Return complex less parts."""
        return (self.complex_eh - self.ligand_eh - self.lithium_eh) * KCAL_MOL_PER_HARTREE


def search_sites(row: dict[str, str]) -> Entry:
    """Find a molecule's lowest GFN2 minimum and its Li+ complexes."""
    engine = load_engine()
    smiles = Chem.CanonSmiles(row["smiles"])
    minima = find_minima(smiles, engine=engine, settings=SETTINGS)
    sites = list(find_sites(smiles, minima, engine=engine, settings=SETTINGS)) or _relax_above_ring(minima)
    one_armed = [site for site in sites if site.denticity <= 1]
    first = sites[:1] if sites[0].denticity <= 1 else [*sites[:1], *one_armed[:1]]
    return Entry(
        name=row["name"],
        smiles=smiles,
        donor_class=row["donor_class"],
        ligand=minima.lowest,
        first=tuple(first),
        later=tuple(site for site in sites if all(site is not chosen for chosen in first)),
    )


def _relax_above_ring(minima: Minima) -> list[Site]:
    """Return Li+ on the face of a flat molecule without donor atoms, such as benzene."""
    free = minima.lowest.geometry
    centre = free.positions.mean(axis=0)
    normal = np.linalg.svd(free.positions - centre)[2][-1]
    start = Geometry(
        numbers=np.append(free.numbers, 3),
        positions=np.vstack([free.positions, centre + RING_HEIGHT_ANGSTROM * normal]),
        charge=1,
    )
    return [Site(touched=(), complex=optimise(load_engine(), start))]


def name_site(entry: Entry, site: Site) -> str:
    """Write a site as element and index in the canonical SMILES, e.g. `O3+O5`."""
    molecule = hydrogenated(entry.smiles)
    atoms = [molecule.GetAtomWithIdx(donor.index) for donor in site.touched]
    return "+".join(f"{atom.GetSymbol()}{atom.GetIdx()}" for atom in atoms) or "ring"


def find_ligand(entry: Entry, folder: Path) -> tuple[float, float]:
    """Return the ligand's DFT and GFN2 energies (Eh), from the table where it is there."""
    table = folder / "lithium_ligands.csv"
    for row in read_rows(table):
        if row["name"] == entry.name:
            return float(row["energy_dft_eh"]), float(row["energy_gfn2_eh"])
    geometry, energy_gfn2 = entry.ligand.geometry, entry.ligand.energy_eh
    energy = _compute_dft(geometry)
    frame = entry.name.replace(" ", "_")
    append_geometry(folder / "geometries" / "lithium.xyz", frame, geometry, energy_gfn2_eh=energy_gfn2)
    row_out = {
        "name": entry.name,
        "smiles": entry.smiles,
        "energy_dft_eh": f"{energy:.8f}",
        "energy_gfn2_eh": f"{energy_gfn2:.8f}",
        "pyscf_version": PYSCF_VERSION,
    }
    append_row(table, row_out, columns=LIGAND_COLUMNS)
    return energy, energy_gfn2


def _compute_dft(geometry: Geometry) -> float:
    return compute_energy(build_molecule(geometry, basis=FULL_BASIS)).energy_eh


def _is_done(table: Path, name: str, site: str) -> bool:
    return any(row["name"] == name and row["site"] == site for row in read_rows(table))


def compute_complex(entry: Entry, site: Site, *, folder: Path, lithium_eh: tuple[float, float]) -> None:
    """Compute one complex and append it to the table, unless it is there."""
    name = name_site(entry, site)
    table = folder / "lithium_binding.csv"
    if _is_done(table, entry.name, name):
        return
    ligand_dft, ligand_gfn2 = find_ligand(entry, folder)
    complex_dft = _compute_dft(site.complex.geometry)
    if _is_done(table, entry.name, name):  # a second process may have been faster
        return
    frame = f"{entry.name.replace(' ', '_')}:Li:{name}"
    gfn2_eh = site.complex.energy_eh
    path = folder / "geometries" / "lithium.xyz"
    append_geometry(path, frame, site.complex.geometry, energy_gfn2_eh=gfn2_eh)
    dft = Energies(complex_eh=complex_dft, ligand_eh=ligand_dft, lithium_eh=lithium_eh[0])
    gfn2 = Energies(complex_eh=gfn2_eh, ligand_eh=ligand_gfn2, lithium_eh=lithium_eh[1])
    row = {
        "name": entry.name,
        "smiles": entry.smiles,
        "donor_class": entry.donor_class,
        "site": name,
        "geometry": f"geometries/lithium.xyz#{frame}",
    }
    row |= describe_energies(dft, gfn2) | describe_source()
    row |= describe_site(entry, site, ligand_gfn2_eh=ligand_gfn2)
    append_row(table, row, columns=BINDING_COLUMNS)
    report(f"{entry.name} {name}: DFT {dft.binding_kcal_mol:.2f}, GFN2 {gfn2.binding_kcal_mol:.2f} kcal/mol")


def describe_energies(dft: Energies, gfn2: Energies) -> dict[str, str]:
    """Return bindings (kcal/mol) and the energies behind them (Eh)."""
    return {
        "li_binding_dft_kcal_mol": f"{dft.binding_kcal_mol:.3f}",
        "li_binding_gfn2_kcal_mol": f"{gfn2.binding_kcal_mol:.3f}",
        "energy_complex_dft_eh": f"{dft.complex_eh:.8f}",
        "energy_ligand_dft_eh": f"{dft.ligand_eh:.8f}",
        "energy_lithium_dft_eh": f"{dft.lithium_eh:.8f}",
        "energy_complex_gfn2_eh": f"{gfn2.complex_eh:.8f}",
        "energy_ligand_gfn2_eh": f"{gfn2.ligand_eh:.8f}",
        "energy_lithium_gfn2_eh": f"{gfn2.lithium_eh:.8f}",
    }


def find_held(entry: Entry, site: Site, force_ev_a: float) -> str:
    """Name the donors that Li+ is kept away from, none where it rests in a minimum."""
    if force_ev_a <= HELD_FORCE_EV_A:
        return ""
    molecule = hydrogenated(entry.smiles)
    positions = site.complex.geometry.positions
    others = [donor.index for donor in find_donors(molecule) if donor not in site.touched]
    near = [i for i in others if np.linalg.norm(positions[i] - positions[-1]) < HELD_REACH_ANGSTROM]
    return "+".join(f"{molecule.GetAtomWithIdx(i).GetSymbol()}{i}" for i in near)


def describe_site(entry: Entry, site: Site, *, ligand_gfn2_eh: float) -> dict[str, str]:
    """Return what Li+ touches, how far away, with which charges, and what bending the ligand costs."""
    engine = load_engine()
    geometry = site.complex.geometry
    touched = [donor.index for donor in site.touched]
    distances = np.linalg.norm(geometry.positions[touched] - geometry.positions[-1], axis=1)
    point = compute_single_point(engine, geometry)
    force = float(np.linalg.norm(point.gradient_eh_bohr[-1])) * EV_PER_HARTREE / ANGSTROM_PER_BOHR
    bent = compute_single_point(engine, without_lithium(geometry)).energy_eh
    return {
        "donor_kinds": "+".join(donor.donor_class for donor in site.touched) or "arene",
        "denticity": str(max(site.denticity, 1)),
        "held_away": find_held(entry, site, force),
        "li_charge_gfn2_e": f"{point.charges_e[-1]:.4f}",
        "donor_charges_gfn2_e": "+".join(f"{point.charges_e[index]:.4f}" for index in touched),
        "li_distances_angstrom": "+".join(f"{distance:.3f}" for distance in distances),
        "deformation_gfn2_kcal_mol": f"{(bent - ligand_gfn2_eh) * KCAL_MOL_PER_HARTREE:.3f}",
    }


def describe_source() -> dict[str, str]:
    """Return the columns that say how a row was made."""
    engine = load_engine()
    return {
        "method": METHOD,
        "pyscf_version": PYSCF_VERSION,
        "engine": f"{engine.name} {engine.version}",
        "source": "computed for monodesign by scripts/reference_lithium.py",
        "licence": "MIT",
    }


def compute_lithium() -> tuple[float, float]:
    """Return the energies of bare Li+ (Eh): DFT, GFN2."""
    alone = Geometry(numbers=np.array([3]), positions=np.zeros((1, 3)), charge=1)
    return _compute_dft(alone), lithium_energy_eh(load_engine())


def main() -> None:
    """Run both passes over the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the tables (default: %(default)s)"
    )
    parser.add_argument("--skip", type=int, default=0, help="leave the first N molecules to another process")
    parser.add_argument("--first", type=int, help="stop after the first N molecules of the list")
    arguments = parser.parse_args()
    rows = read_rows(arguments.folder / "lithium_molecules.csv")[arguments.skip : arguments.first]
    lithium = compute_lithium()
    entries: list[Entry] = []
    for row in rows:
        entries.append(search_sites(row))
        for site in entries[-1].first:
            compute_complex(entries[-1], site, folder=arguments.folder, lithium_eh=lithium)
    for entry in entries:
        for site in entry.later:
            compute_complex(entry, site, folder=arguments.folder, lithium_eh=lithium)


if __name__ == "__main__":
    main()
