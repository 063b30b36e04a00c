"""Describe units of library members, class by class, for the models that estimate descriptors from structure.

    nice -n 10 python scripts/reference_units.py [--count 150]    # resumes; a row is written as it finishes

Writes libraries/reference/described_units.csv. A row holds what the calibrations see, not what they say, so a
calibration that is fitted again changes the targets (`scripts/fit_learned.py`) and not this table. Chelates
are left out: ranking uses the best site that touches one donor.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from dataclasses import replace
from itertools import chain, zip_longest
from pathlib import Path

import pandas as pd
from reference_store import REFERENCE, append_row, provenance, read_rows, report

from monodesign.chem.check import check
from monodesign.chem.filters import FilterSettings
from monodesign.chem.mirror_images import searched_form
from monodesign.descriptors.lithium.binding import binding_features, donor_group, lithium_energy_eh
from monodesign.descriptors.lithium.sites import Site, find_sites
from monodesign.descriptors.minima import Minima, find_minima
from monodesign.descriptors.redox.cation import oxidise, solvate
from monodesign.descriptors.redox.hole_site import find_hole_site
from monodesign.descriptors.redox.ionisation import ionise
from monodesign.descriptors.settings import DescribeSettings
from monodesign.engines import load_engine
from monodesign.engines.base import Engine
from monodesign.engines.optimise import compute_single_point
from monodesign.errors import CalculationError
from monodesign.geometry.complexes import without_lithium
from monodesign.space.fragments import load_fragments
from monodesign.space.space import enumerate_monomers
from monodesign.units import EV_PER_HARTREE, KCAL_MOL_PER_HARTREE, XTB_IONISATION_SHIFT_EV

SETTINGS = replace(DescribeSettings(), n_chelates=0)
TABLE = "described_units.csv"
# Large members cost minutes each and teach no more about their groups.
MAX_MW_G_MOL = 260.0
DRAWN = 6000
DIGITS = 5
COLUMNS = (
    "name",
    "smiles",
    "monomer",
    "ligand_class",
    "ionisation_group",
    "ionisation_features",
    "relaxed_and_solvated_ev",
    "one_armed_sites",
    "engine",
    "seconds",
    "source",
    "licence",
)


def choose_members(count: int) -> pd.DataFrame:
    """Return members that pass the filters, one ligand class after another, in a seeded order.

    Returns:
        The library's columns and `ligand_class`.
    """
    fragments = load_fragments()
    classes = {ligand.name: ligand.fragment_class for ligand in fragments.ligands}
    drawn = enumerate_monomers(fragments, sample=DRAWN, seed=0)
    drawn = drawn[drawn["mw_g_mol"] <= MAX_MW_G_MOL].assign(ligand_class=lambda t: t["ligand"].map(classes))
    by_class: defaultdict[str, list[int]] = defaultdict(list)
    for index, name in drawn["ligand_class"].items():
        by_class[name].append(int(index))
    turns = [index for index in chain(*zip_longest(*by_class.values())) if index is not None]
    candidates = drawn.loc[turns[: 3 * count]]
    kept = check(candidates["smiles"].tolist(), settings=FilterSettings()).table["is_kept"].to_numpy()
    return candidates[kept][:count]


def describe_unit(smiles: str, *, engine: Engine) -> dict[str, str]:
    """Return the raw numbers of one unit as the table's text.

    Raises:
        CalculationError: It could not be embedded or calculated.
    """
    smiles = searched_form(smiles)
    minima = find_minima(smiles, engine=engine, settings=SETTINGS)
    vertical = ionise(minima.lowest.geometry, engine=engine)
    hole = find_hole_site(smiles, vertical, engine=engine, settings=SETTINGS)
    solvent = SETTINGS.implicit_solvent
    solvated = solvate(minima.lowest, engine=engine, solvent=solvent)
    cation = oxidise(solvated, engine=engine, solvent=solvent)
    adiabatic_ev = (cation.energy_eh - solvated.energy_eh) * EV_PER_HARTREE - XTB_IONISATION_SHIFT_EV
    sites = find_sites(smiles, minima, engine=engine, settings=SETTINGS)
    ion_eh = lithium_energy_eh(engine)
    one_armed = [
        describe_site(site, minima, engine=engine, ion_eh=ion_eh) for site in sites if site.denticity == 1
    ]
    return {
        "ionisation_group": hole.group,
        "ionisation_features": to_json(vertical.features | hole.features),
        "relaxed_and_solvated_ev": f"{adiabatic_ev - vertical.gfn2_ev:.{DIGITS}f}",
        "one_armed_sites": json.dumps(one_armed),
    }


def describe_site(site: Site, minima: Minima, *, engine: Engine, ion_eh: float) -> dict[str, object]:
    """Return the class of a Li⁺ site and what its calibration sees."""
    relaxed, free_eh = site.complex, minima.lowest.energy_eh
    bent = compute_single_point(engine, without_lithium(relaxed.geometry))
    features = binding_features(
        site.touched,
        relaxed.geometry,
        raw_kcal_mol=(relaxed.energy_eh - free_eh - ion_eh) * KCAL_MOL_PER_HARTREE,
        deformation_kcal_mol=(bent.energy_eh - free_eh) * KCAL_MOL_PER_HARTREE,
        complex_charges_e=relaxed.charges_e,
        free_charges_e=bent.charges_e,
    )
    return {"group": donor_group(site.touched), "features": rounded(features)}


def rounded(features: dict[str, float]) -> dict[str, float]:
    """Return features with the digits that the table keeps."""
    return {name: round(float(value), DIGITS) for name, value in features.items()}


def to_json(features: dict[str, float]) -> str:
    """Return features as one cell."""
    return json.dumps(rounded(features))


def add_member(member: dict[str, str], *, engine: Engine, path: Path) -> None:
    """Describe one member's unit and append it to the table; one that fails is reported and passed over."""
    start = time.perf_counter()
    try:
        numbers = describe_unit(member["unit_smiles"], engine=engine)
    except CalculationError as error:
        report(f"{member['name']}: {error}")
        return
    seconds = time.perf_counter() - start
    row = {
        "name": member["name"],
        "smiles": member["unit_smiles"],
        "monomer": member["smiles"],
        "ligand_class": member["ligand_class"],
        **numbers,
        "seconds": f"{seconds:.1f}",
        **provenance("reference_units.py"),
    }
    append_row(path, row, columns=COLUMNS)
    report(f"{member['name']}: {seconds:.0f} s")


def main() -> None:
    """Describe the members that the table lacks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=150, help="members in all (default: %(default)s)")
    parser.add_argument(
        "--folder", type=Path, default=REFERENCE, help="folder of the table (default: %(default)s)"
    )
    arguments = parser.parse_args()
    path = arguments.folder / TABLE
    engine = load_engine()
    for member in choose_members(arguments.count).to_dict("records"):
        if member["unit_smiles"] not in {row["smiles"] for row in read_rows(path)}:
            add_member(member, engine=engine, path=path)


if __name__ == "__main__":
    main()
