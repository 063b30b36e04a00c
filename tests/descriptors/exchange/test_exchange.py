import json
import math

import numpy as np
import pytest

from monodesign.descriptors.exchange import references as shell_references
from monodesign.descriptors.exchange.correction import ExchangeCorrection, load_exchange_correction
from monodesign.descriptors.exchange.exchange import (
    THERMAL_KCAL_MOL,
    ExchangeSettings,
    average_boltzmann,
    compute_exchange,
    exchange_columns,
    summarise,
)
from monodesign.engines import load_engine

pytestmark = pytest.mark.slow

EC, DEC = "O=C1OCCO1", "CCOC(=O)OCC"


def test_the_boltzmann_value_of_two_states_is_their_two_state_average():
    values = np.array([0.0, THERMAL_KCAL_MOL * math.log(3.0)])
    assert average_boltzmann(values) == pytest.approx(values[1] / 4)
    assert average_boltzmann(values, np.array([4.0, 8.0])) == pytest.approx(5.0)


def test_shifting_all_starts_shifts_the_summary_and_not_its_error():
    values = np.array([-3.0, -2.5, -1.0, 0.4])
    one, other = summarise(values), summarise(values + 10)
    assert other.boltzmann_kcal_mol - one.boltzmann_kcal_mol == pytest.approx(10)
    assert other.lowest_kcal_mol - one.lowest_kcal_mol == pytest.approx(10)
    assert other.error_kcal_mol == pytest.approx(one.error_kcal_mol)


def test_one_start_has_no_error():
    summary = summarise(np.array([-1.0]))
    assert math.isnan(summary.spread_kcal_mol)
    assert math.isnan(summary.error_kcal_mol)


def test_without_references_the_correction_changes_nothing_and_says_so(tmp_path):
    shift, std = load_exchange_correction(tmp_path / "none.json").shift(["ester"], leaving=EC)
    assert shift == 0
    assert math.isnan(std)


def test_the_correction_is_the_difference_of_the_two_donors(tmp_path):
    fields = {
        "shift_kcal_mol": {"ester": 3.0, "cyclic_carbonate": 0.5},
        "std_kcal_mol": {"ester": 1.0, "cyclic_carbonate": 0.8},
        "std_unseen_kcal_mol": 2.0,
        "mean_shift_kcal_mol": 1.5,
        "second_arm_kcal_mol": 4.0,
    }
    path = tmp_path / "exchange.json"
    path.write_text(json.dumps(fields))
    correction = load_exchange_correction(path)
    assert correction == ExchangeCorrection(**fields)
    assert correction.shift(["ester"], leaving=EC) == (2.5, 1.0)
    assert correction.shift(["nitro"], leaving=EC) == (1.0, 2.0)  # an unseen class has the wider error
    # A chelate: the mean of its arms and one further arm; the oxygen of a C-O bond is an arm only.
    assert correction.shift(["ester", "nitro"], leaving=EC) == ((3.0 + 1.5) / 2 - 0.5 + 4.0, 2.0)
    assert correction.shift(["ester", "acyl_oxygen"], leaving=EC) == (6.5, 1.0)


def test_the_fake_engine_runs_every_step_and_repeats_itself(monkeypatch):
    monkeypatch.setattr(shell_references, "REFERENCE_STARTS", 2)
    engine = load_engine("fake")
    settings = ExchangeSettings(n_starts=2, seed=4)
    once, discarded = compute_exchange("CCC(=O)OC", solvent="EC", engine=engine, settings=settings)
    again, _ = compute_exchange("CCC(=O)OC", solvent="EC", engine=engine, settings=settings)
    assert once == again
    assert len(once) + discarded == 2


def test_exchanging_ec_for_its_methyl_derivative_costs_little():
    """Propylene carbonate binds Li⁺ like EC: donor numbers 15.1 and 16.4 (libraries/solvents.csv)."""
    columns = exchange_columns(
        "CC1COC(=O)O1", solvent="EC", engine=load_engine(), settings=ExchangeSettings(n_starts=2)
    )
    assert columns["li_exchange_site"] == "cyclic_carbonate"
    assert abs(columns["li_exchange_gfn2_kcal_mol"]) < 6
    # Four carbonates hold Li⁺ more firmly than one, which does so with 51 kcal/mol = 2.2 eV (DFT reference).
    assert columns["desolvation_ev"] > 2.2
    assert columns["n_exchange_starts"] + columns["n_exchange_discarded"] == 2


def test_the_thorough_search_of_a_free_molecule_ends_no_higher():
    smiles = "CCOC(=O)OCC"
    screened, thorough = (
        shell_references.compute_free_energy_eh(
            smiles, engine=load_engine(), implicit_solvent="acetonitrile", is_thorough=is_thorough
        )
        for is_thorough in (False, True)
    )
    assert thorough <= screened + 1e-6
