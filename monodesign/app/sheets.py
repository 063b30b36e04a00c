"""Sheets as the page shows them: their Markdown as HTML in which nothing can run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from monodesign.report.cards import render_markdown


def show_sheet(path: Path) -> dict[str, Any]:
    """Return a sheet's name, its text, and its text as HTML.

    The page's policy allows no style in place, so that columns of numbers get a class instead.
    """
    text = path.read_text(encoding="utf-8")
    html = str(render_markdown(text)).replace(' style="text-align:right"', ' class="number"')
    return {"file": f"{path.parent.name}/{path.name}", "name": path.name, "text": text, "html": html}
