"""What Pagefind wrote, made over into what readers load: words in small pieces, short names, nothing at random.

Pagefind 1.5 makes pieces of 20,000 places each, some 45 kB, of which a reader loads one for every word and shard; names
each file by a digest, of which a reader loads as many as there are pages, and digests do not compress; and writes the
values of a filter in another order each time. Here a piece is a few kilobytes, files are numbered behind the mark of
their shard, and the numbers of pages are in the order of their dates, so that no other list has to say it.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind_web/src/metadata.rs https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import Any, Final

import cbor2

__all__ = ["SORT", "FormError", "make_over"]

SORT: Final = "date"
"""What dated pages are sorted by; the others have no value for it."""

_SIGNATURE: Final = b"pagefind_dcd"  # stands before the data in each compressed file
_PAGES, _CHUNKS, _FILTERS, _SORTS = 1, 2, 3, 4  # places in the list that a .pf_meta holds
_GZIP: Final = 31  # what zlib calls that form
_LEAST: Final = 2_000  # about how many bytes, before compression, that a piece has in a small index
_SHARE: Final = 16  # and in others the root of so many times all: a reader loads the list of pieces, and one for a word
_ALIKE: Final = 3  # a beginning of so many letters or more finds all words that begin so
_LAST: Final = "\U0010ffff"
_WORD: Final = re.compile(rb"\x83(?=[\x61-\x79])")  # a list of three begins with a text: a word, or bytes that look so
_LIST, _ONE_BYTE, _FOUR_BYTES = 4, 24, 26  # of CBOR: the kind of a list; its length follows in so many bytes


class FormError(ValueError):
    """Pagefind's output is of another form than that of Pagefind 1.5."""


def make_over(index: Path, mark: str) -> None:
    """Make an index over in its folder; ``mark`` is for its content alone. Raises FormError, OSError."""
    entry = json.loads((index / "pagefind-entry.json").read_text(encoding="utf-8"))
    for facts in entry["languages"].values():
        path = index / f"pagefind.{facts['hash']}.pf_meta"
        meta = _read(path)
        path.unlink()
        dated = {page for name, pages in meta[_SORTS] if name == SORT for page in pages}
        meta[_PAGES] = [
            [_renamed(index / "fragment", name, f"{mark}{'-' if number in dated else '.'}{number:x}"), words]
            for number, (name, words) in enumerate(meta[_PAGES])
        ]
        meta[_FILTERS] = [
            [name, _settled(index / "filter", file, f"{mark}-{number:x}")]
            for number, (name, file) in enumerate(sorted(meta[_FILTERS]))
        ]
        meta[_CHUNKS] = list(_pieces(index / "index", [name for _, _, name in meta[_CHUNKS]], mark))
        meta[_SORTS] = []
        facts["hash"] = mark
        _write(index / f"pagefind.{mark}.pf_meta", cbor2.dumps(meta))
    (index / "pagefind-entry.json").write_text(json.dumps(entry, sort_keys=True), encoding="utf-8")


def _renamed(folder: Path, old: str, new: str) -> str:
    (folder / f"{old}.pf_fragment").rename(folder / f"{new}.pf_fragment")
    return new


def _settled(folder: Path, old: str, new: str) -> str:
    """A filter with its values in order."""
    path = folder / f"{old}.pf_filter"
    title, values = _read(path)
    path.unlink()
    _write(folder / f"{new}.pf_filter", cbor2.dumps([title, sorted(values)]))
    return new


