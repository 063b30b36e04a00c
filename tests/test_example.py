"""The notebook-style example runs from its first cell to its last."""

import contextlib
import io
import json
import runpy
from pathlib import Path

import pytest
from write_notebook import split_cells

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


def test_the_notebook_is_the_example_with_its_outputs():
    """scripts/write_notebook.py writes and runs it."""
    notebook = json.loads(EXAMPLE.with_suffix(".ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert ["".join(cell["source"]) for cell in cells] == [
        code for _, code in split_cells(EXAMPLE.read_text(encoding="utf-8"))
    ]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    printed = "".join("".join(one.get("text", "")) for cell in cells for one in cell["outputs"])
    assert "# Synthesis of DOA" in printed
    assert not any(one["output_type"] == "error" for cell in cells for one in cell["outputs"])
