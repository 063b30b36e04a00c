"""Write the one-armed binding energies of described units by donor class, which the hold on Li⁺ is made of.

python scripts/reference_sites.py DESCRIBED.csv

DESCRIBED.csv is what `monodesign describe --what lithium` wrote of further molecules (the source paper's).
The units of libraries/reference/described_units.csv are calibrated anew.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from monodesign.chem.polymerisation import capped_unit
from monodesign.descriptors.calibration import estimate, load_calibration
from monodesign.paths import LIBRARIES
from monodesign.surrogate.inputs.hold import SITES_FILE, read_sites

Site = tuple[str, str, float, float]


def main() -> None:
    """Write the strongest site of each class of each unit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("described", type=Path)
    described = pd.read_csv(parser.parse_args().described)
    strongest: dict[tuple[str, str], Site] = {}
    for site in (*_of_references(), *_of_described(described)):
        key = site[:2]
        if key not in strongest or site[2] < strongest[key][2]:
            strongest[key] = site
    with SITES_FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["unit", "donor_class", "li_binding_kcal_mol", "std_kcal_mol"])
        writer.writerows(
            (*site[:2], f"{site[2]:.3f}", f"{site[3]:.3f}") for site in sorted(strongest.values())
        )


def _of_references() -> Iterator[Site]:
    calibration = load_calibration("li_binding_kcal_mol")
    with (LIBRARIES / "reference" / "described_units.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            for site in json.loads(row["one_armed_sites"]):
                found = estimate(calibration, site["features"], group=site["group"])
                if "+" not in site["group"]:
                    yield row["smiles"], site["group"].split("/")[1], found.value, found.std


def _of_described(table: pd.DataFrame) -> Iterator[Site]:
    for row in table.itertuples():
        for name, (energy, std) in read_sites(
            row.unit_li_sites, row.unit_li_binding_one_armed_std_kcal_mol
        ).items():
            yield capped_unit(row.smiles), name, energy, std


if __name__ == "__main__":
    main()
