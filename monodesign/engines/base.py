"""The one interface through which monodesign asks for energies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from monodesign.records import Geometry

Method = Literal["GFN2-xTB", "GFN1-xTB", "IPEA1-xTB"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """Energy, gradient and charges at one geometry.

    Attributes:
        energy_eh: Total energy in Eh.
        gradient_eh_bohr: Gradient in Eh/bohr, shape (n, 3).
        charges_e: Atomic partial charges in e, shape (n,).
        highest_occupied_eh: Energy of the highest orbital that is at least half filled.
        lowest_empty_eh: Energy of the next orbital; NaN where the basis has none.
    """

    energy_eh: float
    gradient_eh_bohr: NDArray[np.float64]
    charges_e: NDArray[np.float64]
    highest_occupied_eh: float
    lowest_empty_eh: float


class Calculation(Protocol):
    """One system of fixed composition, charge and method, ready to be evaluated at any positions.

    Successive calls start from the last wave function, so a calculation belongs to one trajectory.
    """

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        """Return the single point at `positions` (Å, shape (n, 3)).

        Raises:
            NotConverged: The self-consistent field did not converge.
            NotANumber: The engine returned NaN or infinity.
        """


class Engine(Protocol):
    """A door to one electronic-structure package.

    Attributes:
        name: The name used in configuration and provenance.
        version: The package's version.
        methods: The Hamiltonians it knows.
    """

    @property
    def name(self) -> str:
        """The name used in configuration and provenance."""

    @property
    def version(self) -> str:
        """The package's version."""

    @property
    def methods(self) -> tuple[Method, ...]:
        """The Hamiltonians it knows."""

    def __hash__(self) -> int:
        """Return what a cache of its results needs."""

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> Calculation:
        """Set up a calculation for the geometry's atoms, charge and unpaired electrons.

        Args:
            geometry: Composition, charge and spin; its positions are the first starting point.
            method: The Hamiltonian.
            solvent: Implicit solvent by the engine's own name, `None` for the gas phase.

        Raises:
            UnsupportedElement: The method has no parameters for an element.
            UnknownName: The engine does not know the method or the solvent.
        """
