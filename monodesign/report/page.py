"""The page around a report's data: template, style, scripts and libraries in one file."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Environment

_FOLDER: Final = Path(__file__).resolve().parent
LIBRARIES: Final = ("fflate", "vega", "vega-lite", "vega-interpreter", "ag-grid-community", "3dmol")
# In the order in which they build on each other.
SCRIPTS: Final = (
    "elements", "data", "rank", "substructure", "drawings", "plot", "table", "export", "viewer", "comparison",
    "candidate", "main",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """JavaScript to embed.

    Attributes:
        name: Where it comes from.
        text: The code.
        digest: Its SHA-256 as a content security policy writes it.
    """

    name: str
    text: Markup
    digest: str


def render_page(**parts: Any) -> str:  # noqa: ANN401  # the parts are whatever the template names
    """Return the whole page.

    A content security policy lets the browser run the embedded scripts by their hash and nothing else, and
    lets the page reach no network.

    Args:
        **parts: Values of the template's variables.
    """
    scripts = load_scripts()
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            scripts=scripts,
            script_policy=" ".join(f"'{script.digest}'" for script in scripts),
            style=Markup((_FOLDER / "assets" / "report.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
            licences=_read_licences(),
            **parts,
        )
    )


@lru_cache(maxsize=1)
def load_scripts() -> tuple[Script, ...]:
    """Load the libraries and the report's own scripts, in the order they run in."""
    libraries = [_FOLDER / "vendor" / f"{name}.js" for name in LIBRARIES]
    own = [_FOLDER / "assets" / f"{name}.js" for name in SCRIPTS]
    return tuple(_load_script(path) for path in (*libraries, *own))


def _load_script(path: Path) -> Script:
    # read_text turns CRLF into LF, as a browser does before it hashes.
    text = path.read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Script(name=path.stem, text=Markup(text), digest=f"sha256-{digest}")  # noqa: S704  # our own files


def _read_licences() -> list[tuple[str, str]]:
    return [
        (name, (_FOLDER / "vendor" / f"{name}.LICENSE").read_text(encoding="utf-8")) for name in LIBRARIES
    ]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
