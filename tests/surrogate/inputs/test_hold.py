"""How much of Li⁺'s shell a polymer takes: the source study's shells, twins, and what never happens."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.formulation.components import read_polymer, read_solvents
from monodesign.surrogate.inputs.hold import (
    count_solvent_donors,
    describe_holds,
    hold_model,
    read_sites,
    shell_share,
)
from monodesign.surrogate.model.hindrances import bridged
from monodesign.surrogate.predict import predict

DOA = "C=CC(=O)OCC1COC(=O)O1"
AEEO = "C=CC(=O)OCCOC(=O)C(=O)OCC"
# Weaker and stronger holder that differ in their ligand alone, by the one-armed binding of small molecules
# (libraries/reference/lithium_binding.csv, ωB97X-D3BJ/def2-TZVPD, kcal/mol): ester -47, nitrile -46,
# carbonate -45 to -51, carbamate -53, amide -57, urea -57, lactam -58, phosphate -60, oxalate -48 for two
# C=O that share one Li⁺. Nothing was fitted or chosen by them, and none is a gel that was measured.
ESTER, NITRILE, CARBAMATE, AMIDE = "OC(=O)CC", "C#N", "NC(=O)OCC", "NC(=O)CC"
UREA, PHOSPHATE, OXALATE, CARBONATE = "NC(=O)NCC", "OP(=O)(OC)OC", "OC(=O)C(=O)OC", "OC(=O)OC"
TRIFLUORO, LACTAM = "OC(=O)C(F)(F)C", "N1CCCC1=O"
PAIRS = (
    (ESTER, AMIDE), (ESTER, UREA), (CARBONATE, CARBAMATE), (CARBONATE, UREA), (OXALATE, AMIDE),
    (TRIFLUORO, ESTER), (NITRILE, AMIDE), (ESTER, PHOSPHATE), (CARBAMATE, UREA), (TRIFLUORO, LACTAM),
)  # fmt: skip
HEADS = ("C=CC(=O)OCC", "C=C(C)C(=O)OCCC")
TWINS = [(head + weak, head + strong) for head in HEADS for weak, strong in PAIRS]


def share(polymer, solvent):
    hold = describe_holds([read_polymer(polymer)], hold_model())[0]
    donors = np.array([count_solvent_donors(read_solvents(solvent))])
    return float(shell_share(hold[:1], donors, np.array([0.30 / 0.84]))[0])


@pytest.mark.parametrize(
    ("polymer", "solvent", "simulated"),
    [(DOA, "EC", 0.28), (AEEO, "EC", 0.20), (DOA, "DEC", 0.36), (AEEO, "DEC", 0.24)],
)
def test_shares_are_those_of_the_study_s_simulated_shells(polymer, solvent, simulated):
    """Donors of polymer and solvent in the first shell, doi:10.1038/s41467-025-59020-w."""
    assert share(polymer, solvent) == pytest.approx(simulated, abs=0.05)


def test_a_host_without_donors_takes_no_place():
    assert share("PVDF", "EC") == 0


@pytest.mark.slow
def test_in_eighteen_of_twenty_twins_the_weaker_holder_conducts_at_least_as_well(shipped):
    gel = {"w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "salt": "LiPF6", "w_salt": 0.16}
    table = pd.DataFrame([{"polymer": one, **gel, "temperature_c": 25.0} for pair in TWINS for one in pair])
    weak, strong = predict(shipped, table).table["log10_sigma_s_cm"].to_numpy().reshape(-1, 2).T
    assert len(TWINS) == 20
    assert (weak >= strong).sum() >= 18


@pytest.mark.slow
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_never_bridges_less(one, other):
    low, high = sorted((one, other))
    assert bridged(np.array(low)) <= bridged(np.array(high)) + 1e-12


@given(st.floats(0.01, 30), st.floats(0, 30), st.floats(1, 30), st.floats(0.01, 0.99))
def test_more_or_stronger_donors_never_take_less(hold, more, donors, polymer):
    one, other = (
        shell_share(np.array([value]), np.array([donors]), np.array([polymer]))
        for value in (hold, hold + more)
    )
    assert one <= other


def test_a_stronger_computed_energy_takes_more():
    energies = [{"CCC(=O)OCCC#N": {"nitrile": (value, 1.0)}} for value in (-44.0, -50.0, -56.0)]
    holds = [describe_holds([read_polymer("C=CC(=O)OCCC#N")], hold_model(one))[0, 0] for one in energies]
    assert holds[0] < holds[1] < holds[2]


def test_a_computed_energy_leaves_less_error_than_an_estimate():
    polymer = read_polymer("C=CC(=O)OCCCCC#N")
    known = {"CCC(=O)OCCCCC#N": {"nitrile": (-50.0, 1.0), "ester": (-50.0, 1.0)}}
    assert describe_holds([polymer], hold_model(known))[0, 1] < describe_holds([polymer], hold_model())[0, 1]


def test_sites_of_two_donors_and_blank_cells_say_nothing():
    text = (
        '[{"site": "ester:4 + nitrile:9", "denticity": 2, "li_binding_kcal_mol": -70.0},'
        ' {"site": "ester:4", "denticity": 1, "li_binding_kcal_mol": -47.0}]'
    )
    assert read_sites(text, 1.2) == {"ester": (-47.0, 1.2)}
    assert read_sites(float("nan"), 1.2) == {}
