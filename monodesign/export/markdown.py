"""Escape text for Markdown, so that it is shown as it is."""

from __future__ import annotations

import re
from typing import Final

# What Markdown or HTML would act on; an ampersand does nothing unless it begins an entity such as `&lt;`.
_ACTIVE: Final = re.compile(r"[<>|*_`\[\]]|&(?=#?\w+;)")
_WORDS: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def inert(text: object) -> str:
    """Return text in one line that neither Markdown nor HTML acts on.

    >>> inert("<b>|x"), inert("Immergut & Grulke"), inert("&lt;")
    ('&lt;b&gt;&#124;x', 'Immergut & Grulke', '&amp;lt;')
    """
    line = " ".join(str(text).split())
    return _ACTIVE.sub(lambda found: _WORDS.get(found[0]) or f"&#{ord(found[0])};", line)
