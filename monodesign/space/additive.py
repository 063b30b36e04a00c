"""Properties of a monomer that are sums over its fragments, known before any molecule is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from monodesign.chem.filters import count_rotors
from monodesign.chem.molecules import molar_mass_g_mol, read_fragment
from monodesign.space.blocks import Members
from monodesign.space.fragments import Fragment, FragmentLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditiveLimits:
    """Limits on sums over fragments; None means no limit.

    Attributes:
        min_mw_g_mol: Lowest molar mass.
        max_mw_g_mol: Highest molar mass.
        max_rotors: Most rotatable bonds, as `filters.count_rotors` counts them.
    """

    min_mw_g_mol: float | None = None
    max_mw_g_mol: float | None = None
    max_rotors: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Additive properties of members, arrays of equal length.

    Attributes:
        mw_g_mol: Molar mass.
        rotors: Rotatable bonds, including those the joints make.
    """

    mw_g_mol: NDArray[np.float64]
    rotors: NDArray[np.int64]

    def passing(self, limits: AdditiveLimits) -> NDArray[np.bool_]:
        """Say which members lie within the limits."""
        passing = np.ones(len(self.mw_g_mol), dtype=np.bool_)
        for field in fields(limits):
            limit = getattr(limits, field.name)
            if limit is not None:
                side, _, name = field.name.partition("_")
                values = getattr(self, name)
                passing &= values <= limit if side == "max" else values >= limit
        return passing


class FragmentSums:
    """The additive properties of a library's fragments, computed once."""

    def __init__(self, library: FragmentLibrary) -> None:
        self._heads = _Table(library.heads)
        self._bridges = _Table(library.bridges)
        self._ligands = _Table(library.ligands)

    def of(self, members: Members) -> Sums:
        """Return the sums of members."""
        head, bridge, ligand = members.heads, members.bridges, members.ligands
        parts = [(self._heads, head), (self._bridges, bridge), (self._ligands, ligand)]
        if np.any(members.seconds >= 0):
            parts.append((self._ligands, members.seconds))
        turns = self._heads.turns[head, 0] & self._bridges.turns[bridge, 0]
        rotors = turns.astype(np.int64)
        for end, chosen in ((1, ligand), (2, members.seconds)):
            rotors += self._bridges.turns[bridge, end] & self._ligands.turns[chosen, 0]
        return Sums(
            mw_g_mol=sum((table.mass[at] for table, at in parts), np.zeros(len(head))),
            rotors=sum((table.rotors[at] for table, at in parts), rotors),
        )


class _Table:
    """One role's additive properties; a last line of zeros stands for `no second ligand` (position −1)."""

    def __init__(self, fragments: Sequence[Fragment]) -> None:
        mols = [read_fragment(fragment.smiles) for fragment in fragments]
        self.mass = np.array([*(molar_mass_g_mol(mol) for mol in mols), 0.0])
        self.rotors = np.array([*(count_rotors(mol) for mol in mols), 0])
        self.turns = np.zeros((len(fragments) + 1, 3), dtype=np.bool_)
        for row, fragment in zip(self.turns, fragments, strict=False):
            row[: len(fragment.ends)] = [end.has_turn for end in fragment.ends]
