"""HTML that a program made of a model's Markdown, on its way back."""

from __future__ import annotations

import re
from typing import Final

from html_to_markdown import ConversionError, ConversionOptions, convert

from mkdocs_dialogues.readers.shapes.text import clean

__all__ = ["as_markdown"]

_OPTIONS: Final = ConversionOptions(extract_metadata=False, bullets="-")
_HIDDEN: Final = re.compile(
    r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL | re.IGNORECASE
)
_TAG: Final = re.compile(r"<[^<>]*>")


def as_markdown(html: str) -> str | None:
    """The Markdown that HTML says; None when nothing can be made of a text that is there."""
    html = clean(html)
    try:
        found = (convert(html, _OPTIONS).content or "").strip()
    except (ConversionError, ValueError):
        found = ""
    return found if found or not _TAG.sub("", _HIDDEN.sub("", html)).strip() else None
