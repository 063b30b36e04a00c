"""What a keyboard, a screen reader and tired eyes need of the report."""

import pytest

pytestmark = pytest.mark.slow

# Text whose contrast with what lies behind it is below WCAG 2.2's 4.5:1 (3:1 where it is large).
FAINT_TEXT = """() => {
  // A canvas resolves every way to write a colour.
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const channels = (text) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = text;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, index) => sum + c * [0.2126, 0.7152, 0.0722][index], 0);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a] = channels(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *:not(svg *):not(script)")) {
    const own = [...node.childNodes].filter((part) => part.nodeType === 3 && part.data.trim());
    if (!own.length || !node.checkVisibility()) continue;
    const style = getComputedStyle(node);
    const pair = [light(channels(style.color)), light(behind(node))].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${own[0].data.trim().slice(0, 40)}`);
  }
  return faint;
}"""
# Controls and pictures that a screen reader could only call "button", "edit" or "image".
NAMELESS = """() => [...document.querySelectorAll(
    "button, select, input:not([type=hidden]), a[href], [role=img], img, canvas, [tabindex='0'][role=group]")]
  .filter((node) => node.checkVisibility() && !node.closest("[role=img] *, .ag-hidden, [aria-hidden=true]"))
  .filter((node) => {
    const ids = (node.getAttribute("aria-labelledby") ?? "").split(" ");
    const by = ids.map((id) => document.getElementById(id));
    const names = [node.getAttribute("aria-label"), node.alt, node.title, node.textContent,
      ...[...(node.labels ?? [])].map((label) => label.textContent), ...by.map((part) => part?.textContent)];
    return !names.some((name) => name?.trim());
  })
  .map((node) => node.outerHTML.slice(0, 120))"""


@pytest.fixture(params=["", "#candidate-agthceqcq4zd"], ids=["overview", "candidate"])
def page(request, open_page, report):
    return open_page(report, fragment=request.param)


def test_all_text_stands_out_from_what_is_behind_it(page):
    assert page.evaluate(FAINT_TEXT) == []


def test_every_control_and_picture_has_a_name(page):
    assert page.evaluate(NAMELESS) == []


def test_the_page_has_one_heading_of_the_first_level_and_a_language(page):
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_first_tab_stop_skips_to_the_table(open_page, report):
    page = open_page(report)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#ranking"


def test_every_slider_is_moved_by_keys(open_page, report):
    page = open_page(report)
    for goal, shown in (("conductivity", "1.1"), ("oxidation", "1.1"), ("binding", "0.1")):
        page.locator(f"#weight-{goal}").focus()
        page.keyboard.press("ArrowRight")
        page.locator(f"output[for=weight-{goal}]").filter(has_text=shown).wait_for()


def test_a_change_is_announced(open_page, report):
    page = open_page(report)
    page.locator("#only-described").check()
    page.locator("#status[aria-live=polite]").filter(has_text="of 300 candidates; first is").wait_for(
        state="attached"
    )
