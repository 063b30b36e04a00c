"""What both xTB libraries share: each evaluation starts from the wave function of the one before."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from monodesign.engines.base import SinglePoint
from monodesign.engines.checks import require_positions
from monodesign.errors import NotConverged
from monodesign.units import ANGSTROM_PER_BOHR


class WarmCalculation(ABC):
    """One calculator of a library and the wave function of its last evaluation.

    Args:
        calculator: The library's own.
        refusal: What the library raises when it does not converge.
    """

    engine: ClassVar[str]

    def __init__(self, calculator: Any, *, refusal: type[Exception]) -> None:  # noqa: ANN401 - untyped
        self._calculator = calculator
        self._refusal = refusal
        self._results: Any = None

    def evaluate(self, positions: NDArray[np.float64]) -> SinglePoint:
        """Return the single point at `positions` (Å), starting from the last wave function.

        Raises:
            NotConverged: The self-consistent field failed from the last and from a fresh wave function.
            NotANumber: A coordinate or a result is NaN or infinite.
        """
        require_positions(positions)
        results = self._converge(positions)
        self._results = results
        return self._read(results)

    def _converge(self, positions: NDArray[np.float64]) -> Any:  # noqa: ANN401 - untyped
        starts = (self._results, None) if self._results is not None else (None,)
        message = ""
        for start in starts:
            try:
                return self._run(positions / ANGSTROM_PER_BOHR, start)
            except self._refusal as error:
                message = str(error)
        raise refused(self.engine, message)

    @abstractmethod
    def _run(self, positions: NDArray[np.float64], start: Any) -> Any:  # noqa: ANN401 - untyped
        """Return the library's results at positions (bohr), from those of before or from nothing."""

    @abstractmethod
    def _read(self, results: Any) -> SinglePoint:  # noqa: ANN401 - untyped
        """Return the single point in the library's results."""


def refused(engine: str, message: str) -> NotConverged:
    """Return the error for what a library refuses; the last line of its message says why."""
    return NotConverged(f"{engine}: {(message.splitlines() or [''])[-1]}; start from another geometry")
