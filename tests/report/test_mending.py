"""What was hard to use in a report: phones, blanks, the way to the table, parts of structures, 3D."""

import pandas as pd
import pytest
from rdkit import Chem

from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.report.build import build_report

pytestmark = pytest.mark.slow

DOA = "C=CC(=O)OCC1COC(=O)O1"
PARTS = (
    "OC(=O)O", "[OX2][CX3](=O)[OX2]", "C#N", "c1ccccc1", "[#6]1~[#6]~[#6]~[#6]~[#6]~[#6]1", "[NH]",
    "[NX3;H0]", "[CH3]", "[CX4;H2][OX2]", "C(F)(F)F", "[F,Cl]", "[!#6;!#1]~[!#6;!#1]", "S(=O)(=O)",
    "P(=O)(O)O", "[R]", "[OX2;R]", "C=C", "[CD1]=[CD2]C(=O)[O,N]", "O=C-C=O", "C1COC(=O)O1",
    "[C;!R]-!@[C;R]", "a", "[N+]", "[n,o,s]", "OC(=O)O.C=C",
)  # fmt: skip


FOUND = """(part) => {
  const has = Report.readPart(part);
  return Report.columns.smiles.map((_, row) => has(row));
}"""


@pytest.fixture(scope="module")
def smiles(folder):
    return pd.read_csv(folder / "ranking.csv")["smiles"]


def test_parts_are_found_where_rdkit_finds_them(open_page, report, smiles):
    page = open_page(report)
    molecules = [Chem.MolFromSmiles(text) for text in smiles]
    for part in PARTS:
        query = Chem.MolFromSmarts(part)
        wanted = [mol.HasSubstructMatch(query) for mol in molecules]
        assert page.evaluate(FOUND, part) == wanted, part


def test_a_part_narrows_the_table_and_a_wrong_one_says_why(open_page, report, smiles):
    page = open_page(report)
    n_found = sum(
        Chem.MolFromSmiles(text).HasSubstructMatch(Chem.MolFromSmarts("OC(=O)O")) for text in smiles
    )
    page.locator("#part").fill("OC(=O)O")
    page.locator("#shown").filter(has_text=f"{n_found} of {len(smiles)} candidates").wait_for()
    page.locator("#part").fill("[$(CO)]")
    page.locator("#part-fault").filter(has_text="at character 1").wait_for()
    page.locator("#shown").filter(has_text=f"All {len(smiles)} candidates").wait_for()


@pytest.mark.parametrize("fragment", ["", "#candidate-agthceqcq4zd"])
def test_no_page_scrolls_sideways_on_a_phone(open_page, report, fragment):
    page = open_page(report, fragment=fragment, width=390)
    page.wait_for_timeout(500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_unknown_values_come_last_in_both_directions(open_page, report):
    page = open_page(report)
    values = "Report.shownRows().map((row) => Report.columns.unit_oxidation_potential_v[row])"
    heading = page.locator(".ag-header-cell[col-id=unit_oxidation_potential_v] .ag-header-cell-text")
    for direction in (1, -1):
        heading.click()
        shown = page.evaluate(values)
        n_known = sum(value is not None for value in shown)
        assert 0 < n_known < len(shown)
        assert shown[:n_known] == sorted(shown[:n_known], key=lambda value: direction * value)


@pytest.mark.parametrize("fragment", ["", "#candidate-agthceqcq4zd"])
def test_the_skip_link_puts_the_keyboard_into_the_table(open_page, report, fragment):
    page = open_page(report, fragment=fragment)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('#grid .ag-row')?.getAttribute('row-index')") == "1"
    assert page.evaluate("Report.state.weights") == page.evaluate("Report.campaignWeights")


def test_a_slider_that_was_dragged_is_not_moved_by_the_next_arrow_key(open_page, report):
    page = open_page(report)
    page.locator("#weight-oxidation").click(position={"x": 30, "y": 5})
    weights = page.evaluate("[...document.querySelectorAll('#weights input')].map((one) => one.value)")
    page.keyboard.press("ArrowRight")
    assert (
        page.evaluate("[...document.querySelectorAll('#weights input')].map((one) => one.value)") == weights
    )


def test_the_3d_view_shows_the_site_that_ranks_first(open_page, campaigns, folder, tmp_path):
    best, own = campaigns.make_complex(), campaigns.make_complex("CCC(=O)OCC")
    path = tmp_path / "report.html"
    text = build_report(read_campaign_folder(folder), complexes={DOA: best}, one_armed={DOA: own})
    path.write_text(text, encoding="utf-8")
    page = open_page(path, fragment="#candidate-agthceqcq4zd")
    section = page.locator("section", has=page.get_by_role("heading", name="Li⁺ complex in 3D"))
    section.filter(has_text="touches a single donor, in the gas phase; its binding ranks").wait_for()
    page.get_by_role("button", name="Show the most bound site").click()
    section.filter(has_text="the most bound site of the single unit").wait_for()
    page.get_by_role("button", name="Show the site that touches one donor").wait_for()
