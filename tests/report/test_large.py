"""A report of 5,000 candidates: its size, and the time its main thread works.

The times are the browser's own count of the CPU seconds its main thread used (Chrome's ThreadTime), because a
machine that also runs other jobs stretches the clock on the wall; scripts/benchmark_report.py gives both.
"""

import pytest

from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.report.build import build_report

pytestmark = pytest.mark.slow

N = 5_000
LARGEST_BYTES = 25_000_000
OPEN_S = 3.0
ANSWER_S = 0.2

# Sets a control as a user would and waits until table and plot have been drawn again.
OPERATE = """async ([id, value]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const control = document.getElementById(id);
  if (control.type === "checkbox") control.checked = value; else control.value = value;
  control.dispatchEvent(new Event(control.type === "checkbox" ? "change" : "input"));
  for (let frames = 0; frames < 4; frames += 1) await frame();
}"""


@pytest.fixture(scope="module")
def large_report(campaigns, tmp_path_factory):
    folder = campaigns.make_campaign(tmp_path_factory.mktemp("large"), n=N, described=0.4)
    path = folder / "report.html"
    path.write_text(build_report(read_campaign_folder(folder)), encoding="utf-8")
    return path


@pytest.fixture
def page_and_clock(open_page, large_report):
    """The open page, and a function that reads its main thread's CPU seconds since it began to load."""
    sessions = []

    def start_clock(page):
        sessions.append(page.context.new_cdp_session(page))
        sessions[0].send("Performance.enable")

    def read_clock():
        metrics = sessions[0].send("Performance.getMetrics")["metrics"]
        return next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime")

    return open_page(large_report, prepare=start_clock), read_clock


def _quickest(page, read_clock, control, values):
    """Return the least CPU time of one operation: the first ones also compile code."""
    times = []
    for value in values:
        start = read_clock()
        page.evaluate(OPERATE, [control, value])
        times.append(read_clock() - start)
    return min(times)


def test_the_file_stays_below_25_megabytes(large_report):
    assert large_report.stat().st_size < LARGEST_BYTES


def test_the_page_is_usable_within_3_seconds(page_and_clock):
    page, read_clock = page_and_clock
    # The lower bound shows that the clock runs: no browser reads 10 MB in less.
    assert 0.1 < read_clock() < OPEN_S
    assert page.locator("#shown").inner_text() == f"All {N} candidates"


@pytest.mark.parametrize(
    ("control", "values"),
    [
        ("weight-conductivity", [0, 3, 1, 4]),
        ("search", ["carb", "oxalate", "carbonate", "x"]),
        ("only-described", [True, False, True, False]),
    ],
)
def test_filtering_and_ranking_again_take_less_than_200_milliseconds(page_and_clock, control, values):
    page, read_clock = page_and_clock
    page.locator("#grid").scroll_into_view_if_needed()
    assert 0.001 < _quickest(page, read_clock, control, values) < ANSWER_S
