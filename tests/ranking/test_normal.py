"""What follows from a normal distribution, against SciPy and quadrature."""

import sys
from subprocess import run

import numpy as np
import pytest
from scipy.stats import norm

from monodesign.ranking.normal import expected_improvement, normal_cdf


def test_the_cumulative_is_that_of_scipy():
    z = np.array([[-9.0, -1.0], [0.3, 2.0]])
    assert normal_cdf(z) == pytest.approx(norm.cdf(z), rel=1e-12)


def test_expected_improvement_equals_its_integral():
    """∫ max(x − best, 0) p(x) dx, by quadrature."""
    mean, std, best = -3.0, 0.4, -2.8
    grid = np.linspace(-8, 3, 200_001)
    integral = np.trapezoid(np.maximum(grid - best, 0.0) * norm.pdf(grid, mean, std), grid)
    assert expected_improvement(np.array([mean]), np.array([std]), best=best)[0] == pytest.approx(
        integral, rel=1e-6
    )


@pytest.mark.slow
def test_a_campaign_starts_without_scipys_special_functions():
    """They take a fifth of the command's start."""
    code = "import sys, monodesign.campaign.stages; print('scipy.special' in sys.modules)"
    assert (
        run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )
