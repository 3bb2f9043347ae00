"""Characters that cannot be seen, or that turn the text around them: shown as U+FFFD wherever text goes.

Controls (but for white space), halves of surrogate pairs and noncharacters mean nothing in text. The bidirectional
controls mean something, and can make ``exe.gpj`` of ``jpg.exe``, or a name swallow the words behind it.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["TURNING", "UNFIT", "one_line", "reveal"]

UNFIT: Final = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Not allowed in HTML, or of no meaning in text."""

TURNING: Final = "\u202a-\u202e\u2066-\u2069"
"""The characters that embed, override and isolate directions, for a class of a pattern."""

_HIDDEN = re.compile(f"{UNFIT.pattern}|[{TURNING}]")


def reveal(text: str) -> str:
    """Text with each of them as U+FFFD, which everybody sees."""
    if text.isprintable():  # by far the most texts
        return text
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def one_line(text: str) -> str:
    """The same as one line, with single spaces: for titles and names where nothing may break them."""
    return " ".join(reveal(text).split())