def _pieces(folder: Path, names: list[str], mark: str) -> Iterator[list[str]]:
    """Write all words in pieces: the lines of the .pf_meta, [first word, last word, file].

    Pagefind loads the pieces between whose words a word stands. Where words that begin alike are in several pieces, a
    line more for each beginning, [beginning, beginning, file], lets it load all of them.
    """
    words, starts = _all_words(folder, names)
    size = max(_LEAST, isqrt(_SHARE * len(words)))
    begin, first, number = 0, _word(words, 0) if starts else "", 0
    while begin < len(starts):
        end = _border(words, starts, begin, size)
        last = _word(words, starts[end - 1])
        following = _word(words, starts[end]) if end < len(starts) else ""
        alike = _alike(last, following)
        name = f"{mark}-{number:x}"
        piece = words[starts[begin] : starts[end] if end < len(starts) else len(words)]
        _write(folder / f"{name}.pf_index", cbor2.dumps([[0] * (end - begin)])[: begin - end] + piece)
        yield [first, last if alike == len(last) or not following else last[: alike + 1] + _LAST, name]
        first, begin, number = following[: alike + 1], end, number + 1
        for length in range(_ALIKE, alike + 1):
            yield [following[:length], following[:length], f"{mark}-{number:x}"]


def _border(words: bytes, starts: list[int], begin: int, size: int) -> int:
    """Where a piece ends: where the fewest letters are alike, not long after it is full."""
    least = bisect_left(starts, starts[begin] + size, begin + 1)
    most = bisect_left(starts, starts[begin] + 2 * size, least)
    if least == len(starts) or len(words) - starts[begin] < 2 * size:
        return len(starts)
    borders = range(least, max(most, least + 1))
    return min(borders, key=lambda place: _alike(_word(words, starts[place - 1]), _word(words, starts[place])))


def _alike(one: str, other: str) -> int:
    """How many letters two words have alike at their beginnings."""
    for place, (letter, its) in enumerate(zip(one, other, strict=False)):
        if letter != its:
            return place
    return min(len(one), len(other))


def _all_words(folder: Path, names: list[str]) -> tuple[bytes, list[int]]:
    """All words with what is known of them, in order, as Pagefind wrote it, and where each begins."""
    parts: list[bytes] = []
    starts: list[int] = []
    end = 0
    for name in names:
        path = folder / f"{name}.pf_index"
        data = _unpacked(path)
        path.unlink()
        _, at = _length(data, 0)  # a list of one list
        count, at = _length(data, at)
        found = [match.start() for match in _WORD.finditer(data, at)]
        if len(found) != count:  # every word is among them: so there are others
            found = list(_decoded(data, at, count))
        starts += [end + place - at for place in found]
        parts.append(data[at:])
        end += len(data) - at
    return b"".join(parts), starts


def _decoded(data: bytes, at: int, count: int) -> Iterator[int]:
    """Where each word begins, found by decoding all of them, which takes many times as long."""
    stream = io.BytesIO(data)
    stream.seek(at)
    decoder = cbor2.CBORDecoder(stream)
    for _ in range(count):
        yield stream.tell()
        decoder.decode()


def _word(words: bytes, start: int) -> str:
    """The word that begins at a place."""
    head = words[start + 1] - 0x60
    more = 0 if head < _ONE_BYTE else 1 << (head - _ONE_BYTE)
    begin = start + 2 + more
    length = int.from_bytes(words[start + 2 : begin]) if more else head
    return words[begin : begin + length].decode()


def _length(data: bytes, at: int) -> tuple[int, int]:
    """How many items the list has that begins at a place, and where the first is: RFC 8949, section 3."""
    kind, first = divmod(data[at], 32)
    if kind != _LIST or first > _FOUR_BYTES:
        raise FormError("a chunk of the index is not as Pagefind 1.5 makes it")
    more = 1 << (first - _ONE_BYTE) if first >= _ONE_BYTE else 0
    return int.from_bytes(data[at + 1 : at + 1 + more]) if more else first, at + 1 + more


def _read(path: Path) -> Any:
    return cbor2.loads(_unpacked(path))


def _unpacked(path: Path) -> bytes:
    try:
        return zlib.decompress(path.read_bytes(), _GZIP).removeprefix(_SIGNATURE)
    except zlib.error as error:
        raise FormError(f"{path.name}: {error}") from error


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(_SIGNATURE + data, 6, mtime=0))
