"""Hosts that chemists buy as copolymers are known by their names, with the composition of the usual grade."""

import csv

import pandas as pd
import pytest

from monodesign.errors import InvalidFormulation
from monodesign.formulation.components import read_polymer
from monodesign.formulation.formulations import read_formulations
from monodesign.formulation.polymer_names import find_polymer, named_mass_g_mol
from monodesign.formulation.typed_mixture import read_typed_mixture
from monodesign.paths import LIBRARIES

VDF, HFP = "*CC(*)(F)F", "*C(F)(F)C(*)(F)C(F)(F)F"


@pytest.mark.parametrize(
    "name",
    [
        "PVDF-HFP",
        "PVdF-HFP",
        "P(VDF-HFP)",
        "pvdf hfp",
        "PVDF–HFP",
        "P(VDF-co-HFP)",
        "PVDF-co-HFP",
        "poly(VDF-co-HFP)",
    ],
)
def test_pvdf_hfp_is_a_copolymer_with_12_weight_percent_of_hfp(name):
    """Molar masses 64.03 and 150.02 g/mol."""
    shares = dict(
        zip(*(getattr(read_polymer(name), part) for part in ("units", "mole_fractions")), strict=True)
    )
    weight = 150.02 * shares[HFP] / (150.02 * shares[HFP] + 64.03 * shares[VDF])
    assert weight == pytest.approx(0.12, abs=0.001)


def test_no_two_hosts_share_a_spelling():
    with (LIBRARIES / "polymers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    spellings = {
        name: row["psmiles"] for row in rows for name in (row["name"], *row["aliases"].split(";")) if name
    }
    assert {name: find_polymer(name) for name in spellings} == spellings


def test_a_blend_with_a_named_copolymer_keeps_its_composition():
    blend = read_polymer("PVDF-HFP|PEO", "1|1")
    assert sum(blend.mole_fractions) == pytest.approx(1)
    assert dict(zip(blend.units, blend.mole_fractions, strict=True))[HFP] == pytest.approx(0.0275)


@pytest.mark.parametrize("name", ["PVDF-TrFE", "P(VDF-CTFE)", "NBR", "EVA", "P(VC-co-VAc)", "SBR"])
def test_other_usual_hosts_are_known(name):
    assert len(read_polymer(name).units) == 2


def _rows(polymer, mass=""):
    row = {
        "polymer": polymer, "w_polymer": 0.8, "salt": "LiTFSI", "w_salt": 0.2,
        "temperature_c": 60, "polymer_mw_g_mol": mass,
    }  # fmt: skip
    return read_formulations(pd.DataFrame([row]))


@pytest.mark.parametrize(
    ("name", "mass_g_mol"),
    [
        ("PEO600k", 6e5),
        ("PEO (Mw = 600,000 g/mol)", 6e5),
        ("PEO-600 kDa", 6e5),
        ("PEO_4M", 4e6),
        ("PEG 2000", 2e3),
        ("poly(ethylene oxide) 4e6", 4e6),
        ("PVDF-HFP (12 wt%, Mn ~ 130k)", 1.3e5),
    ],
)
def test_a_molar_mass_behind_a_host_s_name_is_the_column_s(name, mass_g_mol):
    read = _rows(name)
    assert read.errors == ("",)
    assert read.polymer_mw_g_mol[0] == mass_g_mol
    assert read.polymers[0].units == read_polymer("PVDF-HFP" if "HFP" in name else "PEO").units


def test_a_column_may_repeat_the_name_s_molar_mass_but_not_contradict_it():
    assert _rows("PEO600k", "600000").errors == ("",)
    assert "'PEO600k' says 600000 g/mol" in _rows("PEO600k", "60000").errors[0]


@pytest.mark.parametrize("name", ["PVDF-HFP(12%)", "PVDF-HFP (12 wt% HFP)", "P(VDF-co-HFP), 5.5 mol%"])
def test_the_share_behind_a_copolymer_s_name_is_its_composition(name):
    """12 wt% of hexafluoropropylene are 5.5 mol%: molar masses 64.03 and 150.02 g/mol."""
    shares = dict(zip(read_polymer(name).units, read_polymer(name).mole_fractions, strict=True))
    assert shares[HFP] == pytest.approx(0.055, abs=3e-4)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("PEO20", "is 20 a molar mass"),
        ("PEO (12%)", "has one unit"),
        ("PVDF-HFP (12 wt% TFE)", "give the share of HFP"),
        ("PVDF-CTFE (9%)", "of weight or moles"),
        ("PVDF-HFP(120%)", "between 0 and 100"),
        ("PEGDA 700", "two meanings"),
    ],
)
def test_a_grade_that_may_mean_something_else_is_refused(name, message):
    with pytest.raises(InvalidFormulation, match=message):
        read_polymer(name)


def test_a_blend_names_no_molar_mass():
    with pytest.raises(InvalidFormulation, match="in a mixture"):
        named_mass_g_mol("PEO600k|PVDF")


@pytest.mark.parametrize(
    ("text", "polymer", "w_polymer"),
    [
        ("80 wt% PEO600k, 20 wt% LiTFSI", "PEO600k", 0.8),
        ("PEO (600k) 80 wt%, LiTFSI 20 wt%", "PEO (600k)", 0.8),
        ("PVDF-HFP (12 wt% HFP) 30 wt%, 1 M LiPF6 in EC", "PVDF-HFP (12 wt% HFP)", 0.3),
        ("PVDF-HFP (30 wt%), 1 M LiPF6 in EC", "PVDF-HFP", 0.3),
    ],
)
def test_a_typed_mixture_tells_a_grade_from_an_amount(text, polymer, w_polymer):
    typed = read_typed_mixture(text)
    assert (typed.polymer, typed.formulation.w_polymer) == (polymer, w_polymer)


def test_an_empty_row_is_called_empty_and_a_thousands_separator_by_its_name():
    blank = pd.DataFrame([{"polymer": "", "w_polymer": "", "salt": "", "w_salt": "", "temperature_c": ""}])
    assert read_formulations(blank).errors == ("the row is empty: fill it in or delete it",)
    assert "600000 without a comma" in _rows("PEO", "600,000").errors[0]
