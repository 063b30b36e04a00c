"""What a force field says about one molecule or ion, in a form that a file can keep."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

# Amber's weights of pairs three bonds apart: 1/1.2 of the charges' interaction, half of the dispersion.
AMBER_COULOMB_14: Final = 1 / 1.2
AMBER_LENNARD_JONES_14: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """A molecule as a fixed-charge force field sees it, with a geometry to start from.

    Attributes:
        name: What it is called in tables, at most a few letters where a program asks for a residue's name.
        smiles: Canonical SMILES.
        elements: Symbol of each atom.
        atom_types: The force field's name of each atom.
        masses_g_mol: Mass of each atom.
        charges_e: Charge of each atom.
        sigma_nm: Lennard-Jones diameter of each atom.
        epsilon_kj_mol: Lennard-Jones depth of each atom.
        positions_a: A geometry, Å, one row per atom.
        units: Repeat unit that each atom belongs to, from 0; all 0 in a small molecule.
        unit_names: What each repeat unit is called; the molecule's own name in a small molecule.
        donors: Index and kind of each atom that can touch Li⁺, such as `ligand C=O` (see `donors.py`).
        bonds: Atoms i, j, length in nm, constant in kJ/mol/nm² (energy k/2 (r - r0)²).
        angles: Atoms i, j, k, angle in radians, constant in kJ/mol/rad² (energy k/2 (θ - θ0)²).
        torsions: Atoms i, j, k, l, periodicity, phase in radians, k in kJ/mol (energy k (1 + cos(nφ - φ0))).
        coulomb_14: Weight of the charges' interaction across three bonds.
        lennard_jones_14: The same for dispersion and repulsion.
        guessed: One line for each bonded term that was estimated by analogy: atom types, terms, penalty.
        source: Method and versions, or the publication.
    """

    name: str
    smiles: str
    elements: tuple[str, ...]
    atom_types: tuple[str, ...]
    masses_g_mol: tuple[float, ...]
    charges_e: tuple[float, ...]
    sigma_nm: tuple[float, ...]
    epsilon_kj_mol: tuple[float, ...]
    positions_a: tuple[tuple[float, ...], ...]
    units: tuple[int, ...]
    unit_names: tuple[str, ...]
    donors: tuple[tuple[int, str], ...]
    bonds: tuple[tuple[float, ...], ...]
    angles: tuple[tuple[float, ...], ...]
    torsions: tuple[tuple[float, ...], ...]
    coulomb_14: float = AMBER_COULOMB_14
    lennard_jones_14: float = AMBER_LENNARD_JONES_14
    guessed: tuple[str, ...] = ()
    source: str

    @property
    def n_atoms(self) -> int:
        """Number of atoms."""
        return len(self.elements)

    @property
    def mass_g_mol(self) -> float:
        """Molar mass."""
        return sum(self.masses_g_mol)

    @property
    def charge_e(self) -> float:
        """Net charge."""
        return sum(self.charges_e)

    @property
    def positions(self) -> NDArray[np.float64]:
        """The geometry, Å, shape (n, 3)."""
        return np.array(self.positions_a, dtype=float).reshape(-1, 3)

    def with_charges(self, charges_e: Sequence[float]) -> Self:
        """Return the molecule with other charges."""
        return replace(self, charges_e=tuple(map(float, charges_e)))

    def scale_charges(self, factor: float) -> Self:
        """Return the molecule with every charge multiplied."""
        return self.with_charges([factor * charge for charge in self.charges_e])

    def to_json(self) -> dict[str, Any]:
        """Return a document that `from_json` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        fields = {name: _freeze(value) for name, value in json.loads(json.dumps(document)).items()}
        return cls(**fields)


def _freeze(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    return tuple(map(_freeze, value)) if isinstance(value, list) else value
