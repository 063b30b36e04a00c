"""What the README says is run and compared, so that it stays true."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from monodesign.cli.arguments import build_parser

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"-?\d+\.\d+")


def code():
    (found,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    return found


@pytest.mark.slow
def test_the_example_prints_what_the_readme_shows():
    """The words exactly; the numbers within a tenth, because a model may be trained again."""
    (shown,) = re.findall(r"```text\n(.*?)```", README, flags=re.DOTALL)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code(), "README.md", "exec"), {})
    printed = output.getvalue()
    assert NUMBER.sub("", printed).split() == NUMBER.sub("", shown).split()
    assert list(map(float, NUMBER.findall(printed))) == pytest.approx(
        list(map(float, NUMBER.findall(shown))), rel=0.1
    )


def test_the_python_example_is_ten_lines_of_work():
    assert len([line for line in code().splitlines() if line and not line.startswith("from ")]) <= 10


def test_every_command_is_in_the_readme():
    (commands,) = [action.choices for action in build_parser()._actions if action.dest == "command"]
    assert [name for name in commands if f"`monodesign {name} " not in README] == []


def test_the_readme_is_short():
    assert README.count("\n") <= 150


def test_what_the_readme_says_to_open_is_there():
    """Paths in the table of where things are; a name without a folder lies beside the one before it."""
    rows = README.partition("## Where things are")[2].partition("## Licence")[0]
    folder = Path()
    for name in re.findall(r"\| .* \| (.*) \|", rows):
        for path in re.findall(r"`([^`]+)`", name):
            folder = Path(path).parent if "/" in path else folder
            assert (ROOT / folder / Path(path).name).exists() or (ROOT / path).exists(), path
