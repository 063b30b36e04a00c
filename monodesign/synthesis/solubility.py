"""Whether water takes up a product, by the carbons that its polar groups carry.

A rule of thumb (`libraries/hydrophilic_groups.csv`): a molecule dissolves where its groups carry all of its
carbons. It puts well-known solvents and monomers where handbooks have them; for others it says when to think
twice before washing.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from rdkit import Chem

from monodesign.chem.molecules import pattern
from monodesign.paths import LIBRARIES
from monodesign.tables.shipped import parse_rows

# Larger neutral molecules go into dichloromethane or ethyl acetate whatever groups they carry.
MOST_CARBONS: Final = 12
# A product with so many carbons more than water would carry goes into the washes in part.
PARTLY_CARBONS: Final = 3.0
# Distillation parts molecules that differ by so many atoms other than hydrogen.
PARTED_ATOMS: Final = 5


@lru_cache(maxsize=4)
def load_hydrophilic_groups(path: Path | None = None) -> tuple[tuple[str, float], ...]:
    """Return SMARTS and number of carbons carried, in file order.

    Raises:
        InvalidTable: A pattern or number cannot be read; the message names all of them.
    """
    return parse_rows(path or LIBRARIES / "hydrophilic_groups.csv", _group)


def _group(row: dict[str, str]) -> tuple[str, float]:
    pattern(row["smarts"])
    return row["smarts"], float(row["carbons_carried"])


def is_water_soluble(mol: Chem.Mol, *, carbons_over: float = 0.0) -> bool:
    """Say whether so much of a product stays in water that it is not to be washed with it.

    Args:
        mol: The product.
        carbons_over: Carbons beyond what its groups carry; above 0 for what goes into water in part.

    >>> from monodesign.chem.molecules import parse
    >>> is_water_soluble(parse("C=CC(=O)NCCO")), is_water_soluble(parse("C=CC(=O)OCCCC"))
    (True, False)
    """
    n_carbons = sum(atom.GetAtomicNum() == 6 for atom in mol.GetAtoms())
    carried = sum(
        carbons * len(mol.GetSubstructMatches(pattern(smarts)))
        for smarts, carbons in load_hydrophilic_groups()
    )
    n_fluorine = sum(atom.GetAtomicNum() == 9 for atom in mol.GetAtoms())
    return n_carbons + n_fluorine <= min(carried, MOST_CARBONS) + carbons_over
