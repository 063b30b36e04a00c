"""Read the reference energies and put beside each what xTB says of the same molecule or Li⁺ complex."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import Any

from curation.fitting import Reference
from reference_store import REFERENCE, read_frame, report

from monodesign.chem.donors import find_donors, find_touched
from monodesign.chem.molecules import canonical_smiles, parse
from monodesign.descriptors.lithium.binding import binding_features, donor_group, lithium_energy_eh
from monodesign.descriptors.lithium.sites import find_sites
from monodesign.descriptors.minima import find_minima
from monodesign.descriptors.redox.cation import solvate
from monodesign.descriptors.redox.hole_site import find_hole_site
from monodesign.descriptors.redox.ionisation import ionise
from monodesign.descriptors.redox.oxidation import find_oxidation
from monodesign.descriptors.redox.reduction import find_electron_site, reduce, reduction_features
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.optimise import compute_single_point
from monodesign.geometry.complexes import without_lithium
from monodesign.geometry.conformers import hydrogenated
from monodesign.geometry.connectivity import compare_bonds
from monodesign.records import Geometry
from monodesign.units import KCAL_MOL_PER_HARTREE

SETTINGS = DescribeSettings()
REDUCTION_BASIS = "def2-svpd"  # the one every molecule was computed in
SAMPLE_DENTICITY = {"monodentate": 1, "bidentate": 2}


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a reference table, none where it does not exist yet."""
    path = REFERENCE / name
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def read_geometry(reference: str, *, charge: int) -> Geometry:
    """Return the geometry that a row names as `file.xyz#frame`."""
    file, frame = reference.split("#", 1)
    return read_frame(REFERENCE / file, frame, charge=charge)


def list_lithium_references() -> list[Reference]:
    """Return every Li⁺ binding energy: the computed complexes, then what only the first sample has."""
    # Li⁺ on the face of benzene checks the level of theory; the product puts Li⁺ at donor atoms only.
    rows = [row for row in read_rows("lithium_binding.csv") if row["donor_kinds"] != "arene"]
    # Two runs side by side may have written one complex twice.
    unique = {(row["name"], row["site"]): row for row in reversed(rows)}
    found = [_describe_complex(row) for row in reversed(unique.values())]
    done = {(canonical_smiles(parse(row["smiles"])), int(row["denticity"])) for row in rows}
    for row in read_rows("lithium_sample.csv"):
        key = (canonical_smiles(parse(row["smiles"])), SAMPLE_DENTICITY[row["coordination"]])
        if key not in done:
            found.append(_describe_sample(row))
    return found


def _describe_complex(row: dict[str, str]) -> Reference:
    geometry = read_geometry(row["geometry"], charge=1)
    mol = hydrogenated(row["smiles"])
    touched = find_touched(find_donors(mol), geometry.positions, geometry.numbers)
    engine = load_engine()
    bound = compute_single_point(engine, geometry)
    bent = compute_single_point(engine, without_lithium(geometry))
    free_eh = float(row["energy_ligand_gfn2_eh"])
    return Reference(
        name=f"{row['name']} {row['site']}",
        molecule=canonical_smiles(parse(row["smiles"])),
        group=donor_group(touched) or row["donor_class"],
        reference=float(row["li_binding_dft_kcal_mol"]),
        features=binding_features(
            touched,
            geometry,
            raw_kcal_mol=float(row["li_binding_gfn2_kcal_mol"]),
            deformation_kcal_mol=(bent.energy_eh - free_eh) * KCAL_MOL_PER_HARTREE,
            complex_charges_e=bound.charges_e,
            free_charges_e=bent.charges_e,
        ),
        source=row["method"],
    )


