"""Polymerisable C=C: finding and naming them, and the repeat unit and hydrogen-capped unit they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rdkit import Chem

from monodesign.chem.head_kinds import load_head_kinds
from monodesign.chem.molecules import canonical_smiles, parse, pattern
from monodesign.errors import NoPolymerisableHead

# RDKit draws vinylene carbonate aromatic; its C=C is an alkene all the same.
_VINYLENE_CARBONATE: Final = "[#6;R]1=,:[#6;R][#8][#6](=O)[#8]1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alkene:
    """One C=C of a molecule.

    Attributes:
        atoms: Indices of its two carbons (0-based).
        kind: What it is: `acrylate`, `methacrylate`, `vinylene carbonate`, `allyl`…; `internal alkene` when
            no radical polymerisation of it is expected.
        is_polymerisable: Whether it is anything but an internal alkene.
        is_acrylic: Whether it is a CH2=C(R)–C(=O)–O or –N.
    """

    atoms: tuple[int, int]
    kind: str
    is_polymerisable: bool
    is_acrylic: bool


def find_alkenes(mol: Chem.Mol) -> tuple[Alkene, ...]:
    """Find and name every C=C that is not part of an arene, in atom order."""
    found = {tuple(sorted(pair)) for pair in mol.GetSubstructMatches(pattern("[#6]=[#6]"))}
    found |= {tuple(sorted(match[:2])) for match in mol.GetSubstructMatches(pattern(_VINYLENE_CARBONATE))}
    if not found:
        return ()
    kinds: dict[tuple[int, int], str] = {}
    for kind in load_head_kinds().values():
        if len(kinds) == len(found):
            break
        for match in mol.GetSubstructMatches(pattern(kind.smarts)):
            pair = _alkene_pair(match, found)
            if pair is not None:
                kinds.setdefault(pair, kind.name)
    return tuple(_alkene(pair, kinds.get(pair, "internal alkene")) for pair in sorted(found))


def _alkene_pair(match: Sequence[int], found: set[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the C=C of a head pattern's match: the first of its atoms with the first that makes one."""
    for later in match[1:]:
        pair = (min(match[0], later), max(match[0], later))
        if pair in found:
            return pair
    return None


def _alkene(pair: tuple[int, int], kind: str) -> Alkene:
    """Make the record of one C=C."""
    known = load_head_kinds().get(kind)
    return Alkene(
        atoms=pair, kind=kind, is_polymerisable=known is not None,
        is_acrylic=known is not None and known.is_acrylic,
    )  # fmt: skip


def count_polymerisable(mol: Chem.Mol) -> int:
    """Return how many C=C of a molecule can take part in a radical polymerisation; two or more crosslink."""
    return sum(alkene.is_polymerisable for alkene in find_alkenes(mol))


def needs_partner(smiles: str) -> bool:
    """Say whether radicals make no homopolymer of a monomer, since every head of it needs another monomer.

    Raises:
        InvalidSmiles: The SMILES does not parse.

    >>> needs_partner("C=C(C(F)(F)F)C(=O)OC")
    True
    """
    heads = [alkene for alkene in find_alkenes(parse(smiles)) if alkene.is_polymerisable]
    return bool(heads) and all(load_head_kinds()[head.kind].needs_partner for head in heads)


def repeat_unit(smiles: str) -> str:
    """Return the repeat unit as canonical PSMILES with two `*`.

    An acrylic C=C is preferred over other polymerisable ones. In a crosslinker the other C=C are drawn
    reacted, and of the possible frames the alphabetically first is taken, so that the answer does not depend
    on atom order.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        NoPolymerisableHead: It has no polymerisable C=C.

    >>> repeat_unit("C=CC(=O)OC")
    '*CC(*)C(=O)OC'
    """
    mol = parse(smiles)
    return _repeating(mol, _reacting(mol, shown_as=smiles))


def capped_unit(smiles: str) -> str:
    """Return the canonical SMILES of the saturated, hydrogen-capped repeat unit.

    Raises:
        InvalidSmiles: The SMILES does not parse.
        NoPolymerisableHead: It has no polymerisable C=C.

    >>> capped_unit("C=CC(=O)OC")
    'CCC(=O)OC'
    """
    mol = parse(smiles)
    return _capped(mol, _reacting(mol, shown_as=smiles))


def polymerised(mol: Chem.Mol, alkenes: Sequence[Alkene]) -> tuple[str, str]:
    """Return repeat unit (PSMILES) and hydrogen-capped unit, given the polymerisable C=C."""
    return _repeating(mol, alkenes), _capped(mol, alkenes)


def _repeating(mol: Chem.Mol, alkenes: Sequence[Alkene]) -> str:
    mains = [alkene for alkene in alkenes if alkene.is_acrylic] or alkenes
    return min(canonical_smiles(opened(mol, alkenes, stars=alkene)) for alkene in mains)


def _capped(mol: Chem.Mol, alkenes: Sequence[Alkene]) -> str:
    return canonical_smiles(opened(mol, alkenes, stars=None))


def _reacting(mol: Chem.Mol, *, shown_as: str) -> list[Alkene]:
    """Return the C=C that polymerise.

    Raises:
        NoPolymerisableHead: No C=C polymerises.
    """
    alkenes = [alkene for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    if not alkenes:
        raise NoPolymerisableHead(
            f"'{shown_as}': no polymerisable C=C; a monomer needs a head, such as an acrylate"
        )
    return alkenes


def opened(mol: Chem.Mol, alkenes: Sequence[Alkene], *, stars: Alkene | Literal["all"] | None) -> Chem.Mol:
    """Return a copy with the given C=C made single, and `*` on both carbons of one, all or none of them."""
    writable = Chem.RWMol(mol)
    Chem.Kekulize(writable, clearAromaticFlags=True)
    for alkene in alkenes:
        writable.GetBondBetweenAtoms(*alkene.atoms).SetBondType(Chem.BondType.SINGLE)
        for index in alkene.atoms:
            writable.GetAtomWithIdx(index).SetNumExplicitHs(0)
            writable.GetAtomWithIdx(index).SetNoImplicit(False)
            if stars in (alkene, "all"):
                star = writable.AddAtom(Chem.Atom(0))
                writable.AddBond(index, star, Chem.BondType.SINGLE)
    Chem.SanitizeMol(writable)
    Chem.AssignStereochemistry(writable, cleanIt=True, force=True)
    return writable.GetMol()
