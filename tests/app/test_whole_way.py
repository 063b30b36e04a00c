"""The whole way in Chromium: draw a monomer, mix its gel, run a campaign, measure, ask what is next."""

import shutil

import pytest

pytestmark = pytest.mark.slow

LONG_MS = 600_000  # a machine that also does other work is slow, not wrong
# A small campaign whose two descriptions take seconds.
CAMPAIGN = """name = "trial"
budget = 2
[library]
sample = 3
include = ["AEEO"]
[formulation]
solvent = "DMC"
[describe]
what = ["redox"]
"""


@pytest.fixture
def folder(context, finished_campaign):
    """The workbench's folder with a finished campaign, and one that waits."""
    shutil.copytree(finished_campaign, context.folder / "pilot")
    (context.folder / "trial").mkdir()
    (context.folder / "trial" / "campaign.toml").write_text(CAMPAIGN)
    return context.folder


def _says(page, text):
    page.locator("#status").filter(has_text=text).wait_for()


def test_from_a_drawing_to_the_next_batch(open_workbench, folder, artefacts):
    page = open_workbench("/")
    page.set_default_timeout(LONG_MS)
    home = page.url

    page.get_by_label("Name or SMILES").fill("DOA")
    page.get_by_role("button", name="Show").click()
    answer = page.locator("#answer")
    answer.filter(has_text="Passes the filters").wait_for()
    answer.filter(has_text="mS/cm").wait_for()
    page.get_by_label("Campaign, present or new").fill("trial")
    page.get_by_role("button", name="Add to campaign").click()
    _says(page, "Added to trial")

    page.get_by_role("link", name="Formulation").click()
    page.get_by_label("Mixture, as papers write it").fill("30 wt% DOA, 16 wt% LiPF6, 54 wt% DMC")
    page.get_by_role("button", name="Read").click()
    # doi 10.1038/s41467-025-59020-w: P(DOA) phase-separates (white) in DMC.
    page.locator("#miscibility").filter(has_text="Opaque in DMC").wait_for()

    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="trial").click()
    page.get_by_role("button", name="Start").click()
    _says(page, "The campaign is finished.")
    page.get_by_role("table", name="Candidates by stage").get_by_role("row", name="ranked").wait_for()
    assert (folder / "trial" / "descriptors.csv").read_text().count("\n") == 3
    _choose_and_save(page, folder)

    page.get_by_role("link", name="Record a measurement").click()
    _record(page)
    assert (folder / "trial" / "bench.csv").read_text().count("\n") == 2
    page.get_by_label("Samples").fill("2")
    page.get_by_role("button", name="Suggest").click()
    _says(page, "2 suggested")
    page.screenshot(path=artefacts / "app_bench_done.png", full_page=True)

    # The same seed draws the same: what the small campaign holds, the larger one holds too.
    page.goto(f"{home}campaigns")
    page.get_by_label("Before").select_option("pilot/ranking.csv")
    page.get_by_label("After").select_option("trial/ranking.csv")
    page.get_by_role("button", name="Compare").click()
    page.locator("#compared").filter(has_text="5 candidates in both").wait_for()
    page.screenshot(path=artefacts / "app_compare.png", full_page=True)


def _choose_and_save(page, folder):
    """Find DOA by its ring, and save it."""
    page.get_by_label("Part of the structure").fill("C1COC(=O)O1")
    page.locator("#count").filter(has_text="1 to 1 of 1 (").wait_for()
    page.get_by_label("Choose DOA").check()
    with page.expect_download() as saved:
        page.get_by_role("button", name="SDF").click()
    assert saved.value.suggested_filename == "trial_selection.sdf"
    assert len(list((folder / "trial" / "selection" / "synthesis").iterdir())) == 1


def _record(page):
    page.get_by_label("Monomer", exact=True).fill("DOA")
    page.get_by_label("Resistance R, Ω").fill("10")
    page.get_by_label("Thickness L, cm").fill("0.02")
    page.get_by_label("Area A, cm²").fill("2")
    page.get_by_role("button", name="Record").click()
    _says(page, "Ranked again with the measurements.")
    page.get_by_role("table", name="What moved").get_by_role("row", name="DOA").wait_for()
    page.get_by_role("table", name="Measurements of this campaign").get_by_role(
        "row", name="1 C=CC"
    ).wait_for()
