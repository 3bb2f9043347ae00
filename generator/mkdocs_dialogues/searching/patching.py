"""An index made out of an earlier one that was made over, and Pagefind's of the documents that changed since.

It is, byte for byte, what Pagefind makes of all documents, made over: pages have the numbers of their order, a word its
pages in that order, and its spellings with accents the order of their first pages. What is the same is linked. Anything
that is not as it should be is a PatchError, or one of ``UNEXPECTED``: the caller then has Pagefind index everything.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind/src/index/mod.rs
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import cbor2

from mkdocs_dialogues.searching import pieces
from mkdocs_dialogues.searching.pieces import CHUNKS, FIELDS, FILTERS, PAGES
from mkdocs_dialogues.searching.words import Words, read, unpacked
from mkdocs_dialogues.site_files import link_or_copy

__all__ = ["UNEXPECTED", "PatchError", "Patched", "facts_of", "patch"]

UNEXPECTED: Final = (OSError, ValueError, LookupError, TypeError, EOFError, cbor2.CBORError)
"""What reading an index raises that is cut short, gone, or of another form."""

_VERSION: Final = 0  # of Pagefind's form, in the list that a .pf_meta holds
_Page = list[Any]
"""[number, places in the text, places in the metadata]."""


class PatchError(ValueError):
    """The index cannot be made out of the earlier one: in what they are unlike."""


@dataclass(frozen=True, slots=True)
class Patched:
    """Which pages the new index has, by their numbers there.

    ``kept`` by their numbers in the earlier index ``folder``, ``added`` by those that Pagefind gave them now; ``sizes``
    are those of the fragments in the earlier one, by number.
    """

    folder: Path
    kept: Mapping[int, int]
    added: Mapping[int, int]
    sizes: Mapping[int, int]


def facts_of(index: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Pagefind loads first, and what that says of the one language of a shard. Raises ValueError, OSError."""
    entry = json.loads((index / pieces.ENTRY).read_text(encoding="utf-8"))
    (facts,) = entry["languages"].values()
    return entry, facts


def patch(index: Path, pages: Patched, mark: str) -> None:
    """Let the index of the changed documents, as Pagefind wrote it, be that of all, made over; the earlier one stays.

    Raises PatchError, ``UNEXPECTED``.
    """
    entry, facts = facts_of(index)
    old_entry, old_facts = facts_of(pages.folder)
    if {**entry, "languages": [*entry["languages"]]} != {**old_entry, "languages": [*old_entry["languages"]]}:
        raise PatchError("another language, or another Pagefind")
    path = index / f"pagefind.{facts['hash']}.pf_meta"
    meta, old = read(path), read(pages.folder / f"pagefind.{old_facts['hash']}.pf_meta")
    path.unlink()
    if len(meta) != len(old) or meta[_VERSION] != old[_VERSION]:
        raise PatchError("another form")
    _Patch(index, pages, (meta, old), (mark, old_facts["hash"])).make()
    facts["hash"] = mark
    facts["page_count"] = len(pages.kept) + len(pages.added)
    pieces.put_entry(index, entry)


