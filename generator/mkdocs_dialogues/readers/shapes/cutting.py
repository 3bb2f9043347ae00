"""A JSON list or JSON Lines in pieces, without ever holding more than one of them.

The items of a list are cut where they end, and not decoded: a scanner that skips strings and counts braces finds the
ends at 170 MB a second (``ijson`` parses at 240, but what it gives has lost its bytes and lines, and it stops at the
first fault). A broken item does not stop the others: the next one is known by what stood between the items before, and
by the two keys that they begin with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import count
from typing import Final, NamedTuple

import msgspec

__all__ = ["MOST_PIECE", "Piece", "cut_lines", "cut_list", "cut_lists"]

MOST_PIECE: Final = 256_000_000
"""Bytes of one item or line, beyond which it is taken for broken."""

_LEAST: Final = 8_000_000  # to which that shrinks with every fault, so that many faults cost no more than a few
_BETWEEN: Final = re.compile(rb"[\s,]*+")
_SCALAR: Final = re.compile(rb"[^\s,\]\[{}\"]++")
_STRING: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
# Up to the next brace that stands in no string, or to a string that does not end here.
_TO_BRACE: Final = {
    opening: re.compile(rb'[^"%b]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"%b]*+)*+' % (braces, braces), re.DOTALL)
    for opening, braces in ((ord("{"), rb"{}"), (ord("["), rb"\[\]"))
}
_CLOSING: Final = {ord("{"): ord("}"), ord("["): ord("]")}
_TO_VALUE: Final = re.compile(rb"[\s:]*+")
_SPACE: Final = re.compile(rb"[\s\xef\xbb\xbf]*+")  # with a byte order mark
# The beginning of an object: its first key, a value that is short, its second key.
_FIRST_KEYS: Final = re.compile(
    rb'(?P<first>\{\s*+"(?:[^"\\]|\\.)*+"\s*+:\s*+)(?P<value>"(?:[^"\\]|\\.)*+"|[^\s,{}\[\]"]++)'
    rb'(?P<second>\s*+,\s*+"(?:[^"\\]|\\.)*+"\s*+:)',
    re.DOTALL,
)
_VALUE: Final = rb'(?:"(?:[^"\\]|\\.)*+"|[^\s,{}\[\]"]++)'
_OVERLAP: Final = 4096  # bytes in which the beginning of an item is looked for across blocks


class Piece(NamedTuple):
    """An item as it stands in the file, the line that it begins on (from 1), and whether it has its end.

    ``place`` is where it stands, counted from 0: ``[3]``, or ``.data.chats[3]`` in an object.
    """

    data: bytes
    line: int
    whole: bool = True
    place: str = ""


def cut_lines(blocks: Iterable[bytes]) -> Iterator[Piece]:
    """The lines of a file that are not blank. One that is too long is cut there, and is not whole."""
    line = 1
    held: list[bytes] = []
    size = 0
    for block in blocks:
        first, *others = block.split(b"\n")
        if size <= MOST_PIECE:
            held.append(first)
        size += len(first)
        for other in others:
            if found := b"".join(held).strip():
                yield Piece(found, line, size <= MOST_PIECE)
            line += 1
            held, size = [other], len(other)
    if found := b"".join(held).strip():
        yield Piece(found, line, size <= MOST_PIECE)


def cut_list(blocks: Iterable[bytes]) -> Iterator[Piece]:
    """The items of the list that a file is. What follows its end is a piece that is not whole."""
    return _Scanner(iter(blocks)).top()


def cut_lists(blocks: Iterable[bytes], paths: Collection[str]) -> Iterator[Piece]:
    """The items of lists in the object that a file is: of those at ``paths``, such as ``chats`` or ``data.chats``."""
    return _Scanner(iter(blocks)).inside(paths)


class _Scanner:
    """Cuts one file. ``held`` is what of the file is in memory, ``at`` where the scanner stands in it."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.held = bytearray()
        self.at = 0
        self.line = 1
        self.most = MOST_PIECE
        self.keys = (b"", b"")
        self.sure = False  # whether what stands before an item is known
        self.lost = False  # whether the end of the list was passed without being seen
        self.next: re.Pattern[bytes] | None = None  # what stands before an item, and how it begins

    def top(self) -> Iterator[Piece]:
        """The items of a list, and a piece without its end for each fault."""
        self._skip(_SPACE)
        if self._byte() == ord("["):
            self.at += 1
        return self._items("", self._is_last)

    def inside(self, paths: Collection[str], above: str = "") -> Iterator[Piece]:
        """The items of the lists at paths, in an object that begins here and stands at ``above``."""
        self._skip(_SPACE)
        self.at += 1
        while True:
            self._drop()
            self._skip(_BETWEEN)
            begin = self._byte()
            if begin == ord("}"):
                self.at += 1
                return
            key = self._key() if begin == ord('"') else None
            begin = self._byte()
            if key is None or begin is None:
                yield Piece(b"", self.line, whole=False)
                return
            path = f"{above}.{key}" if above else key
            if path in paths and begin == ord("["):
                self.at += 1
                yield from self._items(f".{path}", lambda: True)
                self.at += 1
            elif begin == ord("{") and any(one.startswith(f"{path}.") for one in paths):
                yield from self.inside(paths, path)
            elif not self._item(begin):
                yield Piece(b"", self.line, whole=False)
                return

    def _key(self) -> str | None:
        """The key that begins here; the scanner goes on to its value."""
        start = self.at
        self.at += 1
        if not self._string():
            return None
        found = bytes(self.held[start : self.at])
        self._skip(_TO_VALUE)
        try:
            return msgspec.json.decode(found, type=str)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return found.decode("utf-8", "replace")

    def _items(self, path: str, is_end: Callable[[], bool]) -> Iterator[Piece]:
        """The items of a list whose bracket was passed, up to the one that ``is_end``."""
        for number in count():
            self._drop()
            self._skip(_BETWEEN)
            begin = self._byte()
            if begin is None:
                if not self.lost:
                    yield Piece(b"", self.line, whole=False)
                return
            if begin == ord("]") and is_end():
                return
            gap = bytes(self.held[: self.at])
            self._drop()
            for piece in self._piece(begin, gap):
                yield piece._replace(place=f"{path}[{number}]")

    def _piece(self, begin: int, gap: bytes) -> Iterator[Piece]:
        """The item that begins here, behind a gap."""
        if not self._item(begin) or not self._followed(end := self.at):
            yield from self._broken()
        elif _is_json(memoryview(self.held)[:end]):
            self._learn(gap)
            yield self._taken(end, whole=True)
        else:
            self._learn(b"")
            yield self._taken(self._next(1, end) or end, whole=False)

    def _is_last(self) -> bool:
        """Whether nothing follows the bracket that the scanner is at; it stays there."""
        end = self.at
        self.at += 1
        self._skip(_SPACE)
        last = self._byte() is None
        self.at = end
        return last

    def _item(self, begin: int) -> bool:
        """Go to the end of the item that begins here; False when it has none within reach."""
        if begin in _CLOSING:
            return self._nested(begin)
        if begin == ord('"'):
            self.at += 1
            return self._string()
        start = self.at
        self._skip(_SCALAR)
        return self.at > start

    def _nested(self, opening: int) -> bool:
        to_brace, closing = _TO_BRACE[opening], _CLOSING[opening]
        depth = 0
        while True:
            self.at = _past(to_brace, self.held, self.at)
            if self.at >= len(self.held):
                if not self._more():
                    return False
                continue
            found = self.held[self.at]
            self.at += 1
            if found == opening:
                depth += 1
            elif found == closing:
                depth -= 1
                if depth == 0:
                    return True
            elif not self._string():
                return False

    def _string(self) -> bool:
        """Go behind the end of the string whose quote was passed."""
        while True:
            self.at = _past(_STRING, self.held, self.at)
            if self.at < len(self.held) and self.held[self.at] == ord('"'):
                self.at += 1
                return True
            if not self._more():
                return False

    def _followed(self, end: int) -> bool:
        """Whether what follows an item that ends here can follow one."""
        self._skip(_SPACE)
        follows = self._byte()
        if follows == ord(","):
            self.at += 1
            self._skip(_SPACE)
            follows = self._byte()
            if follows == ord('"'):
                self.at += 1
                self._string()
                self._skip(_SPACE)
                follows = self._byte()
            if follows in (ord(":"), ord("}")):
                return False  # it ended too early: here its other fields go on
        self.at = end
        return True

    def _broken(self) -> Iterator[Piece]:
        """The item that begins here, up to where the next one does."""
        if len(self.held) > _LEAST:
            self.most = max(_LEAST, self.most // 2)
        self._learn(b"")
        found, looked = None, 1
        while (found := self._next(looked)) is None:
            looked = max(1, len(self.held) - _OVERLAP)
            if not self._more():
                break
        self.lost = found is None
        yield self._taken(len(self.held) if found is None else found, whole=False)
        while found is None:  # nothing of this is kept
            self.at = max(0, len(self.held) - _OVERLAP)
            self._drop()
            if not self._more():
                self.at = len(self.held)
                return
            if (found := self._next(0)) is not None:
                self.at, self.lost = found, False

    def _next(self, start: int, stop: int | None = None) -> int | None:
        """Where the next item is likely to begin, with what stands before it."""
        match = self.next.search(self.held, start, len(self.held) if stop is None else stop) if self.next else None
        return match.start() if match else None

    def _learn(self, gap: bytes) -> None:
        """Remember how an item begins, and what stands before it; the latter is known from the second such on."""
        if self.sure or (self.next and b"," not in gap):
            return
        keys = _FIRST_KEYS.match(self.held)
        if keys is None or (self.next and (keys["first"], keys["second"]) != self.keys):
            return
        self.keys = keys["first"], keys["second"]
        self.sure = b"," in gap
        before = re.escape(gap) if self.sure else rb",\s*+"
        self.next = re.compile(before + _VALUE.join(map(re.escape, self.keys)), re.DOTALL)

    def _taken(self, end: int, *, whole: bool) -> Piece:
        piece = Piece(bytes(memoryview(self.held)[:end]), self.line, whole)
        self.at = end
        return piece

    def _skip(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over what a pattern matches, which may match nothing, across blocks."""
        while True:
            self.at = _past(pattern, self.held, self.at)
            if self.at < len(self.held) or not self._more():
                return

    def _byte(self) -> int | None:
        return self.held[self.at] if self.at < len(self.held) else None

    def _more(self) -> bool:
        """Take in another block; False when there is none, or when the item is too large already."""
        if len(self.held) > self.most:
            return False
        block = next(self.blocks, b"")
        self.held += block
        return bool(block)

    def _drop(self) -> None:
        """Let go of what was passed."""
        self.line += self.held.count(b"\n", 0, self.at)
        del self.held[: self.at]
        self.at = 0


def _past(pattern: re.Pattern[bytes], data: bytearray, at: int) -> int:
    match = pattern.match(data, at)
    return match.end() if match else at


def _is_json(data: memoryview) -> bool:
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True
