"""Check what is asked of an engine, because the libraries ignore or crash on what they do not know."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from monodesign.engines.base import Method, SinglePoint
from monodesign.errors import NotANumber, UnknownName, UnsupportedElement
from monodesign.records import Geometry

# GFN1, GFN2 and IPEA1 end at radon; xtb 22.1 crashes the process above it instead of refusing.
HEAVIEST_ELEMENT: Final = 86

# GBSA solvents of GFN2-xTB that have parameters of their own. The libraries also take "benzene" but give
# toluene's numbers for it, so it is not offered.
SOLVENTS: Final = (
    "acetone",
    "acetonitrile",
    "ch2cl2",
    "chcl3",
    "cs2",
    "dmf",
    "dmso",
    "ether",
    "methanol",
    "n-hexane",
    "thf",
    "toluene",
    "water",
)

# Enough for open-shell cations; molecules that need more do not converge at all.
MAXIMUM_CYCLES: Final = 250


def require_request(
    geometry: Geometry, *, method: Method, solvent: str | None, methods: tuple[Method, ...], engine: str
) -> None:
    """Refuse what the engine cannot do.

    Raises:
        UnknownName: The engine lacks the method, or the method lacks the solvent.
        UnsupportedElement: An element has no parameters.
    """
    if method not in methods:
        raise UnknownName(f"engine {engine} has no method {method!r}; choose from {', '.join(methods)}")
    if solvent is not None and (method != "GFN2-xTB" or solvent not in SOLVENTS):
        known = ", ".join(SOLVENTS) if method == "GFN2-xTB" else "none; use the gas phase"
        raise UnknownName(f"{method} has no implicit solvent {solvent!r}; choose from: {known}")
    bad = sorted({int(z) for z in geometry.numbers if not 1 <= z <= HEAVIEST_ELEMENT})
    if bad:
        raise UnsupportedElement(
            f"{method} has no parameters for atomic number(s) {bad}; the last element is Rn (86)"
        )


def require_solvent(name: str) -> None:
    """Refuse an implicit solvent that GFN2-xTB has no parameters for.

    Raises:
        UnknownName: The message lists the known ones.
    """
    if name not in SOLVENTS:
        raise UnknownName(f"GFN2-xTB has no implicit solvent {name!r}; choose from: {', '.join(SOLVENTS)}")


def require_positions(positions: NDArray[np.float64]) -> None:
    """Refuse positions that are not numbers.

    Raises:
        NotANumber: A coordinate is NaN or infinite.
    """
    if not np.isfinite(positions).all():
        raise NotANumber("a coordinate is NaN or infinite; start from another geometry")


def checked(
    *,
    engine: str,
    energy_eh: float,
    gradient_eh_bohr: NDArray[np.float64],
    charges_e: NDArray[np.float64],
    orbitals_eh: NDArray[np.float64],
    occupations: NDArray[np.float64],
) -> SinglePoint:
    """Return the single point if every number in it is finite.

    Raises:
        NotANumber: The engine returned NaN or infinity without an error of its own.
    """
    finite = np.isfinite(energy_eh) and np.isfinite(gradient_eh_bohr).all() and np.isfinite(charges_e).all()
    if not finite:
        raise NotANumber(f"engine {engine} returned NaN or infinity; start from another geometry")
    # Electronic temperature leaves fractional occupations; half an electron tells filled from empty.
    filled, empty = orbitals_eh[occupations >= 0.5], orbitals_eh[occupations < 0.5]
    return SinglePoint(
        energy_eh=float(energy_eh),
        gradient_eh_bohr=gradient_eh_bohr,
        charges_e=charges_e,
        highest_occupied_eh=float(filled.max()) if len(filled) else float("nan"),
        lowest_empty_eh=float(empty.min()) if len(empty) else float("nan"),
    )
