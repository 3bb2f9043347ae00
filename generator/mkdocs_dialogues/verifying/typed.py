"""A text as its writer typed it: its letters, the signs between them, and what of both a page may leave out of sight.

A *letter* is whatever has a shape of its own: letters, digits, marks and symbols of all scripts. A *sign* is whatever
else can be seen: punctuation, currency, mathematics, the replacement character. White space and the byte order mark are
neither. Of Markdown only this is known: which stretches of a text a page may show elsewhere than in its words, such as
the target of a link (seen whole, or not at all), and which signs may be its own, such as the stars of emphasis.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Final, Literal
from urllib.parse import unquote

__all__ = ["Jump", "Typed", "letters", "plain", "typed", "visible"]

_CONTEXT: Final = 48  # characters that a difference quotes
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_NESTED: Final = 32  # pairs of brackets within each other in the target of a link
# What means nothing in text, or turns it: pages show each as U+FFFD.
_UNFIT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_WHITE = re.compile("[\\s\ufeff]+")
_LINE_END = re.compile("\r\n?")

_PREFIX = r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)](?=[ \t]|$)|\[\^[^\]\s]+\]:)*+"


def _bare_target() -> str:
    """A target without angle brackets: its own brackets in pairs, as deep as engines go."""
    pattern = r"[^() \t\n\\\x00-\x1f]++|\\[!-/:-@\[-`{-~]?"
    inner = pattern
    for _ in range(_NESTED):
        inner = rf"{pattern}|\((?:{inner})*+\)"
    return f"(?:{inner})*+"


_TARGET = rf"(?:<(?:[^<>\\\n]|\\.)*+>|{_bare_target()})"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))"
# Stretches that may be out of sight: targets and titles, labels of references, definitions, languages of code, boxes.
_HIDDEN = (
    re.compile(rf"\](?=\(\s*({_TARGET}(?:\s+{_TITLE})?)\s*(\)))"),  # one may stand within what is none
    re.compile(r"\]\s?\[([^\[\]\n]+)\]"),
    re.compile(rf"(?m){_PREFIX}(\[[^\[\]]+\]:\s*{_TARGET}(?:\s+{_TITLE})?)[ \t]*$"),
    re.compile(rf"(?m){_PREFIX}(?:`{{3,}}|~{{3,}})[ \t]*([^`\n]*)$"),
    re.compile(rf"(?m){_PREFIX}\[([xX ])\](?=[ \t])"),
    re.compile(r"\[\^([^\]\s]+)\]:?"),
)
_WORDLESS = re.compile(rf"(?<!!)\[\s*+\](?:(?=\(\s*({_TARGET})(?:\s+{_TITLE})?\s*\))|\s?\[([^\[\]\n]+)\])")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DEFINITION = re.compile(rf"(?m){_PREFIX}\[([^\[\]]+)\]:\s*({_TARGET})")
_ALERT = re.compile(rf"(?m){_PREFIX}\[!([A-Za-z]+)\]([^\n]*)$")
_NUMBERS = re.compile(rf"(?m){_PREFIX}")
_NUMBER = re.compile(r"\d+[.)]")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NOTE_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:")
_FOOTNOTE_END = re.compile(r"\n(?:[ \t]*\n)+(?![ \t]{2,}\S)|\n(?= {0,3}\[\^[^\]\s]+\]:)")
_LATIN = "A-Za-z0-9\u00c0-\u024f\u0370-\u052f"
# Signs that may be Markdown's own wherever they stand so.
_MARKUP = (
    _NUMBERS,  # quotes, lists
    re.compile(rf"(?m){_PREFIX}[-=*_|:+` \t~]+$"),  # rules, underlines, delimiters of tables, ends of code
    re.compile(rf"(?m){_PREFIX}(?:`{{3,}}|~{{3,}})"),
    re.compile(rf"(?m){_PREFIX}(#{{1,6}}(?=[ \t]|$))"),
    re.compile(r"(?m)[ \t]#+[ \t]*$"),
    re.compile(r"\\(?=[!-/:-@\[-`{-~]|\n|$)"),
    re.compile(r"(?<!\S)(?:\*++|~++)(?=\S)|(?<=[^\s*])\*++|(?<=[^\s~])~++"),
    re.compile(rf"(?<![{_LATIN}_])_+|_+(?![{_LATIN}_])"),
    re.compile(r"!(?=\[)"),
    re.compile(r"(?<=\\)[()\[\]]"),
    re.compile(r"`+"),
)
_AUTOLINK = re.compile(r"<(?:[A-Za-z][\w.+-]*:[^\s<>]*|[^\s<>@]+@[^\s<>]+)>")
_TABLE = re.compile(r"(?m)^[ \t>]*[|:-][|:\- \t]*$")


@dataclass(frozen=True, slots=True)
class Jump:
    """A way over a stretch of a text, from the place ``start`` to before ``stop``, where the letter ``end`` is next.

    ``letters`` are seen in its stead, ``signs`` may be.
    """

    start: int
    stop: int
    end: int
    letters: str = ""
    signs: str = ""


@dataclass(frozen=True)
class Typed:
    """A text's letters, by their ``places`` in ``raw``; ``jumps`` by the number of the letter that they begin at.

    ``optional`` are the places of signs that may be out of sight. ``spaced`` says
    which white space means something: none, what Markdown gives a meaning, all.
    """

    raw: str
    places: list[int]
    jumps: dict[int, list[Jump]] = field(default_factory=dict)
    optional: frozenset[int] = frozenset()
    spaced: Literal["", "markdown", "verbatim"] = ""

    @cached_property
    def text(self) -> str:
        """The letters, one after the other."""
        return "".join(map(self.raw.__getitem__, self.places))

    @cached_property
    def gaps(self) -> list[tuple[str, str]]:
        """The signs before each letter, and after the last: all of them, and those that must be seen."""
        ends = [*self.places, len(self.raw)]
        starts = [0, *(place + 1 for place in self.places)]
        nothing = ("", "")
        return [nothing if start == end else self.signs(start, end) for start, end in zip(starts, ends, strict=True)]

    def signs(self, start: int, end: int) -> tuple[str, str]:
        """The signs from one place to before another: all of them, and those that must be seen."""
        every = _WHITE.sub("", self.raw[start:end])
        if not every or not self.optional:
            return every, every
        raw, optional = self.raw, self.optional
        return every, "".join(raw[at] for at in range(start, end) if at not in optional and not _WHITE.match(raw[at]))

    def word(self, number: int) -> int:
        """The number of the first letter of the word that a letter is in."""
        if number >= len(self.places):
            return number
        while number and self.places[number - 1] == self.places[number] - 1:
            number -= 1
        return number

    def quote(self, start: int, stop: int) -> str:
        """What stands in the text from one letter to before another, shortened."""
        if start >= stop:
            return ""
        return self.excerpt(self.places[start], self.places[stop - 1] + 1)

    def excerpt(self, start: int, end: int) -> str:
        """What stands from one place to before another, shortened."""
        words = " ".join(self.raw[start:end].split())
        return words if len(words) <= _CONTEXT else f"{words[:_CONTEXT]}…"


@cache
def _letter() -> re.Pattern[str]:
    """All letters of Unicode, as one class."""
    kinds = ("L", "N", "M", "So")
    points = [p for p in range(sys.maxunicode + 1) if unicodedata.category(chr(p)).startswith(kinds) and p != 0xFFFD]
    ranges, start = [], points[0]
    for point, after in zip(points, [*points[1:], sys.maxunicode + 2], strict=True):
        if after != point + 1:
            ranges.append(f"\\U{start:08x}-\\U{point:08x}")
            start = after
    return re.compile(f"[{''.join(ranges)}]")


def letters(text: str) -> str:
    """The letters of a text."""
    return "".join(_letter().findall(text))


def visible(text: str) -> str:
    """Whatever of a text can be seen: all but white space, with U+FFFD for what cannot be shown."""
    return _WHITE.sub("", _UNFIT.sub(_LOST, text))


def plain(text: str, *, verbatim: bool = False) -> Typed:
    """A text without Markdown: all of it is seen; ``verbatim``, its white space too."""
    text = _UNFIT.sub(_LOST, _LINE_END.sub("\n", text) if verbatim else text)
    return Typed(text, _places(text), spaced="verbatim" if verbatim else "")


def typed(text: str) -> Iterator[Typed]:
    """The readings of a Markdown text: with its footnotes where pages show them, at the end, and where they stand."""
    text = _UNFIT.sub(_LOST, _LINE_END.sub("\n", text))
    moved = _with_footnotes_last(text)
    yield _typed(moved)
    if moved != text:
        yield _typed(text)


def _typed(text: str) -> Typed:
    places = _places(text)
    jumps: dict[int, list[Jump]] = {}
    optional = _optional(text)
    for span, instead in _stretches(text):
        begin, after = bisect_left(places, span[0]), bisect_left(places, span[1])
        if begin == after:
            optional.update(range(*span))
        else:
            signs = _WHITE.sub("", _letter().sub("", instead))
            jumps.setdefault(begin, []).append(Jump(*span, after, letters(instead), signs))
    return Typed(text, places, jumps, frozenset(optional), "markdown")


def _stretches(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The stretches that may be out of sight, and what may be seen in their stead."""
    seen: dict[int, int] = {}  # where targets begin and end that stand in the place of words
    for begin, span, target in _wordless_links(text):
        yield span, target
        if not text.endswith("![", 0, begin):  # the description of a picture has words alone
            seen[span[0]] = span[1]
    for pattern in _HIDDEN:
        for found in pattern.finditer(text):
            yield (seen.get(found.start(1), found.start(1)), found.end(1)), ""
    for found in _ALERT.finditer(text):
        yield found.span(1), ""
        if not visible(found[2]):
            yield found.span(1), found[1].capitalize()
    for found in _NUMBERS.finditer(text):
        for number in _NUMBER.finditer(found[0]):
            yield (found.start() + number.start(), found.start() + number.end()), ""
    for found in _ENTITY.finditer(text):
        yield found.span(), _UNFIT.sub(_LOST, _meant(found[0]))


