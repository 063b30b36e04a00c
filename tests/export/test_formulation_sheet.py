"""Batches of gel, weighed as the paper weighs them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.errors import InvalidFormulation
from monodesign.export.formulation_sheet import formulation_sheet, weigh_batch

DOA, PCEA = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)OCCC"
PAPER_SOLVENT = "EC:2|DEC:1|FEC:1"


def test_the_papers_batch_is_reproduced():
    """Li P. et al., doi 10.1038/s41467-025-59020-w, Methods: grams of the P(DOA) gel."""
    portions = weigh_batch([DOA], names=["DOA"], solvent=PAPER_SOLVENT)
    assert {portion.name: portion.mass_g for portion in portions} == pytest.approx(
        {"DOA": 3.0, "EC": 2.7, "DEC": 1.35, "FEC": 1.35, "LiPF6": 1.6, "AIBN": 0.025}
    )


def test_a_copolymers_monomers_are_weighed_by_moles():
    monomers = weigh_batch([DOA, PCEA], mole_ratio=[1, 2])[:2]
    assert monomers[1].mmol == pytest.approx(2 * monomers[0].mmol)
    assert monomers[0].mass_g + monomers[1].mass_g == pytest.approx(3.0)


@given(st.floats(min_value=0.01, max_value=1e4))
def test_masses_add_up_to_the_batch(batch_g):
    portions = weigh_batch([DOA], solvent=PAPER_SOLVENT, batch_g=batch_g)
    assert sum(p.mass_g for p in portions if p.role != "initiator") == pytest.approx(batch_g)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"w_solvent": 0.9}, "sum to 1"),
        ({"batch_g": 0.0}, "batch of 0.0 g"),
        ({"mole_ratio": [1, 2]}, "1 monomers, 1 names, 2 parts"),
        ({"solvent": "EC:0"}, "EC"),
        ({"solvent": "unobtainium"}, "unobtainium"),
        ({"salt": "NaCl"}, "NaCl"),
        ({"initiator_fraction": -1.0}, "initiator"),
    ],
)
def test_what_is_no_batch_is_refused(values, message):
    with pytest.raises(InvalidFormulation, match=message):
        weigh_batch([DOA], **values)


def test_the_sheet_shows_weights_and_the_papers_cure():
    text = formulation_sheet(weigh_batch([DOA], names=["<b>DOA</b>"], solvent=PAPER_SOLVENT))
    for part in ("| 1.6 |", "55 °C for 1 h, then 45 °C for 12 h", "&lt;b&gt;DOA"):
        assert part in text


def test_the_sheet_says_which_molecule_the_monomer_is():
    """The file is named after a hash, and a name such as `acrylate · methylene` is nobody else's."""
    assert f"| monomer | DOA `{DOA}` | 3 |" in formulation_sheet(weigh_batch([DOA], names=["DOA"]))
    assert f"| monomer | `{DOA}` | 3 |" in formulation_sheet(weigh_batch([DOA]))


def test_a_monomer_without_a_name_goes_by_its_smiles():
    assert weigh_batch([DOA], names=[""])[0].name == DOA


def test_the_sheet_warns_of_what_is_in_the_batch_and_of_nothing_else():
    assert "HF with any moisture" in formulation_sheet(weigh_batch([DOA]))
    assert "HF with any moisture" not in formulation_sheet(weigh_batch([DOA], salt="LiTFSI"))
