"""Features: what they count, and what must not change them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.formulation.components import read_polymer, read_salt, read_salts, read_solvents
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.repeat_units import unit_mass_g_mol
from monodesign.surrogate.inputs.arrays import featurise
from monodesign.surrogate.inputs.liquid import (
    SALT_COLUMNS,
    SOLVENT_COLUMNS,
    describe_mixture,
    describe_salt,
    describe_salts,
    describe_solvent,
    estimated_share,
)
from monodesign.surrogate.inputs.polymer import COLUMNS, describe_polymer


def polymer_feature(name, polymer, ratio=""):
    return describe_polymer(read_polymer(polymer, ratio)).numbers[COLUMNS.index(name)]


def test_poly_ethylene_oxide_has_one_ether_per_44_g():
    assert polymer_feature("ether_mol_kg", "*CCO*") == pytest.approx(1000 / 44.053, rel=1e-4)


@pytest.mark.parametrize("frame", ["*CCO*", "*COC*", "*OCC*", "*CCOCCO*"])
def test_frame_and_multiple_do_not_matter(frame):
    same = describe_polymer(read_polymer("*CCO*")).numbers
    np.testing.assert_allclose(describe_polymer(read_polymer(frame)).numbers, same, rtol=1e-12)


def test_ester_cut_by_the_ends_is_counted():
    assert polymer_feature("ester_mol_kg", "*C(=O)CCCCCO*") == pytest.approx(1000 / 114.14, rel=1e-3)


def test_oxalate_borate_is_no_oxalate_ester():
    assert polymer_feature("oxalate_mol_kg", "*CC(*)C(=O)OCCOC(=O)C(=O)OCC") > 0
    assert polymer_feature("oxalate_mol_kg", "*CC1CC(*)O[B-]2(OC(=O)C(=O)O2)O1") == 0


@pytest.mark.parametrize(
    ("group", "polymer", "per_unit"),
    [
        ("acrylate", "C=CC(=O)OC", 1),
        ("acrylate", "C=C(C)C(=O)OC", 1),
        ("acrylate", "C=CC(=O)OCCOC(=O)C(C)C", 1),  # an isobutyrate is no second one
        ("acrylate", "C=CC(=O)OCCOC(=O)C1CCCCC1", 1),
        ("acrylate", "*CC(C)C(=O)O*", 0),  # a polyester
        ("acrylamide", "C=CC(=O)N(C)C", 1),
        ("acrylamide", "C=CC(=O)N1CCOCC1", 1),
        ("acrylate", "C=CC(=O)N(C)C", 0),
        ("amide", "C=CC(=O)NCCNC(=O)NC", 2),  # the head and a urea, which holds one oxygen
        ("siloxane", "*O[Si](C)(C)*", 1),
    ],
)
def test_a_group_counts_once_however_its_pattern_fits(group, polymer, per_unit):
    unit = read_polymer(polymer)
    expected = per_unit * 1000 / unit_mass_g_mol(unit.units[0])
    assert polymer_feature(f"{group}_mol_kg", polymer) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("polymer", "lithium_per_unit"),
    [
        ("*CC(*)c1ccc(S(=O)(=O)[O-])cc1", 1),
        ("*CC1C[N+](C)(C)CC1C*.O=S(=O)(F)[N-]S(=O)(=O)F", 0),  # the chain's own cation balances the anion
        ("*CC(*)C[N+](C)(C)CCCS(=O)(=O)[O-]", 0),
        ("*CC(*)C[N+](=O)[O-]", 0),
    ],
)
def test_lithium_balances_what_the_polymer_s_own_cations_do_not(polymer, lithium_per_unit):
    expected = lithium_per_unit * 1000 / unit_mass_g_mol(polymer)
    assert describe_polymer(read_polymer(polymer)).lithium_mol_kg == pytest.approx(expected, rel=1e-3)


def test_a_copolymer_is_the_mass_average_of_its_units():
    one, other = (describe_polymer(read_polymer(unit)).numbers for unit in ("*CCO*", "*CC(*)C"))
    masses = np.array([44.053, 42.081])
    expected = (masses[0] * one + masses[1] * other) / masses.sum()
    np.testing.assert_allclose(
        describe_polymer(read_polymer("*CCO*|*CC(*)C", "1|1")).numbers, expected, rtol=1e-4
    )


def test_known_properties_come_from_the_library_and_unknown_ones_are_estimated():
    known = describe_solvent(read_solvents("EC").solvents[0])
    assert known[SOLVENT_COLUMNS.index("log_dielectric_constant")] == pytest.approx(np.log(89.78), rel=1e-3)
    assert np.isfinite(describe_solvent(read_solvents("COCC(=O)OCC#N").solvents[0])).all()


@pytest.mark.parametrize(("solvents", "share"), [("EC:1|DMC:1", 0.0), ("N1222FSI", 1.0), ("CCCCCCOC=O", 1.0)])
def test_the_share_of_solvents_whose_viscosity_is_not_known(solvents, share):
    assert estimated_share(read_solvents(solvents)) == share


def test_a_mixture_is_the_mole_average_of_its_solvents():
    # 88.06 g of ethylene carbonate and 90.08 g of dimethyl carbonate are a mol each.
    ec, dmc = (np.array(describe_solvent(read_solvents(name).solvents[0])) for name in ("EC", "DMC"))
    found = describe_mixture(read_solvents("EC:88.06|DMC:90.08"))
    np.testing.assert_allclose(found, 0.5 * ec + 0.5 * dmc, rtol=1e-3)


def test_salts_of_two_kinds_are_described_by_the_lithium_that_each_brings():
    """151.91 g of LiPF6 and 287.09 g of LiTFSI bring a mol of Li⁺ each."""
    one, other = (np.array(describe_salt(read_salt(name))) for name in ("LiPF6", "LiTFSI"))
    found = describe_salts(read_salts("LiPF6:151.91|LiTFSI:287.09"))
    np.testing.assert_allclose(found, 0.5 * one + 0.5 * other, rtol=1e-3)


@pytest.mark.slow
def test_no_salt_is_said_so():
    assert describe_salt(None)[SALT_COLUMNS.index("is_absent")] == 1
    assert describe_salt(read_salt("LiPF6"))[SALT_COLUMNS.index("fluorine")] == 6


def test_compact_formulations_are_the_same_and_hold_no_other_component():
    rows = [("*CCO*", 0.8, "", 0.0), ("", 0.0, "EC", 0.8), ("*CC(*)C#N", 0.3, "DMC", 0.5)]
    columns = ["polymer", "w_polymer", "solvent", "w_solvent"]
    table = pd.DataFrame(rows, columns=columns).assign(salt="LiPF6", w_salt=0.2, temperature_c=25.0)
    inputs = featurise(read_formulations(table))
    gel = inputs.take(np.array([2]))
    compact = gel.compact()
    for name in ("polymers", "solvents", "solvents_estimated"):
        assert len(getattr(compact, name)) == 2  # its own, and none
    for name in ("polymer", "solvent", "salt"):
        taken, kept = (getattr(one, f"{name}s")[getattr(one, f"{name}_index")] for one in (gel, compact))
        np.testing.assert_array_equal(taken, kept)
        np.testing.assert_array_equal(getattr(compact, f"{name}s")[-1], getattr(inputs, f"{name}s")[-1])
    assert inputs.take(np.array([0])).compact().solvent_index == [0]  # the last row: no solvent


@pytest.mark.slow
@given(share=st.just(0.0) | st.floats(1e-6, 0.9), w_salt=st.floats(0.01, 0.4))
def test_polymer_for_solvent_keeps_the_diluted_molality_and_raises_the_own(share, w_salt):
    rest = 1 - w_salt
    table = pd.DataFrame(
        {
            "polymer": ["*CCO*"],
            "w_polymer": [share * rest],
            "solvent": ["EC"],
            "w_solvent": [rest - share * rest],
            "salt": ["LiPF6"],
            "w_salt": [w_salt],
            "temperature_c": [25.0],
        }
    )
    inputs = featurise(read_formulations(table))
    assert inputs.diluted_molality[0] == pytest.approx(w_salt / 151.905 * 1000 / rest, rel=1e-3)
    assert inputs.own_molality[0] >= inputs.diluted_molality[0] * (1 - 1e-9)


def of_gels(polymer, *shares, solvent="EC", w_salt=0.16):
    rest = 1 - w_salt
    rows = [
        {"polymer": polymer, "w_polymer": rest * share, "w_solvent": rest * (1 - share)} for share in shares
    ]
    salt = "LiPF6" if w_salt else ""
    table = pd.DataFrame(rows).assign(solvent=solvent, salt=salt, w_salt=w_salt, temperature_c=25.0)
    return featurise(read_formulations(table))


@pytest.mark.parametrize("polymer", ["*CC(*)(F)F", "*CC(*)C(=O)OCCC#N", "*CC(*)C(=O)NCCOC(=O)OC"])
def test_a_polymer_without_ethers_leaves_all_salt_to_the_solvent(polymer):
    gels = of_gels(polymer, 0.2, 0.8)
    assert gels.held_molality == pytest.approx(gels.own_molality)


def test_a_polyether_of_more_donors_than_the_solvent_takes_salt_out_of_it():
    gels = of_gels("*CCO*", 0.1, 0.3, 0.5, 0.7, 0.9)
    assert (np.diff(gels.held_molality) < 0).all()
    assert (gels.held_molality < gels.diluted_molality).all()


def test_a_polyether_of_few_ethers_leaves_the_solvent_more_salt_than_diluted_but_not_all():
    gels = of_gels("*CC(*)C(=O)OCCOCC", 0.1, 0.3, 0.5, 0.7, 0.9)
    assert (np.diff(gels.held_molality) > 0).all()
    assert (gels.held_molality < gels.own_molality).all()
    assert (gels.held_molality > gels.diluted_molality).all()


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_each_ether_of_a_polyether_and_each_donor_of_its_solvent_hold_as_much_salt(share):
    """Ethylene oxide has 22.7 mol O per kg, ethylene carbonate 11.4 mol C=O."""
    gels = of_gels("*CCO*", share)
    per_donor = gels.diluted_molality[0] / (22.7 * share + 11.36 * (1 - share))
    assert gels.held_molality[0] == pytest.approx(11.36 * per_donor, rel=0.01)


def test_a_solvent_without_donors_beside_a_polyether_is_not_left_without_salt():
    gels = of_gels("*CCO*", 0.5, solvent="Toluene")
    assert gels.held_molality[0] > 0.1 * gels.diluted_molality[0]


@pytest.mark.parametrize("share", [0.2, 0.97])
def test_li_that_a_polymer_brings_is_no_salt_that_the_solvent_holds(share):
    assert of_gels("*CC(*)S(=O)(=O)[O-]", share, w_salt=0.0).held_salt_molality[0] == 0.0
    both = of_gels("*CC(*)S(=O)(=O)[O-]", share)
    assert both.held_salt_molality[0] == pytest.approx(0.16 / 151.905 * 1000 / (0.84 * (1 - share)), rel=1e-3)
