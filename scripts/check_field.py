"""Describe the units of tests/cases/field.csv and say where one is silently without a number.

    nice -n 10 python scripts/check_field.py [--count 132]    # the smallest first; half an hour in all

Prints a line for each unit: its best site, its one-armed site, its oxidation potential and the notes; ends
with the number of units that have neither a value nor a note.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings

FIELD = Path(__file__).resolve().parent.parent / "tests" / "cases" / "field.csv"
QUICK = DescribeSettings(n_conformers=2, n_relaxed=1, n_chelates=1)
# What each value needs in its place where there is none.
NOTES = {
    "monomer_li_binding_gfn2_kcal_mol": "monomer_li_note",
    "monomer_li_binding_one_armed_kcal_mol": "monomer_li_note",
    "monomer_oxidation_potential_v": "monomer_redox_note",
}
SHOWN = ("monomer_li_site", "monomer_li_binding_one_armed_kcal_mol", "monomer_oxidation_potential_v")


def main() -> None:
    """Describe the smallest units and count the silent gaps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1000, help="units in all (default: all)")
    arguments = parser.parse_args()
    field = pd.read_csv(FIELD, keep_default_na=False)
    units = sorted(
        {unit or smiles for unit, smiles in zip(field["unit_smiles"], field["smiles"], strict=True)}, key=len
    )
    silent = 0
    for unit in units[: arguments.count]:
        row = describe([unit], settings=QUICK).table.astype(object).fillna("").loc[0]
        gaps = [value for value, note in NOTES.items() if row[value] == row[note] == row["error"] == ""]
        silent += bool(gaps)
        notes = [row[name] for name in ("monomer_li_note", "monomer_redox_note", "error") if row[name]]
        print(unit, *(row[name] for name in SHOWN), "|", "; ".join(notes), *gaps, flush=True)
    print(f"{min(arguments.count, len(units))} units, {silent} with a silent gap")


if __name__ == "__main__":
    main()