def _wordless_links(text: str) -> Iterator[tuple[int, tuple[int, int], str]]:
    """Links without words: where each begins, where its target or label is, and the target as it is seen instead."""
    targets: dict[str, str] = {}
    for found in _DEFINITION.finditer(text):
        targets.setdefault(found[1].casefold(), found[2])
    for found in _WORDLESS.finditer(text):
        target = found[1] if found[1] is not None else targets.get(found[2].casefold())
        if target:
            target = html.unescape(_ESCAPED.sub(r"\1", target.removeprefix("<").removesuffix(">")))
            span = found.span(1 if found[1] is not None else 2)
            yield found.start(), span, _UNFIT.sub(_LOST, unquote(target))


def _meant(entity: str) -> str:
    """What an entity stands for. Python drops those of control characters, browsers and pages do not."""
    if not entity.startswith("&#"):
        return html.unescape(entity)
    digits = entity[2:-1]
    point = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(point) if 0 < point <= sys.maxunicode else _LOST


def _places(text: str) -> list[int]:
    return [found.start() for found in _letter().finditer(text)]


def _optional(text: str) -> set[int]:
    """The places of signs that may be Markdown's own."""
    spans = [found.span() for pattern in _MARKUP for found in pattern.finditer(text)]
    for found in _HIDDEN[0].finditer(text):
        spans += [(found.start(), found.start() + 2), found.span(2)]
    angles = [found.span(1) for found in _WORDLESS.finditer(text) if (found[1] or "").startswith("<")]
    for start, end in (*angles, *(found.span() for found in _AUTOLINK.finditer(text))):
        spans += [(start, start + 1), (end - 1, end)]
    for pattern in (_ALERT, _HIDDEN[4]):
        for found in pattern.finditer(text):
            spans += [(found.start(1) - 2, found.start(1)), (found.end(1), found.end(1) + 1)]
    if everywhere := _anywhere(text):
        spans += [found.span() for found in re.finditer(f"[{re.escape(everywhere)}]", text)]
    return {place for span in spans for place in range(*span)}


