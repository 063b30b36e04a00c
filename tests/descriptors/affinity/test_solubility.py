import numpy as np
import pytest

from monodesign.descriptors.affinity.solubility import (
    count_groups,
    count_repeat_groups,
    estimate_solubility,
    load_groups,
    mix,
)
from monodesign.errors import GroupMissing


def test_every_group_name_and_pattern_is_used_once():
    groups = load_groups()
    assert len({group.name for group in groups}) == len(groups)
    assert len({group.smarts for group in groups if group.smarts}) == sum(
        bool(group.smarts) for group in groups
    )


# Hansen's handbook, 2nd ed., table A.1; the group method is good to about 2 MPa½ on such liquids.
@pytest.mark.parametrize(
    ("smiles", "handbook"),
    [
        ("CCOC(C)=O", (15.8, 5.3, 7.2)),
        ("CCC(=O)CC", (15.8, 7.6, 4.7)),
        ("COC(=O)OC", (15.5, 8.6, 9.7)),
        ("CC#N", (15.3, 18.0, 6.1)),
        ("CS(C)=O", (18.4, 16.4, 10.2)),
        ("c1ccccc1C", (18.0, 1.4, 2.0)),
    ],
    ids=[
        "ethyl acetate",
        "diethyl ketone",
        "dimethyl carbonate",
        "acetonitrile",
        "dimethyl sulfoxide",
        "toluene",
    ],
)
def test_parameters_of_liquids_lie_near_the_handbook(smiles, handbook):
    found = estimate_solubility(count_groups(smiles)).parameters_mpa05
    np.testing.assert_allclose(found, handbook, atol=2.3)


def test_a_phenyl_ring_keeps_the_volume_fedors_tabulates():
    toluene = estimate_solubility(count_groups("Cc1ccccc1"))
    assert toluene.volume_cm3_mol == pytest.approx(71.4 + 33.5, abs=0.1)


@pytest.mark.parametrize(
    ("monomer", "psmiles", "unit"),
    [
        ("C=CC(=O)OCC1COC(=O)O1", "*CC(*)C(=O)OCC1COC(=O)O1", "CCC(=O)OCC1COC(=O)O1"),
        ("C=C(C)C(=O)NCCOC(=O)OC", "*CC(*)(C)C(=O)NCCOC(=O)OC", "CC(C)C(=O)NCCOC(=O)OC"),
    ],
    ids=["acrylate", "methacrylamide"],
)
def test_monomer_repeat_unit_and_capped_unit_are_the_same_polymer(monomer, psmiles, unit):
    assert count_repeat_groups(monomer) == count_repeat_groups(psmiles) == count_repeat_groups(unit)


def test_a_solvent_with_a_double_bond_is_counted_as_written():
    assert count_groups("O=c1occo1")["aromatic CH"] + count_groups("O=c1occo1")["vinyl CH"] == 2


def test_an_atom_without_a_published_group_is_refused():
    with pytest.raises(GroupMissing, match="no solubility group for B"):
        count_groups("CB(C)C")


def test_mixing_averages_by_volume():
    ec, dec = (estimate_solubility(count_groups(smiles)) for smiles in ("C1COC(=O)O1", "CCOC(=O)OCC"))
    share = 2 * ec.volume_cm3_mol / (2 * ec.volume_cm3_mol + dec.volume_cm3_mol)
    found = mix([(2.0, ec), (1.0, dec)])
    np.testing.assert_allclose(
        found.parameters_mpa05, share * ec.parameters_mpa05 + (1 - share) * dec.parameters_mpa05, rtol=1e-12
    )


def test_another_volume_keeps_the_cohesive_energy():
    ec = estimate_solubility(count_groups("C1COC(=O)O1"))
    packed = ec.at_volume(60.0)
    energy = [part.parameters_mpa05[2] ** 2 * part.volume_cm3_mol for part in (ec, packed)]
    assert energy[0] == pytest.approx(energy[1])
    assert packed.parameters_mpa05[1] * 60.0 == pytest.approx(ec.parameters_mpa05[1] * ec.volume_cm3_mol)
