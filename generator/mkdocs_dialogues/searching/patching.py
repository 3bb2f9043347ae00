"""An index made out of an earlier one that was made over, and Pagefind's of the documents that changed since.

It is, byte for byte, what Pagefind makes of all documents, made over: pages have the numbers of their order, a word its
pages in that order, and its spellings with accents the order of their first pages. What is the same is linked. Anything
that is not as it should be is a PatchError, or one of ``UNEXPECTED``: the caller then has Pagefind index everything.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind/src/index/mod.rs
"""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cbor2

from mkdocs_dialogues.searching import pieces
from mkdocs_dialogues.searching.entries import Entry
from mkdocs_dialogues.searching.pieces import CHUNKS, FIELDS, FILTERS, PAGES
from mkdocs_dialogues.searching.words import Words, read, unpacked
from mkdocs_dialogues.site_files import link_or_copy

__all__ = ["UNEXPECTED", "PatchError", "Patched", "check", "facts_of", "patch"]

UNEXPECTED: Final = (OSError, ValueError, LookupError, TypeError, EOFError, cbor2.CBORError)
"""What reading an index raises that is cut short, gone, or of another form."""

_VERSION: Final = 0  # of Pagefind's form, in the list that a .pf_meta holds


class PatchError(ValueError):
    """The index cannot be made out of the earlier one: in what they are unlike."""


@dataclass(frozen=True, slots=True)
class Patched:
    """Which pages the new index has, by their numbers there.

    ``kept`` by their numbers in the earlier index ``folder``, ``added`` by those that Pagefind gave them now;
    ``checks`` are what ``check`` gave for the fragments of the earlier one, by number.
    """

    folder: Path
    kept: Mapping[int, int]
    added: Mapping[int, int]
    checks: Mapping[int, int]


def check(path: Path) -> int:
    """By what a file is known to be whole: the others of an index have such a number in them."""
    return zlib.crc32(path.read_bytes())


def facts_of(index: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What Pagefind loads first, and what that says of the one language of a shard. Raises ValueError, OSError."""
    entry = json.loads((index / pieces.ENTRY).read_text(encoding="utf-8"))
    (facts,) = entry["languages"].values()
    return entry, facts


def patch(index: Path, pages: Patched, mark: str, unless_stopped: Callable[[], None]) -> None:
    """Let the index of the changed documents, as Pagefind wrote it, be that of all, made over; the earlier one stays.

    ``unless_stopped`` is called again and again. Raises PatchError, ``UNEXPECTED``, and what that raises.
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
    _Patch(index, pages, (meta, old), (mark, old_facts["hash"])).make(unless_stopped)
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
        self._checks = pages.checks
        self._meta, self._old = metas
        self._mark, self._old_mark = marks

    def make(self, unless_stopped: Callable[[], None]) -> None:
        fields = self._fields()
        found = self._found(fields)
        old, there = self._old_words()
        unless_stopped()
        words = _joined(old, self._changes(old, found, unless_stopped))
        meta = [*self._old]
        meta[PAGES] = self._pages()
        meta[FILTERS] = self._filters()
        unless_stopped()
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
            if check(path) != self._checks[number]:
                raise PatchError(f"{path.name} is damaged")
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

    def _found(self, fields: list[int]) -> list[Entry]:
        """The words of the changed documents, with the numbers that pages and metadata have in the new index."""
        new = Words.joined(pieces.taken_words(self._index / "index", self._meta))
        entries = [new.entry(number) for number in range(len(new))]
        for entry in entries:
            entry.renumber(self._added)
            if fields != [*range(len(fields))]:
                entry.renumber_metadata(fields)
        return entries

    def _changes(self, old: Words, found: list[Entry], unless_stopped: Callable[[], None]) -> _Changes:
        """Words by the numbers of the old ones in whose place they stand, "" for one that is gone, and those that stand
        before one.
        """
        replaced: dict[int, Entry] = {}
        inserted: dict[int, list[bytes]] = {}
        for number in old.on({page for page in range(len(self._old[PAGES])) if self._kept.get(page) != page}):
            unless_stopped()
            replaced[number] = old.entry(number)
            replaced[number].renumber(self._kept)
        for entry in found:
            place = bisect_left(range(len(old)), entry.word, key=old.name)
            if place == len(old) or old.name(place) != entry.word:
                inserted.setdefault(place, []).append(entry.together())
                continue
            if place not in replaced:
                replaced[place] = old.entry(place)
            replaced[place].take_in(entry)
        return {number: entry.together() for number, entry in replaced.items()}, inserted


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

    for number in sorted({*replaced, *inserted, len(old)}):
        if number > done:
            begin = old.starts[done]
            put(old.data[begin : old.end(number - 1)], [end - begin + start for start in old.starts[done:number]])
        for entry in inserted.get(number, ()):
            put(entry, [end])
        put(replaced.get(number, b""), [end])
        done = number + (number in replaced)
    return Words(b"".join(parts), starts)
