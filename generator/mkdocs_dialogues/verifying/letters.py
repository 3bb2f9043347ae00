"""The letters of a text as its writer typed them, and whether a page shows them all, in order, and no others.

A *letter* is whatever has a shape of its own: letters, digits, marks and symbols of all scripts. White space,
punctuation and the signs of Markdown are left out. Of Markdown only this is known: which stretches of a text a page
may show elsewhere than in its words, such as the target of a link. Such a stretch is seen whole, or not at all.
"""

from __future__ import annotations

import html
import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property, partial

__all__ = ["Difference", "Typed", "difference", "letters", "plain", "typed"]

_CONTEXT = 48  # letters that a difference quotes

_PREFIX = r"^(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)](?=[ \t]|$))*"
_TARGET = r"(?:<[^<>\n]*>|(?:[^()\s\\]|\\.|\((?:[^()\s\\]|\\.|\([^()\s]*\))*\))*)"
_TITLE = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\((?:[^()\\]|\\.)*\))"
# Stretches that may be out of sight: targets and titles, labels of references, definitions, languages of code, boxes.
_HIDDEN = (
    re.compile(rf"\]\(\s*({_TARGET}(?:\s+{_TITLE})?)\s*\)"),
    re.compile(r"\]\s?\[([^\[\]\n]+)\]"),
    re.compile(rf"(?m){_PREFIX}(\[[^\[\]]+\]:\s*{_TARGET}(?:\s+{_TITLE})?)[ \t]*$"),
    re.compile(rf"(?m){_PREFIX}(?:`{{3,}}|~{{3,}})[ \t]*([^`\n]*)$"),
    re.compile(rf"(?m){_PREFIX}\[([xX])\][ \t]"),
    re.compile(rf"(?m){_PREFIX}\[!([A-Za-z]+)\]"),
    re.compile(r"\[\^([^\]\s]+)\]"),
)
_NUMBERS = re.compile(rf"(?m){_PREFIX}")
_DIGITS = re.compile(r"\d+")
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_FOOTNOTE = re.compile(r"(?m)^ {0,3}\[\^([^\]\s]+)\]:")
_FOOTNOTE_END = re.compile(r"\n(?:[ \t]*\n)+(?![ \t]{2,}\S)|\n(?= {0,3}\[\^[^\]\s]+\]:)")


@dataclass(frozen=True)
class Typed:
    """A text's letters, by their ``places`` in ``raw``.

    ``jumps`` lead over stretches that may be out of sight, by the number of their first letter: each is the number of
    the letter after the stretch, and the letter that may be seen in its place, if any.
    """

    raw: str
    places: list[int]
    jumps: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    @cached_property
    def text(self) -> str:
        """The letters, one after the other."""
        return "".join(self.raw[place] for place in self.places)

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
        words = " ".join(self.raw[self.places[start] : self.places[stop - 1] + 1].split())
        return words if len(words) <= _CONTEXT else f"{words[:_CONTEXT]}…"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts part: what the transcript has and the page has not, and the other way round."""

    missing: str
    extra: str


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


def plain(text: str) -> Typed:
    """The letters of a text without Markdown: all of them are seen."""
    return Typed(text, _places(text))


def typed(text: str) -> Iterator[Typed]:
    """The letters of a Markdown text: with its footnotes where pages show them, at the end, and where they stand."""
    moved = _with_footnotes_last(text)
    yield _typed(moved)
    if moved != text:
        yield _typed(text)


def _typed(text: str) -> Typed:
    places = _places(text)
    jumps: dict[int, list[tuple[int, str]]] = {}
    first = partial(bisect_left, places)  # from a place in the text to its first letter there or after

    def jump(start: int, end: int, instead: str = "") -> None:
        if (begin := first(start)) != (after := first(end)):
            jumps.setdefault(begin, []).append((after, instead))

    for pattern in _HIDDEN:
        for found in pattern.finditer(text):
            jump(*found.span(1))
    for found in _NUMBERS.finditer(text):
        for digits in _DIGITS.finditer(found[0]):
            jump(found.start() + digits.start(), found.start() + digits.end())
    for found in _ENTITY.finditer(text):
        jump(*found.span(1), letters(html.unescape(found[0])))
    return Typed(text, places, jumps)


def _places(text: str) -> list[int]:
    return [found.start() for found in _letter().finditer(text)]


def _with_footnotes_last(text: str) -> str:
    """The text with the footnotes that it refers to at its end, in the order of the references."""
    notes: dict[str, str] = {}
    rest, at = [], 0
    for found in _FOOTNOTE.finditer(text):
        label = found[1].casefold()
        if found.start() < at or label in notes or f"[^{label}]" not in _without(text, found.span()).casefold():
            continue
        end = _FOOTNOTE_END.search(text, found.end())
        stop = end.start() if end else len(text)
        rest.append(text[at : found.start()])
        notes[label] = text[found.end() : stop]
        at = stop
    rest.append(text[at:])
    body = "\n".join(rest)
    order = sorted(notes, key=lambda label: _place_of(label, body))
    return "\n\n".join([body, *(notes[label] for label in order)]) if notes else text


def _place_of(label: str, body: str) -> int:
    place = body.casefold().find(f"[^{label}]")
    return place if place >= 0 else len(body)


def _without(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + text[span[1] :]


def difference(candidates: Iterable[Typed], seen: str) -> Difference | None:
    """Where a text that is seen parts from what was typed; None when it is one of the readings."""
    shown = plain(seen)
    best: tuple[int, Difference] | None = None
    for one in candidates:
        found = None if one.text == shown.text else _compare(one, shown)
        if found is None:
            return None
        if best is None or found[0] > best[0]:
            best = found
    return best[1] if best else None


def _compare(one: Typed, shown: Typed) -> tuple[int, Difference] | None:
    """None when ``shown`` is a way to read ``one``; else how far they agree, and how they part."""
    typed_, seen = one.text, shown.text
    reached = _with_jumps(one, {0})
    for number, letter in enumerate(seen):
        after = {place + 1 for place in reached if place < len(typed_) and typed_[place] == letter}
        after |= {end for place in reached for end, instead in one.jumps.get(place, ()) if instead == letter}
        if not after:
            return number, _part(one, max(reached), shown, number)
        reached = _with_jumps(one, after)
    return None if len(typed_) in reached else (len(seen), _part(one, max(reached), shown, len(seen)))


def _with_jumps(one: Typed, places: set[int]) -> set[int]:
    """The places, and all that can be reached from them without seeing anything."""
    if one.jumps.keys().isdisjoint(places):
        return places
    reached, new = set(places), list(places)
    while new:
        for end, _ in one.jumps.get(new.pop(), ()):
            if end not in reached:
                reached.add(end)
                new.append(end)
    return reached


def _part(one: Typed, at: int, shown: Typed, seen_at: int) -> Difference:
    """What is left of both sides, from the word in which they part, without what they end in alike."""
    back = min(max(at - one.word(at), seen_at - shown.word(seen_at)), at, seen_at)
    start, seen_start = at - back, seen_at - back
    stop, seen_stop = len(one.text), len(shown.text)
    before = {end: begin for begin, jumps in one.jumps.items() for end, _ in jumps}
    while stop > start and seen_stop > seen_start:
        begin = before.get(stop, 0)
        if begin > start and not shown.text.endswith(one.text[begin:stop], seen_start, seen_stop):
            stop = begin
        elif one.text[stop - 1] == shown.text[seen_stop - 1]:
            stop, seen_stop = stop - 1, seen_stop - 1
        else:
            break
    return Difference(one.quote(start, stop), shown.quote(seen_start, seen_stop))
