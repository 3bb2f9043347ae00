"""What Pagefind wrote, made over into what readers load: words in small pieces, short names, nothing at random.

Pagefind 1.5 makes pieces of 20,000 places each, some 45 kB, of which a reader loads one for every word and shard; names
each file by a digest, of which a reader loads as many as there are pages, and digests do not compress; and writes the
values of a filter in another order each time. Here a piece is a few kilobytes, files are numbered behind the mark of
their shard, and the numbers of pages are in the order of their dates, so that no other list has to say it.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind_web/src/metadata.rs
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import isqrt
from pathlib import Path
from typing import Any, Final

import cbor2

from mkdocs_dialogues.searching.words import Words, listed, read, unpacked, write
from mkdocs_dialogues.site_files import link_or_copy

__all__ = [
    "CHUNKS",
    "ENTRY",
    "FIELDS",
    "FILTERS",
    "PAGES",
    "dated",
    "fragment",
    "make_over",
    "put_entry",
    "put_filters",
    "put_meta",
    "put_words",
    "taken_words",
]

ENTRY: Final = "pagefind-entry.json"
PAGES, CHUNKS, FILTERS, SORTS, FIELDS = 1, 2, 3, 4, 5  # places in the list that a .pf_meta holds

_SORT: Final = "date"  # what dated pages are sorted by; the others have no value for it
_LEAST: Final = 2_000  # about how many bytes, before compression, that a piece has in a small index
_SHARE: Final = 16  # and in others the root of so many times all: a reader loads the list of pieces, and one for a word
_ALIKE: Final = 3  # a beginning of so many letters or more finds all words that begin so
_LAST: Final = "\U0010ffff"


def make_over(index: Path, mark: str) -> None:
    """Make an index over in its folder; ``mark`` is for its content alone. Raises FormError, OSError."""
    entry = json.loads((index / ENTRY).read_text(encoding="utf-8"))
    for facts in entry["languages"].values():
        path = index / f"pagefind.{facts['hash']}.pf_meta"
        meta = read(path)
        path.unlink()
        have_dates = dated(meta)
        meta[PAGES] = [
            [_renamed(index / "fragment", name, fragment(mark, number, dated=number in have_dates)), words]
            for number, (name, words) in enumerate(meta[PAGES])
        ]
        filters = dict(_taken_filter(index / "filter", file) for _, file in meta[FILTERS])
        meta[FILTERS] = put_filters(index / "filter", filters, mark)
        words = Words.joined(taken_words(index / "index", meta))
        meta[CHUNKS] = put_words(index / "index", words, mark)
        facts["hash"] = put_meta(index, meta, mark)
    put_entry(index, entry)


def dated(meta: list[Any]) -> set[int]:
    """The numbers of the pages that have a date, in what Pagefind wrote."""
    return {page for name, pages in meta[SORTS] if name == _SORT for page in pages}


def fragment(mark: str, number: int, *, dated: bool) -> str:
    """What a page is called: its file tells a reader whether it has a date."""
    return f"{mark}{'-' if dated else '.'}{number:x}"


def put_filters(folder: Path, filters: Mapping[str, list[Any]], mark: str) -> list[list[str]]:
    """Write filters (by name, [value, pages] each) in order, and their values: the lines of the .pf_meta."""
    lines = []
    for number, (title, values) in enumerate(sorted(filters.items())):
        name = f"{mark}-{number:x}"
        write(folder / f"{name}.pf_filter", cbor2.dumps([title, sorted(values)]))
        lines.append([title, name])
    return lines


def put_words(folder: Path, words: Words, mark: str, there: Mapping[bytes, Path] | None = None) -> list[list[str]]:
    """Write all words in pieces: the lines of the .pf_meta.

    ``there`` is where such pieces lie, by their bytes before compression, which took most of the time.
    """
    return list(_pieces(folder, words, mark, there or {}))


def put_meta(index: Path, meta: list[Any], mark: str) -> str:
    """Write the .pf_meta, and say what it is called. Pages are in the order of their dates: no list has to say it."""
    meta[SORTS] = []
    write(index / f"pagefind.{mark}.pf_meta", cbor2.dumps(meta))
    return mark


def put_entry(index: Path, entry: dict[str, Any]) -> None:
    """Write what Pagefind loads first."""
    (index / ENTRY).write_text(json.dumps(entry, sort_keys=True), encoding="utf-8")


def taken_words(folder: Path, meta: list[Any]) -> Iterator[bytes]:
    """The pieces that Pagefind wrote, out of the folder."""
    for _, _, name in meta[CHUNKS]:
        path = folder / f"{name}.pf_index"
        yield unpacked(path)
        path.unlink()


def _renamed(folder: Path, old: str, new: str) -> str:
    (folder / f"{old}.pf_fragment").rename(folder / f"{new}.pf_fragment")
    return new


def _taken_filter(folder: Path, file: str) -> tuple[str, list[Any]]:
    path = folder / f"{file}.pf_filter"
    title, values = read(path)
    path.unlink()
    return title, values


def _pieces(folder: Path, words: Words, mark: str, there: Mapping[bytes, Path]) -> Iterator[list[str]]:
    """Lines of the .pf_meta: [first word, last word, file].

    Pagefind loads the pieces between whose words a word stands. Where words that begin alike are in several pieces, a
    line more for each beginning, [beginning, beginning, file], lets it load all of them.
    """
    size = max(_LEAST, isqrt(_SHARE * len(words.data)))
    begin, first, number = 0, words.name(0) if words else "", 0
    while begin < len(words):
        end = _border(words, begin, size)
        last = words.name(end - 1)
        following = words.name(end) if end < len(words) else ""
        alike = _alike(last, following)
        name = f"{mark}-{number:x}"
        piece = listed(end - begin) + words.data[words.starts[begin] : words.end(end - 1)]
        if piece in there:
            link_or_copy(str(there[piece]), f"{folder}/{name}.pf_index")
        else:
            write(folder / f"{name}.pf_index", piece)
        yield [first, last if alike == len(last) or not following else last[: alike + 1] + _LAST, name]
        first, begin, number = following[: alike + 1], end, number + 1
        for length in range(_ALIKE, alike + 1):
            yield [following[:length], following[:length], f"{mark}-{number:x}"]


def _border(words: Words, begin: int, size: int) -> int:
    """Where a piece ends: where the fewest letters are alike, not long after it is full."""
    starts = words.starts
    least = bisect_left(starts, starts[begin] + size, begin + 1)
    most = bisect_left(starts, starts[begin] + 2 * size, least)
    if least == len(starts) or len(words.data) - starts[begin] < 2 * size:
        return len(starts)
    names = [words.name(place) for place in range(least - 1, max(most, least + 1))]
    alike = [_alike(one, other) for one, other in pairwise(names)]
    return least + alike.index(min(alike))


def _alike(one: str, other: str) -> int:
    """How many letters two words have alike at their beginnings."""
    for place, (letter, its) in enumerate(zip(one, other, strict=False)):
        if letter != its:
            return place
    return min(len(one), len(other))
