"""Groups by structure: the classes of the donors, sums over fragments, strengths filled up."""

import numpy as np
import pytest

from monodesign.chem.donors import SECOND_ARM_ONLY, find_donors
from monodesign.descriptors.structure_sums import (
    CLASSES,
    FEATURES,
    fill_strengths,
    structure_features,
    sum_structure,
)
from monodesign.geometry.conformers import hydrogenated
from monodesign.space.expansion import Expansion
from monodesign.space.fragments import load_fragments
from monodesign.space.space import MonomerSpace

STRENGTHS = fill_strengths({"carbonyl/ester": -47.0, "carbonyl/amide": -57.0, "nitrogen/nitrile": -46.0})


@pytest.mark.parametrize("unit", ["CCC(=O)OCCC#N", "CCC(=O)NCCOC(=O)OC", "CCC(=O)OCCOP(=O)(OC)OC"])
def test_groups_are_the_donors_of_the_unit(unit):
    donors = [d.donor_class for d in find_donors(hydrogenated(unit)) if d.donor_class not in SECOND_ARM_ONLY]
    counts = dict(zip(CLASSES, sum_structure(unit), strict=False))
    assert {name: n for name, n in counts.items() if n} == {name: donors.count(name) for name in donors}


def test_the_strongest_group_is_the_one_of_lowest_energy():
    sums = np.array([sum_structure("CCC(=O)NCCC(=O)OC")])
    features, groups = structure_features(sums, STRENGTHS)
    assert groups == ["carbonyl/amide"]
    assert features[0, FEATURES.index("strongest")] == -57.0
    assert features[0, FEATURES.index("second_strongest")] == -47.0


def test_a_unit_without_groups_is_as_weak_as_the_weakest():
    features, _ = structure_features(np.array([sum_structure("CCCC")]), STRENGTHS)
    assert features[0, FEATURES.index("strongest")] == max(STRENGTHS.values())


def test_a_class_without_a_reference_takes_its_family_s_mean():
    assert STRENGTHS["lactone"] == pytest.approx(-52.0)


def test_a_family_without_a_reference_takes_the_mean_of_all():
    assert STRENGTHS["sulfone"] == pytest.approx(-50.0)


@pytest.mark.slow
def test_groups_of_members_add_up_over_fragments():
    space = MonomerSpace(load_fragments())
    members = space.members(np.arange(0, len(space), len(space) // 60))
    found = Expansion(space, lambda _repeat_unit, unit: sum_structure(unit)).of(members)
    assert found.tolist() == [list(sum_structure(unit)) for _, unit in space.polymerised(members)]
