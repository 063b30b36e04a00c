"""Hosts that chemists buy as copolymers are known by their names, with the composition of the usual grade."""

import csv

import pytest

from monodesign.formulation.components import find_polymer, read_polymer
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
