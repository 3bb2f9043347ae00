"""What of a page is searched, and as which language: the lean HTML that Pagefind is given in the page's stead.

A page as it is published is ten times as long, and holds the theme's frame, citations and the site's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from typing import Final
from unicodedata import category, normalize

from mkdocs_dialogues.unspaced import LETTERS, UNSPACED

__all__ = ["SearchDocument", "date_of", "plain", "spaced"]

_DATED: Final = '<p data-pagefind-sort="date">'
_DATE = re.compile(re.escape(_DATED).encode() + rb"([^<]*)")
_TAG = re.compile(r"<[^>]*>")
_MARKS: Final = "".join(
    letter
    for letter in map(chr, (*range(0x0E00, 0x1100), *range(0x1780, 0x1800), 0x3099, 0x309A))
    if category(letter)[0] == "M"
)
_PIECE = re.compile(r"(<[^>]*>)")

# File names and addresses are words of their pieces: "x.png" finds "…/kettle_x.png". So are words that a dash or an
# ellipsis joins, of which Pagefind makes one. The same in search-engine.js.
_DASHES: Final = "\u2014\u2015\u2022\u2026\u2044\u2190-\u21ff\u2212\u00d7"
_JOINED = re.compile(
    rf"[._/\\:{_DASHES}](?<=\S.)(?:[^\w\s]|_)*[^\W_]"
)  # begins with what is rare: so it is sought fast
_NAME = re.compile(r"[^\W_](?:[:?=-]*[._/\\][._/\\:?=-]*|::)[^\W_]")
_LETTERED = re.compile(r"[^\W\d_]")
# Not at a hyphen: Pagefind has such a word whole and in its parts, and "docker-compose" is sought whole.
_BETWEEN = re.compile(r"(?<=[^\W_])(-*[._/\\:?=][._/\\:?=-]*)(?=[^\W_])")
_ANY_DASH = re.compile(rf"[{_DASHES}]")
_DASH = re.compile(rf"(?<=[^\W_])((?:[^\w\s]|_)*[{_DASHES}](?:[^\w\s]|_)*)(?=[^\W_])")
_JOINT: Final = "\N{WORD JOINER} "
"""Stands where a name is cut: the dialog takes it away again."""

# Pagefind knows no signs but "_", which is a letter to it, and parts of words between those of ASCII. So "_" is written
# as a hyphen, and hyphens that are not ASCII between two that are, with what the dialog knows them by.
_HYPHEN = re.compile(r"[\u2010-\u2013](?<=[^\W_].)(?=[^\W_])")
_BETWEEN_HYPHENS: Final = "-\N{WORD JOINER}\\g<0>-"
_UNDERSCORE: Final = "-\N{INVISIBLE TIMES}"
# What "C++" and "C#" end with, as letters of Linear A: so they are not "C", which still is how they begin.
_SIGNED = re.compile(r"\+\+(?<=[A-Za-z]..)(?![A-Za-z])|#(?<=[A-Za-z].)(?![A-Za-z0-9])")
_SIGNS: Final = str.maketrans({"+": "\U00010740", "#": "\U00010741"})


@cache
def _uncomposed() -> dict[int, str]:
    """Marks on such letters, and letters that have one, written with two letters of Linear A for the mark.

    Pagefind finds words whatever marks they have, which is a loss here (で is not て), and misses a phrase where a page
    has one of its words with and without a mark: it takes the two for two words of the phrase.
    """
    table = {ord(mark): _mark(mark) for mark in (*_MARKS, "\u3099", "\u309a")}
    for code in (*range(0x0E00, 0x1100), *range(0x1780, 0x1800), *range(0x3040, 0x3100)):
        letters = normalize("NFD", chr(code))
        if len(letters) > 1:
            table[code] = "".join(table.get(ord(letter), letter) for letter in letters)
    return table


def _mark(mark: str) -> str:
    number = ord(mark) - 0x0E00
    return chr(0x10640 + (number >> 6)) + chr(0x10600 + (number & 63))


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """A page as it is searched.

    ``path`` is that of its file below the site's folder; ``title`` and the values of ``filters`` are plain text;
    ``body`` is HTML whose headings have the ids of the places that a result may lead to; ``language`` is a primary
    language subtag; ``facts`` are shown with a result, and searched; ``date`` sorts as text; ``weight`` is Pagefind's,
    1 for what counts like any other page.
    https://pagefind.app/docs/metadata/ https://pagefind.app/docs/filtering/ https://pagefind.app/docs/sorts/
    """

    path: str
    title: str
    body: str
    language: str
    filters: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    date: str = ""
    weight: float = 1

    def html(self) -> str:
        """The document for Pagefind."""
        known = "".join(self._known())
        weight = "" if self.weight == 1 else f' data-pagefind-weight="{self.weight:g}"'
        return (
            f'<!doctype html><html lang="{self.language}"><body data-pagefind-body>'
            f"<div data-pagefind-ignore>{known}</div><div{weight}>{_spaced_html(self.body)}</div></body></html>"
        )

    def _known(self) -> Iterator[str]:
        for name, value in {"title": self.title, **self.facts}.items():
            yield f'<p data-pagefind-meta="{name}">{escape(spaced(value))}</p>'
        for name, value in self.filters:
            yield f'<p data-pagefind-filter="{name}">{escape(value)}</p>'
        if self.date:
            yield f"{_DATED}{escape(self.date)}</p>"


def date_of(document: bytes) -> str:
    """The date of a document that was given as HTML; "" for one without."""
    found = _DATE.search(document)
    return found[1].decode() if found else ""


def plain(html: str) -> str:
    """The text of a piece of HTML, on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def spaced(text: str) -> str:
    """A text in which letters of writings without spaces stand apart, each as a word of its own.

    Pagefind knows words between spaces. What is sought in such a writing is sought as a phrase of its letters, and so
    found wherever it stands, whatever a dictionary would take for a word: Pagefind's own, in its extended form, cuts
    Japanese otherwise than the browser cuts what is typed, and has no words for a Chinese quotation in an English text.
    """
    if "#" in text or "++" in text:
        text = _SIGNED.sub(lambda found: found[0].translate(_SIGNS), text)
    text = "".join(_named(text)).replace("_", _UNDERSCORE)
    text = _HYPHEN.sub(_BETWEEN_HYPHENS, text)
    return _gap().sub(" ", text).translate(_uncomposed()) if UNSPACED.search(text) else text


