"""Make libraries/measurements/ from the raw public tables.

    python scripts/curate_measurements.py --raw DIR

DIR holds calisol23.csv, bradford_clean_train.csv, chemixhub_polymer_electrolyte.csv, chemixhub_compounds.csv,
hpg_processed_electrolytes.csv, hpg_compounds.csv and licences/. Same input, same output.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from curation.account import write_account
from curation.bradford import read_bradford
from curation.calisol import read_calisol
from curation.chemixhub import read_chemixhub
from curation.hpg import read_hpg
from curation.merge import merge
from curation.paper import read_paper_gels

from monodesign.paths import LIBRARIES
from monodesign.tables.write import write_csv, write_text

if TYPE_CHECKING:
    from curation.rows import Extract

LICENCES = (
    "calisol23_LICENSE.md",
    "chem-prop-pred_LICENSE",
    "chemixhub_LICENSE",
    "hpg_LICENSE",
    "ion_predictor_LICENSE",
)


def main() -> int:
    """Read, merge and write; print how many rows each rule took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--raw", type=Path, required=True, help="folder with the raw tables")
    parser.add_argument("--out", type=Path, default=LIBRARIES / "measurements", help="folder to write to")
    options = parser.parse_args()
    extracts = read_all(options.raw, options.out / "paper_gels.csv")
    merged = merge(extracts)
    template = Path(__file__).with_name("measurements_readme.md").read_text(encoding="utf-8")
    account = write_account(template, extracts, merged)
    write_csv(merged.table, options.out / "conductivity.csv")
    write_text(options.out / "README.md", account)
    for name in LICENCES:
        write_text(
            options.out / "licences" / name, (options.raw / "licences" / name).read_text(encoding="utf-8")
        )
    print(account)
    return 0


def read_all(raw: Path, paper_gels: Path) -> list[Extract]:
    """Read every table, in order of trust: of two copies the earlier stays.

    HPG-GAT goes before CheMixHub for liquids (whose propylene carbonate is 2.5 times too little), after it
    for the rest.
    """
    hpg = read_hpg(raw)
    liquids = replace(hpg, rows=tuple(row for row in hpg.rows if row.kind == "liquid"))
    others = replace(
        hpg, rows=tuple(row for row in hpg.rows if row.kind != "liquid"), n_read=0, removed={}, corrected={}
    )
    return [
        read_paper_gels(paper_gels),
        read_calisol(raw),
        read_bradford(raw),
        liquids,
        read_chemixhub(raw),
        others,
    ]


if __name__ == "__main__":
    sys.exit(main())
