"""The pages Draw and Formulation in Chromium: draw, look, add to a campaign, mix."""

import pytest

from monodesign.app.calls import load_topics
from monodesign.campaign_folder.read_settings import read_campaign
from monodesign.surrogate.storage import load_model

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True, scope="module")
def loaded():
    """Models are loaded before a page waits for them."""
    load_topics()
    load_model()


def _violations(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"iframes": False}).response["violations"]
    return [(one["id"], [node["html"][:100] for node in one["nodes"]]) for one in found]


def _overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


def _draw_a_bond(page):
    """Click the empty sheet, where JSME draws a bond, once the pointer reaches it.

    Chromium shows a frame a moment before it sends clicks there.
    """
    sheet = page.frame_locator("#sketcher").locator("#editor")
    sheet.get_by_text("JSME Molecular Editor").wait_for()
    sheet.evaluate("e => e.addEventListener('mousemove', () => { e.dataset.reached = 'yes' }, true)")
    for _ in range(600):
        page.locator("#sketcher").hover()
        if sheet.get_attribute("data-reached"):
            break
        page.mouse.move(0, 0)
        page.wait_for_timeout(100)
    page.locator("#sketcher").click()


@pytest.mark.parametrize("width", [1440, 390])
def test_from_a_drawing_to_numbers_to_an_opaque_gel_to_a_campaign(open_workbench, context, artefacts, width):
    from playwright.sync_api import expect

    page = open_workbench(width=width)
    _draw_a_bond(page)
    expect(page.locator("#molecule")).to_have_value("CC", timeout=60_000)
    page.get_by_text("no polymerisable C=C: 0 of 1").wait_for()

    page.fill("#molecule", "DOA")
    page.keyboard.press("Enter")
    card = page.locator("#answer .card[aria-label=DOA]")
    card.get_by_text("Passes the filters").wait_for()
    assert page.get_by_text("glycerol carbonate").count() == 1
    assert _violations(page) == []
    assert _overflow(page) == 0
    page.screenshot(path=artefacts / f"draw_{width}.png", full_page=True)

    page.fill("#campaign", "mine")
    page.keyboard.press("Enter")
    page.locator("#status").filter(has_text="mine includes it already").wait_for()
    assert "DOA" in read_campaign(context.folder / "mine" / "campaign.toml").library.include

    page.get_by_role("link", name="Change solvent, salt and temperature").click()
    page.locator("#miscibility").filter(has_text="Clear in EC").wait_for()
    page.get_by_label("Solvent 1").first.select_option("DMC")
    page.locator("#miscibility").filter(has_text="Opaque in DMC").wait_for()
    page.locator("#plot-temperature_c canvas").wait_for()
    assert _violations(page) == []
    assert _overflow(page) == 0
    page.screenshot(path=artefacts / f"formulation_{width}.png", full_page=True)


def test_a_question_before_the_models_are_loaded_is_told_so_and_answered_then(open_workbench, context):
    context.is_warm.clear()
    page = open_workbench("/?molecule=DOA")
    page.locator("#status").filter(has_text="The models are being loaded").wait_for()
    context.is_warm.set()
    page.locator("#answer").filter(has_text="mS/cm").wait_for()
    assert page.locator("#status").text_content() == ""


def test_what_is_wrong_is_said_where_the_numbers_would_be(open_workbench):
    page = open_workbench("/?molecule=C1CC")
    page.get_by_role("alert").filter(has_text="does not parse").wait_for()


def test_the_sketcher_reaches_nothing_of_the_page(open_workbench):
    """Its frame has no origin: neither the page, nor its cookie, nor its calls."""
    page = open_workbench()
    page.frame_locator("#sketcher").get_by_text("JSME Molecular Editor").wait_for()
    frame = page.frame(url=lambda url: "sketcher" in url)
    assert frame.evaluate("window.origin") == "null"
    reach = "() => { try { return String(window.parent.document) } catch (error) { return error.name } }"
    assert frame.evaluate(reach) == "SecurityError"


def test_what_was_drawn_before_the_page_listened_reaches_it(open_workbench):
    """A busy machine may run the page's script after the frame's."""
    page = open_workbench()
    _draw_a_bond(page)
    late = """async () => {
      const { connect } = await import("/static/sketcher.js");
      return new Promise((resolve) => connect(document.getElementById("sketcher"), resolve));
    }"""
    assert page.evaluate(late) == "CC"


@pytest.mark.parametrize("late", ["frame.css", "frame.js", "draw.css", "jsme/*.cache.js"])
def test_the_sketcher_fills_its_place_in_whatever_order_its_files_arrive(open_workbench, late):
    from playwright.sync_api import expect

    def hold(route):
        page.wait_for_timeout(1_000)
        route.continue_()

    page = open_workbench()
    page.route(f"**/{late}", hold)
    page.reload()
    _draw_a_bond(page)
    expect(page.locator("#molecule")).to_have_value("CC", timeout=60_000)
    frame = page.frame(url=lambda url: "sketcher" in url)
    drawn = "document.querySelector('#editor > *').getBoundingClientRect().width / window.innerWidth"
    assert frame.evaluate(drawn) > 0.9
