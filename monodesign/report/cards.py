"""The model card and the calibrations' cards, as safe HTML and pictures."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from monodesign.paths import MODELS
from monodesign.safe_files import is_own

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# A parity plot is some tens of kB; anything larger would eat the report's size.
_LARGEST_PICTURE_BYTES: Final = 400_000
# What `train` and `retrain` write into a model's folder.
_MODEL: Final = "model.npz"
_CARD: Final = "card.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A model's card.

    Attributes:
        name: Name of the model or calibration.
        text: The card as HTML.
        pictures: Its plots as data URLs.
    """

    name: str
    text: Markup
    pictures: tuple[str, ...] = ()


def read_cards(settings: Mapping[str, Any], campaign: Path) -> tuple[Card, ...]:
    """Return the card of the campaign's surrogate, then those of the calibrations, where there are any.

    Args:
        settings: The campaign's settings.
        campaign: Its folder; a model that is not a shipped one is looked for there.
    """
    model = str(settings.get("predict", {}).get("model", "default"))
    named = MODELS / model
    folder = named if is_own(named / _MODEL) else campaign / model
    others = sorted(
        path for path in MODELS.iterdir() if path.is_dir() and path.name not in {"default", model}
    )
    # Only a model's own card: a campaign file may name any folder, which has pages of others too.
    own = [folder / _CARD] if is_own(folder / _MODEL) else []
    cards = [_read_card(f"Conductivity: {folder.name}", own)]
    cards += [_read_card(path.name.capitalize(), sorted(path.glob("*.md"))) for path in others]
    return tuple(card for card in cards if card is not None)


def _read_card(name: str, pages: list[Path]) -> Card | None:
    """Return the card of some pages and the pictures beside them; `None` where there is no page."""
    texts = [page.read_text(encoding="utf-8", errors="replace") for page in pages if is_own(page)]
    if not texts:
        return None
    found = sorted(pages[0].parent.glob("*.png"))
    pictures = [path for path in found if is_own(path) and path.stat().st_size <= _LARGEST_PICTURE_BYTES]
    return Card(name=name, text=render_markdown("\n\n".join(texts)), pictures=tuple(map(_data_url, pictures)))


def render_markdown(text: str) -> Markup:
    r"""Return Markdown as HTML; HTML inside it, and links that could run code, stay text.

    Headings are lowered by two levels, because the page has its own first and second.

    >>> render_markdown("# A <b>")
    Markup('<h3>A &lt;b&gt;</h3>\n')
    """
    tokens = _parser().parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1:]) + 2, 6)}"
    return Markup(_parser().renderer.render(tokens, _parser().options, {}))  # noqa: S704  # the parser escapes HTML


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # A picture would be a file outside the report; the card's own are embedded behind its text.
    parser.add_render_rule("image", lambda *_: "")
    return parser


def _data_url(path: Path) -> str:
    return f"data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}"
