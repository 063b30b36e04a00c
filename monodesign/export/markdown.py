"""Escape text for Markdown, so that it is shown as it is."""

from __future__ import annotations

import html


def inert(text: object) -> str:
    """Return text in one line that neither Markdown nor HTML acts on.

    >>> inert("<b>|x")
    '&lt;b&gt;&#124;x'
    """
    line = " ".join(str(text).split())
    for letter in "|*_`[]#":
        line = line.replace(letter, f"&#{ord(letter)};") if letter != "#" else line
    return html.escape(line, quote=False).replace("&amp;#", "&#")
