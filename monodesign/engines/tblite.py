"""GFN2-xTB, GFN1-xTB and IPEA1-xTB through tblite, the default engine.

IPEA1: Ásgeirsson, Bauer & Grimme, Chem. Sci. 8, 4879 (2017), doi 10.1039/c7sc00601b.
"""

from __future__ import annotations

from importlib.metadata import version as package_version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.compute.threads import limit_threads
from monodesign.engines.base import Method, SinglePoint
from monodesign.engines.blas import share_openblas
from monodesign.engines.checks import MAXIMUM_CYCLES, checked, require_positions, require_request
from monodesign.engines.warm import WarmCalculation, refused
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR

METHODS: Final[tuple[Method, ...]] = ("GFN2-xTB", "GFN1-xTB", "IPEA1-xTB")


class TbliteCalculation(WarmCalculation):
    """A calculation by tblite."""

    engine = "tblite"

    def _run(self, positions: NDArray[np.float64], start: Any) -> Any:  # noqa: ANN401 - untyped
        self._calculator.update(positions=positions)
        return self._calculator.singlepoint(start)

    def _read(self, results: Any) -> SinglePoint:  # noqa: ANN401 - untyped
        return checked(
            engine=self.engine,
            energy_eh=results.get("energy"),
            gradient_eh_bohr=results.get("gradient"),
            charges_e=results.get("charges"),
            orbitals_eh=results.get("orbital-energies"),
            occupations=results.get("orbital-occupations"),
        )


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
        share_openblas()
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
            raise refused(self.name, str(error)) from error
        return TbliteCalculation(calculator, refusal=TBLiteRuntimeError)
