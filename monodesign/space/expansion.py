"""Properties of any number of members from those of few: a head's and a ligand's part on each bridge.

A property without interaction of head and ligand across the bridge is a sum:
p(head, bridge, ligand) = p(head, bridge, ligand₀) + p(head₀, bridge, ligand) − p(head₀, bridge, ligand₀),
with one head₀ and ligand₀ for each bridge (cut at first order; Hooker 2004, doi 10.1145/1014052.1014122).
Counts of groups, masses and Crippen sums are such properties.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from monodesign.space.blocks import Members
from monodesign.space.space import MonomerSpace

# From repeat unit (PSMILES) and hydrogen-capped unit (SMILES) to the properties of a member.
Evaluate: TypeAlias = Callable[[str, str], Sequence[float]]


class Expansion:
    """Additive properties of a space's members; each head and ligand is evaluated once per bridge, when met.

    Args:
        space: The space.
        evaluate: Computes the properties of one member.
    """

    def __init__(self, space: MonomerSpace, evaluate: Evaluate) -> None:
        self._space = space
        self._evaluate = evaluate
        self._first = _first_members(space)
        self._known = np.empty(0, dtype=np.int64)
        self._values = np.empty((0, 0))

    def of(self, members: Members) -> NDArray[np.float64]:
        """Return the properties of members, shape (n, k)."""
        base = self._first[members.bridges].T
        chosen = np.array([members.heads, members.ligands, members.seconds])
        varied = [base.copy() for _ in chosen]
        for role, term in enumerate(varied):
            term[role] = chosen[role]
        rows = self._rows(np.hstack([base, *varied]), np.tile(members.bridges, 4))
        first, head, ligand, second = np.split(rows, 4)
        return np.asarray(head + ligand + second - 2.0 * first)

    def _rows(self, fragments: NDArray[np.int64], bridges: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the evaluated properties of members given as head, ligand and second, shape (3, n)."""
        keys = self._keys(fragments, bridges)
        unique, at, back = np.unique(keys, return_index=True, return_inverse=True)
        new = ~np.isin(unique, self._known)
        if new.any():
            heads, ligands, seconds = fragments[:, at[new]]
            members = Members(heads=heads, bridges=bridges[at[new]], ligands=ligands, seconds=seconds)
            self._learn(unique[new], members)
        return np.asarray(self._values[np.searchsorted(self._known, unique)][back.ravel()])

    def _keys(self, fragments: NDArray[np.int64], bridges: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return one number a member; −1, no second ligand, is a value of its own."""
        library = self._space.library
        n_ligands = len(library.ligands) + 1
        heads, ligands, seconds = fragments
        return np.asarray(
            ((heads * len(library.bridges) + bridges) * n_ligands + ligands) * n_ligands + seconds + 1
        )

    def _learn(self, keys: NDArray[np.int64], members: Members) -> None:
        """Evaluate members and keep the rows in the order of their keys."""
        rows = np.array([self._evaluate(*texts) for texts in self._space.polymerised(members)], dtype=float)
        known = rows if not self._known.size else np.vstack([self._values, rows])
        keys = np.concatenate([self._known, keys])
        order = np.argsort(keys)
        self._known, self._values = keys[order], known[order]


def _first_members(space: MonomerSpace) -> NDArray[np.int64]:
    """Return each bridge's first head, ligand and second ligand (−1: none), shape (n_bridges, 3)."""
    first = np.full((len(space.library.bridges), 3), -1, dtype=np.int64)
    for block in space.blocks:
        second = block.seconds[0] if len(block.seconds) else -1
        first[block.bridges] = [block.heads[0], block.ligands[0], second]
    return first
