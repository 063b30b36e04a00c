"""The pages in Chromium: phones, and axe-core."""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from monodesign.campaign_folder.bench import record

pytestmark = pytest.mark.slow

STAND_IN = Path(__file__).with_name("stand_in_retrain.py")
LONG_MS = 300_000  # a machine that also does other work is slow, not wrong

PAGES = (
    "?molecule=DOA",
    "formulation?polymer=DOA",
    "campaigns",
    "campaign?name=pilot",
    "bench?name=pilot",
    "report?name=pilot",
)


@pytest.fixture
def pilot(context, finished_campaign):
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


def _faults(page):
    """Look through the page and the sketcher's frame, which axe does not reach from outside."""
    from axe_playwright_python.sync_playwright import Axe

    if "/report?" in page.url:  # its frame is looked through in tests/report
        return [fault["id"] for fault in Axe().run(page, options={"iframes": False}).response["violations"]]
    sketchers = [frame for frame in page.frames if frame.url.endswith("frame.html")]
    quiet = {"preload": False}  # fetching style sheets is what the frame's policy forbids
    found = [
        fault
        for part in (page, *sketchers)
        for fault in Axe().run(part, options=quiet).response["violations"]
    ]
    return [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found]


@pytest.mark.parametrize("width", [1440, 390])
def test_pages_fit_their_width_and_satisfy_axe(open_workbench, pilot, artefacts, width):
    page = open_workbench("/campaigns", width=width)
    page.set_default_timeout(LONG_MS)
    home = page.url.removesuffix("campaigns")
    for name in PAGES:
        page.goto(home + name)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        if "DOA" in name:
            page.locator("main").filter(has_text="mS/cm").wait_for(timeout=LONG_MS)
            page.wait_for_timeout(1000)  # the curves follow
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _faults(page) == []
        page.screenshot(
            path=artefacts / f"app_{name.partition('?')[0] or 'draw'}_{width}.png", full_page=True
        )


def test_a_typed_gel_makes_a_campaign(open_workbench, context):
    page = open_workbench("/campaigns")
    page.get_by_label("Name of its folder").fill("trial")
    page.get_by_label("Monomers that are candidates in any case").fill("DOA\nAEEO")
    page.get_by_label("also the monomers of the study").uncheck()
    page.get_by_label("Gel").fill("30 wt% polymer, 1 M LiPF6 in DMC")
    page.locator("#new-read").filter(has_text="Read as 30 wt% polymer").wait_for()
    page.get_by_role("button", name="Make the campaign").click()
    page.get_by_role("heading", name="trial").wait_for()
    settings = (context.folder / "trial" / "campaign.toml").read_text()
    assert 'solvent = "DMC"' in settings
    assert 'include = ["DOA", "AEEO"]' in settings


def test_what_was_drawn_and_mixed_fills_the_form_of_a_new_campaign(open_workbench, context):
    page = open_workbench("/?molecule=C=CC(=O)OCCC%23N", width=390)
    page.set_default_timeout(LONG_MS)
    page.locator("#answer").filter(has_text="Passes the filters").wait_for()
    page.get_by_role("link", name="Formulation").click()
    page.get_by_label("Mixture, as papers write it").fill("1 M LiPF6 in EC/DEC 1:1 v/v, 30 wt% polymer")
    page.get_by_role("button", name="Read").click()
    page.locator("#weights").filter(has_text="DEC").wait_for()
    page.get_by_role("link", name="Start a campaign with this gel").click()
    page.get_by_label("Name of its folder").fill("trial")
    page.get_by_label("Monomers drawn from the fragments").fill("0")
    page.get_by_role("button", name="Make the campaign").click()
    page.locator("#about").filter(has_text="EC:DEC 58:42 by weight").wait_for()
    settings = (context.folder / "trial" / "campaign.toml").read_text()
    assert 'include = ["DOA", "PCEA"' in settings
    assert "C=CC(=O)OCCC#N" in settings
    assert "only_included = true" in settings
    assert "EC:57.6856|DEC:42.3144" in settings


def test_a_fault_is_said_at_its_field_and_goes_once_it_is_changed(open_workbench, pilot):
    page = open_workbench("/bench?name=pilot")
    page.get_by_label("Monomer", exact=True).fill("DOA")
    sigma = page.get_by_label("Conductivity σ, mS/cm")
    sigma.fill("1,2")
    page.get_by_role("button", name="Record").click()
    page.get_by_role("alert").filter(has_text="write decimals with a point").wait_for()
    assert sigma.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{sigma.get_attribute('aria-describedby')}").text_content().startswith("'1,2' is")
    assert sigma.evaluate("field => field === document.activeElement")
    sigma.fill("1.2")
    assert page.get_by_role("alert").count() == 0
    assert sigma.get_attribute("aria-describedby") is None


@pytest.mark.parametrize("width", [1440, 390])
def test_a_drawn_part_is_looked_for_in_the_ranking(open_workbench, pilot, width):
    from playwright.sync_api import expect

    page = open_workbench("/campaign?name=pilot", width=width)
    page.get_by_text("Draw the part").click()
    page.frame_locator("#sketcher").get_by_text("JSME Molecular Editor").wait_for()
    sketcher = page.locator("#sketcher")
    sketcher.click(position={"x": 185, "y": 36})  # a ring of five
    sketcher.click(position={"x": 180, "y": 200})
    expect(page.locator("#part")).to_have_value("C1CCCC1", timeout=LONG_MS)
    page.locator("#count").filter(has_text=f"of {_count_rings(pilot)} (").wait_for()


def _count_rings(pilot):
    from rdkit import Chem

    ring = Chem.MolFromSmiles("C1CCCC1")
    smiles = pd.read_csv(pilot / "ranking.csv")["smiles"]
    return sum(Chem.MolFromSmiles(one).HasSubstructMatch(ring) for one in smiles)


def test_retrain_is_followed_to_its_end(open_workbench, pilot, monkeypatch):
    """Training itself is a stand-in, in the job's own process."""
    run = subprocess.Popen

    def run_stand_in(command, **options):
        is_job = command[1:3] == ["-m", "monodesign.app.job_process"]
        return run([command[0], str(STAND_IN), *command[3:]] if is_job else command, **options)

    monkeypatch.setattr("monodesign.app.jobs.subprocess.Popen", run_stand_in)
    record(pilot, "DOA", sigma_s_cm=2e-3)
    page = open_workbench("/bench?name=pilot", width=390)
    page.set_default_timeout(LONG_MS)
    page.locator("#outdated").filter(has_text="does not count 1 measurement").wait_for()
    page.get_by_role("button", name="Retrain the model").click()
    page.locator("#status").filter(has_text="The model is retrained.").wait_for()
    page.get_by_role("table", name="What moved").get_by_role("row", name="DOA").wait_for()
    page.locator("#outdated").filter(has_text=re.compile("^$")).wait_for(state="attached")
    assert (pilot / "changes.csv").exists()


def test_a_candidates_page_opens_from_the_ranking_and_leads_back(open_workbench, pilot):
    page = open_workbench("/campaign?name=pilot")
    page.set_default_timeout(120_000)
    page.get_by_role("link", name="DOA").click()
    page.frame_locator("#frame").locator("#candidate-heading").filter(has_text="DOA").wait_for()
    (report,) = [frame for frame in page.frames if "/reports/" in frame.url]
    assert report.evaluate("self.origin") == "null"
    page.get_by_role("link", name="Back to pilot").click()
    page.get_by_role("heading", name="pilot").wait_for()
