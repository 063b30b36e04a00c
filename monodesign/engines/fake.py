"""A deterministic engine without quantum mechanics, for tests of everything around the engine.

Energies are sums of smooth pair terms and mean nothing; gradients are their exact derivatives, minima exist
near chemical bond lengths, and an ion of opposite charge is attracted. No number of it may reach a user.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.engines.base import Method, SinglePoint
from monodesign.engines.checks import require_positions, require_request
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR

METHODS: Final[tuple[Method, ...]] = ("GFN2-xTB", "GFN1-xTB", "IPEA1-xTB")
WELL_EH: Final = 0.15  # depth of a Morse well between bonded atoms, about a single bond
WIDTH_PER_ANGSTROM: Final = 1.9  # Morse width, about that of a C–C bond
SOLVENT_FACTOR: Final = 0.9  # an implicit solvent weakens the electrostatics a little
LITHIUM: Final = 3


class FakeCalculation:
    """Morse wells between the atoms bonded at the start, repulsion between others, softened charges."""

    def __init__(self, geometry: Geometry, *, solvent: str | None) -> None:
        numbers = np.asarray(geometry.numbers)
        radii = np.where(numbers == 1, 0.32, 0.73)  # Å, covalent radii of hydrogen and a second-row atom
        self._first, self._second = np.triu_indices(len(numbers), k=1)
        self._rest_length = (radii[self._first] + radii[self._second]).astype(float)
        start = np.linalg.norm(geometry.positions[self._first] - geometry.positions[self._second], axis=1)
        is_ion = (numbers[self._first] == LITHIUM) | (numbers[self._second] == LITHIUM)
        self._is_bond = (start < 1.3 * self._rest_length) & ~is_ion
        self._charges_e = self._partial_charges(numbers, geometry.charge)
        product = self._charges_e[self._first] * self._charges_e[self._second]
        self._coulomb = product * ANGSTROM_PER_BOHR * (SOLVENT_FACTOR if solvent else 1.0)
        self._offset_eh = 0.45 * geometry.charge - 0.5 * float(numbers.sum())

    @staticmethod
    def _partial_charges(numbers: NDArray[np.int64], charge: int) -> NDArray[np.float64]:
        is_element = [numbers == z for z in (LITHIUM, 8, 7, 1)]
        raw = np.select(is_element, [0.9, -0.4, -0.3, 0.1], 0.0)
        return np.asarray(raw + (charge - raw.sum()) / len(numbers), dtype=float)

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        """Return the pair sum at `positions` (Å).

        Raises:
            NotANumber: A coordinate is NaN or infinite.
        """
        require_positions(positions)
        difference = positions[self._first] - positions[self._second]
        # The softening keeps energy and gradient finite when two atoms coincide.
        distance = np.sqrt((difference**2).sum(axis=1) + 1e-4)
        decay = np.exp(-WIDTH_PER_ANGSTROM * (distance - self._rest_length))
        morse = WELL_EH * (decay**2 - 2 * decay)
        wall = 0.05 * WELL_EH * decay**2
        energy = np.where(self._is_bond, morse, wall) + self._coulomb / (distance + 1.0)
        slope = np.where(
            self._is_bond,
            -2 * WIDTH_PER_ANGSTROM * WELL_EH * (decay**2 - decay),
            -0.1 * WIDTH_PER_ANGSTROM * WELL_EH * decay**2,
        )
        slope -= self._coulomb / (distance + 1.0) ** 2
        pair_gradient = (slope / distance)[:, None] * difference * ANGSTROM_PER_BOHR
        gradient = np.zeros_like(positions)
        np.add.at(gradient, self._first, pair_gradient)
        np.add.at(gradient, self._second, -pair_gradient)
        return SinglePoint(
            energy_eh=float(energy.sum()) + self._offset_eh,
            gradient_eh_bohr=gradient,
            charges_e=self._charges_e.copy(),
            highest_occupied_eh=-0.4 - float(self._charges_e.max()) / 100,
            lowest_empty_eh=-0.2,
        )


class FakeEngine:
    """The stand-in for an electronic-structure package."""

    name = "fake"
    version = "1"

    @property
    def methods(self) -> tuple[Method, ...]:
        """The method names it accepts; they all give the same numbers."""
        return METHODS

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> FakeCalculation:
        """Set up the pair sum.

        Raises:
            UnsupportedElement: An atomic number lies above 86, as in the real engines.
            UnknownName: The method or the solvent is unknown.
        """
        require_request(geometry, method=method, solvent=solvent, methods=METHODS, engine=self.name)
        return FakeCalculation(geometry, solvent=solvent)
