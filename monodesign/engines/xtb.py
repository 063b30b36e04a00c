"""GFN2-xTB and GFN1-xTB through xtb-python: a cross-check of the default engine, and where users name it.

Bannwarth, Ehlert & Grimme, J. Chem. Theory Comput. 15, 1652 (2019), doi 10.1021/acs.jctc.8b01176.
"""

from __future__ import annotations

from importlib.metadata import version as package_version
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from monodesign.compute.threads import limit_threads
from monodesign.engines.base import Method, SinglePoint
from monodesign.engines.blas import vector_kernels
from monodesign.engines.checks import MAXIMUM_CYCLES, checked, require_positions, require_request
from monodesign.engines.warm import WarmCalculation, refused
from monodesign.records import Geometry
from monodesign.units import ANGSTROM_PER_BOHR

METHODS: Final[tuple[Method, ...]] = ("GFN2-xTB", "GFN1-xTB")
# xtb's `--acc`: of a first single point, and of those that go on from its wave function. Against 0.1, over a
# unit of 54 atoms and its cation in acetonitrile, 5 errs by at most 9e-8 Eh and 0.0021 eV/Å.
FIRST_ACCURACY: Final = 1.0
NEXT_ACCURACY: Final = 5.0


class XtbCalculation(WarmCalculation):
    """A calculation by xtb-python."""

    engine = "xtb"

    def _run(self, positions: NDArray[np.float64], start: Any) -> Any:  # noqa: ANN401 - untyped
        self._calculator.set_accuracy(FIRST_ACCURACY if start is None else NEXT_ACCURACY)
        self._calculator.update(positions)
        return self._calculator.singlepoint(start)

    def _read(self, results: Any) -> SinglePoint:  # noqa: ANN401 - untyped
        return checked(
            engine=self.engine,
            energy_eh=results.get_energy(),
            gradient_eh_bohr=results.get_gradient(),
            charges_e=results.get_charges(),
            orbitals_eh=results.get_orbital_eigenvalues(),
            occupations=results.get_orbital_occupations(),
        )


class XtbEngine:
    """The door to xtb-python."""

    name = "xtb"

    @property
    def version(self) -> str:
        """The version of xtb-python."""
        return package_version("xtb")

    @property
    def methods(self) -> tuple[Method, ...]:
        """The Hamiltonians this engine knows; its wheel carries no IPEA1 parameters."""
        return METHODS

    def prepare(
        self, geometry: Geometry, *, method: Method = "GFN2-xTB", solvent: str | None = None
    ) -> XtbCalculation:
        """Set up a calculation.

        Raises:
            UnsupportedElement: The method has no parameters for an element.
            UnknownName: The engine does not know the method or the solvent.
            NotConverged: xtb refuses the starting positions, for example two atoms on one point.
            NotANumber: A coordinate is NaN or infinite.
        """
        require_request(geometry, method=method, solvent=solvent, methods=METHODS, engine=self.name)
        require_positions(geometry.positions)
        limit_threads()
        with vector_kernels():
            from xtb.interface import Calculator, Param, XTBException
            from xtb.utils import get_solvent

        parameters = {"GFN2-xTB": Param.GFN2xTB, "GFN1-xTB": Param.GFN1xTB}
        positions = geometry.positions / ANGSTROM_PER_BOHR
        try:
            calculator = Calculator(
                parameters[method], geometry.numbers, positions, float(geometry.charge), geometry.unpaired
            )
            calculator.set_verbosity("muted")
            calculator.set_max_iterations(MAXIMUM_CYCLES)
            if solvent is not None:
                calculator.set_solvent(get_solvent(solvent))
        except XTBException as error:
            raise refused(self.name, str(error)) from error
        return XtbCalculation(calculator, refusal=XTBException)
