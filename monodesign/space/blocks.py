"""The shape of a monomer space: blocks in which every head goes with every bridge and every ligand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from monodesign.chem.molecules import canonical_smiles, read_fragment
from monodesign.space.bonds import joint_refusal
from monodesign.space.fragments import Fragment, FragmentLibrary
from monodesign.space.joints import End, joint_fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """Monomers of a space as positions of their fragments in the library, arrays of equal length.

    Attributes:
        heads: Positions in the library's heads.
        bridges: Positions in its bridges.
        ligands: Positions in its ligands, of the ligand on the bridge's end 2.
        seconds: The same for end 3; −1 where the bridge has none.
    """

    heads: NDArray[np.int64]
    bridges: NDArray[np.int64]
    ligands: NDArray[np.int64]
    seconds: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self.heads)

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Members:
        """Return the chosen members."""
        return Members(**{name: getattr(self, name)[rows] for name in Members.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Heads, bridges and ligands that all go together, as positions in the library.

    Attributes:
        heads: Positions of the heads.
        bridges: Positions of bridges whose ends are alike.
        ligands: Positions of the ligands their end 2 takes.
        seconds: Positions of the ligands their end 3 takes; empty for bridges with one ligand.
        is_symmetric: Whether ends 2 and 3 are equivalent, so that a pair of ligands counts once.
    """

    heads: NDArray[np.int64]
    bridges: NDArray[np.int64]
    ligands: NDArray[np.int64]
    seconds: NDArray[np.int64]
    is_symmetric: bool

    @property
    def n_pairs(self) -> int:
        """How many choices of ligands a bridge has."""
        n_ligands, n_seconds = len(self.ligands), len(self.seconds)
        if n_seconds == 0:
            return n_ligands
        return n_ligands * (n_ligands + 1) // 2 if self.is_symmetric else n_ligands * n_seconds

    @property
    def size(self) -> int:
        """How many members the block has."""
        return len(self.heads) * len(self.bridges) * self.n_pairs

    def members(self, offsets: NDArray[np.int64]) -> Members:
        """Return the members at positions of the block; the ligand varies fastest, then the bridge."""
        rest, pairs = np.divmod(offsets, self.n_pairs)
        heads, bridges = np.divmod(rest, len(self.bridges))
        if len(self.seconds) == 0:
            first, seconds = pairs, np.full(len(offsets), -1)
        elif self.is_symmetric:
            first, second = _unordered(pairs)
            seconds = self.seconds[second]
        else:
            first, second = np.divmod(pairs, len(self.seconds))
            seconds = self.seconds[second]
        return Members(
            heads=self.heads[heads],
            bridges=self.bridges[bridges],
            ligands=self.ligands[first],
            seconds=seconds,
        )


def _unordered(pairs: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the i ≥ j of the pairs numbered row by row in a lower triangle."""
    rows = ((np.sqrt(8.0 * pairs + 1.0) - 1.0) / 2.0).astype(np.int64)
    # The square root of a number near 2**53 may be off by one.
    rows -= rows * (rows + 1) // 2 > pairs
    rows += (rows + 1) * (rows + 2) // 2 <= pairs
    return rows, pairs - rows * (rows + 1) // 2


def build_blocks(library: FragmentLibrary, *, n_ligands: tuple[int, ...]) -> tuple[Block, ...]:
    """Group the library into blocks by the joint rules, in file order of the bridges' first members.

    Args:
        library: The fragments.
        n_ligands: Which bridges take part: those with one ligand, two, or both.
    """
    wanted = [(n, b) for n, b in enumerate(library.bridges) if len(b.ends) - 1 in n_ligands]
    wanted.sort(key=lambda numbered: (len(numbered[1].ends), *map(str, _shape(numbered[1]))))
    groups = [list(group) for _, group in groupby(wanted, key=lambda numbered: _shape(numbered[1]))]
    return tuple(block for group in groups if (block := _block(library, group)).size)


def _shape(bridge: Fragment) -> tuple[object, ...]:
    """Return what decides which heads and ligands a bridge takes."""
    return (*((end.kind, end.element) for end in bridge.ends), is_symmetric(bridge))


def is_symmetric(bridge: Fragment) -> bool:
    """Say whether swapping the two ligand ends gives the same bridge."""
    if len(bridge.ends) < 3:
        return False
    swapped = bridge.smiles.replace("[*:2]", "[*:0]").replace("[*:3]", "[*:2]").replace("[*:0]", "[*:3]")
    return canonical_smiles(read_fragment(swapped)) == bridge.smiles


def _block(library: FragmentLibrary, group: Sequence[tuple[int, Fragment]]) -> Block:
    """Make the block of bridges that have the same shape."""
    bridge = group[0][1]
    takers = [_positions(_ligands(library.ligands, end)) for end in bridge.ends[1:]]
    heads = (n for n, head in enumerate(library.heads) if joint_fault(head.ends[0], bridge.ends[0]) is None)
    return Block(
        heads=_positions(heads),
        bridges=_positions(n for n, _ in group),
        ligands=takers[0],
        seconds=takers[1] if len(takers) > 1 else _positions(()),
        is_symmetric=is_symmetric(bridge),
    )


def _ligands(ligands: Sequence[Fragment], end: End) -> Iterator[int]:
    """Yield the positions of the ligands an end takes."""
    return (n for n, ligand in enumerate(ligands) if joint_refusal(end, ligand) is None)


def _positions(numbers: Iterator[int] | tuple[int, ...]) -> NDArray[np.int64]:
    """Return positions as an array."""
    return np.fromiter(numbers, dtype=np.int64)
