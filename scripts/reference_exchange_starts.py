"""Put DFT beside GFN2-xTB for the lowest Li⁺ shells that `compare_exchange.py` found.

    python scripts/reference_exchange_starts.py --lowest 6   # resumes; every shell is written as it finishes

Each start is relaxed again from its seed, as the product does; its single point is PBE-D3(BJ)/def2-SVP with
fitted Coulomb integrals in the gas phase, to which GFN2's own difference of solvation in GBSA(acetonitrile)
is added. Of each unit the lowest starts are taken, and the lowest two of each way it touches Li⁺; the free
units are the lowest conformers of the same search. Writes libraries/reference/exchange_low_shells.csv. Needs
the optional extra `monodesign[dft]`.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import pandas as pd
from compare_exchange import IMPLICIT_SOLVENT, SEED, STARTS_FILE
from paper_units import UNITS
from reference_exchange import BASIS, FUNCTIONAL
from reference_store import REFERENCE, append_row, provenance, read_rows, report

from monodesign.descriptors.exchange.shells import relax_shell
from monodesign.descriptors.named_molecules import read_shell
from monodesign.engines import load_engine
from monodesign.engines.dft import PYSCF_VERSION, build_molecule, compute_energy
from monodesign.engines.optimise import compute_single_point, optimise
from monodesign.geometry.conformers import embed_conformers
from monodesign.geometry.shell_starts import start_clusters

if TYPE_CHECKING:
    from monodesign.records import Geometry

SOLVENT = "EC"
TABLE = REFERENCE / "exchange_low_shells.csv"
COLUMNS = (
    "unit",
    "start",
    "site",
    "energy_dft_eh",
    "energy_gfn2_eh",
    "energy_gfn2_solvent_eh",
    "basis",
    "method",
    "geometry",
    "pyscf_version",
    "engine",
    "source",
    "licence",
)
FREE = "free"
FREE_CONFORMERS = 30
FREE_KEPT = 2
SAME_EH = 1e-4


def list_wanted(unit: str, *, lowest: int) -> list[tuple[int, str]]:
    """Return the starts of a unit to compute, with their sites: the lowest of each site first."""
    table = pd.read_csv(STARTS_FILE)
    rows = table[(table["solvent"] == SOLVENT) & (table["unit"] == unit) & table["is_valid"]]
    rows = rows.sort_values("shell_energy_eh")
    of_sites = [rows.groupby("site", sort=False).nth(place) for place in (0, 1)]
    kept = pd.concat([of_sites[0], rows.head(lowest), of_sites[1]]).drop_duplicates("start")
    return list(zip(kept["start"].tolist(), kept["site"].tolist(), strict=True))


def relax_start(unit: str, number: int) -> tuple[Geometry, float]:
    """Return a start's relaxed shell and its energy in the solvent (Eh)."""
    count = int(pd.read_csv(STARTS_FILE)["start"].max()) + 1
    molecules = (UNITS[unit], *read_shell(SOLVENT)[:-1])
    start = start_clusters(molecules, count=max(count, 36), seed=SEED)[number]
    shell = relax_shell(start, engine=load_engine(), solvent=IMPLICIT_SOLVENT)
    return shell.geometry, shell.energy_eh


def relax_free(unit: str) -> list[tuple[Geometry, float]]:
    """Return the lowest distinct minima of the free unit with their energies in the solvent (Eh)."""
    found = [
        optimise(load_engine(), conformer, solvent=IMPLICIT_SOLVENT)
        for conformer in embed_conformers(UNITS[unit], n_conformers=FREE_CONFORMERS)
    ]
    found.sort(key=lambda relaxed: relaxed.energy_eh)
    distinct = found[:1]
    for relaxed in found[1:]:
        if relaxed.energy_eh - distinct[-1].energy_eh > SAME_EH:
            distinct.append(relaxed)
    return [(relaxed.geometry, relaxed.energy_eh) for relaxed in distinct[:FREE_KEPT]]


def add_row(unit: str, start: str, site: str, geometry: Geometry, solvent_eh: float) -> None:
    """Compute one single point and append it to the table."""
    began = time.process_time()
    molecule = build_molecule(geometry, basis=BASIS)
    row = {
        "unit": unit,
        "start": start,
        "site": site,
        "energy_dft_eh": f"{compute_energy(molecule, functional=FUNCTIONAL).energy_eh:.8f}",
        "energy_gfn2_eh": f"{compute_single_point(load_engine(), geometry).energy_eh:.8f}",
        "energy_gfn2_solvent_eh": f"{solvent_eh:.8f}",
        "basis": BASIS,
        "method": f"{FUNCTIONAL}/{BASIS} gas//GFN2-xTB GBSA({IMPLICIT_SOLVENT})",
        "geometry": f"scripts/compare_exchange.py, {SOLVENT}, seed {SEED}"
        if site
        else "conformers of embed_conformers",
        "pyscf_version": PYSCF_VERSION,
        **provenance("reference_exchange_starts.py"),
    }
    append_row(TABLE, row, columns=COLUMNS)
    report(f"{unit} {start} {site}: {row['energy_dft_eh']} Eh, {time.process_time() - began:.0f} s")


def main() -> None:
    """Compute what the table lacks: free units first, then shells in turn over the units."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lowest", type=int, default=6, help="lowest starts of each unit")
    parser.add_argument("--units", nargs="+", default=list(UNITS), choices=list(UNITS))
    arguments = parser.parse_args()
    done = {(row["unit"], row["start"]) for row in read_rows(TABLE)}
    wanted = {unit: list_wanted(unit, lowest=arguments.lowest) for unit in arguments.units}
    for unit in arguments.units:
        if not any(key[0] == unit and key[1].startswith(FREE) for key in done):
            for number, (geometry, solvent_eh) in enumerate(relax_free(unit)):
                add_row(unit, f"{FREE}-{number}", "", geometry, solvent_eh)
    for place in range(max(map(len, wanted.values()))):
        for unit, starts in wanted.items():
            if place < len(starts) and (unit, str(starts[place][0])) not in done:
                geometry, solvent_eh = relax_start(unit, starts[place][0])
                add_row(unit, str(starts[place][0]), starts[place][1], geometry, solvent_eh)


if __name__ == "__main__":
    main()