def _describe_sample(row: dict[str, str]) -> Reference:
    engine = load_engine()
    minima = find_minima(row["smiles"], engine=engine, settings=SETTINGS)
    sites = find_sites(row["smiles"], minima, engine=engine, settings=SETTINGS)
    site = next(s for s in sites if s.denticity == SAMPLE_DENTICITY[row["coordination"]])
    bent = compute_single_point(engine, without_lithium(site.complex.geometry))
    free_eh = minima.lowest.energy_eh
    raw_eh = site.complex.energy_eh - free_eh - lithium_energy_eh(engine)
    return Reference(
        name=f"{row['name']} {row['coordination']}",
        molecule=canonical_smiles(parse(row["smiles"])),
        group=donor_group(site.touched),
        reference=float(row["li_binding_dft_kcal_mol"]),
        features=binding_features(
            site.touched,
            site.complex.geometry,
            raw_kcal_mol=raw_eh * KCAL_MOL_PER_HARTREE,
            deformation_kcal_mol=(bent.energy_eh - free_eh) * KCAL_MOL_PER_HARTREE,
            complex_charges_e=site.complex.charges_e,
            free_charges_e=bent.charges_e,
        ),
        source=row["source"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IonisationRow:
    """One vertical ionisation energy with where it comes from."""

    name: str
    smiles: str
    energy_ev: float
    source: str


def list_ionisation_rows() -> list[IonisationRow]:
    """Return every ionisation energy once: experiment, then the computed ones, then the first sample."""
    experiment = [
        IonisationRow(
            name=r["name"], smiles=r["smiles"], energy_ev=float(r["vertical_ie_exp_ev"]), source="experiment"
        )
        for r in read_rows("vertical_ie_experiment.csv")
    ]
    computed = [
        IonisationRow(
            name=r["name"], smiles=r["smiles"], energy_ev=float(r["vertical_ie_ev"]), source=r["method"]
        )
        for r in read_rows("ionisation_energies.csv")
    ]
    sample = [
        IonisationRow(
            name=r["name"], smiles=r["smiles"], energy_ev=float(r["vertical_ie_dft_ev"]), source=r["method"]
        )
        for r in read_rows("ionisation_sample.csv")
    ]
    unique: dict[str, IonisationRow] = {}
    for row in (*experiment, *computed, *sample):
        unique.setdefault(canonical_smiles(parse(row.smiles)), row)
    return list(unique.values())


def describe_ionisation(row: IonisationRow) -> Reference:
    """Ionise the molecule at the minimum that the product itself finds."""
    engine = load_engine()
    lowest = find_minima(row.smiles, engine=engine, settings=SETTINGS).lowest
    whole = ionise(lowest.geometry, engine=engine, neutral=lowest.last)
    site = find_hole_site(row.smiles, whole, engine=engine, settings=SETTINGS)
    return Reference(
        name=row.name,
        molecule=canonical_smiles(parse(row.smiles)),
        group=site.group,
        reference=row.energy_ev,
        features=whole.features | site.features,
        source=row.source,
    )


def list_oxidation_references() -> list[Reference]:
    """Oxidise the groups of every molecule of the reference set as the product does.

    A molecule whose every cation breaks a bond has no potential of the kind that is calibrated.
    """
    files = sorted((REFERENCE / "oxidation").glob("*.json"))
    rows = [json.loads(file.read_text(encoding="utf-8")) for file in files if ".partial" not in file.name]
    return [_describe_oxidation(row) for row in rows if row["oxidation_potential_v"] is not None]


def _describe_oxidation(row: dict[str, Any]) -> Reference:
    engine = load_engine()
    lowest = find_minima(row["smiles"], engine=engine, settings=SETTINGS).lowest
    solvated = solvate(lowest, engine=engine, solvent=SETTINGS.implicit_solvent)
    oxidation = find_oxidation(row["smiles"], solvated, engine=engine, settings=SETTINGS)
    return Reference(
        name=row["name"],
        molecule=canonical_smiles(parse(row["smiles"])),
        group=oxidation.group.group,
        reference=row["oxidation_potential_v"],
        features=oxidation.features,
        source=row["method"],
    )


def list_reduction_references() -> list[Reference]:
    """Reduce every molecule of the reference set as the product does, from its own lowest minimum.

    An anion that breaks a bond where the reference's is whole is another species, and left out.
    """
    rows = [row for row in read_rows("reduction.csv") if row["basis"] == REDUCTION_BASIS]
    found = [
        _describe_reduction(row) for row in rows if row["is_bound"] == "true" and not row["broken_bonds"]
    ]
    return [reference for reference in found if reference is not None]


def _describe_reduction(row: dict[str, str]) -> Reference | None:
    engine, mol = load_engine(), hydrogenated(row["smiles"])
    lowest = find_minima(row["smiles"], engine=engine, settings=SETTINGS).lowest
    solvated = solvate(lowest, engine=engine, solvent=SETTINGS.implicit_solvent)
    anion = reduce(solvated, engine=engine, solvent=SETTINGS.implicit_solvent)
    if not compare_bonds(mol, anion.geometry.positions).is_same:
        report(f"{row['name']}: its anion breaks a bond here, not in the reference: left out")
        return None
    return Reference(
        name=row["name"],
        molecule=canonical_smiles(parse(row["smiles"])),
        group=find_electron_site(row["smiles"], solvated, anion),
        reference=float(row["reduction_potential_v"]),
        features=reduction_features(solvated, anion),
        source=row["method"],
    )
