"""Look up flash and boiling points of the solvents of `libraries/solvents.csv`.

    pip install chemicals==1.5.2 thermo==0.6.1 molbloom==3.2.0
    python scripts/flash_points.py > libraries/flash_points.csv

What suppliers state for liquids that the tables lack stands in `SUPPLIERS`.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from rdkit import Chem
from reagent_lists import find_boiling_point, find_cas, find_flash_point

# Closed cup, °C, as supplier data sheets state them (recalled, not re-read).
SUPPLIERS = {
    "EC": 143, "PC": 132, "BC": 135, "FEC": 102, "VC": 73, "VEC": 96, "DMC": 16, "EMC": 23, "DEC": 25,
    "DPC": 55, "TFEMC": 20, "GBL": 98, "GVL": 81, "DME": -2, "Diglyme": 51, "Triglyme": 111,
    "Tetraglyme": 141, "DOL": -6, "Sulfolane": 165, "TMP": 107, "TEP": 115, "Succinonitrile": 113,
    "MP": -2, "MA": -13, "EP": 12, "Adiponitrile": 159, "Propionitrile": 6, "2-MeTHF": -11, "THP": -16,
    "BTFE": 1, "DMM": -32,
}  # fmt: skip


def main() -> None:
    """Print one line per solvent with a flash point."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["name", "smiles", "flash_point_c", "boiling_point_c", "source"])
    with Path("libraries/solvents.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            mol = Chem.MolFromSmiles(row["smiles"])
            cas = find_cas(Chem.MolToInchiKey(mol))
            flash, source = find_flash_point(cas), "Python package chemicals 1.5.2"
            if row["name"] in SUPPLIERS:
                flash, source = str(SUPPLIERS[row["name"]]), "supplier data sheets (recalled, not re-read)"
            if flash:
                boils = row["boiling_point_c"] or find_boiling_point(cas, row["smiles"])
                writer.writerow([row["name"], Chem.MolToSmiles(mol), flash, boils, source])


if __name__ == "__main__":
    main()
