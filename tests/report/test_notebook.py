"""What Jupyter shows of a monomer and of a ranking: drawings, rounded numbers, names as text."""

import re
from xml.etree import ElementTree as ET

import pytest

from monodesign.errors import InvalidSmiles, InvalidTable
from monodesign.report.notebook import show_monomer, show_ranking
from monodesign.tables.read import read_csv


@pytest.fixture(scope="module")
def ranking(folder):
    return read_csv(folder / "ranking.csv")


def test_a_named_monomer_is_drawn_and_judged():
    shown = show_monomer("DOA")
    assert "<svg" in shown._repr_html_()
    assert repr(shown) == "DOA C=CC(=O)OCC1COC(=O)O1: kept; one step, synthesis score 0.81"


def test_a_rejected_monomer_says_why():
    assert "rejected: ether" in show_monomer("C=C(C)C(=O)OCCOCCOC").html


def test_what_is_neither_name_nor_smiles_is_refused():
    with pytest.raises(InvalidSmiles):
        show_monomer("unobtainium")


@pytest.mark.slow
def test_a_ranking_shows_a_drawing_and_an_interval_per_candidate(ranking):
    html = show_ranking(ranking, n=4).html
    assert html.count("<svg") == 4
    assert len(re.findall(r"\(\S+ to \S+\)", html)) == 4


def test_hostile_names_are_text(ranking):
    hostile = ranking.assign(name="<script>alert(1)</script>")
    html = show_ranking(hostile, n=3)._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3


@pytest.mark.slow
def test_the_html_is_well_formed(ranking):
    assert ET.fromstring(show_ranking(ranking).html).tag == "table"
    assert ET.fromstring(show_monomer("AEEO").html).tag == "div"


def test_a_candidate_without_name_or_numbers_is_shown_all_the_same(ranking):
    bare = ranking[["rank", "smiles", "log10_sigma_s_cm"]]
    assert show_ranking(bare, n=2).html.count("<svg") == 2


def test_a_table_that_is_no_ranking_is_refused(ranking):
    with pytest.raises(InvalidTable, match="rank"):
        show_ranking(ranking.drop(columns="rank"))
