"""Formulations are checked row by row."""

import math
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monodesign.errors import InvalidFormulation, InvalidTable
from monodesign.formulation.components import read_polymer, read_solvents
from monodesign.formulation.formulations import read_formulations

GEL = {
    "polymer": "C=CC(=O)OCCOC(=O)OCCC", "w_polymer": 0.30, "solvent": "EC:2|DEC:1|FEC:1", "w_solvent": 0.54,
    "salt": "LiPF6", "w_salt": 0.16, "temperature_c": 25.0,
}  # fmt: skip


def check(**changes):
    return read_formulations(pd.DataFrame([GEL | changes]))


def test_a_good_gel_has_no_error():
    found = check()
    assert found.errors == ("",)
    assert found.polymers[0].units == ("*CC(*)C(=O)OCCOC(=O)OCCC",)
    assert [solvent.name for solvent in found.solvents[0].solvents] == ["DEC", "EC", "FEC"]
    assert found.solvents[0].weight_fractions == pytest.approx((0.25, 0.5, 0.25))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"polymer": "C1CC"}, "does not parse"),
        ({"polymer": "CCO"}, "no polymerisable C=C"),
        ({"polymer": "*CCO"}, "one attachment point"),
        ({"polymer": "*CC(*)C*"}, "has 3 attachment points"),
        *[
            (
                {"salt": text},
                "names LiTFSI and LiBOB: write a mixture as LiTFSI:1|LiBOB:1, with shares by",
            )
            for text in ("LiTFSI-LiBOB", "LiTFSI + LiBOB", "LiTFSI/LiBOB")
        ],
        ({"salt": "LiTFSI|LiBOB"}, "salt 'LiTFSI' has no share: write mixtures as LiTFSI:2|LiBOB:1"),
        ({"salt": "LiTFSI:1|LiBOB:0"}, "a share must be a positive number"),
        ({"salt": "LiTFSI:1|NaCl:1"}, "NaCl"),
        ({"salt": "LiTFSI-KCl"}, "contains more than the name LiTFSI: give one salt"),
        (
            {"salt": "1 M LiPF6"},
            "contains more than the name LiPF6: give one salt, and its weight fraction in w_salt",
        ),
        ({"salt": "LiXYZ"}, "add it there or write its SMILES"),
        *[
            (
                {"solvent": text},
                "names EC and DMC: write a mixture as EC:1|DMC:1, with shares by mass, not by",
            )
            for text in ("EC/DMC 1:1 v/v", "EC:DMC", "EC+DMC (1:1)", "EC-DMC", "EC;DMC", "EC/DMC 1:1")
        ],
        ({"polymer": "PXYZ"}, "is not a name from libraries/polymers.csv or monomers.csv, a monomer SMILES"),
        ({"polymer": "**"}, "contains attachment points * but no atom"),
        ({"polymer": "[*][*].[Li+]"}, "contains attachment points * but no atom"),
        ({"polymer": "**CC**"}, "attachment points * bound to each other"),
        ({"polymer": "[*]CC[*].C"}, "contains 'C' besides the repeat unit"),
        ({"polymer": "C=CC(=O)OC.C"}, "contains 'C' besides the repeat unit"),
        ({"polymer": "*CC*.*CO*"}, "write a copolymer as A|B"),
        ({"polymer": "C=CC(=O)O[CH2]"}, "is a radical"),
        ({"polymer": "*[CH]C*"}, "is a radical"),
        ({"polymer": "*CC[U]*"}, "contains U, an element that occurs in no shipped measurement"),
        ({"polymer": "C=CC(=O)OCC[Li]"}, "is a carbanion"),
        ({"solvent": "[CH3]"}, "solvent '[CH3]' is a radical: a bond or a hydrogen is missing at an atom"),
        ({"solvent": "[CH2]"}, "is a radical"),
        ({"solvent": "C[Hg]C"}, "solvent 'C[Hg]C' contains Hg, an element that occurs in no shipped"),
        ({"salt": "[Li]CCCC"}, "'[Li]CCCC' is a carbanion"),
        ({"salt": "[Li+].F[P-](F)(F)(F)(F)F.CCO"}, "contains 'CCO' besides Li⁺ and its anion"),
        ({"polymer": "DOA|PCEA"}, "polymer_mol_ratio is empty"),
        ({"polymer": "DOA|PCEA", "polymer_mol_ratio": "1|1|1"}, "has 3"),
        ({"polymer": "DOA|PCEA", "polymer_mol_ratio": "1:3"}, "write it as 1|3"),
        ({"polymer": "DOA|PCEA", "polymer_mol_ratio": "1|-1"}, "must be a positive number"),
        ({"polymer": "DOA|PCEA", "polymer_mol_ratio": "1e308|1e308"}, "positive number, at most 1e+09"),
        ({"solvent": "EC:1e308|DEC:1e308"}, "positive number, at most 1e+09"),
        ({"solvent": "unobtainium"}, "unobtainium"),
        ({"solvent": "EC|DEC"}, "has no share"),
        ({"solvent": "EC:50%|DEC:50%"}, "write shares without %, as EC:50|DEC:50"),
        ({"polymer": "DOA/PCEA", "polymer_mol_ratio": "1|1"}, "write a copolymer as A|B with 1|1"),
        ({"solvent": "EC:0|DEC:1"}, "must be a positive number"),
        ({"salt": "NaCl"}, "NaCl"),
        ({"w_polymer": 0.2}, "sum to 0.9"),
        ({"w_polymer": 30, "w_solvent": 54, "w_salt": 16}, "percent"),
        ({"w_polymer": -0.3, "w_solvent": 1.14}, "between 0 and 1"),
        ({"w_salt": "much"}, "w_salt is much"),
        ({"w_solvent": math.nan}, "w_solvent is empty"),
        ({"temperature_c": 201}, "between -80 and 200"),
        ({"temperature_c": 298.15}, "between -80 and 200 °C (was it in kelvin?)"),
        ({"temperature_c": -81}, "between -80 and 200"),
        ({"temperature_c": math.nan}, "temperature_c is empty"),
        ({"temperature_c": math.inf}, "temperature_c is inf"),
        ({"solvent": ""}, "solvent is empty"),
        ({"salt": "", "w_salt": 0, "w_solvent": 0.70}, "no lithium"),
        ({"polymer": "", "w_polymer": 0, "solvent": "", "w_solvent": 0, "w_salt": 1}, "no polymer and no"),
        ({"w_salt": "0,16"}, "w_salt is 0,16: give a weight fraction between 0 and 1 (a decimal point"),
        (
            {"temperature_c": "25,0"},
            "temperature_c is 25,0: give one between -80 and 200 °C (a decimal point",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_faulty_row_says_what_is_wrong_and_gives_no_number(changes, message):
    found = check(**changes)
    assert message in found.errors[0]
    assert not found.is_valid[0]
    assert np.isnan(found.w_salt[0])


@pytest.mark.parametrize(
    "polymer", ["C=CC(=O)[O-].[Li+]", "*CC1C[N+](C)(C)CC1C*.O=S(=O)(F)[N-]S(=O)(=O)F", "*CC(*)CC(*)C*"]
)
def test_ions_beside_a_repeat_unit_and_crosslinks_are_read(polymer):
    assert check(polymer=polymer).errors == ("",)


@pytest.mark.parametrize("mass", ["0", "-5000", "inf", "high"])
def test_a_molar_mass_that_is_none_is_a_fault(mass):
    assert f"polymer_mw_g_mol is {mass}: give a molar mass" in check(polymer_mw_g_mol=mass).errors[0]


def test_a_molar_mass_below_one_repeat_unit_is_a_fault():
    """A polymer of 100 kg/mol given as 100."""
    fault = check(polymer="DOA", polymer_mw_g_mol="100").errors[0]
    assert (
        "polymer_mw_g_mol is 100: less than the 172.1 g/mol of one repeat unit; give g/mol (was it in kg/mol"
        in fault
    )


def test_a_molar_mass_may_be_unknown():
    table = pd.DataFrame([GEL | {"polymer_mw_g_mol": mass} for mass in (math.nan, "", 1e5)])
    assert read_formulations(table).errors == ("", "", "")


def test_a_faulty_row_leaves_the_others_alone():
    found = read_formulations(pd.DataFrame([GEL, GEL | {"solvent": "nope"}, GEL]))
    assert list(found.is_valid) == [True, False, True]


def test_all_faults_of_a_row_are_reported_together():
    error = check(temperature_c=300, salt="NaCl", solvent="nope").errors[0]
    assert all(part in error for part in ("300", "NaCl", "nope"))


@pytest.mark.parametrize(
    ("polymer", "ratio"),
    [
        ("C=CC(=O)OCC1COC(=O)O1", ""),
        ("*CC(*)C(=O)OCC1COC(=O)O1", ""),
        ("DOA", ""),
        ("*C(C(=O)OCC1COC(=O)O1)C*", "1"),
    ],
    ids=["monomer", "PSMILES", "name", "other frame"],
)
def test_a_polymer_may_be_given_in_any_way(polymer, ratio):
    assert read_polymer(polymer, ratio).units == ("*CC(*)C(=O)OCC1COC(=O)O1",)


def test_order_of_a_copolymers_or_mixtures_parts_does_not_matter():
    assert read_polymer("DOA|PCEA", "1|3") == read_polymer("PCEA|DOA", "3|1")
    assert read_solvents("EC:2|DEC:1") == read_solvents("DEC:1|EC:2")


def test_mixture_of_smiles_and_names_given_twice_adds_up():
    assert read_solvents("EC:1|C1COC(=O)O1:1|DMC:2").weight_fractions == pytest.approx((0.5, 0.5))


def test_salts_of_two_kinds_keep_their_shares_and_bring_lithium_by_their_own_molar_masses():
    """LiTFSI 287.09 and LiBOB 193.79 g/mol: of a gram, half each, 1.7416 and 2.5801 mmol."""
    (salts,) = check(salt="LiTFSI:1|LiBOB:1").salts
    assert salts.composition == (("LiBOB", 0.5), ("LiTFSI", 0.5))
    assert salts.lithium_mol_g * 1000 == pytest.approx(1.7416 + 2.5801, abs=1e-3)
    assert salts.lithium_shares == pytest.approx((0.5970, 0.4030), abs=1e-4)


def test_one_salt_written_twice_is_one_salt():
    assert check(salt="LiTFSI:2|LiTFSA:1").salts[0].composition == (("LiTFSI", 1.0),)


def test_an_anionic_polymer_needs_no_salt():
    found = check(polymer="*CC(*)c1ccc(S(=O)(=O)[N-]S(=O)(=O)C(F)(F)F)cc1", w_polymer=0.46, salt="", w_salt=0)
    assert found.errors == ("",)


def test_a_polycation_with_its_anion_does_need_one():
    polymer = "*CC1C[N+](C)(C)CC1C*.O=S(=O)(F)[N-]S(=O)(=O)F"
    assert "no lithium" in check(polymer=polymer, w_polymer=0.46, salt="", w_salt=0).errors[0]


def test_a_component_without_weight_is_not_there():
    found = check(w_polymer=0, w_solvent=0.84)
    assert found.errors == ("",)
    assert found.polymer_index[0] == -1


@pytest.mark.parametrize("text", ["none", "-", "n/a"])
def test_a_component_without_weight_may_be_called_anything(text):
    """Tables of dry polymers say so in many ways."""
    found = check(w_polymer=0.84, w_solvent=0, solvent=text)
    assert found.errors == ("",)
    assert found.solvent_index[0] == -1


def test_tables_of_liquids_need_no_polymer_columns():
    table = pd.DataFrame(
        [{"solvent": "EC", "w_solvent": 0.88, "salt": "LiPF6", "w_salt": 0.12, "temperature_c": 25}]
    )
    assert read_formulations(table).errors == ("",)


@pytest.mark.parametrize("missing", ["salt", "w_salt", "temperature_c", "w_solvent", "polymer"])
def test_a_missing_column_is_named(missing):
    with pytest.raises(InvalidTable, match=missing):
        read_formulations(pd.DataFrame([GEL]).drop(columns=missing))


def test_a_column_in_another_spelling_is_named_with_the_right_one():
    table = pd.DataFrame([GEL]).rename(columns={"salt": "Salt", "temperature_c": "Temperature (°C)"})
    with pytest.raises(InvalidTable, match=r"rename Salt to salt, Temperature \(°C\) to temperature_c"):
        read_formulations(table)


@pytest.mark.parametrize("name", ["polymer_mw_g_mol", "polymer_mol_ratio"])
def test_an_optional_column_in_another_spelling_is_not_left_out_in_silence(name):
    table = pd.DataFrame([GEL]).assign(**{name.upper(): ""})
    with pytest.raises(InvalidTable, match=f"rename {name.upper()} to {name}"):
        read_formulations(table)


def test_headers_in_capitals_are_named_with_the_right_ones():
    with pytest.raises(InvalidTable, match=r"found POLYMER, .*; rename POLYMER to polymer, W_POLYMER to w_"):
        read_formulations(pd.DataFrame([GEL]).rename(columns=str.upper))


def test_an_empty_table_gives_no_rows():
    found = read_formulations(pd.DataFrame([GEL]).iloc[:0])
    assert found.errors == ()
    assert found.w_salt.shape == (0,)


def test_too_long_a_list_is_refused():
    with pytest.raises(InvalidFormulation, match="more than"):
        read_solvents("|".join(["EC:1"] * 50))


@settings(max_examples=60)
@given(
    polymer=st.text(max_size=20), solvent=st.text(max_size=20), salt=st.text(max_size=20),
    weight=st.one_of(st.floats(), st.text(max_size=5)), temperature=st.one_of(st.floats(), st.none()),
)  # fmt: skip
def test_any_input_ends_in_numbers_or_in_an_error(polymer, solvent, salt, weight, temperature):
    found = check(polymer=polymer, solvent=solvent, salt=salt, w_polymer=weight, temperature_c=temperature)
    total = found.w_polymer[0] + found.w_solvent[0] + found.w_salt[0]
    assert (found.errors[0] == "") == bool(abs(total - 1) < 1e-9)


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_seconds():
    table = pd.DataFrame([GEL, GEL | {"polymer": "AEEO", "solvent": "EC"}] * 50_000)
    start = time.process_time()
    found = read_formulations(table)
    assert found.is_valid.all()
    assert len(found.polymers) == 2
    assert time.process_time() - start < 5  # 0.4 s on one core of the reference machine
