"""Chain ends: free volume that short chains have and long ones lack."""

import numpy as np
import pandas as pd
import pytest

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.model.expected import gain_of_ends
from monodesign.surrogate.predict import predict


def polyether(**columns):
    table = pd.DataFrame(
        {"polymer": "*CCO*", "w_polymer": 0.754, "salt": "LiTFSI", "w_salt": 0.246, **columns}
    )
    return table.assign(solvent="", w_solvent=0.0, temperature_c=60.0)


def test_the_gain_halves_when_the_chains_double_and_none_is_added_where_their_length_is_not_known():
    inputs = featurise(read_formulations(polyether(polymer_mw_g_mol=[500, 1000, 5e6, np.nan])))
    assert gain_of_ends(inputs) == pytest.approx([0.8, 0.4, 0.0, 0.0], abs=1e-3)


def test_no_chain_gains_more_than_one_of_250_g_mol():
    inputs = featurise(read_formulations(polyether(polymer_mw_g_mol=[250, 50])))
    assert gain_of_ends(inputs) == pytest.approx(1.6)


def test_short_polyethers_conduct_better_as_they_do_when_measured(shipped):
    # Shipped measurements at 60 °C: about -2.5 at 500 g/mol, -3.4 at 10⁴ to 10⁵.
    table = predict(shipped, polyether(polymer_mw_g_mol=[500.0, 50_000.0])).table
    short, long = table["log10_sigma_s_cm"]
    assert short - long > 0.5
