"""Candidates of one or several monomers: one spelling and one id, however they are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monodesign.chem.comonomers import read_comonomers
from monodesign.chem.molecules import monomer_id
from monodesign.errors import InvalidFormulation, InvalidSmiles
from monodesign.formulation.components import read_polymer

DOA, AEEO = "C=CC(=O)OCC1COC(=O)O1", "C=CC(=O)OCCOC(=O)C(=O)OCC"
AMOUNTS = st.integers(1, 50)


def test_one_monomer_keeps_its_own_id_and_has_no_ratio():
    alone = read_comonomers(DOA)
    assert (alone.candidate_id, alone.polymer, alone.mol_ratio, alone.smiles) == (
        monomer_id(DOA),
        DOA,
        "",
        DOA,
    )


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_order_and_scale_of_a_ratio_do_not_matter(first, second, scale):
    given_first = read_comonomers(f"{DOA}|{AEEO}", f"{first}|{second}")
    assert read_comonomers(f"{AEEO}|{DOA}", f"{second * scale}|{first * scale}") == given_first


def test_another_ratio_is_another_candidate():
    ids = {read_comonomers(f"{DOA}|{AEEO}", ratio).candidate_id for ratio in ("1|1", "1|2", "2|1")}
    assert len(ids) == 3


def test_decimal_amounts_become_whole_numbers():
    assert read_comonomers(f"{DOA}|{AEEO}", "0.25|0.75").moles == (1, 3)


def test_its_cells_read_as_the_same_polymer_as_what_was_given():
    """Oracle: the reader of formulations."""
    found = read_comonomers(f"{AEEO}|{DOA}", "2|6")
    assert read_polymer(found.polymer, found.mol_ratio) == read_polymer(f"{AEEO}|{DOA}", "1|3")


@pytest.mark.parametrize("ratio", ["", "1", "1|0", "1|-1", "1|x", "1|inf", "1|1|1", "1|1e-9"])
def test_a_ratio_that_does_not_fit_is_refused(ratio):
    with pytest.raises(InvalidFormulation, match=r"such as 1\|1"):
        read_comonomers(f"{DOA}|{AEEO}", ratio)


def test_a_monomer_that_does_not_parse_is_refused():
    with pytest.raises(InvalidSmiles):
        read_comonomers(f"{DOA}|nonsense", "1|1")
