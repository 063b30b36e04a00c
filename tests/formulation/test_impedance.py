"""σ = L / (R·S)."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.errors import InvalidTable
from monodesign.formulation.impedance import conductivity_s_cm

LENGTHS = st.floats(1e-4, 1e4)


def test_a_coin_cell_gel_of_the_papers_size():
    """By hand: 100 µm between discs of 16 mm (2.011 cm²) at 4.87 Ω is 1.02 mS/cm."""
    assert conductivity_s_cm(4.87, 0.01, math.pi * 0.8**2) == pytest.approx(1.02e-3, rel=2e-3)


@given(resistance=LENGTHS, thickness=LENGTHS, area=LENGTHS, factor=st.floats(1.1, 10))
def test_it_falls_with_resistance_and_area_and_rises_with_thickness(resistance, thickness, area, factor):
    sigma = conductivity_s_cm(resistance, thickness, area)
    assert conductivity_s_cm(resistance * factor, thickness, area) == pytest.approx(sigma / factor)
    assert conductivity_s_cm(resistance, thickness, area * factor) == pytest.approx(sigma / factor)
    assert conductivity_s_cm(resistance, thickness * factor, area) == pytest.approx(sigma * factor)


@pytest.mark.parametrize("wrong", [0.0, -1.0, math.nan, math.inf])
def test_what_is_no_length_or_resistance_is_refused_by_name(wrong):
    with pytest.raises(InvalidTable, match="resistance_ohm"):
        conductivity_s_cm(wrong, 0.01, 1.0)
    with pytest.raises(InvalidTable, match="area_cm2"):
        conductivity_s_cm(1.0, 0.01, wrong)


def test_a_result_that_overflows_is_refused():
    with pytest.raises(InvalidTable, match="check the units"):
        conductivity_s_cm(1e-300, 1e10, 1e-10)
