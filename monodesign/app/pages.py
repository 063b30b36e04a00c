"""The workbench's pages: one template and one script each, in one layout.

A page `x` is `templates/x.html.j2`, which fills the block `content` of `layout.html.j2`, and the module
`static/x.js`, which asks `/api/…` for everything it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parent
STATIC: Final = _FOLDER / "static"
TEMPLATES: Final = _FOLDER / "templates"
# Libraries that the report ships, served to the pages too.
LIBRARIES: Final = _FOLDER.parent / "report" / "vendor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        name: Of its template and script.
        path: Its address.
        title: Its name in the navigation; empty where it does not stand there.
        under: The page of the navigation that it belongs to, where it does not stand there itself.
    """

    name: str
    path: str
    title: str = ""
    under: str = ""


PAGES: Final = (
    Page(name="draw", path="/", title="Draw"),
    Page(name="formulation", path="/formulation", title="Formulation"),
    Page(name="campaigns", path="/campaigns", title="Campaigns"),
    Page(name="campaign", path="/campaign", under="campaigns"),
    Page(name="report", path="/report", under="campaigns"),
    Page(name="bench", path="/bench", title="Bench"),
)


@cache
def render_page(page: Page) -> str:
    """Return a page's HTML; it holds no data, so that it is the same for everybody."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shown = [one for one in PAGES if one.title]
    return environment.get_template(f"{page.name}.html.j2").render(page=page, pages=shown)
