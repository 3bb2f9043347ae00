"""Rows of a long file that the last build wrote: those that stay are taken from there, each as it was then.

So that one edit does not cost a look at every dialogue of the archive for the sake of its data set.
"""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import msgspec

from mkdocs_dialogues.cache import Cache, digest

__all__ = ["KeptRows", "Row"]

Row = tuple[bytes | None, Callable[[], bytes]]
"""What tells a row (None: one that is not to be kept), and how it is made."""
_Found = tuple[int, int, bytes]

_MARK: Final = 10  # bytes of a row's digest


class KeptRows:
    """The rows of one file. Where they are in it is kept in ``cache`` under ``name``.

    ``fresh`` tells, once the file is written, where in it (from, to; in bytes) stands what was made anew.
    """

    def __init__(self, cache: Cache, name: str) -> None:
        self.fresh: list[tuple[int, int]] = []
        self._cache = cache
        self._at = digest("rows", name)

    def lines(self, rows: Iterable[Row], former: Path | None) -> Iterator[bytes]:
        """The file, row by row. ``former`` is the last build's; it is opened at once, and may be replaced after that.

        What is not what that build wrote there is made anew.
        """
        index = self._index() if former is not None else {}
        return self._lines(rows, index, _opened(former) if index and former else b"")

    def _lines(self, rows: Iterable[Row], index: dict[bytes, _Found], old: mmap.mmap | bytes) -> Iterator[bytes]:
        found: dict[bytes, _Found] = {}
        self.fresh = []
        at = 0
        for key, make in rows:
            start, length, mark = index.get(key, (0, 0, b"")) if key is not None else (0, 0, b"")
            line = old[start : start + length]
            if not length or _mark(line) != mark:
                line = make()
                mark = _mark(line)
                self.fresh.append((at, at + len(line)))
            if key is not None:
                found[key] = at, len(line), mark
            at += len(line)
            yield line
        self._cache.put(self._at, msgspec.msgpack.encode(found))

    def _index(self) -> dict[bytes, _Found]:
        packed = self._cache.get(self._at)
        try:
            return msgspec.msgpack.decode(packed, type=dict[bytes, _Found]) if packed else {}
        except msgspec.DecodeError:
            return {}


def _mark(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=_MARK).digest()


def _opened(path: Path) -> mmap.mmap | bytes:
    try:
        if os.name == "nt":  # where no file is replaced that is open
            return path.read_bytes()
        with path.open("rb") as file:
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # none there, or an empty one
        return b""
