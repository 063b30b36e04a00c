"""GFN2-xTB, GFN1-xTB and IPEA1-xTB through tblite: the engine on newer Pythons, and the cross-check.

IPEA1: Ásgeirsson, Bauer & Grimme, Chem. Sci. 8, 4879 (2017), doi 10.1039/c7sc00601b.
"""

from __future__ import annotations

from importlib.metadata import version as package_version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.compute.workers import limit_threads
from monodesign.engines.base import Method, SinglePoint
from monodesign.engines.checks import MAXIMUM_CYCLES, checked, require_positions, require_request
from monodesign.errors import NotConverged
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR

METHODS: Final[tuple[Method, ...]] = ("GFN2-xTB", "GFN1-xTB", "IPEA1-xTB")


class TbliteCalculation:
    """One tblite calculator and the wave function of its last evaluation."""

    def __init__(self, calculator: Any) -> None:  # noqa: ANN401 - tblite ships no types
        self._calculator = calculator
        self._result: Any = None

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        """Return the single point at `positions` (Å), starting from the last wave function.

        Raises:
            NotConverged: The self-consistent field failed from the last and from a fresh wave function.
            NotANumber: A coordinate or a result is NaN or infinite.
        """
        require_positions(positions)
        result = self._converge(positions)
        self._result = result
        return checked(
            engine="tblite",
            energy_eh=result.get("energy"),
            gradient_eh_bohr=result.get("gradient"),
            charges_e=result.get("charges"),
            orbitals_eh=result.get("orbital-energies"),
            occupations=result.get("orbital-occupations"),
        )

    def _converge(self, positions: NDArray[np.float64]) -> Any:  # noqa: ANN401 - tblite ships no types
        from tblite.exceptions import TBLiteRuntimeError

        starts = (self._result, None) if self._result is not None else (None,)
        message = ""
        for start in starts:
            try:
                self._calculator.update(positions=positions / ANGSTROM_PER_BOHR)
                return self._calculator.singlepoint(start)
            except TBLiteRuntimeError as error:
                message = str(error).splitlines()[-1]
        raise NotConverged(f"tblite: {message}; start from another geometry")


class TbliteEngine:
    """The door to tblite."""

    name = "tblite"

    @property
    def version(self) -> str:
        """The version of tblite."""
        return package_version("tblite")

    @property
    def methods(self) -> tuple[Method, ...]:
        """The Hamiltonians this engine knows."""
        return METHODS

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> TbliteCalculation:
        """Set up a calculation.

        Raises:
            UnsupportedElement: The method has no parameters for an element.
            UnknownName: The engine does not know the method or the solvent.
            NotConverged: tblite refuses the starting positions, for example two atoms on one point.
            NotANumber: A coordinate is NaN or infinite.
        """
        require_request(geometry, method=method, solvent=solvent, methods=METHODS, engine=self.name)
        require_positions(geometry.positions)
        limit_threads()
        from tblite.exceptions import TBLiteRuntimeError
        from tblite.interface import Calculator

        positions = geometry.positions / ANGSTROM_PER_BOHR
        try:
            calculator = Calculator(
                method, geometry.numbers, positions, float(geometry.charge), geometry.unpaired
            )
            calculator.set("verbosity", 0)
            calculator.set("max-iter", MAXIMUM_CYCLES)
            if solvent is not None:
                calculator.add("gbsa-solvation", solvent)
        except TBLiteRuntimeError as error:
            raise NotConverged(
                f"tblite: {str(error).splitlines()[-1]}; start from another geometry"
            ) from error
        return TbliteCalculation(calculator)