class _Patch:
    """The work on one index: ``metas`` are what the .pf_meta of both hold, ``marks`` are theirs, each now and then."""

    def __init__(self, index: Path, pages: Patched, metas: tuple[list[Any], list[Any]], marks: tuple[str, str]) -> None:
        self._index = index
        self._earlier = pages.folder
        self._kept = pages.kept
        self._added = pages.added
        self._sizes = pages.sizes
        self._meta, self._old = metas
        self._mark, self._old_mark = marks

    def make(self) -> None:
        fields = self._fields()
        found = self._found(fields)
        old, there = self._old_words()
        words = _joined(old, self._changes(old, found))
        meta = [*self._old]
        meta[PAGES] = self._pages()
        meta[FILTERS] = self._filters()
        meta[CHUNKS] = pieces.put_words(self._index / "index", words, self._mark, there)
        pieces.put_meta(self._index, meta, self._mark)

    def _fields(self) -> list[int]:
        """For each kind of metadata in the changed documents, its number among those of all: they are in order."""
        fields = self._old[FIELDS]
        numbers = [fields.index(name) for name in self._meta[FIELDS]]  # a new one would number the others anew
        gone = set[str]()
        for number in set(range(len(self._old[PAGES]))) - self._kept.keys():
            gone |= self._metadata(number)
        gone -= set(self._meta[FIELDS])
        for number in self._kept:
            if not gone:
                break
            gone -= self._metadata(number)
        if gone:
            raise PatchError(f"no page has '{gone.pop()}' any more")
        return numbers

    def _metadata(self, number: int) -> set[str]:
        """The kinds of metadata that a page had."""
        return set(json.loads(unpacked(self._fragment(number)))["meta"])

    def _fragment(self, number: int) -> Path:
        return self._earlier / "fragment" / f"{self._old[PAGES][number][0]}.pf_fragment"

    def _pages(self) -> list[list[Any]]:
        """All pages, with their fragments put in their places."""
        folder = self._index / "fragment"
        pages: list[list[Any]] = [[] for _ in range(len(self._kept) + len(self._added))]
        have_dates = pieces.dated(self._meta)
        for number, new in self._added.items():
            was, words = self._meta[PAGES][number]
            name = pieces.fragment(self._mark, new, dated=number in have_dates)
            (folder / f"{was}.pf_fragment").rename(folder / f"{name}.pf_fragment")
            pages[new] = [name, words]
        for number, new in self._kept.items():
            was, words = self._old[PAGES][number]
            path = self._fragment(number)
            if path.stat().st_size != self._sizes[number]:
                raise PatchError(f"{path.name} is cut short")
            has_date = was == pieces.fragment(self._old_mark, number, dated=True)
            name = pieces.fragment(self._mark, new, dated=has_date)
            link_or_copy(str(path), f"{folder}/{name}.pf_fragment")
            pages[new] = [name, words]
        return pages

    def _filters(self) -> list[list[str]]:
        filters: dict[str, dict[str, list[int]]] = {}
        for folder, meta, numbers in (
            (self._earlier / "filter", self._old, self._kept),
            (self._index / "filter", self._meta, self._added),
        ):
            for _, file in meta[FILTERS]:
                title, values = read(folder / f"{file}.pf_filter")
                for value, pages in values:
                    on = [numbers[page] for page in pages if page in numbers]
                    if on:
                        filters.setdefault(title, {}).setdefault(value, []).extend(on)
        for _, file in self._meta[FILTERS]:
            (self._index / "filter" / f"{file}.pf_filter").unlink()
        (self._index / "filter").mkdir(exist_ok=True)
        settled = {title: [[value, sorted(on)] for value, on in values.items()] for title, values in filters.items()}
        return pieces.put_filters(self._index / "filter", settled, self._mark)

    def _old_words(self) -> tuple[Words, dict[bytes, Path]]:
        """The words of the earlier index, and where its pieces are."""
        names = dict.fromkeys(name for _, _, name in self._old[CHUNKS])
        paths = [self._earlier / "index" / f"{name}.pf_index" for name in names]
        there = {unpacked(path): path for path in paths}
        return Words.joined(there), there

    def _found(self, fields: list[int]) -> list[_Word]:
        """The words of the changed documents, with the numbers that pages and metadata have in the new index."""
        new = Words.joined(pieces.taken_words(self._index / "index", self._meta))
        words = [_Word.decoded(new.entry(number)) for number in range(len(new))]
        for word in words:
            word.renumber(self._added)
            for page in word.all_pages():
                page[2] = [place if place >= 0 else -1 - fields[-1 - place] for place in page[2]]
        return words

    def _changes(self, old: Words, found: list[_Word]) -> _Changes:
        """Entries by the numbers of the old words in whose place they stand, "" for a word that is gone, and those
        that stand before one.
        """
        replaced: dict[int, _Word] = {}
        inserted: dict[int, list[bytes]] = {}
        for number in self._touched(old):
            replaced[number] = _Word.decoded(old.entry(number))
            replaced[number].renumber(self._kept)
        for word in found:
            place = bisect_left(range(len(old)), word.name, key=old.name)
            if place == len(old) or old.name(place) != word.name:
                inserted.setdefault(place, []).append(word.encoded())
                continue
            if place not in replaced:
                replaced[place] = _Word.decoded(old.entry(place))
            replaced[place].take_in(word)
        return {number: word.encoded() for number, word in replaced.items()}, inserted

    def _touched(self, old: Words) -> Iterator[int]:
        """The words that are on a page that is gone, or has another number now."""
        total = len(self._old[PAGES])
        concerned = {number for number in range(total) if self._kept.get(number) != number}
        if not concerned:
            return
        value = {cbor2.dumps(number): number for number in range(total)}.__getitem__
        for number in range(len(old)):
            gaps = old.gaps(number)
            if gaps is not None:
                pages: Iterable[int] = accumulate(map(value, gaps))
            else:
                pages = [page[0] for page in _Word.decoded(old.entry(number)).all_pages()]
            if not concerned.isdisjoint(pages):
                yield number


