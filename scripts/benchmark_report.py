"""Measure the report of a large campaign: size, time to build, to open, to filter and to rank again.

Usage: scripts/benchmark_report.py [NUMBER_OF_CANDIDATES]   (5000 by default)

Times are given twice: on the wall, and as CPU seconds of the page's main thread, which do not depend on
what else the machine is doing. The campaign is the tests' (real monomers, made-up numbers). Needs Chromium,
or its path in $CHROMIUM.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.report.build import build_report

VIEWPORT: ViewportSize = {"width": 1400, "height": 1000}
TESTS = Path(__file__).resolve().parents[1] / "tests" / "report"
OPERATE = """async ([id, value]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  const control = document.getElementById(id);
  const start = performance.now();
  if (control.type === "checkbox") control.checked = value; else control.value = value;
  control.dispatchEvent(new Event(control.type === "checkbox" ? "change" : "input"));
  await frame();
  await frame();
  return performance.now() - start;
}"""
OPERATIONS: tuple[tuple[str, str, list[Any]], ...] = (
    ("move a weight", "weight-conductivity", [0, 3, 1, 4, 2, 5, 1]),
    ("search", "search", ["carb", "oxalate", "", "acryl", "amide", "x", ""]),
    ("tick a filter", "only-described", [True, False, True, False, True, False, True]),
)


def main(count: int) -> None:
    """Build a report of so many candidates, open it and print what it takes."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "report.html"
        campaigns = _load("campaign_folder", TESTS / "campaign_folder.py")
        campaigns.make_campaign(Path(name), n=count, described=0.4)
        start, start_cpu = time.perf_counter(), time.process_time()
        path.write_text(build_report(read_campaign_folder(Path(name))), encoding="utf-8")
        print(f"candidates {count}")
        wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
        print(f"build      {wall:.1f} s wall, {cpu:.1f} s CPU")
        print(f"size       {path.stat().st_size / 1e6:.1f} MB")
        _measure(path)


def _load(name: str, path: Path) -> Any:  # noqa: ANN401  # a module that is no part of a package
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise SystemExit(f"{path}: not found; run this script from a checkout")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _measure(path: Path) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit(
            "no Chromium found: install one (Debian: apt-get install chromium) or name it in $CHROMIUM"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        opened = [_OpenPage(browser.new_page(viewport=VIEWPORT), path) for _ in range(3)]
        _show("open", [page.opening_s for page in opened], [page.cpu_s() for page in opened])
        last = opened[-1]
        last.page.locator("#grid").scroll_into_view_if_needed()
        for label, control, values in OPERATIONS:
            walls, cpus = [], []
            for value in values:
                before = last.cpu_s()
                walls.append(last.page.evaluate(OPERATE, [control, value]) / 1000)
                cpus.append(last.cpu_s() - before)
            _show(label, walls, cpus)
        browser.close()


class _OpenPage:
    """A page with a report in it, and the clock of its main thread."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable")  # before the page loads: the clock starts here
        start = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready=true]", state="attached", timeout=120_000)
        self.opening_s = time.perf_counter() - start

    def cpu_s(self) -> float:
        """Return the CPU seconds that the main thread has used."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(metric["value"] for metric in metrics if metric["name"] == "ThreadTime"))


def _show(label: str, walls: list[float], cpus: list[float]) -> None:
    """Print the median and the largest of the wall times, and of the CPU times."""
    print(
        f"{label:<14} wall {statistics.median(walls):.3f} s (largest {max(walls):.3f}), "
        f"main thread {statistics.median(cpus):.3f} s (largest {max(cpus):.3f})"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
