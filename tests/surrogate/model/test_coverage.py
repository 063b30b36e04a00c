"""Gels with a host, a solvent or a composition that was never measured are outside, and say why."""

import numpy as np
import pandas as pd
import pytest

from monodesign.formulation.formulations import read_formulations
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.model.coverage import is_covered, measure_coverage, word_gaps

AEEO = {"polymer": "AEEO", "w_polymer": 0.3, "solvent": "EC", "w_solvent": 0.54, "w_salt": 0.16}
SULFONE = "*CC(*)C(=O)OCCS(C)(=O)=O"


def gels(*rows):
    table = pd.DataFrame([AEEO | row for row in rows]).assign(salt="LiPF6", temperature_c=25.0)
    return featurise(read_formulations(table))


@pytest.fixture
def coverage():
    return measure_coverage(gels({}, {"polymer": "AAPC"}))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"polymer": "DOA|AEEO", "polymer_mol_ratio": "1|1"}, "class cyclic carbonate"),
        ({"polymer": SULFONE}, "no gel of a polymer of class sulfonyl was measured"),
        ({"polymer": "*CC(*)C#N"}, "carbon-chain backbone"),
        ({"solvent": "AN"}, "no gel in a solvent of class nitrile was measured"),
        ({"solvent": "water"}, "no gel was measured in a solvent of this kind"),
        ({"solvent": "CC(C)=O"}, "no gel was measured in a solvent of this kind"),
        ({"solvent": "c1ccccc1"}, "no gel was measured in a solvent of this kind"),
        ({"w_polymer": 0.6, "w_solvent": 0.24}, "polymer share"),
        ({"w_polymer": 0.2, "w_solvent": 0.36, "w_salt": 0.44}, "more salt"),
    ],
)
def test_what_was_never_measured_is_named(coverage, change, said):
    found = gels(change)
    assert not is_covered(coverage, found)[0]
    assert said in word_gaps(coverage, found)[0]


def test_the_measured_gel_itself_and_its_like_are_covered(coverage):
    found = gels({}, {"polymer": "PCEA"})
    assert is_covered(coverage, found).all()
    assert word_gaps(coverage, found) == ["", ""]


def test_li_of_a_measured_polymer_s_own_anions_lets_no_stronger_salt_solution_in():
    """A polysulfonate with 3 % solvent has over 100 mol Li⁺ per kg of it; none of it is dissolved salt."""
    single_ion = {"polymer": "*CC(*)S(=O)(=O)[O-]", "w_polymer": 0.97, "w_solvent": 0.03}
    table = pd.DataFrame([AEEO | single_ion | {"w_salt": 0.0, "salt": ""}, AEEO | {"salt": "LiPF6"}])
    covered = measure_coverage(featurise(read_formulations(table.assign(temperature_c=25.0))))
    assert covered.most_molality == pytest.approx(0.16 / 151.905 / 0.54 * 1000, rel=1e-3)


def test_of_no_gel_nothing_is_covered(coverage):
    none = measure_coverage(gels({}).take(np.array([], dtype=int)))
    assert not is_covered(none, gels({})).any()


def test_a_counter_ion_s_groups_are_no_host_s():
    """A polycation with imide makes no gel of a sulfone measured."""
    cationic = {"polymer": "*CC1C[N+](C)(C)CC1C*.O=S(=O)([N-]S(=O)(=O)C(F)(F)F)C(F)(F)F"}
    assert not is_covered(measure_coverage(gels({}, cationic)), gels({"polymer": SULFONE}))[0]
