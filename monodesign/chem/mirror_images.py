"""Mirror images have equal energies: both are described by the one whose SMILES sorts first."""

from __future__ import annotations

from rdkit import Chem

from monodesign.chem.molecules import canonical_smiles, parse_chemistry
from monodesign.errors import InvalidSmiles


def reflect(mol: Chem.Mol) -> Chem.Mol:
    """Return the mirror image: every tetrahedral centre inverted, double bonds as they are."""
    mirrored = Chem.Mol(mol)
    for atom in mirrored.GetAtoms():
        atom.InvertChirality()
    Chem.AssignStereochemistry(mirrored, cleanIt=True, force=True)
    return mirrored


def searched_form(smiles: str) -> str:
    """Return the canonical SMILES of the mirror image that is searched, without isotopes.

    Mirror images have one energy surface, so both are described by the one whose SMILES comes first: the same
    starts, the same energies.

    >>> searched_form("C[C@H](O)C#N") == searched_form("C[C@@H](O)C#N")
    True

    Raises:
        InvalidSmiles: It does not parse.
    """
    mol = parse_chemistry(smiles)
    return min(canonical_smiles(mol), canonical_smiles(reflect(mol)))


def searched_or_none(given: str) -> str | None:
    """Return the form that is searched; of a molecule that does not parse, its row will say why."""
    try:
        return searched_form(given)
    except InvalidSmiles:
        return None
