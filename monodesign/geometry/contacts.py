"""What Li⁺ touches beside the donors that hold it: any heavy atom, and the face of a π system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from monodesign.chem.donors import CARBON, Donor, find_geminal

# Nearer than this (Å) an atom that is not bound to the donor still feels the ion as a second arm: the sum of
# Li⁺'s radius (0.76 Å, Shannon, Acta Crystallogr. A 32, 751 (1976), doi 10.1107/S0567739476001551) and the
# atom's van der Waals radius (Alvarez, Dalton Trans. 42, 8617 (2013), doi 10.1039/c3dt50599e), less 0.1–0.3.
NEAR_ANGSTROM: Final = {
    5: 2.6,
    6: 2.6,
    7: 2.6,
    8: 2.6,
    9: 2.6,
    14: 2.9,
    15: 3.0,
    16: 3.0,
    17: 2.9,
    34: 3.1,
    35: 3.05,
}
NEAR_OTHERS_ANGSTROM: Final = 3.2
# From a neighbour two bonds away, on the same atom as the donor.
GEMINAL_BONDS: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Something other than a donor of the site that Li⁺ is near to.

    Attributes:
        index: Its first atom in contact.
        kind: `arene`, `alkene` or `alkyne` for a face; a donor's class; else `carbon` or `heteroatom`.
    """

    index: int
    kind: str


def find_contacts(
    mol: Chem.Mol, donors: Sequence[Donor], touched: Sequence[Donor], positions: NDArray[np.float64]
) -> tuple[Contact, ...]:
    """Return the contacts of Li⁺ other than its donors and their neighbours.

    Atoms of one π system are one contact.

    Args:
        mol: With explicit hydrogens.
        donors: All its donors.
        touched: Those that Li⁺ touches.
        positions: Å, shape (n + 1, 3), Li⁺ last.
    """
    own = {one.index for one in touched}
    own |= {near.GetIdx() for one in touched for near in mol.GetAtomWithIdx(one.index).GetNeighbors()}
    distance = np.linalg.norm(positions[: mol.GetNumAtoms()] - positions[-1], axis=1)
    found: dict[int, Contact] = {}
    classes = {donor.index: donor.donor_class for donor in donors}
    for atom in mol.GetAtoms():
        index, number = atom.GetIdx(), atom.GetAtomicNum()
        if number == 1 or index in own or distance[index] >= NEAR_ANGSTROM.get(number, NEAR_OTHERS_ANGSTROM):
            continue
        kind = classes.get(index) or _kind(atom)
        found.setdefault(_system(mol, index) if kind in _FACES else index, Contact(index=index, kind=kind))
    return tuple(found.values())


_FACES: Final = frozenset({"arene", "alkene", "alkyne"})


def _kind(atom: Chem.Atom) -> str:
    """Name an atom that is no donor."""
    if atom.GetAtomicNum() != CARBON:
        return "heteroatom"
    if atom.GetIsAromatic():
        return "arene"
    if (bond := _carbon_bond(atom)) is None:
        return "carbon"
    return "alkene" if bond.GetBondType() == Chem.BondType.DOUBLE else "alkyne"


def _carbon_bond(atom: Chem.Atom) -> Chem.Bond | None:
    """Return the multiple bond of a carbon to another carbon, if it has one."""
    multiple = (Chem.BondType.DOUBLE, Chem.BondType.TRIPLE)
    for bond in atom.GetBonds():
        if bond.GetBondType() in multiple and bond.GetOtherAtom(atom).GetAtomicNum() == CARBON:
            return bond
    return None


def _system(mol: Chem.Mol, index: int) -> int:
    """Return the lowest atom of the ring or multiple bond that a π carbon is part of: its system's name."""
    rings = [ring for ring in mol.GetRingInfo().AtomRings() if index in ring]
    atom = mol.GetAtomWithIdx(index)
    if atom.GetIsAromatic() and rings:
        return min(min(ring) for ring in rings)
    bond = _carbon_bond(atom)
    return min(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) if bond is not None else index


def find_attractors(mol: Chem.Mol, donor: Donor, donors: Sequence[Donor]) -> tuple[int, ...]:
    """Return the atoms near a donor that could share its Li⁺: other donors, heteroatoms and π carbons.

    They are at least three bonds from the donor.
    """
    bonds = Chem.GetDistanceMatrix(mol)[donor.index]
    drawn = {one.index for one in donors} | {atom.GetIdx() for atom in mol.GetAtoms() if _attracts(atom)}
    return tuple(index for index in sorted(drawn) if bonds[index] > GEMINAL_BONDS)


def _attracts(atom: Chem.Atom) -> bool:
    number = atom.GetAtomicNum()
    if number == 1:
        return False
    return number != CARBON or _kind(atom) in _FACES


def find_geminal_atoms(mol: Chem.Mol, donor: Donor, donors: Sequence[Donor]) -> tuple[int, ...]:
    """Return the atoms on the donor's own atom that one Li⁺ could touch beside it, as in O=S–N and O=S–F."""
    bonds = Chem.GetDistanceMatrix(mol)[donor.index]
    listed = {other.index for other in find_geminal(mol, donor, donors)}
    centre = {near.GetIdx() for near in mol.GetAtomWithIdx(donor.index).GetNeighbors()}
    on_hetero = {
        atom.GetIdx()
        for atom in mol.GetAtoms()
        if atom.GetAtomicNum() not in {1, CARBON}
        and bonds[atom.GetIdx()] == GEMINAL_BONDS
        and any(near.GetIdx() in centre and near.GetAtomicNum() != CARBON for near in atom.GetNeighbors())
    }
    return tuple(sorted(listed | on_hetero))


def find_bystanders(mol: Chem.Mol, donor: Donor, walled: Sequence[int]) -> tuple[int, ...]:
    """Return the other heavy atoms at least three bonds from a donor: Li⁺ may not lean on them."""
    bonds = Chem.GetDistanceMatrix(mol)[donor.index]
    return tuple(
        atom.GetIdx()
        for atom in mol.GetAtoms()
        if atom.GetAtomicNum() > 1
        and bonds[atom.GetIdx()] > GEMINAL_BONDS
        and atom.GetIdx() not in set(walled)
    )
