"""The pages of the documentation: they build, their code runs, and what they point at is there."""

import contextlib
import io
import re
import shlex
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

from monodesign.campaign_folder.read_settings import parse_campaign
from monodesign.cli.arguments import build_parser
from monodesign.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in (ROOT / "docs").rglob("*.md"))
FENCE = re.compile(
    r"(?P<left_out><!-- not run: [^\n]* -->\n)?^```(?:\{code-block\} )?(?P<language>\w+)\n"
    r"(?::caption: (?P<file>[^\n]*)\n\n)?(?P<text>.*?)^```",
    flags=re.MULTILINE | re.DOTALL,
)
# What the tutorial runs in place of the default campaign, which takes a quarter of an hour.
SMALL_CAMPAIGN = "budget = 0\n[library]\nsample = 10\n[shortlist]\nsize = 5\n"


@dataclass(frozen=True)
class Block:
    """A block of code: its language, the file it is shown as, and whether the page says that it is run."""

    language: str
    file: str
    text: str
    is_run: bool

    @property
    def commands(self) -> list[list[str]]:
        """The arguments of each call of monodesign in a block for the shell."""
        lines = self.text.splitlines() if self.language == "bash" else []
        return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("monodesign ")]


def blocks(page):
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["language"], found["file"] or "", found["text"], found["left_out"] is None)
        for found in FENCE.finditer(text)
    ]


def page_ids(page):
    return str(page.relative_to(ROOT / "docs"))


RUN = [
    page
    for page in PAGES
    if any(block.is_run and block.language in {"bash", "python"} for block in blocks(page))
]


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(tmp_path):
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "--fail-on-warning",
        "--keep-going",
        "--quiet",
        "docs",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "li_exchange_kcal_mol" in (tmp_path / "reference" / "columns.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_every_command_on_a_page_is_one_that_the_program_accepts(page):
    for block in blocks(page):
        for command in block.commands:
            assert build_parser().parse_args(command).command == command[0]


@pytest.mark.parametrize("page", PAGES, ids=page_ids)
def test_every_setting_on_a_page_is_one_that_a_campaign_accepts(page):
    for block in blocks(page):
        if block.language == "toml":
            parse_campaign(tomllib.loads(block.text), where=page.name)


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=page_ids)
def test_the_code_of_a_page_runs_from_top_to_bottom(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaign").mkdir()
    (tmp_path / "campaign" / "campaign.toml").write_text(SMALL_CAMPAIGN, encoding="utf-8")
    (tmp_path / "smiles.txt").write_text("C=CC(=O)OC\n", encoding="utf-8")
    names = {}
    for block in blocks(page):
        if block.file:
            place = tmp_path / block.file
            place.parent.mkdir(exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
        if not block.is_run:
            continue
        if block.language == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.text, page.name, "exec"), names)
        for command in block.commands:
            with contextlib.redirect_stdout(io.StringIO()):
                assert main(command) == 0, command


@pytest.mark.parametrize("page", [*PAGES, *sorted(ROOT.glob("*.md"))], ids=lambda page: page.name)
def test_what_a_page_links_to_is_there(page):
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize(
    "picture", sorted((ROOT / "docs" / "pictures").glob("*")), ids=lambda path: path.name
)
def test_a_picture_is_small(picture):
    assert picture.stat().st_size <= 150_000
