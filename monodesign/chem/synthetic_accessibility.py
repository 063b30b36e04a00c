"""The synthetic accessibility score."""

from __future__ import annotations

from rdkit import Chem
from rdkit.Contrib.SA_Score import sascorer


def sa_score(mol: Chem.Mol) -> float:
    """Return the synthetic accessibility score of Ertl and Schuffenhauer, 1 (easy) to 10 (hard).

    Source: J. Cheminf. 1, 8 (2009), doi 10.1186/1758-2946-1-8, as implemented in RDKit's contributions. The
    first call loads its table of fragments, a third of a second.
    """
    return float(sascorer.calculateScore(mol))
