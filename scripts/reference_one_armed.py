"""Search the one-armed sites of the described units again, and report what else Li⁺ is near to there.

    nice -n 10 python scripts/reference_one_armed.py FILE [--count 300]   # resumes; a line as a unit finishes
    python scripts/reference_one_armed.py FILE --contacts                 # seconds
    python scripts/reference_one_armed.py FILE --write                    # seconds

The first writes JSON lines, one a unit of libraries/reference/described_units.csv. The second keeps the
nearest other atom of each unit in one_armed_contacts.csv. The third puts the sites into the table of
described units; everything else in it stays, and scripts/fit_learned.py is due.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
from reference_store import REFERENCE, report
from reference_units import SETTINGS, TABLE, describe_site

from monodesign.chem.mirror_images import searched_form
from monodesign.chem.molecules import parse, pattern
from monodesign.descriptors.lithium.binding import lithium_energy_eh
from monodesign.descriptors.lithium.sites import Site, find_sites
from monodesign.descriptors.minima import find_minima
from monodesign.engines import load_engine
from monodesign.engines.base import Engine
from monodesign.errors import CalculationError
from monodesign.geometry.conformers import hydrogenated

CONTACTS = "one_armed_contacts.csv"


def nearest_other(smiles: str, site: Site) -> tuple[str, float]:
    """Return the heavy atom nearest to Li⁺ beside the donor and its neighbours, and its distance in Å."""
    mol, positions = hydrogenated(smiles), site.complex.geometry.positions
    donor = mol.GetAtomWithIdx(site.touched[0].index)
    own = {donor.GetIdx(), *(near.GetIdx() for near in donor.GetNeighbors())}
    distance = np.linalg.norm(positions[:-1] - positions[-1], axis=1)
    others = [a.GetIdx() for a in mol.GetAtoms() if a.GetAtomicNum() > 1 and a.GetIdx() not in own]
    if not others:
        return "", float("inf")
    nearest = min(others, key=lambda index: float(distance[index]))
    return f"{mol.GetAtomWithIdx(nearest).GetSymbol()}{nearest + 1}", round(float(distance[nearest]), 3)


def search(smiles: str, *, engine: Engine) -> dict[str, object]:
    """Return a unit's one-armed sites with what is nearest to Li⁺ in each."""
    start = time.perf_counter()
    searched = searched_form(smiles)
    try:
        minima = find_minima(searched, engine=engine, settings=SETTINGS)
        sites = find_sites(searched, minima, engine=engine, settings=SETTINGS)
    except CalculationError as error:
        return {"smiles": smiles, "error": str(error)}
    ion_eh = lithium_energy_eh(engine)
    one_armed = [site for site in sites if site.denticity == 1]
    return {
        "smiles": smiles,
        "sites": [describe_site(site, minima, engine=engine, ion_eh=ion_eh) for site in one_armed],
        "nearest": [nearest_other(searched, site) for site in one_armed],
        "seconds": round(time.perf_counter() - start, 1),
    }


def has_face(smiles: str) -> bool:
    """Return whether a unit has a π face: those are searched first, for they may share Li⁺ most."""
    return bool(parse(smiles).HasSubstructMatch(pattern("[c,$([#6]=,#[#6])]")))


def read_lines(path: Path) -> dict[str, dict[str, object]]:
    """Return what was computed before, by SMILES."""
    if not path.is_file():
        return {}
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {row["smiles"]: row for row in rows}


def summarise(rows: Iterable[dict[str, object]]) -> str:
    """Say how many units have no site, and how near the nearest other heavy atom comes."""
    found = list(rows)
    nearest = sorted(distance for row in found for _, distance in row.get("nearest", ()))  # type: ignore[attr-defined]
    none = sum(not row.get("sites") for row in found)
    failed = sum("error" in row for row in found)
    return (
        f"{len(found)} units, {failed} failed, {none} without a one-armed site, {len(nearest)} sites; "
        f"nearest other heavy atom {nearest[0]:.2f} Å, {sum(d < 2.9 for d in nearest)} below 2.9 Å"
    )


def write_contacts(rows: dict[str, dict[str, object]]) -> None:
    """Keep for each unit its one-armed sites and the heavy atom that comes nearest to Li⁺ in any of them."""
    found = []
    for smiles, row in sorted(rows.items()):
        nearest = sorted(row.get("nearest", ()), key=lambda pair: pair[1])  # type: ignore[call-overload]
        atom, distance = nearest[0] if nearest else ("", "")
        found.append(
            {"smiles": smiles, "sites": len(nearest), "nearest": atom, "distance_angstrom": distance}
        )
    pd.DataFrame(found).to_csv(REFERENCE / CONTACTS, index=False, lineterminator="\n")


def write_table(rows: dict[str, dict[str, object]]) -> None:
    """Put the sites into the table of described units."""
    path = REFERENCE / TABLE
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    fresh = {smiles: json.dumps(row["sites"]) for smiles, row in rows.items() if "sites" in row}
    table["one_armed_sites"] = table["smiles"].map(fresh).fillna(table["one_armed_sites"])
    table.to_csv(path, index=False, lineterminator="\n")


def main() -> None:
    """Search the units that the file lacks, or write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path, help="JSON lines")
    parser.add_argument("--count", type=int, default=300, help="units in all (default: %(default)s)")
    parser.add_argument("--contacts", action="store_true", help="keep the nearest contacts")
    parser.add_argument("--write", action="store_true", help="put the sites into the table")
    arguments = parser.parse_args()
    done = read_lines(arguments.file)
    if arguments.contacts:
        write_contacts(done)
    elif arguments.write:
        write_table(done)
    else:
        engine = load_engine()
        units = sorted(pd.read_csv(REFERENCE / TABLE)["smiles"], key=lambda smiles: not has_face(smiles))
        with arguments.file.open("a", encoding="utf-8") as handle:
            for smiles in units[: arguments.count]:
                if smiles not in done:
                    done[smiles] = search(smiles, engine=engine)
                    handle.write(json.dumps(done[smiles]) + "\n")
                    handle.flush()
    report(summarise(done.values()))


if __name__ == "__main__":
    main()
