"""The pages in Chromium: the way from a new campaign to the next batch, phones, and axe-core."""

import shutil

import pytest

from monodesign.campaign_folder.settings import change_values

pytestmark = pytest.mark.slow

PAGES = ("campaigns", "campaign?name=pilot", "bench?name=pilot")
LONG_MS = 600_000


@pytest.fixture
def pilot(context, finished_campaign):
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


def _faults(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found]


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_fit_their_width_and_satisfy_axe(open_workbench, pilot, artefacts, width):
    page = open_workbench("/campaigns", width=width)
    home = page.url.removesuffix("campaigns")
    for name in PAGES:
        page.goto(home + name)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _faults(page) == []
        page.screenshot(path=artefacts / f"app_{name.partition('?')[0]}_{width}.png", full_page=True)


def _make(page):
    page.get_by_label("Name of its folder").fill("trial")
    page.get_by_label("Monomers drawn from the fragments").fill("3")
    page.get_by_label("Candidates to describe with xTB (budget)").fill("2")
    page.get_by_label("Monomers that are candidates in any case").fill("DOA\nAEEO")
    page.get_by_label("Gel").fill("30 wt% polymer, 1 M LiPF6 in DMC")
    page.locator("#new-read").filter(has_text="By weight: 30.0% polymer").wait_for()
    page.get_by_role("button", name="Make the campaign").click()
    page.get_by_role("heading", name="trial").wait_for()


def _read_quickly(folder):
    """Let the run compute potentials alone, which take seconds."""
    path = folder / "trial" / "campaign.toml"
    path.write_text(change_values(path.read_text(), {"what": ["redox"]}, table="describe"))


def _says(page, text):
    page.locator("#status").filter(has_text=text).wait_for(timeout=LONG_MS)


def test_from_a_new_campaign_to_the_next_batch(open_workbench, context, pilot, artefacts):
    page = open_workbench("/campaigns")
    home = page.url.removesuffix("campaigns")
    _make(page)
    _read_quickly(context.folder)

    page.get_by_role("button", name="Start").click()
    page.locator("progress").first.wait_for(timeout=LONG_MS)
    _says(page, "The campaign is finished.")
    row = page.get_by_role("row", name="described with xTB 2")
    row.first.wait_for()

    page.get_by_label("Part of the structure").fill("C1COC(=O)O1")
    page.locator("#count").filter(has_text="1 to 1 of 1 (").wait_for()
    page.get_by_label("Choose DOA").check()
    with page.expect_download() as saved:
        page.get_by_role("button", name="SDF").click()
    assert saved.value.suggested_filename == "trial_selection.sdf"
    assert (context.folder / "trial" / "selection" / "synthesis").is_dir()
    assert _faults(page) == []

    page.get_by_role("link", name="Record a measurement").click()
    page.get_by_label("Monomer", exact=True).fill("DOA")
    page.get_by_label("Resistance R, Ω").fill("10")
    page.get_by_label("Thickness L, cm").fill("0.02")
    page.get_by_label("Area A, cm²").fill("2")
    page.get_by_role("button", name="Record").click()
    _says(page, "Ranked again with the measurements.")
    page.get_by_role("table", name="What moved").get_by_role("row", name="DOA").wait_for()
    page.get_by_role("table", name="Measurements of this campaign").get_by_role(
        "row", name="1 C=CC(=O)OCC1"
    ).wait_for()
    assert (context.folder / "trial" / "bench.csv").read_text().count("\n") == 2

    page.get_by_label("Samples").fill("2")
    page.get_by_role("button", name="Suggest").click()
    _says(page, "2 suggested")
    assert _faults(page) == []
    page.screenshot(path=artefacts / "app_bench_done.png", full_page=True)

    page.goto(home + "campaigns")
    page.get_by_label("Before").select_option("pilot/ranking.csv")
    page.get_by_label("After").select_option("trial/ranking.csv")
    page.get_by_role("button", name="Compare").click()
    page.locator("#compared").filter(has_text="2 candidates in both").wait_for()
    page.screenshot(path=artefacts / "app_compare.png", full_page=True)


def test_a_candidates_page_opens_from_the_ranking(browser, workbench, pilot):
    with browser.new_context() as tab:
        page = tab.new_page()
        page.goto(workbench)
        home = workbench.partition("?")[0]
        page.wait_for_url(home)
        page.goto(f"{home}campaign?name=pilot")
        page.get_by_role("link", name="DOA").click(timeout=60_000)
        page.locator("#candidate-heading").filter(has_text="DOA").wait_for()
        assert page.evaluate("self.origin") == "null"
