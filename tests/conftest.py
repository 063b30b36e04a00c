"""What tests of all parts share."""

import os
import shutil
import time
from pathlib import Path

import pytest
from hypothesis import settings

# No example has a deadline: on a machine that does other work any of them may miss it.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def finished_campaign(tmp_path_factory):
    """A small finished campaign of predictions alone; tests that change it work on a copy."""
    from monodesign.campaign.stages import run_campaign
    from monodesign.campaign_folder.read_settings import parse_campaign

    folder = tmp_path_factory.mktemp("finished_campaign")
    library = {"sample": 10, "include": ["DOA", "AEEO"]}
    data = {"budget": 0, "library": library, "shortlist": {"size": 1}}
    run_campaign(parse_campaign(data, where="test"), folder, engine_name="fake")
    return folder


@pytest.fixture
def is_quicker():
    """Say whether some work takes less CPU time than a limit (s) in the best of three runs.

    Other work on the machine shares its caches and its cores' units: it makes runs slow, and none quick.
    """

    def is_quicker(work, seconds):
        return any(_cpu_seconds(work) < seconds for _ in range(3))

    return is_quicker


def _cpu_seconds(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def _find_chromium():
    named = os.environ.get("CHROMIUM")
    return named or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium that draws WebGL in software."""
    chromium = _find_chromium()
    if chromium is None:
        pytest.skip(
            "no Chromium found: install one (Debian: apt-get install chromium) or name it in $CHROMIUM"
        )
    from playwright.sync_api import sync_playwright

    options = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=options)
        yield running
        running.close()


@pytest.fixture(scope="session")
def artefacts():
    """The folder of screenshots to be looked at; git ignores it."""
    path = Path(__file__).parents[1] / "build" / "screenshots"
    path.mkdir(parents=True, exist_ok=True)
    return path
