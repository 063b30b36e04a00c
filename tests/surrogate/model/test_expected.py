"""The expected level of a liquid: what physics says before any measurement."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.inputs.liquid import SOLVENT_COLUMNS
from monodesign.surrogate.model.expected import expected_level


@pytest.fixture(scope="module")
def liquids():
    table = pd.DataFrame({"solvent": ["PC", "DMC", "EMIMTFSI"], "w_solvent": [0.9, 0.9, 0.9]})
    table = table.assign(polymer="", w_polymer=0.0, salt="LiPF6", w_salt=0.1, temperature_c=25.0)
    return featurise(read_formulations(table))


def at(liquids, molality):
    return expected_level(liquids, np.full(len(liquids), molality))


def test_a_dilute_liquid_conducts_in_proportion_to_its_salt(liquids):
    rise = (at(liquids, 0.02) - at(liquids, 0.01))[:2]
    assert rise == pytest.approx(np.log10(2), abs=0.02)


def thicken(liquids):
    solvents = liquids.solvents.copy()
    solvents[:, SOLVENT_COLUMNS.index("log_viscosity")] += np.log(2)
    return replace(liquids, solvents=solvents)


def test_a_dilute_solution_in_a_solvent_of_twice_the_viscosity_conducts_half_as_well(liquids):
    loss = at(liquids, 1e-4) - at(thicken(liquids), 1e-4)
    assert loss == pytest.approx(np.log10(2), abs=1e-3)


def test_salt_stiffens_a_viscous_solvent_more_than_a_thin_one(liquids):
    # log10 σ/c falls by 0.5 per mol/L in dimethyl and ethylene carbonate, by 0.7 in propylene carbonate.
    at_one = at(liquids, 1.0) - at(thicken(liquids), 1.0)
    assert (at_one[:2] > np.log10(2) + 0.05).all()


def test_salt_makes_an_ionic_liquid_conduct_worse_as_measured():
    # Two liquids of the collection with 0.04 and 1.03 mol/L: log10 σ falls from -2.16 to -2.52. Other liquids
    # fall less (P111i4FSI), so the rule alone says more than half of it.
    table = pd.DataFrame(
        {
            "solvent": ["Pyr13FSI:0.5374|Pyr13TFSI:0.4626", "Pyr13FSI:0.8192|Pyr13TFSI:0.1808"],
            "w_solvent": [0.991728, 0.797244],
            "w_salt": [0.008272, 0.202756],
        }
    ).assign(polymer="", w_polymer=0.0, salt="LiTFSI", temperature_c=20.3)
    inputs = featurise(read_formulations(table))
    little, much = expected_level(inputs, inputs.own_molality)
    assert 0.5 * 0.36 < little - much < 0.36


def test_an_ionic_liquid_levels_off_where_most_cations_are_lithium(liquids):
    falls = [at(liquids, molality)[2] - at(liquids, molality + 0.5)[2] for molality in (0.0, 1.0, 2.0)]
    assert falls[0] > falls[1] > falls[2] > 0


def test_there_is_a_best_molality_between_half_and_three_mol_per_kg(liquids):
    # LiPF6 in carbonates peaks near 1 mol/kg (CALiSol-23); the rule alone has to come near.
    molalities = np.linspace(0.05, 4.5, 90)
    levels = [at(liquids, molality)[0] for molality in molalities]
    assert 0.5 < molalities[int(np.argmax(levels))] < 3.0


def test_salt_is_counted_by_what_a_litre_holds_of_it():
    # A salt that fills more of the litre is more dilute at the same molality, and so is a lighter solvent.
    table = pd.DataFrame({"solvent": ["EC", "Tetraglyme", "Tetraglyme"], "w_solvent": [0.9, 0.9, 0.9]})
    table = table.assign(polymer="", w_polymer=0.0, salt=["LiPF6", "LiPF6", "LiTFSI"], w_salt=0.1)
    inputs = featurise(read_formulations(table.assign(temperature_c=25.0)))
    assert inputs.concentration(np.full(3, 4.5)) == pytest.approx([4.42, 3.58, 2.79], abs=0.05)
    assert inputs.concentration(np.full(3, 1e-3)) == pytest.approx([1.32e-3, 1.01e-3, 1.01e-3], rel=0.01)


def test_no_liquid_counts_as_stronger_than_five_mol_per_litre(liquids):
    assert liquids.concentration(np.full(3, 100.0)) == pytest.approx(5.0)


def test_an_ionic_liquid_brings_as_many_ions_as_a_litre_holds():
    # 1280 g/L of EMIMBF4 (198 g/mol) are 6.5 mol; 1.5 g/mL of EMIMTFSI (391 g/mol) are 3.9 (Bonhôte 1996).
    table = pd.DataFrame({"solvent": ["EMIMBF4", "EMIMTFSI"], "w_solvent": 1.0, "salt": "", "w_salt": 0.0})
    table = table.assign(polymer="", w_polymer=0.0, temperature_c=25.0)
    inputs = featurise(read_formulations(table))
    properties = ("log_viscosity", "log_dielectric_constant")
    solvents = inputs.solvents.copy()
    solvents[:, [SOLVENT_COLUMNS.index(name) for name in properties]] = 0.0
    more = np.subtract(*at(replace(inputs, solvents=solvents), 0.0))
    assert more == pytest.approx(np.log10(6.46 / 3.89), abs=0.01)


def test_an_ionic_liquid_conducts_without_salt(liquids):
    bare = at(liquids, 0.0)
    assert bare[2] > bare[0] + 2
