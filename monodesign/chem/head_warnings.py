"""Warnings about monomers that pass the filters, from what is known of their heads."""

from __future__ import annotations

from collections.abc import Iterator

from rdkit import Chem

from monodesign.chem.head_kinds import HeadKind, load_head_kinds
from monodesign.chem.polymerisation import find_alkenes


def head_warnings(mol: Chem.Mol) -> tuple[str, ...]:
    """Return warnings about the polymerisation of a molecule's heads, sorted by head.

    They say that a head makes no homopolymer, that its conversion is not full or not known, and what
    polymerises it on contact.
    """
    kinds = sorted({alkene.kind for alkene in find_alkenes(mol) if alkene.is_polymerisable})
    return tuple(text for name in kinds for text in _head_warnings(load_head_kinds()[name]))


def _head_warnings(kind: HeadKind) -> Iterator[str]:
    if kind.needs_partner:
        yield f"{kind.name} does not homopolymerise by radicals: copolymerise it"
    elif kind.by_radicals == "stops short":
        yield f"{kind.name} does not reach full conversion"
    elif kind.by_radicals == "homopolymerises" and not kind.conversion_percent:
        yield f"{kind.name} homopolymerises to a conversion not known here"
    elif not kind.conversion_percent:
        yield f"conversion of {kind.name} unknown"
    if kind.anionic_on:
        yield f"{kind.name} is polymerised by {kind.anionic_on}"
