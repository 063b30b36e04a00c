"""What follows from a normal distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def normal_cdf(z: ArrayLike) -> NDArray[np.float64]:
    """Return the probability that a standard normal value lies below z, of the shape of z.

    SciPy's special functions take a fifth of a command's start, so they are loaded when first asked for.

    >>> float(normal_cdf(0.0))
    0.5
    """
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def expected_improvement(
    mean: NDArray[np.float64], std: NDArray[np.float64], *, best: float
) -> NDArray[np.float64]:
    """Return the expected amount by which normally distributed values exceed `best`, shape (n,).

    >>> round(float(expected_improvement(np.array([0.0]), np.array([1.0]), best=0.0)[0]), 4)
    0.3989
    """
    z = (mean - best) / std
    density = np.exp(-(z**2) / 2.0) / np.sqrt(2.0 * np.pi)
    gain: NDArray[np.float64] = std * (z * normal_cdf(z) + density)
    return gain
