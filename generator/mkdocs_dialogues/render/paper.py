"""What a page needs on paper that it does not show on a screen: the addresses of its links, and a running title."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from markupsafe import Markup

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.hidden import one_line
from mkdocs_dialogues.render.parts import PartView

__all__ = ["link_notes", "running_title"]

_LINK = re.compile(r'<a href="(https?://[^"]*)"')
_LENGTH = 70


def link_notes(parts: Iterable[PartView]) -> tuple[str, ...]:
    """The web addresses that what was said links to, in their order, as the style sheet's counter numbers them."""
    return tuple(unescape(url) for part in parts if part.kind == "text" for url in _LINK.findall(part.html))


def running_title(title: str) -> Markup:
    """A title as a string of CSS, every character of it but letters and digits of ASCII written by its number."""
    shown = clip(one_line(title), _LENGTH)
    escaped = "".join(c if c.isascii() and c.isalnum() else f"\\{ord(c):06x} " for c in shown)
    return Markup(f'"{escaped}"')  # noqa: S704 - nothing of HTML or CSS is left in it
