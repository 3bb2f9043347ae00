"""Addresses and targets of links in a text, of which something is taken out: half of one leads nowhere, or elsewhere.

What CommonMark calls link destinations, wherever they stand, and addresses that readers see as links, or would copy.
https://spec.commonmark.org/0.31.2/#links https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Final

__all__ = ["without_targets"]

_ESCAPED: Final = r"\\."
_ANGLE: Final = rf"<(?:{_ESCAPED}|[^<>\\\n])*>"
_PLAIN: Final = rf"(?:{_ESCAPED}|[^\s()\\])"
_DESTINATION: Final = rf"(?:{_ANGLE}|{_PLAIN}(?:{_PLAIN}|\({_PLAIN}*(?:\({_PLAIN}*\){_PLAIN}*)*\))*)"
_TITLE: Final = rf"(?:\"(?:{_ESCAPED}|[^\"\\])*\"|'(?:{_ESCAPED}|[^'\\])*'|\((?:{_ESCAPED}|[^()\\])*\))"
_LINK = re.compile(rf"\]\(\s*(?P<target>{_DESTINATION})(?:\s+(?P<title>{_TITLE}))?\s*\)")
_DEFINITION = re.compile(
    rf"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?\[(?!\^)(?:{_ESCAPED}|[^\[\]\\])+\]:[ \t]*(?:\n[ \t>]*)?"
    rf"(?P<target>{_ANGLE}|[^\s<]\S*?)(?=[.,;:!?]*[ \t]*(?:$|(?:(?<=[ \t])|\n[ \t>]*){_TITLE}[ \t]*$))",
    re.MULTILINE,
)
_ATTRIBUTE = re.compile(r"\b(?:src|href)\s*=\s*(?:\"(?P<target>[^\"]+)\"|'(?P<other>[^']+)')", re.IGNORECASE)
_ENDS: Final = r"\s<>\"`|\[\]{}“”„«»‘’\u3000-\u303f\uff00-\uff60"
_BEGINS: Final = r"(?:(?<![a-z0-9])(?:[a-z][a-z0-9+.-]{0,30}:(?:\\?/){2}|www\.|mailto:)"
_NAME: Final = r"\s<>()\[\]{}\"'`|,;:@/"  # what stands in no name of a mailbox
_MAIL: Final = rf"(?<![^{_NAME}])[^{_NAME}]+@[\w-]+(?:\.[\w-]+)+"
_ADDRESS = re.compile(r"[/.:#\\]|^<")
_CODE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?\n)??[ \t>]*(?P=fence)[`~]*[ \t]*$"
    r"|(?<!`)(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=tick)(?!`)",
    re.MULTILINE | re.DOTALL,
)
_BRACKET = re.compile(r"\\.|[\[\]]|\n[ \t]*\n")
_TAIL = re.compile(r"[?!.,:;*_~'’]+$")

_Edit = tuple[int, int, str]
_Mark = Callable[[str], str | None]


def without_targets(text: str, marks: str, begun: str, found: _Mark) -> str:
    """A text in which a mark stands for each target or address that has something in it which is taken out.

    ``marks`` are characters that stand for something already, ``begun`` those of them that stand for the beginning of
    an address. ``found`` gives the mark for one that has more in it, in a spelling that only addresses have. The words
    of a link stay, and so does every line's end.
    """

    def mark(target: str) -> str | None:
        return next((letter for letter in target if letter in marks), None) or found(target)

    edits = [*_links(text, mark)]
    for pattern in (_DEFINITION, _ATTRIBUTE, _bare(begun)):
        taken = sorted((start, end) for start, end, _ in edits)
        edits += [edit for edit in _whole(text, pattern, mark, found) if not _overlaps(edit, taken)]
    pieces, done = [], 0
    for start, end, new in sorted(edits):
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


def _links(text: str, mark: _Mark) -> Iterator[_Edit]:
    """Of links in the text and of pictures, the words stay, and a title, with the mark between them."""
    code: list[tuple[int, int]] = []
    openings: dict[int, int] | None = None  # found when there is something to be taken out
    for link in _LINK.finditer(text):
        shown = mark(link["target"])
        if shown is None:
            continue
        if openings is None:
            code = [found.span() for found in _CODE.finditer(text)]
            openings = _openings(text)
        opening = openings.get(link.start())
        if opening is None or _overlaps((*link.span(), ""), code):
            yield (*link.span("target"), shown)
            continue
        begin = opening - (text[opening - 1 : opening] == "!")
        yield begin, opening + 1, ""
        blank = " " if opening + 1 < link.start() else ""
        title = f" {link['title']}" if link["title"] else ""
        gone = link[0].count("\n") - title.count("\n")
        yield link.start(), link.end(), f"{blank}{shown}{title}" + "\n" * gone


def _openings(text: str) -> dict[int, int]:
    """Where each bracket is opened, by where it is closed in the same paragraph."""
    openings: dict[int, int] = {}
    open_: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            open_.append(found.start())
        elif found[0] == "]" and open_:
            openings[found.start()] = open_.pop()
        elif found[0].isspace():
            open_.clear()
    return openings


def _whole(text: str, pattern: re.Pattern[str], mark: _Mark, found: _Mark) -> Iterator[_Edit]:
    """Addresses that a mark alone stands for."""
    bare = pattern not in (_DEFINITION, _ATTRIBUTE)
    for match in pattern.finditer(text):
        start, end = match.span("target" if match["target"] else "other")
        if bare:
            end = start + len(_trimmed(text[start:end]))
        target = text[start:end]
        # "[Ada]: Lovelace's" may be a line that somebody says.
        shown = found(target) if pattern is _DEFINITION and not _ADDRESS.search(target) else mark(target)
        if shown is None:
            continue
        if bare and text[start - 1 : start] == "<" and text[end : end + 1] == ">":
            start, end = start - 1, end + 1
        yield start, end, shown


def _bare(begun: str) -> re.Pattern[str]:
    """What is an address by itself, in angle brackets or not."""
    more = f"|[{begun}](?=[/?#:\\w])" if begun else ""
    letters = f"[^{_ENDS}]"
    return re.compile(rf"(?P<target>{_BEGINS}{more}){letters}+|{_MAIL})(?P<other>)", re.IGNORECASE)


def _trimmed(address: str) -> str:
    """An address without what belongs to the sentence."""
    while True:
        shorter = _TAIL.sub("", address)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def _overlaps(edit: _Edit, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (edit[0], edit[0]))
    before = place > 0 and spans[place - 1][1] > edit[0]
    return before or (place < len(spans) and spans[place][0] < edit[1])
