"""Rows of a long file that the last build wrote: those that stay are taken from there, each as it was then.

So that one edit does not cost a look at every dialogue of the archive for the sake of its data set.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.record import State, state_of

__all__ = ["KeptRows", "Row"]

Row = tuple[bytes | None, Callable[[], bytes]]
"""What tells a row (None: one that is not to be kept), and how it is made."""
_Found = tuple[int, int, bytes]

_MARK: Final = 10  # bytes of a row's digest
_PIECE: Final = 1 << 20


class _Index(msgspec.Struct, array_like=True, frozen=True):
    """Where rows are in a file, by what tells them, and the file's state when it was written."""

    state: State | None = None
    rows: dict[bytes, _Found] = {}


class KeptRows:
    """The rows of one file. Where they are in it is kept in ``cache`` under ``name``.

    ``fresh`` tells, once the file is written, where in it (from, to; in bytes) stands what was made anew.
    """

    def __init__(self, cache: Cache, name: str) -> None:
        self.fresh: list[tuple[int, int]] = []
        self._cache = cache
        self._at = digest("rows", name)
        self._found: dict[bytes, _Found] = {}

    def lines(self, rows: Iterable[Row], former: Path | None) -> Iterator[bytes]:
        """The file, in pieces of one row or many. ``former`` is the last build's; it is opened at once, and may be
        replaced after that.

        What is not what that build wrote there is made anew.
        """
        index = self._index() if former is not None else _Index()
        if former is None or not index.rows:
            return self._lines(rows, {}, _Old(None), trusted=True)
        trusted = index.state is not None and state_of(str(former)) == index.state
        return self._lines(rows, index.rows, _Old(former), trusted=trusted)

    def keep(self, path: str) -> None:
        """Know in the next build where in the file, which is written now, its rows are."""
        self._cache.put(self._at, msgspec.msgpack.encode(_Index(state_of(path), self._found)))
        self._found = {}

    def _lines(self, rows: Iterable[Row], index: dict[bytes, _Found], old: _Old, *, trusted: bool) -> Iterator[bytes]:
        """``trusted`` says that the old file is what the index tells of, so that no row has to be looked at."""
        found = self._found = {}
        self.fresh = []
        at = begin = end = 0  # rows that follow each other in the old file, too, are taken from there at once
        for key, make in rows:
            was = index.get(key) if key is not None else None
            if was is not None and (trusted or _mark(old.part(was[0], was[0] + was[1])) == was[2]):
                start, length, mark = was
                if start != end or end - begin > _PIECE:
                    yield old.part(begin, end)
                    begin = start
                end = start + length
            else:
                yield old.part(begin, end)
                begin = end = 0
                line = make()
                length, mark = len(line), _mark(line)
                self.fresh.append((at, at + length))
                yield line
            if key is not None:
                found[key] = at, length, mark
            at += length
        yield old.part(begin, end)
        old.close()

    def _index(self) -> _Index:
        packed = self._cache.get(self._at)
        try:
            return msgspec.msgpack.decode(packed, type=_Index) if packed else _Index()
        except msgspec.DecodeError:
            return _Index()


def _mark(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=_MARK).digest()


class _Old:
    """What a file holds that may be replaced while it is read; nothing, if there is none."""

    def __init__(self, path: Path | None) -> None:
        self._file: BinaryIO | None = None
        with suppress(OSError):
            if path is not None:
                # Windows replaces no file that is open.
                self._file = io.BytesIO(path.read_bytes()) if os.name == "nt" else path.open("rb")

    def close(self) -> None:
        """Let go of it."""
        if self._file is not None:
            self._file.close()

    def part(self, begin: int, end: int) -> bytes:
        """Its bytes from one place to another. It is not mapped: what was read of it would count as memory."""
        if self._file is None or begin == end:
            return b""
        self._file.seek(begin)
        return self._file.read(end - begin)
