"""A mixture without measurements nearby conducts no worse than its solvents in series, less a fifth."""

import numpy as np
import pandas as pd
import pytest

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.model.mixing import keep_above_series, split_mixtures


def liquids(*solvents):
    return pd.DataFrame({"solvent": solvents}).assign(
        polymer="", w_polymer=0.0, w_solvent=0.88, salt="LiPF6", w_salt=0.12, temperature_c=25.0
    )


@pytest.fixture
def layers():
    return split_mixtures(featurise(read_formulations(liquids("EC", "EC:1|DMC:1"))))


def test_a_mixture_is_split_into_its_solvents_by_mole(layers):
    assert layers.owner.tolist() == [1, 1]
    assert sorted(layers.share) == pytest.approx([88.06 / 178.14, 90.08 / 178.14], abs=1e-3)


def test_equal_layers_in_series_conduct_as_one_and_a_fifth_may_be_lost(layers):
    """Wiener's lower bound of equal parts is their own conductivity."""
    found = keep_above_series(np.array([-9.0, -9.0]), layers, np.full(2, -2.0), np.zeros(2))
    assert found.tolist() == pytest.approx([-9.0, -2.0 + np.log10(0.8)], abs=1e-3)


def test_a_measured_mixture_has_the_last_word(layers):
    found = keep_above_series(np.array([-9.0, -9.0]), layers, np.full(2, -2.0), np.ones(2))
    assert found.tolist() == [-9.0, -9.0]
