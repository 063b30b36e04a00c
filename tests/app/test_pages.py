"""The pages in Chromium: phones, and axe-core."""

import shutil

import pytest

pytestmark = pytest.mark.slow

PAGES = ("campaigns", "campaign?name=pilot", "bench?name=pilot")


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
