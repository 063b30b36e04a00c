"""Reports to test: built once a session from a made-up campaign, and opened in a browser."""

import importlib.util
from pathlib import Path

import pytest

from monodesign.campaign_folder.tables import read_campaign_folder
from monodesign.report.build import build_report

HERE = Path(__file__).parent
DOA = "C=CC(=O)OCC1COC(=O)O1"
# Names that would do harm if any part of the report took them for more than text.
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.test","y")',
    "../../x",
    "</script><img src=x onerror=alert(1)>",
)


def load_campaign_folder():
    """Return the module that makes campaigns; it is no part of the package, so it is loaded by its path."""
    specification = importlib.util.spec_from_file_location("campaign_folder", HERE / "campaign_folder.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def campaigns():
    return load_campaign_folder()


def _name_badly(candidates):
    """Give the four rows behind the paper's monomers hostile names."""
    names = list(candidates["name"])
    names[5 : 5 + len(HOSTILE)] = HOSTILE
    return candidates.assign(name=names)


@pytest.fixture(scope="session")
def folder(campaigns, tmp_path_factory):
    """A campaign of 300 candidates, some with hostile names, one with a synthesis sheet."""
    path = tmp_path_factory.mktemp("campaign")
    campaigns.make_campaign(path, n=300, title=HOSTILE[0], edit=_name_badly)
    (path / "synthesis").mkdir()
    (path / "synthesis" / "agthceqcq4zd.md").write_text(
        "# Route\n\n| g | <b>x</b> |\n|---|---|\n| 20 | 1 |\n", encoding="utf-8"
    )
    return path


@pytest.fixture(scope="session")
def report(folder, campaigns):
    """The path of that campaign's report."""
    path = folder / "report.html"
    text = build_report(read_campaign_folder(folder), complexes={DOA: campaigns.make_complex()})
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser):
    """Open a file as `page`; afterwards it must have asked no network and reported no error."""
    contexts, troubles = [], []

    def open_file(path, *, fragment="", prepare=None, width=1400, **options):
        context = browser.new_context(viewport={"width": width, "height": 1000}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)  # a machine that also runs other tests is slow, not wrong
        page.on(
            "console",
            lambda message: troubles.append(message.text) if message.type in {"error", "warning"} else None,
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(("file:", "data:", "blob:")) else troubles.append(request.url)
            ),
        )
        if prepare is not None:
            prepare(page)
        page.goto(path.as_uri() + fragment)
        page.wait_for_selector("html[data-ready=true]", state="attached")
        return page

    yield open_file
    for context in contexts:
        context.close()
    assert troubles == []
