import math

import pytest

from monodesign.descriptors.describe import describe
from monodesign.descriptors.settings import DescribeSettings
from monodesign.errors import UnknownName

SMALL = {"what": ("redox",), "n_conformers": 1, "n_relaxed": 1}


def test_an_unknown_companion_is_refused_before_anything_is_computed():
    with pytest.raises(UnknownName, match="not a salt or solvent"):
        describe(["CO"], settings=DescribeSettings(companion="unobtainium"))


def test_without_a_companion_the_columns_are_empty():
    row = describe(["COC(=O)OC"], settings=DescribeSettings(**SMALL)).table.iloc[0]
    assert math.isnan(row["monomer_oxidation_potential_beside_v"])


@pytest.mark.slow
def test_a_carbonate_beside_hexafluorophosphate_is_oxidised_earlier():
    # doi 10.1021/jp400527c finds complexes of carbonates with PF6⁻ below the isolated molecules.
    row = describe(["COC(=O)OC"], settings=DescribeSettings(companion="LiPF6", **SMALL)).table.iloc[0]
    assert row["monomer_oxidation_potential_beside_v"] < row["monomer_oxidation_potential_v"]
    assert row["monomer_oxidation_beside"] == "LiPF6"
