"""The words of an index, as Pagefind 1.5 writes them, found and named without decoding what is known of them.

A word is a list of three in CBOR: the word; the pages it is on, each a list of three (the number of the page, less that
of the page before it, the places in its text, the places in its metadata); and its spellings with accents, each with
pages of its own.
https://github.com/Pagefind/pagefind/blob/v1.5.2/pagefind/src/index/index_words.rs https://www.rfc-editor.org/rfc/rfc8949
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import cbor2

__all__ = ["FormError", "Words", "listed", "read", "unpacked", "write"]

_SIGNATURE: Final = b"pagefind_dcd"  # stands before the data in each compressed file
_GZIP: Final = 31  # what zlib calls that form
_WORD: Final = re.compile(rb"\x83(?=[\x61-\x79])")  # a list of three begins with a text: a word, or bytes that look so
_LIST, _ONE_BYTE, _FOUR_BYTES = 4, 24, 26  # of CBOR: the kind of a list; its length follows in so many bytes
_TEXT: Final = 0x60

# Whole numbers and lists of them, of CBOR: where one ends is told by its bytes, so that a list need not be counted.
_NUMBERS: Final = rb"(?:[\x00-\x17\x20-\x37]++|[\x18\x38].|[\x19\x39]..|[\x1a\x3a]....)*+"
_NUMBER_LIST: Final = rb"(?:[\x80-\x97]|\x98.|\x99..|\x9a....)" + _NUMBERS
_PAGE: Final = re.compile(rb"\x83([\x00-\x17]|\x18.|\x19..|\x1a....)" + _NUMBER_LIST + _NUMBER_LIST, re.DOTALL)


class FormError(ValueError):
    """Pagefind's output is of another form than that of Pagefind 1.5."""


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
            _, at = _length(data, 0)  # a list of one list
            count, at = _length(data, at)
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
        begin, end = self._text(self.starts[number])
        return self.data[begin:end].decode()

    def end(self, number: int) -> int:
        """Where the entry of a word ends."""
        return self.starts[number + 1] if number + 1 < len(self.starts) else len(self.data)

    def entry(self, number: int) -> bytes:
        """A word with what is known of it."""
        return self.data[self.starts[number] : self.end(number)]

    def gaps(self, number: int) -> list[bytes] | None:
        """The numbers of the pages that a word is on, each less the one before it, as CBOR has them.

        None for a word that is also spelt with accents: those pages would have to be told from these.
        """
        _, at = self._text(self.starts[number])
        count, at = _length(self.data, at)
        found: list[bytes] = _PAGE.findall(self.data, at, self.end(number))
        return found if len(found) == count else None

    def _text(self, start: int) -> tuple[int, int]:
        """Where a word's own letters stand."""
        head = self.data[start + 1] - _TEXT
        if head < _ONE_BYTE:
            return start + 2, start + 2 + head
        begin = start + 2 + (1 << (head - _ONE_BYTE))
        return begin, begin + int.from_bytes(self.data[start + 2 : begin])


def listed(count: int) -> bytes:
    """What stands before so many words in a piece."""
    return cbor2.dumps([[0] * count])[:-count]


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


def _length(data: bytes, at: int) -> tuple[int, int]:
    """How many items the list has that begins at a place, and where the first is: RFC 8949, section 3."""
    kind, first = divmod(data[at], 32)
    if kind != _LIST or first > _FOUR_BYTES:
        raise FormError("a chunk of the index is not as Pagefind 1.5 makes it")
    more = 1 << (first - _ONE_BYTE) if first >= _ONE_BYTE else 0
    return int.from_bytes(data[at + 1 : at + 1 + more]) if more else first, at + 1 + more
