"""Measure how far the energies of a unit scatter over the seeds of its searches.

    nice -n 10 python scripts/measure_scatter.py [--units 8] [--seeds 4]    # a quarter of an hour

Prints for each unit its values by seed, and at the end the pooled standard deviation over seeds, which
`lithium.binding` and `redox.redox` add to their standard errors.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import pandas as pd
from paper_units import UNITS
from reference_store import REFERENCE

from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings

VALUES = (
    "monomer_li_binding_gfn2_kcal_mol",
    "monomer_li_binding_one_armed_kcal_mol",
    "monomer_oxidation_potential_v",
    "monomer_reduction_potential_v",
)


def main() -> None:
    """Describe units with several seeds and print the scatter."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=8, help="units (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=4, help="seeds (default: %(default)s)")
    arguments = parser.parse_args()
    drawn = pd.read_csv(REFERENCE / "described_units.csv")["smiles"].sample(100, random_state=0)
    units = list(dict.fromkeys([*UNITS.values(), *drawn]))[: arguments.units]
    rows = []
    for seed in range(1, arguments.seeds + 1):
        table = describe(units, settings=replace(DescribeSettings(), seed=seed)).table
        rows.append(table[["smiles", *VALUES]].assign(seed=seed))
        print(rows[-1].to_string(index=False), flush=True)
    scatter = pd.concat(rows).groupby("smiles")[list(VALUES)].var().mean() ** 0.5
    print(scatter.to_string())


if __name__ == "__main__":
    main()