@dataclass(slots=True)
class _Word:
    """A word: its pages, and its spellings with accents, each with its pages. Numbers are those of pages."""

    name: str
    pages: list[_Page]
    spellings: list[tuple[str, list[_Page]]]

    @classmethod
    def decoded(cls, entry: bytes) -> _Word:
        """Raises PatchError for an entry that would not be encoded so."""
        name, pages, spellings = cbor2.loads(entry)
        word = cls(name, _numbered(pages), [(form, _numbered(its)) for form, its in spellings])
        if word.encoded() != entry:
            raise PatchError(f"'{name}' is not in order")
        return word

    def all_pages(self) -> list[_Page]:
        return [*self.pages, *(page for _, pages in self.spellings for page in pages)]

    def renumber(self, numbers: Mapping[int, int]) -> None:
        """Keep the pages that have a number, under that."""
        self.pages = _renumbered(self.pages, numbers)
        self.spellings = [(form, _renumbered(pages, numbers)) for form, pages in self.spellings]

    def take_in(self, other: _Word) -> None:
        """Add the pages of the same word in other documents."""
        self.pages += other.pages
        mine = dict(self.spellings)
        for form, pages in other.spellings:
            mine.setdefault(form, []).extend(pages)
        self.spellings = list(mine.items())

    def encoded(self) -> bytes:
        """The word's entry; none for a word that is on no page.

        Spellings come in the order of their first pages; there, those of the text before those of the metadata alone,
        and each in their own order.
        """
        spellings = [(form, sorted(pages)) for form, pages in self.spellings if pages]
        spellings.sort(key=lambda one: (one[1][0][0], not one[1][0][1], one[0]))
        if not self.pages and not spellings:
            return b""
        rows = [[form, _gapped(pages)] for form, pages in spellings]
        return cbor2.dumps([self.name, _gapped(sorted(self.pages)), rows])


_Changes = tuple[dict[int, bytes], dict[int, list[bytes]]]


def _joined(old: Words, changes: _Changes) -> Words:
    """All words of the new index."""
    replaced, inserted = changes
    parts: list[bytes] = []
    starts: list[int] = []
    end = done = 0

    def put(part: bytes, places: list[int]) -> None:
        nonlocal end
        if part:
            parts.append(part)
            starts.extend(places)
            end += len(part)

    for number in [*sorted({*replaced, *inserted}), len(old)]:
        if number > done:
            begin = old.starts[done]
            put(old.data[begin : old.end(number - 1)], [end - begin + start for start in old.starts[done:number]])
        for entry in inserted.get(number, ()):
            put(entry, [end])
        put(replaced.get(number, b""), [end])
        done = number + (number in replaced)
    return Words(b"".join(parts), starts)


def _numbered(pages: list[_Page]) -> list[_Page]:
    """Pages with their numbers, of pages with what their numbers are more than those before them."""
    numbers = accumulate(gap for gap, _, _ in pages)
    return [[number, places, others] for number, (_, places, others) in zip(numbers, pages, strict=True)]


def _gapped(pages: list[_Page]) -> list[_Page]:
    before = 0
    gapped = []
    for number, places, others in pages:
        gapped.append([number - before, places, others])
        before = number
    return gapped


def _renumbered(pages: list[_Page], numbers: Mapping[int, int]) -> list[_Page]:
    return [[numbers[number], places, others] for number, places, others in pages if number in numbers]
