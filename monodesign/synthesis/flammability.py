"""Whether a liquid or gas burns, by its flash and boiling points (CLP, Annex I, table 2.6.1)."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.paths import LIBRARIES
from monodesign.synthesis.reagents import load_reagents

# Higher-boiling organic liquids mostly flash above 60 °C or need no more than the usual care.
_BURNS_BELOW_C: Final = 130.0
_FLASHES_COLD_C: Final = 80.0  # as ethanol, whose flash point is 13 °C


def burns(mol: Chem.Mol, flash_c: float | None) -> bool:
    """Say whether a liquid of unknown flash point is organic and not mostly halogen.

    With as many hydrogens as fluorines a molecule still burns, as trifluoroethylamine does.
    """
    if flash_c is not None:
        return True
    elements = Counter(atom.GetAtomicNum() for atom in mol.GetAtoms())
    n_hydrogens = sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
    n_heavy_halogens = elements[17] + elements[35] + elements[53]
    # Bromine and chlorine put a flame out; fluorine does once it outnumbers hydrogen.
    is_fluorinated_fuel = elements[9] <= n_hydrogens and elements[6] > n_heavy_halogens
    is_fuel = elements[6] > n_heavy_halogens + elements[9] or is_fluorinated_fuel
    return is_fuel and mol.HasSubstructMatch(pattern("[#6;!H0]"))


def classify_flammability(flash_c: float | None, boiling_c: float | None) -> str:
    """Return the flammable-liquid statement for a flash and a boiling point (CLP, Annex I, table 2.6.1).

    An organic gas has no flash point: it is extremely flammable. What boils below 130 °C and has no known one
    is taken as flammable.

    >>> [classify_flammability(flash_c, 100.0) for flash_c in (-20.0, 25.0, 98.0)]
    ['H225', 'H226', '']
    """
    if boiling_c is not None and flash_c is None and -100.0 < boiling_c <= 20.0:
        return "H220"
    if flash_c is None:
        return _by_boiling_point(boiling_c)
    if flash_c > 60.0:
        return ""
    if flash_c >= 23.0:
        return "H226"
    return "H224" if boiling_c is not None and boiling_c <= 35.0 else "H225"


def _by_boiling_point(boiling_c: float | None) -> str:
    """Take the flash point to lie some 60 °C below the boiling point, as among common solvents."""
    if boiling_c is None or boiling_c >= _BURNS_BELOW_C:
        return ""
    if boiling_c <= 35.0:
        return "H224"
    return "H225" if boiling_c <= _FLASHES_COLD_C else "H226"


def flash_and_boiling_c(canonical: str) -> tuple[float | None, float | None]:
    """Return the flash and boiling points (°C) of a canonical SMILES; None where they are not known."""
    listed = load_reagents().find(canonical)
    if canonical in _load_flash_points():
        return _load_flash_points()[canonical]
    return (None, None) if listed is None else (listed.flash_point_c, listed.boiling_point_c)


@lru_cache(maxsize=1)
def _load_flash_points() -> dict[str, tuple[float | None, float | None]]:
    """Load flash and boiling points of solvents by canonical SMILES (`libraries/flash_points.csv`)."""
    with (LIBRARIES / "flash_points.csv").open(encoding="utf-8", newline="") as stream:
        return {
            canonical_smiles(parse(row["smiles"])): (
                float(row["flash_point_c"]),
                float(row["boiling_point_c"]) if row["boiling_point_c"] else None,
            )
            for row in csv.DictReader(stream)
        }
