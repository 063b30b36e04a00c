"""Which atoms each reason for a rejection speaks of, so that a drawing can show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from rdkit import Chem

from monodesign.chem.ethers import PEROXIDE, SILYL, find_ether_oxygens
from monodesign.chem.filters import RADICAL, FilterSettings, find_reasons, foreign_atoms
from monodesign.chem.groups import PROTIC, REACTIVE
from monodesign.chem.molecules import pattern
from monodesign.chem.polymerisation import find_alkenes

Atoms = Iterable[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offence:
    """A reason with the atoms it speaks of.

    Attributes:
        reason: As `find_reasons` gives it.
        atoms: Indices (0-based, sorted); none where the whole molecule is meant, or something is missing.
    """

    reason: str
    atoms: tuple[int, ...]


def find_offences(mol: Chem.Mol, settings: FilterSettings | None = None) -> tuple[Offence, ...]:
    """Return every reason to reject a molecule, with its atoms.

    >>> find_offences(Chem.MolFromSmiles("C=CC(=O)OCCOC"))
    (Offence(reason='ether: dialkyl ether', atoms=(7,)),)
    """
    chosen = settings or FilterSettings()
    return tuple(
        Offence(reason=reason, atoms=tuple(sorted(set(_locate(mol, reason, chosen)))))
        for reason in find_reasons(mol, chosen)
    )


def _locate(mol: Chem.Mol, reason: str, settings: FilterSettings) -> Atoms:
    """Return the atoms of a reason, which begins with its filter's name."""
    name, _, detail = reason.partition(": ")
    find = _PLACES.get(name)
    return () if find is None else find(mol, detail, settings)


def _matches(mol: Chem.Mol, smarts: str) -> Atoms:
    return (atom for match in mol.GetSubstructMatches(pattern(smarts)) for atom in match)


def _ether(mol: Chem.Mol, detail: str, _: FilterSettings) -> Atoms:
    return (oxygen for kind, oxygen in find_ether_oxygens(mol) if kind == detail)


def _group(mol: Chem.Mol, detail: str, _: FilterSettings) -> Atoms:
    found = next(group for group in (*PROTIC, *REACTIVE) if group.name == detail)
    return _matches(mol, found.smarts)


def _heads(mol: Chem.Mol, detail: str, _: FilterSettings) -> Atoms:
    """Return the polymerisable C=C that a reason names, or all where it names none."""
    heads = [alkene for alkene in find_alkenes(mol) if alkene.is_polymerisable]
    named = [head for head in heads if detail.startswith(head.kind)]
    return (atom for head in named or heads for atom in head.atoms)


def _other_alkenes(mol: Chem.Mol, _: str, __: FilterSettings) -> Atoms:
    return (atom for alkene in find_alkenes(mol) if not alkene.is_polymerisable for atom in alkene.atoms)


def _smaller_pieces(mol: Chem.Mol, _: str, __: FilterSettings) -> Atoms:
    pieces = sorted(Chem.GetMolFrags(mol), key=len, reverse=True)
    return (atom for piece in pieces[1:] for atom in piece)


def _foreign(mol: Chem.Mol, _: str, settings: FilterSettings) -> Atoms:
    return _matches(mol, foreign_atoms(settings.elements))


def _ring(mol: Chem.Mol, detail: str, _: FilterSettings) -> Atoms:
    size = int(detail.removeprefix("a ring of ").partition(",")[0])
    return (atom for ring in mol.GetRingInfo().AtomRings() if len(ring) == size for atom in ring)


def _always(smarts: str) -> Callable[[Chem.Mol, str, FilterSettings], Atoms]:
    return lambda mol, _detail, _settings: _matches(mol, smarts)


# By the name with which a reason begins; those of the whole molecule (mass, rotors…) have no place.
_PLACES: Final[dict[str, Callable[[Chem.Mol, str, FilterSettings], Atoms]]] = {
    "ether": _ether,
    "silyl ether": _always(SILYL),
    "peroxide": _always(PEROXIDE),
    "crosslinker": _heads,
    "no acrylic head": _heads,
    "no homopolymer": _heads,
    "polymerises on contact": _heads,
    "C=C that does not polymerise": _other_alkenes,
    "protic": _group,
    "reactive": _group,
    "several molecules": _smaller_pieces,
    "radical": _always(RADICAL),
    "charge": _always("[!+0]"),
    "open end (*)": _always("[#0]"),
    "element": _foreign,
    "ring strain": _ring,
    "excluded SMARTS found": lambda mol, detail, _: _matches(mol, detail),
}
