"""Members predicted by sums over fragments: the same numbers as molecule by molecule, and quicker."""

import numpy as np
import pandas as pd
import pytest

from monodesign.errors import InvalidFormulation
from monodesign.space.expansion import Expansion
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace
from monodesign.surrogate.members import features_of_sums, predict_members, sum_unit
from monodesign.surrogate.predict import PREDICTION_COLUMNS, predict

GEL = {
    "polymer": "PCEA",
    "w_polymer": 0.30,
    "solvent": "EC",
    "w_solvent": 0.54,
    "salt": "LiPF6",
    "w_salt": 0.16,
    "temperature_c": 25.0,
}


@pytest.fixture(scope="module")
def space():
    return MonomerSpace(load_fragments())


@pytest.fixture(scope="module")
def expansion(space):
    return Expansion(space, lambda repeat_unit, _unit: sum_unit(repeat_unit))


@pytest.mark.slow
def test_members_get_the_numbers_of_their_molecules(space, expansion, shipped):
    members = space.members(np.arange(0, len(space), len(space) // 40))
    found = predict_members(shipped, expansion.of(members), formulation=pd.DataFrame([GEL]))
    units = [repeat_unit for repeat_unit, _ in space.polymerised(members)]
    expected = predict(shipped, pd.DataFrame([{**GEL, "polymer": unit} for unit in units])).table
    numbers = list(PREDICTION_COLUMNS[:4])
    assert found[numbers].to_numpy() == pytest.approx(expected[numbers].to_numpy(), abs=2e-5)
    assert list(found["in_domain"]) == list(expected["in_domain"])


def test_a_unit_s_sums_give_its_features_back():
    from monodesign.formulation.components import Polymer
    from monodesign.surrogate.inputs.polymer import describe_polymer

    unit = "*CC(*)C(=O)OCCOC(=O)OCCC"
    expected = describe_polymer(Polymer(units=(unit,), mole_fractions=(1.0,))).numbers
    assert features_of_sums(np.array([sum_unit(unit)]))[0] == pytest.approx(expected, abs=1e-9)


@pytest.mark.slow
def test_five_thousand_members_a_second_are_scored_on_one_core(space, expansion, shipped, is_quicker):
    members = space.members(np.arange(20_000) % 300)
    expansion.of(members)
    gel = pd.DataFrame([GEL])
    assert is_quicker(lambda: predict_members(shipped, expansion.of(members), formulation=gel), 20_000 / 5000)


def test_a_faulty_formulation_is_refused(expansion, space, shipped):
    sums = expansion.of(space.members(np.array([0])))
    with pytest.raises(InvalidFormulation, match="unobtainium"):
        predict_members(shipped, sums, formulation=pd.DataFrame([{**GEL, "solvent": "unobtainium"}]))
