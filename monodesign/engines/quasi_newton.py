"""Quasi-Newton steps: Newton's step on a Hessian that learns from every gradient (BFGS).

Nocedal & Wright, Numerical Optimization, 2nd ed., Springer (2006), chapter 6. What is known of the surface
exactly (the springs of walls) is added to each step and never learned, so their kink does not spoil the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST_STEP_ANGSTROM: Final = 0.2  # of any atom
SOFTEST_EV_A2: Final = 1e-3  # a softer direction has no Newton step worth the name
SAME_ANGSTROM: Final = 1e-7  # a shorter step teaches nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where to go next.

    Attributes:
        shift_angstrom: Of each atom, shape (n, 3), none longer than `LONGEST_STEP_ANGSTROM`.
        gain_ev: The energy that the whole of Newton's step promises, ½gᵀH⁻¹g.
    """

    shift_angstrom: NDArray[np.float64]
    gain_ev: float


class QuasiNewton:
    """The curvature of one trajectory and the steps it gives."""

    def __init__(self, hessian: NDArray[np.float64]) -> None:
        """Start from a symmetric Hessian (eV/Å², shape (3n, 3n))."""
        self._hessian = hessian.copy()
        self._last: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    @property
    def hessian(self) -> NDArray[np.float64]:
        """What has been learned so far, eV/Å²; nothing of what is known exactly."""
        return self._hessian

    def learn(self, positions: NDArray[np.float64], gradient: NDArray[np.float64]) -> None:
        """Take in a gradient (eV/Å, shape (n, 3)) and where it was taken (Å)."""
        place, slope = positions.ravel().copy(), gradient.ravel().copy()
        if self._last is not None:
            step, change = place - self._last[0], slope - self._last[1]
            if np.abs(step).max() < SAME_ANGSTROM:
                return
            stiff = self._hessian @ step
            self._hessian += np.outer(change, change) / (change @ step)
            self._hessian -= np.outer(stiff, stiff) / (step @ stiff)
        self._last = place, slope

    def step(self, gradient: NDArray[np.float64], known: NDArray[np.float64] | None = None) -> Step:
        """Return the next step.

        Args:
            gradient: Of everything (eV/Å, shape (n, 3)).
            known: Hessian of what is known exactly, eV/Å².
        """
        hessian = self._hessian if known is None else self._hessian + known
        step = -_solve(hessian, gradient.ravel()).reshape(-1, 3)
        longest = float(np.sqrt((step**2).sum(axis=1).max()))
        shorter = LONGEST_STEP_ANGSTROM / max(longest, LONGEST_STEP_ANGSTROM)
        return Step(shift_angstrom=step * shorter, gain_ev=-0.5 * float((gradient * step).sum()))


def _solve(hessian: NDArray[np.float64], gradient: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return |H|⁻¹g: downhill also where the surface curves the wrong way."""
    from scipy.linalg import LinAlgError, cho_factor, cho_solve

    try:
        return np.asarray(cho_solve(cho_factor(hessian, check_finite=False), gradient, check_finite=False))
    except LinAlgError:
        curvature, directions = np.linalg.eigh(hessian)
        along = (gradient @ directions) / np.maximum(np.abs(curvature), SOFTEST_EV_A2)
        return np.asarray(directions @ along)
