"""Write scripts/example.ipynb from scripts/example.py, and run it so that the outputs are kept.

    python scripts/write_notebook.py

Each `# %%` of the script becomes a heading and a cell.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

if TYPE_CHECKING:
    from nbformat import NotebookNode

HERE: Final = Path(__file__).resolve().parent
SCRIPT: Final = HERE / "example.py"
NOTEBOOK: Final = HERE / "example.ipynb"


def split_cells(source: str) -> list[tuple[str, str]]:
    r"""Return heading and code of each cell of a script.

    >>> split_cells("# %% First\nx = 1\n\n# %% Second\nprint(x)\n")
    [('First', 'x = 1'), ('Second', 'print(x)')]
    """
    found = re.findall(r"^# %% ([^\n]*)\n(.*?)(?=^# %% |\Z)", source, flags=re.MULTILINE | re.DOTALL)
    return [(heading, code.strip()) for heading, code in found]


def build(source: str) -> NotebookNode:
    """Return the notebook of a script, not run yet; its cells have fixed ids."""
    title = (ast.get_docstring(ast.parse(source)) or "").splitlines()[0]
    cells = [new_markdown_cell(f"# {title}", id="title")]
    for number, (heading, code) in enumerate(split_cells(source), start=1):
        cells += [
            new_markdown_cell(f"## {heading}", id=f"heading-{number}"),
            new_code_cell(code, id=f"code-{number}"),
        ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernel})


def main() -> None:
    """Build, run and write the notebook."""
    notebook = build(SCRIPT.read_text(encoding="utf-8"))
    NotebookClient(notebook, timeout=1200, record_timing=False).execute()
    notebook.metadata.pop("language_info", None)  # names the Python that happened to run it
    NOTEBOOK.write_text(nbformat.writes(notebook), encoding="utf-8")


if __name__ == "__main__":
    main()
