from dataclasses import replace

import pytest

from monodesign.simulation.settings import SETTINGS


@pytest.mark.parametrize(
    ("equilibration_ns", "production_ns", "expected"),
    [(0.0, 0.001, (0, 1)), (0.0, 0.0, (0, 1)), (0.03, 0.1, (2, 7)), (0.3, 0.3, (15, 30))],
)  # fmt: skip
def test_times_are_covered_by_whole_segments_of_20_ps_of_which_one_at_least_is_counted(
    equilibration_ns, production_ns, expected
):
    settings = replace(SETTINGS["screening"], equilibration_ns=equilibration_ns, production_ns=production_ns)
    protocol = settings.protocol(350.0, box=0)
    assert (protocol.n_equilibration, protocol.n_segments) == expected
    assert settings.covered_ns == pytest.approx(expected[1] * 0.02)
