"""References of the adiabatic oxidation potential: a relaxation that was stopped and goes on."""

from dataclasses import replace

import numpy as np
import pytest
import reference_oxidation
from reference_oxidation import Progress, relax

pytestmark = pytest.mark.slow


def test_a_resumed_relaxation_keeps_the_energy_of_its_first_point(tmp_path):
    """The vertical energy; that of the point where it goes on would be lower."""
    progress = Progress(path=tmp_path / "water.json", facts={})
    start, hessian = reference_oxidation._find_start("O", progress)
    stretched = replace(start, positions=start.positions * 1.1)
    _, whole, _ = relax("neutral", stretched, density=None, hessian=hessian, progress=progress)
    assert whole["first_eh"] > whole["energy_eh"] + 1e-3
    stopped = Progress(path=tmp_path / "stopped.json", facts={"neutral:last": whole["positions"]})
    _, resumed, _ = relax("neutral", stretched, density=None, hessian=hessian, progress=stopped)
    assert resumed["first_eh"] == pytest.approx(whole["first_eh"], abs=1e-5)
    assert np.allclose(resumed["energy_eh"], whole["energy_eh"], atol=1e-4)
