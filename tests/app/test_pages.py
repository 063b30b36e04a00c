"""The pages in Chromium: phones, and axe-core."""

import shutil

import pytest

pytestmark = pytest.mark.slow

LONG_MS = 300_000  # a machine that also does other work is slow, not wrong

PAGES = (
    "?molecule=DOA",
    "formulation?polymer=DOA",
    "campaigns",
    "campaign?name=pilot",
    "bench?name=pilot",
)


@pytest.fixture
def pilot(context, finished_campaign):
    shutil.copytree(finished_campaign, context.folder / "pilot")
    return context.folder / "pilot"


def _faults(page):
    """Look through the page and the sketcher's frame, which axe does not reach from outside."""
    from axe_playwright_python.sync_playwright import Axe

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
    page.get_by_label("Gel").fill("30 wt% polymer, 1 M LiPF6 in DMC")
    page.locator("#new-read").filter(has_text="By weight: 30.0% polymer").wait_for()
    page.get_by_role("button", name="Make the campaign").click()
    page.get_by_role("heading", name="trial").wait_for()
    settings = (context.folder / "trial" / "campaign.toml").read_text()
    assert 'solvent = "DMC"' in settings
    assert 'include = ["DOA", "AEEO"]' in settings


def test_a_candidates_page_opens_from_the_ranking(browser, workbench, pilot):
    with browser.new_context() as tab:
        page = tab.new_page()
        page.set_default_timeout(120_000)
        page.goto(workbench)
        home = workbench.partition("?")[0]
        page.wait_for_url(home)
        page.goto(f"{home}campaign?name=pilot")
        page.get_by_role("link", name="DOA").click()
        page.locator("#candidate-heading").filter(has_text="DOA").wait_for()
        assert page.evaluate("self.origin") == "null"
