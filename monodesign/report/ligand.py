"""Which atoms of a monomer are its Li⁺ ligand, for colouring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from rdkit import Chem
from rdkit.Chem import Atom, HybridizationType, Mol

from monodesign.chem.comonomers import SEPARATOR
from monodesign.chem.donors import find_donors
from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import find_alkenes
from monodesign.space.fragments import Fragment

# A head reaches from its C=C over a conjugated C=O to the O or N that the bridge is joined to.
_ACYL_HEAD = "[CX3]=[CX3][CX3](=O)[O,N]"


def ligand_smiles(fragments: Iterable[Fragment]) -> dict[str, str]:
    """Return each ligand's SMILES by its name."""
    return {fragment.name: fragment.smiles for fragment in fragments}


def find_ligand(mol: Mol, name: str, *, ligands: Mapping[str, str]) -> tuple[int, ...]:
    """Return the indices of the atoms that make up the ligand, rising.

    Where the ligand is a fragment of the library, its atoms; else every group that can hold Li⁺ outside the
    polymerisable head: its donors, the atoms between them, and the ring they sit in.

    Args:
        mol: The monomer.
        name: Name of its ligand, as the library table gives it; of a copolymer `A | B`; empty if it has none.
        ligands: SMILES of ligands with `[*:1]`, by name.
    """
    head = _find_head(mol)
    parts = [part.strip() for part in name.split(SEPARATOR)]
    if not all(part in ligands for part in parts):
        return _find_groups(mol, head)
    atoms = {atom for part in parts for atom in _match_fragment(mol, ligands[part], head)}
    return tuple(sorted(atoms)) or _find_groups(mol, head)


def _find_head(mol: Mol) -> frozenset[int]:
    alkenes = {atom for alkene in find_alkenes(mol) if alkene.is_polymerisable for atom in alkene.atoms}
    acyl = {
        atom
        for match in mol.GetSubstructMatches(pattern(_ACYL_HEAD))
        if set(match[:2]) <= alkenes
        for atom in match
    }
    return frozenset(alkenes | acyl)


def _match_fragment(mol: Mol, smiles: str, head: frozenset[int]) -> tuple[int, ...]:
    """Return the atoms of every copy of the fragment outside the head, the attachment point left out.

    All ways to lay it on are tried: one may take a tail of the fragment for the bridge.
    """
    query, attachment = _fragment_query(smiles)
    atoms: set[int] = set()
    for match in mol.GetSubstructMatches(query, uniquify=False, maxMatches=1000):
        body = {atom for index, atom in enumerate(match) if index != attachment}
        if not body & head and _is_whole(mol, body, {match[attachment]}):
            atoms |= body
    return tuple(sorted(atoms))


@lru_cache(maxsize=1024)
def _fragment_query(smiles: str) -> tuple[Mol, int]:
    """Return the fragment as a query whose attachment point matches any atom, and that point's index."""
    fragment = Chem.MolFromSmiles(smiles)
    attachment = next(atom.GetIdx() for atom in fragment.GetAtoms() if atom.GetAtomicNum() == 0)
    fragment.GetAtomWithIdx(attachment).SetAtomMapNum(0)
    settings: Any = Chem.AdjustQueryParameters.NoAdjustments()
    settings.makeDummiesQueries = True
    return Chem.AdjustQueryProperties(fragment, settings), attachment


def _is_whole(mol: Mol, body: set[int], joint: set[int]) -> bool:
    """Say whether only the joint is bound to the matched atoms: a methyl end must not be a longer chain."""
    neighbours = {atom.GetIdx() for index in body for atom in mol.GetAtomWithIdx(index).GetNeighbors()}
    return neighbours - body <= joint


def _find_groups(mol: Mol, head: frozenset[int]) -> tuple[int, ...]:
    donors = {donor.index for donor in find_donors(mol)} - head
    carriers = {
        neighbour.GetIdx()
        for donor in donors
        for neighbour in mol.GetAtomWithIdx(donor).GetNeighbors()
        if neighbour.GetIdx() not in head and not _is_chain_carbon(neighbour)
    }
    rings = [set(ring) for ring in mol.GetRingInfo().AtomRings() if set(ring) & (donors | carriers)]
    return tuple(sorted((donors | carriers).union(*rings) - head))


def _is_chain_carbon(atom: Atom) -> bool:
    """Say whether an atom is a saturated carbon: it belongs to the bridge or to the ligand's tail."""
    return atom.GetAtomicNum() == 6 and atom.GetHybridization() == HybridizationType.SP3
