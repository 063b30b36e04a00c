"""Check that a relaxed geometry is still the molecule asked for, and name the bonds that changed.

Bonds are read from distances by covalent radii (Cordero et al., Dalton Trans. 2832 (2008),
doi 10.1039/b801115j, as RDKit tabulates them).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem

from monodesign.errors import StructureChanged

# In units of the sum of covalent radii: a bond of a radical cation may stretch by a fifth and hold.
BROKEN_ABOVE: Final = 1.35
FORMED_BELOW: Final = 1.15
BONDED_BELOW: Final = 1.25  # of a neutral molecule at its minimum

_TABLE: Final = Chem.GetPeriodicTable()


@dataclass(frozen=True, slots=True, kw_only=True)
class BondChange:
    """The bonds in which a geometry differs from its molecule.

    Attributes:
        broken: Pairs of atom indices bonded in the molecule and apart in space.
        formed: Pairs not bonded in the molecule and at bonding distance in space.
        fragments: Atom indices of each piece that the present bonds hold together, largest first.
    """

    broken: tuple[tuple[int, int], ...]
    formed: tuple[tuple[int, int], ...]
    fragments: tuple[tuple[int, ...], ...]

    @property
    def is_same(self) -> bool:
        """Whether every bond is still there and no other has joined."""
        return not self.broken and not self.formed


def compare_bonds(mol: Chem.Mol, positions: NDArray[np.float64]) -> BondChange:
    """Compare a molecule's bonds with those its atoms have in space.

    Args:
        mol: With explicit hydrogens.
        positions: Å, shape (n, 3), in the molecule's atom order; further rows (a Li⁺) are ignored.
    """
    n = mol.GetNumAtoms()
    radii = np.array([_TABLE.GetRcovalent(atom.GetAtomicNum()) for atom in mol.GetAtoms()])
    places = np.asarray(positions)[:n]
    ratio = np.linalg.norm(places[:, None] - places[None], axis=2) / (radii[:, None] + radii[None])
    is_bond = Chem.GetAdjacencyMatrix(mol).astype(bool)
    upper = np.triu(np.ones((n, n), dtype=bool), k=1)
    broken = is_bond & upper & (ratio > BROKEN_ABOVE)
    formed = ~is_bond & upper & (ratio < FORMED_BELOW)
    return BondChange(
        broken=_pairs(broken), formed=_pairs(formed), fragments=_pieces((is_bond & upper & ~broken) | formed)
    )


def has_same_bonds(mol: Chem.Mol, symbols: Sequence[str], positions: NDArray[np.float64]) -> bool:
    """Say whether atoms in any order are bonded as a molecule's are; bond orders and stereo do not matter.

    Args:
        mol: With explicit hydrogens.
        symbols: Of the atoms.
        positions: Å, shape (n, 3), in the order of `symbols`.
    """
    numbers = [_TABLE.GetAtomicNumber(symbol) for symbol in symbols]
    radii = np.array([_TABLE.GetRcovalent(number) for number in numbers])
    apart = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    is_bond = np.triu(apart < BONDED_BELOW * (radii[:, None] + radii[None]), k=1)
    own = [(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()) for bond in mol.GetBonds()]
    return _graph([atom.GetAtomicNum() for atom in mol.GetAtoms()], own) == _graph(numbers, _pairs(is_bond))


def _graph(numbers: Sequence[int], bonds: Iterable[tuple[int, int]]) -> str:
    """Return a canonical text of which elements are bonded to which."""
    graph = Chem.RWMol()
    for number in numbers:
        atom = Chem.Atom(number)
        atom.SetNoImplicit(True)
        graph.AddAtom(atom)
    for first, second in bonds:
        graph.AddBond(first, second, Chem.BondType.SINGLE)
    return Chem.MolToSmiles(graph)


def require_same_molecule(mol: Chem.Mol, positions: NDArray[np.float64], *, where: str) -> None:
    """Check that an optimised geometry is still the molecule.

    Raises:
        StructureChanged: A bond broke or formed; the message names it.
    """
    change = compare_bonds(mol, positions)
    if not change.is_same:
        raise StructureChanged(
            f"{where}: {name_change(mol, change)}; this conformer rearranges during optimisation"
        )


def name_change(mol: Chem.Mol, change: BondChange) -> str:
    """Say in chemists' words what happened to the bonds; empty where nothing did."""
    if change.is_same:
        return ""
    parts = [
        *(_name_loss(mol, piece) for piece in change.fragments[1:]),
        *_name_proton_moves(mol, change),
        *_name_bonds(mol, change.broken, verb="breaks"),
        *_name_bonds(mol, change.formed, verb="forms"),
    ]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _name_loss(mol: Chem.Mol, piece: tuple[int, ...]) -> str:
    """Name a piece that came off by its formula."""
    symbols = [mol.GetAtomWithIdx(index).GetSymbol() for index in piece]
    # Hill order: carbon, hydrogen, then the alphabet.
    order = sorted(set(symbols), key=lambda symbol: (symbol != "C", symbol != "H", symbol))
    formula = "".join(f"{s}{symbols.count(s) if symbols.count(s) > 1 else ''}" for s in order)
    return f"loses {formula}"


def _name_proton_moves(mol: Chem.Mol, change: BondChange) -> list[str]:
    """Name each hydrogen that left one atom for another."""
    moves = []
    for pair in change.broken:
        hydrogen = next((i for i in pair if mol.GetAtomWithIdx(i).GetAtomicNum() == 1), None)
        if hydrogen is None:
            continue
        gained = [
            other for formed in change.formed if hydrogen in formed for other in formed if other != hydrogen
        ]
        donor = pair[0] if pair[1] == hydrogen else pair[1]
        moves += [f"proton from {_label(mol, donor)} to {_label(mol, to)}" for to in gained]
    return moves


def _name_bonds(mol: Chem.Mol, pairs: tuple[tuple[int, int], ...], *, verb: str) -> list[str]:
    named = []
    for first, second in pairs:
        bond = mol.GetBondBetweenAtoms(first, second)
        ring = " (ring opening)" if bond is not None and bond.IsInRing() else ""
        named.append(f"{verb} {_label(mol, first)}–{_label(mol, second)}{ring}")
    return named


def _label(mol: Chem.Mol, index: int) -> str:
    """Return element and 1-based number in canonical order, a hydrogen named by its symbol alone."""
    symbol = str(mol.GetAtomWithIdx(index).GetSymbol())
    return symbol if symbol == "H" else f"{symbol}{index + 1}"


def _pairs(matrix: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    return tuple((int(i), int(j)) for i, j in np.argwhere(matrix))


def _pieces(bonds: NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    from scipy.sparse.csgraph import connected_components

    count, labels = connected_components(bonds, directed=False)
    pieces = [tuple(int(i) for i in np.flatnonzero(labels == label)) for label in range(count)]
    return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))
