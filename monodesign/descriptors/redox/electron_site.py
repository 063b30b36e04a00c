"""The functional group that takes an electron: xTB errs alike for groups of one kind.

GFN2 puts the reduction of acrylates 0.4 V and more too far from that of saturated carbonyls, and that of
nitriles and sulfonyls again elsewhere.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.chem.capped_groups import find_groups
from monodesign.chem.donors import SECOND_ARM_ONLY, family_of, find_donors
from monodesign.chem.molecules import pattern
from monodesign.geometry.conformers import hydrogenated

# π systems take the electron themselves, whatever donors hang on them.
_PI_SYSTEMS: Final = {"alkene": "C=C", "arene": "c1ccccc1"}


def name_electron_site(smiles: str, taken_e: NDArray[np.float64]) -> str:
    """Return the kind of the group that takes most of an electron.

    It is a π system of carbon (`alkene`, `arene`), or the families of the group's donors joined by `+`;
    empty where a molecule has no group.

    Args:
        smiles: The molecule.
        taken_e: Electrons taken by each atom, shape (n,), hydrogens behind the others.
    """
    mol = hydrogenated(smiles)
    groups = sorted(find_groups(mol), key=min)
    if not groups:
        return ""
    group = max(groups, key=lambda atoms: float(taken_e[list(atoms)].sum()))
    for name, smarts in _PI_SYSTEMS.items():
        if any(set(match) <= group for match in mol.GetSubstructMatches(pattern(smarts))):
            return name
    donors = [one for one in find_donors(mol) if one.index in group]
    return "+".join(sorted({family_of(one.donor_class) for one in donors if _is_strong(one.donor_class)}))


def _is_strong(donor_class: str) -> bool:
    return donor_class not in SECOND_ARM_ONLY
