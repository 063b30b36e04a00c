"""One formulation with one thing varied, and its picture."""

import numpy as np
import pandas as pd
import pytest

from monodesign.errors import UserError
from monodesign.surrogate.pictures import draw_sweeps, read_measured, require_picture
from monodesign.surrogate.sweeps import AXES, is_on_sweep, sweep

GEL = {
    "polymer": "AEEO", "w_polymer": 0.30, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16,
    "temperature_c": 25.0,
}  # fmt: skip


@pytest.mark.parametrize("axis", AXES)
def test_weights_sum_to_one_and_only_one_thing_varies(shipped, axis):
    table = sweep(shipped, GEL, axis)
    assert (table["error"] == "").all()
    assert np.allclose(table[["w_polymer", "w_solvent", "w_salt"]].sum(axis=1), 1)
    assert table[axis].is_unique
    if axis == "w_salt":
        assert np.allclose(table["w_polymer"] / table["w_solvent"], 0.30 / 0.54)


def test_a_liquid_has_no_polymer_to_vary(shipped):
    liquid = GEL | {"polymer": "", "w_polymer": 0.0, "w_solvent": 0.84}
    assert sweep(shipped, liquid, "w_polymer").empty


def test_a_measurement_lies_on_the_sweeps_that_share_all_else():
    measured = pd.DataFrame([GEL | {"temperature_c": 60.0}, GEL])
    assert [is_on_sweep(measured, GEL, axis).tolist() for axis in AXES] == [
        [True, True],
        [False, True],
        [False, True],
    ]


def test_numbers_that_predict_wrote_are_no_measurements():
    written = pd.DataFrame(
        {"log10_sigma_s_cm": [-3.0], "log10_sigma_lower_90": [-4.0], "given_sigma_ms_cm": [1.6]}
    )
    assert read_measured(written)["log10_sigma_s_cm"].tolist() == pytest.approx([np.log10(1.6e-3)])


@pytest.mark.slow
def test_a_picture_is_drawn_and_an_unknown_format_refused(shipped, tmp_path):
    pytest.importorskip("matplotlib")
    assert draw_sweeps(shipped, pd.DataFrame([GEL])).startswith(b"\x89PNG")
    with pytest.raises(UserError, match=r"use \.png"):
        require_picture(tmp_path / "picture.bmp")


@pytest.mark.slow
@pytest.mark.parametrize("picture_format", ["png", "svg", "pdf"])
def test_one_picture_has_the_same_bytes_whenever_it_is_drawn(shipped, picture_format, monkeypatch):
    pytest.importorskip("matplotlib")
    table = pd.DataFrame([GEL])
    one = draw_sweeps(shipped, table, picture_format=picture_format)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert draw_sweeps(shipped, table, picture_format=picture_format) == one