def _anywhere(text: str) -> str:
    """Signs that may be Markdown's own wherever they stand, since the text has what they are signs of."""
    signs = "|" if "|" in text and _TABLE.search(text) else ""
    if text.count("$") > 1:
        signs += "$"
    if any(two in text for two in ("](", "][", "]:", "[^")):
        signs += "[]^"
    return signs


def _with_footnotes_last(text: str) -> str:
    """The text with the footnotes that it refers to at its end, in the order of the references."""
    uses = Counter(found[1].casefold() for found in _NOTE_LABEL.finditer(text))
    notes: dict[str, str] = {}
    rest, at = [], 0
    for found in _FOOTNOTE.finditer(text):
        label = found[1].casefold()
        if found.start() < at or label in notes or uses[label] < 2:
            continue
        end = _FOOTNOTE_END.search(text, found.end())
        stop = end.start() if end else len(text)
        rest.append(text[at : found.start()])
        notes[label] = text[found.end() : stop]
        at = stop
    rest.append(text[at:])
    body = "\n".join(rest)
    first = dict.fromkeys(found[1].casefold() for found in _NOTE_LABEL.finditer(body))
    order = [*(label for label in first if label in notes), *(label for label in notes if label not in first)]
    return "\n\n".join([body, *(notes[label] for label in order)]) if notes else text
