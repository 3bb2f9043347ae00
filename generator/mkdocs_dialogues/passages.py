"""Finds a passage of a turn by its words, as an editor copies them from the page or from the transcript.

Line ends, emphasis and the kind of quotation marks do not matter: ``the *old* kettle`` is ``the old kettle``. With
``…`` in the middle it is everything from the words before to the words behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mkdocs_dialogues.model import Part, Reasoning, Text

__all__ = ["OMISSION", "find", "find_in_parts"]

OMISSION = "[…]"
"""What stands where something was left out."""

_ELLIPSIS = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*")
_MARKS = r"[*_`~]*"
_GAP = rf"{_MARKS}\s[\s>]*{_MARKS}"
_RUN = re.compile(r"\w+|\W+")
_ALIKE = {"'": "['’]", "’": "['’]", '"': '["“”„]', "“": '["“”„]', "”": '["“”„]'}


def find(text: str, passage: str) -> list[tuple[int, int]]:
    """Where a passage stands in Markdown: (start, end) of each place, in order; they do not overlap."""
    pieces = _ELLIPSIS.split(passage.strip())
    pattern = ".*?".join(map(_words, pieces)) if all(pieces) else _words(passage)
    return [match.span() for match in re.finditer(pattern, text, re.DOTALL)]


def find_in_parts(parts: Sequence[Part], passage: str) -> list[tuple[int, int, int]]:
    """Where it stands in a turn: (index of the part, start, end). What was said is looked at, and reasoning."""
    return [
        (index, start, end)
        for index, part in enumerate(parts)
        if isinstance(part, Text | Reasoning)
        for start, end in find(part.text, passage)
    ]


def _letters(run: str) -> str:
    return "".join(_ALIKE.get(char, re.escape(char)) for char in run)


def _words(piece: str) -> str:
    """A pattern for words. In scripts with spaces it begins and ends where words do."""
    pattern = _GAP.join(_MARKS.join(map(_letters, _RUN.findall(word))) for word in piece.split())
    first, last = piece.strip()[:1], piece.strip()[-1:]
    before = r"(?<!\w)" if first.isascii() and first.isalnum() else ""
    after = r"(?!\w)" if last.isascii() and last.isalnum() else ""
    return f"{before}{pattern}{after}"
