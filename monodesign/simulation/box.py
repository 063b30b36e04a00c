"""What a box holds: molecules with their parameters, how many of each, and the order of their atoms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from monodesign.simulation.parameters import Parameters

Role: TypeAlias = Literal["polymer", "solvent", "lithium", "anion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Species:
    """One kind of molecule in a box.

    Attributes:
        parameters: Its force field, ions' charges scaled already.
        count: How many molecules.
        role: What it is.
    """

    parameters: Parameters
    count: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """All molecules of a box; atoms stand species by species, molecule by molecule."""

    species: tuple[Species, ...]

    @property
    def n_atoms(self) -> int:
        """Number of atoms."""
        return sum(one.count * one.parameters.n_atoms for one in self.species)

    @property
    def mass_g_mol(self) -> float:
        """Mass of the whole box."""
        return sum(one.count * one.parameters.mass_g_mol for one in self.species)

    def of_role(self, role: Role) -> tuple[Species, ...]:
        """Return the species of one role."""
        return tuple(one for one in self.species if one.role == role)

    def molecules(self) -> Iterator[tuple[Species, int]]:
        """Yield every molecule as its species and the index of its first atom."""
        first = 0
        for one in self.species:
            for _ in range(one.count):
                yield one, first
                first += one.parameters.n_atoms

    def atoms_of(self, one: Species) -> NDArray[np.int64]:
        """Return the atom indices of a species, shape (molecules, atoms of one)."""
        first = next(index for other, index in self.molecules() if other is one)
        size = one.parameters.n_atoms
        return first + np.arange(one.count * size).reshape(one.count, size)