@cache
def _gap() -> re.Pattern[str]:
    """Before such a letter, after whatever stands there, and behind it before a letter of another writing.

    Compiled when a text has one: it takes a twentieth of a second.
    """
    return re.compile(rf"(?<!\s)(?=[{LETTERS}])(?![{_MARKS}])|(?<=[{LETTERS}])(?=\w)(?![{LETTERS}])")


def _named(text: str) -> Iterator[str]:
    """A text in pieces, in which each file name, address and word with a dash is cut into its own."""
    done = 0
    for found in _JOINED.finditer(text):
        begin, end = found.span()
        if begin < done:  # in the word that was the last one
            continue
        while begin > done and not text[begin - 1].isspace():
            begin -= 1
        while end < len(text) and not text[end].isspace():
            end += 1
        yield text[done:begin]
        word = text[begin:end]
        if _NAME.search(word) and _LETTERED.search(word):
            word = _BETWEEN.sub(rf"\1{_JOINT}", word)
        yield _DASH.sub(rf"\1{_JOINT}", word) if _ANY_DASH.search(word) else word
        done = end
    yield text[done:]


def _spaced_html(html: str) -> str:
    pieces = _PIECE.split(html)
    pieces[::2] = map(_spaced_escaped, pieces[::2])
    return "".join(pieces)


def _spaced_escaped(text: str) -> str:
    return escape(spaced(unescape(text)), quote=False) if "&" in text else spaced(text)
