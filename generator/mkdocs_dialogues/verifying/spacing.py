"""White space that means something: line breaks, blank lines between paragraphs, all of it inside code.

A page is compared with a reading whose letters and signs are the same, letter by letter: what stands between two
letters that follow each other in both is looked at. Where the page has put something elsewhere, nothing is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from mkdocs_dialogues.verifying.typed import Typed

__all__ = ["BREAK", "spacing"]

BREAK: Final = "\N{LINE SEPARATOR}"
"""Stands in what is seen of a page for whatever begins a new line: ``<br>``, the edge of a block, a line of code."""

# A break that is meant: two blanks or a backslash at the end of a line, or a blank line; text must follow.
# That within the brackets of a link's target is none.
_MEANT = re.compile(r"\]\([^()\n]*\n\s*\)|((?:(?<=\S) {2,}|(?<!\\)(?:\\\\)*+\\)\n(?=[ \t]*\S)|\n[ \t]*\n)")
_FENCE = re.compile(r"(?m)^( {0,3})(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)$")
_DRAWN = ("math", "mermaid")


def spacing(typed: Typed, seen: Typed, letters: Sequence[int]) -> tuple[str, str] | None:
    """The first place where white space is lost that meant something, as typed and as it is seen; None without one.

    ``letters`` says of each letter that is seen the number of the typed one that it is; -1 where it is none.
    """
    verbatim = typed.spaced == "verbatim"
    code = [(0, len(typed.raw))] if verbatim else list(_code(typed.raw))
    starts = [start for start, _ in code]
    breaks = [] if verbatim else [found.start(1) for found in _MEANT.finditer(typed.raw) if found[1]]
    if not code and not breaks:
        return None
    for number in range(1, len(seen.places)):
        here = letters[number]
        if here < 1 or letters[number - 1] != here - 1:
            continue
        begin, end = typed.places[here - 1] + 1, typed.places[here]
        before, after = seen.places[number - 1] + 1, seen.places[number]
        if begin == end and before == after:
            continue
        block = bisect_right(starts, begin) - 1
        if block >= 0 and end <= code[block][1]:
            same = typed.raw[begin:end].replace(BREAK, "\n") == seen.raw[before:after].replace(BREAK, "\n")
        else:
            meant = bisect_left(breaks, begin) < bisect_left(breaks, end)
            same = not meant or BREAK in seen.raw[before:after] or _shows_backslash(typed.raw[begin:end], seen, before)
        if not same:
            return _around(typed, here).replace("\n", "⏎"), _around(seen, number).replace("\n", " ").replace(BREAK, "⏎")
    return None


def _shows_backslash(gap: str, seen: Typed, before: int) -> bool:
    """Whether a backslash at the end of a line is seen, and so breaks none: in a formula, in code."""
    return "\\\n" in gap and seen.raw.startswith("\\", before)


def _around(text: Typed, number: int) -> str:
    """A letter with what stands before it, from the word before on."""
    return text.raw[text.places[text.word(number - 1)] : text.places[number] + 1]


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where fenced code is that stands in nothing else: from behind its first line to its end."""
    at = 0
    while opening := _FENCE.search(text, at):
        indent, fence, label = opening[1], opening[2], opening[3].strip().lower()
        closing = re.compile(rf"(?m)^ {{0,3}}{fence[0]}{{{len(fence)},}}[ \t]*$").search(text, opening.end())
        at = closing.end() if closing else len(text)
        alone = not indent and (opening.start() == 0 or text.endswith("\n\n", 0, opening.start()))
        if alone and not label.startswith(_DRAWN):
            yield opening.end() + 1, closing.start() if closing else len(text)
