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
def engine():
    """The engine of the jobs: xTB, or `fake`, which says nothing of chemistry and takes no time."""
    return "default"


@pytest.fixture
def folder(context, finished_campaign, engine, monkeypatch):
    """The workbench's folder with a finished campaign, and one that waits."""
    start = type(context.jobs).start

    def start_with(jobs, kind, task, **about):
        return start(jobs, kind, {**task, "engine": engine}, **about)

    monkeypatch.setattr(type(context.jobs), "start", start_with)
    shutil.copytree(finished_campaign, context.folder / "pilot")
    (context.folder / "trial").mkdir()
    (context.folder / "trial" / "campaign.toml").write_text(CAMPAIGN)
    return context.folder


def _says(page, text):
    page.locator("#status").filter(has_text=text).wait_for()


def _fits(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "engine"), [(1440, "default"), (390, "fake")])
def test_from_a_drawing_to_the_next_batch(open_workbench, folder, artefacts, width, engine):
    page = open_workbench("/", width=width)
    page.set_default_timeout(LONG_MS)
    home = page.url
    _draw(page, folder, engine)
    _fits(page, width)

    page.get_by_role("link", name="Formulation").click()
    page.get_by_label("Mixture, as papers write it").fill("30 wt% DOA, 16 wt% LiPF6, 54 wt% DMC")
    page.get_by_role("button", name="Read").click()
    # doi 10.1038/s41467-025-59020-w: P(DOA) phase-separates (white) in DMC.
    page.locator("#miscibility").filter(has_text="Opaque in DMC").wait_for()
    _read_sheet(page, "Formulation sheet", "DMC")
    _fits(page, width)

    page.get_by_role("link", name="Campaigns").click()
    page.get_by_role("link", name="trial").click()
    page.get_by_role("button", name="Start").click()
    _says(page, "The campaign is finished.")
    page.get_by_role("table", name="Candidates by stage").get_by_role("row", name="ranked").wait_for()
    assert (folder / "trial" / "descriptors.csv").read_text().count("\n") == 3
    _choose_and_save(page, folder)
    _fits(page, width)

    page.get_by_role("link", name="Record a measurement").click()
    _record(page)
    assert (folder / "trial" / "bench.csv").read_text().count("\n") == 2
    page.get_by_label("Samples").fill("2")
    page.get_by_role("button", name="Suggest").click()
    _says(page, "2 suggested")
    _fits(page, width)
    page.screenshot(path=artefacts / f"app_bench_done_{width}.png", full_page=True)
    _withdraw(page, folder)

    # The same seed draws the same: what the small campaign holds, the larger one holds too.
    page.goto(f"{home}campaigns")
    page.get_by_label("Before").select_option("pilot/ranking.csv")
    page.get_by_label("After").select_option("trial/ranking.csv")
    page.get_by_role("button", name="Compare").click()
    page.locator("#compared").filter(has_text="5 candidates in both").wait_for()
    _fits(page, width)
    page.screenshot(path=artefacts / f"app_compare_{width}.png", full_page=True)


def _draw(page, folder, engine):
    """Ask about DOA, describe it where that takes no time, read its sheets, and add it to the campaign."""
    page.get_by_label("Name or SMILES").fill("DOA")
    page.get_by_role("button", name="Show").click()
    answer = page.locator("#answer")
    answer.filter(has_text="Passes the filters").wait_for()
    answer.filter(has_text="mS/cm").wait_for()
    if engine == "fake":
        page.get_by_role("button", name="Describe with xTB").click()
        page.locator("td[data-label=From]").filter(has_text="computed").first.wait_for()
        assert len(list((folder / "described").glob("*.csv"))) == 1
    _read_sheet(page, "Synthesis sheet", "glycerol carbonate")
    _read_sheet(page, "Formulation sheet", "LiPF6")
    page.get_by_label("Campaign, present or new").fill("trial")
    page.get_by_role("button", name="Add to campaign").click()
    _says(page, "Added to trial")


def _read_sheet(page, name, text):
    page.get_by_role("button", name=name).click()
    page.get_by_role("dialog").filter(has_text=text).wait_for()
    page.get_by_role("button", name="Close").click()


def _choose_and_save(page, folder):
    """Find DOA by its ring, and save it in every form."""
    page.get_by_label("Part of the structure").fill("C1COC(=O)O1")
    page.locator("#count").filter(has_text="1 to 1 of 1 (").wait_for()
    page.get_by_label("Choose DOA").check()
    for button, name in (
        ("CSV", "trial_selection.csv"),
        ("SDF", "trial_selection.sdf"),
        ("Excel", "trial_selection.xlsx"),
        ("Synthesis and formulation sheets", "trial_sheets.zip"),
    ):
        with page.expect_download() as saved:
            page.get_by_role("button", name=button, exact=True).click()
        assert saved.value.suggested_filename == name
    assert len(list((folder / "trial" / "selection" / "synthesis").iterdir())) == 1


def _record(page):
    page.get_by_label("Monomer", exact=True).fill("DOA")
    page.get_by_label("Resistance R, Ω").fill("10")
    page.get_by_label("Thickness L, cm").fill("0.02")
    page.get_by_label("Area A, cm²").fill("2")
    page.get_by_role("button", name="Record").click()
    _says(page, "Ranked again with the measurements.")
    page.get_by_role("table", name="What moved").get_by_role("row", name="DOA").wait_for()
    page.get_by_role("table", name="Measurements of this campaign").get_by_text("C=CC(=O)OCC1").wait_for()


def _withdraw(page, folder):
    page.once("dialog", lambda dialog: dialog.accept("leak"))
    page.get_by_role("button", name="Withdraw record 1").click()
    _says(page, "Record 1 withdrawn")
    page.get_by_role("cell", name="withdrawn").wait_for()
    assert "leak" in (folder / "trial" / "bench.csv").read_text()


def test_what_runs_is_stopped_by_the_button_beside_it(open_workbench, folder):
    page = open_workbench("/bench?name=pilot")
    page.set_default_timeout(LONG_MS)
    page.get_by_label("Monomer", exact=True).fill("AEEO")
    page.get_by_label("Conductivity σ, mS/cm").fill("5")
    page.get_by_role("button", name="Record").click()
    _says(page, "Ranked again")
    page.get_by_role("button", name="Retrain the model").click()
    page.get_by_role("button", name="Stop").click()
    _says(page, "Stopped.")
    assert not (folder / "pilot" / "models").exists()

    page.goto(page.url.replace("bench?", "campaign?"))
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Stop").click()
    page.locator("#progress").filter(has_text="Stopped; what was finished is kept.").wait_for()
