"""The notebook-style example runs from its first cell to its last."""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).resolve().parent.parent / "scripts" / "example.py"


@pytest.fixture(scope="module")
def run():
    """Return what the example left behind and what it printed."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        left = runpy.run_path(str(EXAMPLE))
    return left, output.getvalue()


def test_the_example_ends_with_a_ranking_and_a_batch(run):
    left, _ = run
    assert left["ranking"]["is_described"].sum() == 1
    assert len(left["batch"]) == 3


def test_the_example_prints_recipe_gel_and_reasons(run):
    _, printed = run
    for part in ("# Synthesis of DOA", "## Gel, 5 g", "chance to beat the best measured"):
        assert part in printed


def test_the_example_is_divided_into_cells():
    assert EXAMPLE.read_text(encoding="utf-8").count("# %% ") >= 6
