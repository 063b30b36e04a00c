"""Say of each reagent which lists of purchasable and commercial compounds hold it, with its boiling points.

    pip install molbloom==3.2.0 chemicals==1.5.2 thermo==0.6.1
    python scripts/reagent_lists.py libraries/reagents.csv

Fills the columns `cas`, `boiling_point_c`, `flash_point_c` and `lists`; what stands in the first three
already is kept. A racemate is on a list if one of its isomers is. The list that molbloom carries of ZINC20 in
stock is a small filter: one in fourteen compounds that are not on it passes.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chemicals import search_chemical
from chemicals.phase_change import Tb, Tb_methods
from chemicals.safety import T_flash, T_flash_methods
from molbloom import buy
from rdkit import Chem, RDLogger
from rdkit.Chem.EnumerateStereoisomers import EnumerateStereoisomers
from thermo.group_contribution.joback import Joback
from thermo.law import economic_status, legal_status

# Measured or tabulated values only: no group contributions.
BOILING = ("CRC_ORG", "COMMON_CHEMISTRY", "CRC_INORG", "WEBBOOK")
FLASH = ("IEC 60079-20-1 (2010)", "NFPA 497 (2008)", "Serat DIPPR (2017)")
KELVIN = 273.15
# Tables hold boiling points at reduced pressure, and melting points, unmarked: so far below an estimate by
# groups (Joback and Reid 1987) they are left out.
MOST_BELOW_JOBACK_K = 60.0
Look = Callable[..., Any]


def main(path: Path) -> None:
    """Fill the columns of one table in place."""
    RDLogger.DisableLog("rdApp.*")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        mol = Chem.MolFromSmiles(row["smiles"])
        row["cas"] = row.get("cas") or find_cas(Chem.MolToInchiKey(mol))
        row["boiling_point_c"] = row.get("boiling_point_c") or _celsius(row["cas"], (Tb, Tb_methods), BOILING)
        row["flash_point_c"] = row.get("flash_point_c") or _celsius(
            row["cas"], (T_flash, T_flash_methods), FLASH
        )
        row["lists"] = ";".join(find_lists(mol, row["cas"]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def find_cas(key: str) -> str:
    """Return the CAS number of an InChIKey, if `chemicals` knows it."""
    try:
        return str(search_chemical(f"InChIKey={key}").CASs)
    except ValueError:
        return ""


def find_boiling_point(cas: str, smiles: str) -> str:
    """Return a measured boiling point at 1 atm in °C, if there is one that can be."""
    found = _celsius(cas, (Tb, Tb_methods), BOILING)
    estimate = Joback(smiles).estimate()["Tb"] if found else None
    is_reduced = estimate is not None and estimate - KELVIN - float(found) > MOST_BELOW_JOBACK_K
    return "" if is_reduced else found


def find_flash_point(cas: str) -> str:
    """Return a tabulated flash point in °C, if there is one."""
    return _celsius(cas, (T_flash, T_flash_methods), FLASH)


def _celsius(cas: str, look_up: tuple[Look, Look], methods: tuple[str, ...]) -> str:
    """Return a temperature in °C by the first method that has it."""
    value, has = look_up
    for method in methods:
        if cas and method in has(cas) and (kelvin := value(cas, method=method)) is not None:
            return f"{kelvin - KELVIN:.0f}"
    return ""


def find_lists(mol: Chem.Mol, cas: str) -> list[str]:
    """Return the names of the lists that hold a compound."""
    isomers = [Chem.MolToSmiles(isomer) for isomer in EnumerateStereoisomers(mol)][:8]
    is_in_stock = any(buy(text, catalog="zinc-instock-mini") for text in (Chem.MolToSmiles(mol), *isomers))
    found = ["ZINC20 in stock"] if is_in_stock else []
    if not cas:
        return found
    if any("tonnes" in text for text in map(str, economic_status(cas))):
        found.append("ECHA")
    return found + [name for name in ("EINECS", "TSCA") if legal_status(cas)[name] == "LISTED"]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
