"""What an index knows of a word, as Pagefind 1.5 writes it: taken apart and put together without decoding its places.

An entry is a list of three in CBOR: the word; the pages it is on, each a list of three (the number of the page, less
that of the page before it, the places in its text, the places in its metadata); and its spellings with accents, each
with pages of its own.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind/src/index/index_words.rs https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

import cbor2

__all__ = ["Entry", "FormError", "list_head", "list_length", "page_numbers", "text_at"]

_LIST, _ONE_BYTE, _FOUR_BYTES = 4, 24, 26  # of CBOR: the kind of a list; its length follows in so many bytes
_TEXT: Final = 0x60
_LISTS: Final = _LIST << 5
_NO_PLACES: Final = b"\x80"

# Whole numbers and lists of them, of CBOR: where one ends is told by its bytes, so that a list need not be counted.
_PLACES: Final = (
    rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a....)"
    rb"(?:[\x00-\x17\x20-\x37]++|[\x18\x38].|[\x19\x39]..|[\x1a\x3a]....)*+"
)
_NUMBER: Final = rb"\x83([\x00-\x17]|\x18.|\x19..|\x1a....)"
_GAP: Final = re.compile(_NUMBER + _PLACES + _PLACES, re.DOTALL)
_PAGE: Final = re.compile(_NUMBER + rb"(" + _PLACES + rb")(" + _PLACES + rb")", re.DOTALL)

_Page = tuple[int, bytes, bytes]
"""A page's number, and the places that a word has in its text and in its metadata, as CBOR has them."""


class FormError(ValueError):
    """Pagefind's output is of another form than that of Pagefind 1.5."""


@dataclass(slots=True)
class Entry:
    """A word, its pages in order, and its spellings with accents, each with its pages."""

    word: str
    pages: list[_Page]
    spellings: dict[str, list[_Page]]

    @classmethod
    def taken_apart(cls, data: bytes, start: int, end: int) -> Entry:
        """The entry in a place. Raises FormError where it would not be put together to the same bytes."""
        begin, at = text_at(data, start + 1)
        word = data[begin:at].decode()
        pages, at = _pages(data, at)
        count, at = list_length(data, at)
        spellings = {}
        for _ in range(count):
            begin, at = text_at(data, at + 1)
            form = data[begin:at].decode()
            spellings[form], at = _pages(data, at)
        entry = cls(word, pages, spellings)
        if entry.together() != data[start:end]:
            raise FormError(f"what is known of '{word}' is not in order")
        return entry

    def all_pages(self) -> Iterable[list[_Page]]:
        """The lists of pages: the word's own and those of its spellings."""
        return self.pages, *self.spellings.values()

    def renumber(self, numbers: Mapping[int, int]) -> None:
        """Keep the pages that have a number, under that."""
        for pages in self.all_pages():
            pages[:] = [(numbers[number], places, others) for number, places, others in pages if number in numbers]

    def renumber_metadata(self, numbers: list[int]) -> None:
        """Give the kinds of metadata, which places in them begin with as numbers below zero, others: in that order."""
        for pages in self.all_pages():
            pages[:] = [(number, places, _renumbered(others, numbers)) for number, places, others in pages]

    def take_in(self, other: Entry) -> None:
        """Add the pages of the same word in other documents."""
        self.pages += other.pages
        for form, pages in other.spellings.items():
            self.spellings.setdefault(form, []).extend(pages)

    def together(self) -> bytes:
        """The entry as it is written; nothing for a word that is on no page.

        Spellings come in the order of their first pages; there, those of the text before those of the metadata alone,
        and each in their own order.
        """
        spellings = [(sorted(pages), form) for form, pages in self.spellings.items() if pages]
        spellings.sort(key=lambda one: (one[0][0][0], one[0][0][1] == _NO_PLACES, one[1]))
        if not self.pages and not spellings:
            return b""
        parts = [list_head(3), cbor2.dumps(self.word), *_parts(sorted(self.pages)), list_head(len(spellings))]
        for pages, form in spellings:
            parts += [list_head(2), cbor2.dumps(form), *_parts(pages)]
        return b"".join(parts)


def page_numbers(data: bytes, start: int, end: int) -> Iterable[int]:
    """The numbers of the pages in an entry, for which most need not be taken apart. Raises FormError."""
    _, at = text_at(data, start + 1)
    count, at = list_length(data, at)
    gaps = _GAP.findall(data, at, end)
    if len(gaps) == count:
        return accumulate(map(_value, gaps))
    entry = Entry.taken_apart(data, start, end)  # the pages of its spellings are among them
    return [page[0] for pages in entry.all_pages() for page in pages]


def text_at(data: bytes, at: int) -> tuple[int, int]:
    """Where the letters of a text stand that begins at a place: RFC 8949, section 3."""
    head = data[at] - _TEXT
    if head < _ONE_BYTE:
        return at + 1, at + 1 + head
    begin = at + 1 + (1 << (head - _ONE_BYTE))
    return begin, begin + int.from_bytes(data[at + 1 : begin])


def list_length(data: bytes, at: int) -> tuple[int, int]:
    """How many items the list has that begins at a place, and where the first is."""
    first = data[at] - _LISTS
    if 0 <= first < _ONE_BYTE:
        return first, at + 1
    if not 0 <= first <= _FOUR_BYTES:
        raise FormError("a chunk of the index is not as Pagefind 1.5 makes it")
    begin = at + 1 + (1 << (first - _ONE_BYTE))
    return int.from_bytes(data[at + 1 : begin]), begin


@cache
def list_head(count: int) -> bytes:
    """What a list of so many begins with."""
    number = cbor2.dumps(count)
    return bytes([number[0] + _LISTS]) + number[1:]


def _pages(data: bytes, at: int) -> tuple[list[_Page], int]:
    """The pages that are listed in a place, and where the list ends."""
    count, at = list_length(data, at)
    pages: list[_Page] = []
    number = 0
    for _ in range(count):
        found = _PAGE.match(data, at)
        if found is None:
            raise FormError("a page is not as Pagefind 1.5 has it")
        gap, places, others = found.groups()
        number += _value(gap)
        pages.append((number, places, others))
        at = found.end()
    return pages, at


def _parts(pages: list[_Page]) -> list[bytes]:
    """What pages are written as."""
    parts = [list_head(len(pages))]
    before = 0
    for number, places, others in pages:
        parts += [_page_head(number - before), places, others]
        before = number
    return parts


def _renumbered(others: bytes, numbers: list[int]) -> bytes:
    if others == _NO_PLACES:
        return others
    return cbor2.dumps([place if place >= 0 else -1 - numbers[-1 - place] for place in cbor2.loads(others)])


@cache
def _page_head(gap: int) -> bytes:
    return list_head(3) + cbor2.dumps(gap)


@cache
def _value(number: bytes) -> int:
    value: int = cbor2.loads(number)
    return value
