"""Building monomers from their fragments' texts: one parse each for monomer, unit and repeat unit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from monodesign.chem.ethers import find_ethers
from monodesign.chem.molecules import molar_mass_g_mol, monomer_id, read_fragment
from monodesign.chem.named_monomers import names_by_smiles
from monodesign.chem.polymerisation import capped_unit, count_polymerisable, repeat_unit
from monodesign.space.assembly import HeadPieces, Piece, joined, write_bridge, write_head, write_ligand
from monodesign.space.blocks import Members
from monodesign.space.fragments import Fragment, FragmentLibrary

_Piece = TypeVar("_Piece", Piece, HeadPieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Monomer:
    """A member of a space; the fields are the columns of `tables.LIBRARY`."""

    monomer_id: str
    smiles: str
    name: str
    head: str
    bridge: str
    ligand: str
    ligand_2: str
    repeat_unit: str
    unit_smiles: str
    is_ether_free: bool
    is_crosslinker: bool
    mw_g_mol: float


class _Written(dict[int, _Piece], Generic[_Piece]):
    """A role's pieces by position, each written when first asked for."""

    def __init__(self, fragments: Sequence[Fragment], write: Callable[[Fragment], _Piece]) -> None:
        super().__init__()
        self._fragments = fragments
        self._write: Callable[[Fragment], _Piece] = write

    def __missing__(self, at: int) -> _Piece:
        piece = self[at] = self._write(self._fragments[at])
        return piece


class Products:
    """Builds members of a space; every fragment is written once, when first used."""

    def __init__(self, library: FragmentLibrary) -> None:
        self._library = library
        self._heads = _Written(library.heads, write_head)
        self._bridges = _Written(library.bridges, write_bridge)
        self._ligands = _Written(library.ligands, write_ligand)
        self._seconds = _Written(library.ligands, partial(write_ligand, label=3))

    def smiles(self, members: Members) -> list[str]:
        """Return canonical SMILES of members."""
        heads = [self._heads[at].monomer for at in members.heads.tolist()]
        bridges = [self._bridges[at] for at in members.bridges.tolist()]
        ligands = [self._ligands[at] for at in members.ligands.tolist()]
        if (members.seconds < 0).all():
            return list(map(joined, heads, bridges, ligands))
        seconds = [(self._seconds[at],) if at >= 0 else () for at in members.seconds.tolist()]
        rows = zip(heads, bridges, ligands, seconds, strict=True)
        return [joined(head, bridge, ligand, *second) for head, bridge, ligand, second in rows]

    def ether_free(self, members: Members) -> Members:
        """Return those members whose fragments hold no ether; no joint makes one."""
        free = self._is_ether_free
        keep = free["heads"][members.heads] & free["bridges"][members.bridges]
        keep &= free["ligands"][members.ligands] & free["ligands"][members.seconds]
        return members.take(keep)

    @cached_property
    def _is_ether_free(self) -> dict[str, NDArray[np.bool_]]:
        """Return by role whether each fragment is ether-free; the last entry stands for no second ligand."""
        roles = (
            ("heads", self._library.heads),
            ("bridges", self._library.bridges),
            ("ligands", self._library.ligands),
        )
        return {role: np.array([*(not _has_ether(f.smiles) for f in found), True]) for role, found in roles}

    def monomer(self, smiles: str, members: Members, at: int) -> Monomer:
        """Return the record of one member.

        Args:
            smiles: Its canonical SMILES.
            members: Members, of which it is one.
            at: Its position among them.
        """
        head, *others = self._fragments(members, at)
        known = names_by_smiles().get(smiles)
        n_heads = _count_heads(others)
        repeat, unit = self._polymerised(smiles, members, at, n_heads=n_heads)
        return Monomer(
            monomer_id=monomer_id(smiles),
            smiles=smiles,
            name=known.name if known else " · ".join(fragment.name for fragment in (head, *others)),
            head=head.name,
            bridge=others[0].name,
            ligand=others[1].name,
            ligand_2=others[2].name if len(others) > 2 else "",
            repeat_unit=repeat,
            unit_smiles=unit,
            # No joint makes an ether, so a monomer has those of its fragments and no other.
            is_ether_free=not any(_has_ether(fragment.smiles) for fragment in (head, *others)),
            is_crosslinker=n_heads > 1,
            mw_g_mol=round(sum(_mass(fragment.smiles) for fragment in (head, *others)), 3),
        )

    def polymerised(self, members: Members) -> list[tuple[str, str]]:
        """Return repeat unit and capped unit of members."""
        counts = [_count_heads(self._fragments(members, at)[1:]) for at in range(len(members.heads))]
        return [
            self._polymerised(smiles, members, at, n_heads=counts[at])
            for at, smiles in enumerate(self.smiles(members))
        ]

    def _polymerised(self, smiles: str, members: Members, at: int, *, n_heads: int) -> tuple[str, str]:
        """Return repeat unit and capped unit of a member."""
        if n_heads > 1:
            # Which C=C carries the chain is decided on the whole molecule.
            return repeat_unit(smiles), capped_unit(smiles)
        head = self._heads[int(members.heads[at])]
        rest = [self._bridges[int(members.bridges[at])], self._ligands[int(members.ligands[at])]]
        rest += [self._seconds[int(members.seconds[at])]] if members.seconds[at] >= 0 else []
        return joined(head.repeat, *rest), joined(head.unit, *rest)

    def _fragments(self, members: Members, at: int) -> list[Fragment]:
        """Return head, bridge and one or two ligands of a member."""
        library = self._library
        found = [library.heads[members.heads[at]], library.bridges[members.bridges[at]]]
        found.append(library.ligands[members.ligands[at]])
        return [*found, library.ligands[members.seconds[at]]] if members.seconds[at] >= 0 else found


def _count_heads(others: Sequence[Fragment]) -> int:
    """Return how many polymerisable C=C a member has, its head's and those of its other fragments."""
    return 1 + sum(_n_polymerisable(fragment.smiles) for fragment in others)


@lru_cache(maxsize=65_536)
def _has_ether(fragment_smiles: str) -> bool:
    """Say whether a fragment holds an ether."""
    return bool(find_ethers(read_fragment(fragment_smiles)))


@lru_cache(maxsize=65_536)
def _n_polymerisable(fragment_smiles: str) -> int:
    """Return how many polymerisable C=C a fragment holds."""
    return count_polymerisable(read_fragment(fragment_smiles))


@lru_cache(maxsize=65_536)
def _mass(fragment_smiles: str) -> float:
    """Return a fragment's mass in g/mol."""
    return molar_mass_g_mol(read_fragment(fragment_smiles))
