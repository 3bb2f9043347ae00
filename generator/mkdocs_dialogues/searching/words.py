"""The words of an index, as Pagefind 1.5 writes them, found and named without decoding what is known of them."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import cbor2

from mkdocs_dialogues.searching.entries import Entry, FormError, list_head, list_length, page_numbers, text_at

__all__ = ["Words", "listed", "read", "unpacked", "write"]

_SIGNATURE: Final = b"pagefind_dcd"  # stands before the data in each compressed file
_GZIP: Final = 31  # what zlib calls that form
# A list of three begins with a text: a word, or bytes that look so. A mark that stands alone is a spelling of no word.
_WORD: Final = re.compile(rb"\x83(?=[\x60-\x79])")


class Words:
    """Words with what is known of them, in order: their bytes, and where each begins."""

    def __init__(self, data: bytes, starts: list[int]) -> None:
        self.data = data
        self.starts = starts

    @classmethod
    def joined(cls, pieces: Iterable[bytes]) -> Words:
        """Those of the pieces of an index. Raises FormError."""
        parts: list[bytes] = []
        starts: list[int] = []
        end = 0
        for data in pieces:
            _, at = list_length(data, 0)  # a list of one list
            count, at = list_length(data, at)
            found = [match.start() for match in _WORD.finditer(data, at)]
            if len(found) != count:  # every word is among them: so there are others
                found = list(_decoded(data, at, count))
            starts += [end + place - at for place in found]
            parts.append(data[at:])
            end += len(data) - at
        return cls(b"".join(parts), starts)

    def __len__(self) -> int:
        return len(self.starts)

    def name(self, number: int) -> str:
        """A word."""
        begin, end = text_at(self.data, self.starts[number] + 1)
        return self.data[begin:end].decode()

    def end(self, number: int) -> int:
        """Where the entry of a word ends."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.data)

    def entry(self, number: int) -> Entry:
        """What is known of a word. Raises FormError."""
        return Entry.taken_apart(self.data, self.starts[number], self.end(number))

    def on(self, pages: set[int]) -> Iterator[int]:
        """The words that are on any of the pages. Raises FormError."""
        for number, (start, end) in enumerate(zip(self.starts, [*self.starts[1:], len(self.data)], strict=True)):
            if not pages.isdisjoint(page_numbers(self.data, start, end)):
                yield number


def listed(count: int) -> bytes:
    """What stands before so many words in a piece, which is a list of one list."""
    return list_head(1) + list_head(count)


def read(path: Path) -> Any:
    """What a file of the index holds. Raises FormError, OSError."""
    try:
        return cbor2.loads(unpacked(path))
    except cbor2.CBORDecodeError as error:
        raise FormError(f"{path.name}: {error}") from error


def unpacked(path: Path) -> bytes:
    """The bytes that a file of the index holds. Raises FormError, OSError."""
    try:
        return zlib.decompress(path.read_bytes(), _GZIP).removeprefix(_SIGNATURE)
    except zlib.error as error:
        raise FormError(f"{path.name}: {error}") from error


def write(path: Path, data: bytes) -> None:
    """Write a file of the index."""
    path.write_bytes(gzip.compress(_SIGNATURE + data, 6, mtime=0))


def _decoded(data: bytes, at: int, count: int) -> Iterator[int]:
    """Where each word begins, found by decoding all of them, which takes many times as long."""
    stream = io.BytesIO(data)
    stream.seek(at)
    decoder = cbor2.CBORDecoder(stream)
    for _ in range(count):
        yield stream.tell()
        decoder.decode()
