"""Looks through the finished site once more, byte by byte: whatever way it came there, a key is a key."""

from __future__ import annotations

import html
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.companions import COMPANIONS
from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.secrets.kinds import PERSONAL
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.secrets.scan import Find, Scanner

__all__ = ["FinishedSite"]

# What holds no text; everything else is read, whatever it is called.
_MEDIA: Final = COMPANIONS - {".svg"} | set(
    ".woff .woff2 .ttf .otf .eot .wasm .m4v .aac .apng .heic .tif .tiff".split()
)
# Words of Pagefind's fragments once more, in small letters: nobody could allow one.
_WORDS: Final = frozenset({".pf_index"})
_UNREAD: Final = _MEDIA | _WORDS
_CODE: Final = frozenset({".js", ".mjs", ".css", ".map", ".svg"})
_GZIP: Final = b"\x1f\x8b"  # Pagefind's files too: https://github.com/Pagefind/pagefind/tree/main/pagefind/src/output
_BLOCK: Final = 4_000_000
_OVERLAP: Final = 32_000  # longer than anything that is looked for
_BEFORE: Final = 1_000  # and than what is looked at before it
_LARGEST: Final = 512_000_000  # of what is in one compressed file: no bomb keeps a build


class _Leak(NamedTuple):
    find: Find
    files: list[str]
    line: int


class FinishedSite:
    """A site's files as they are written, some sooner than others; what was found is told of all together.

    Scripts and styles that come from the folders ``themes`` need no look. Random strings beside telling words are not
    looked for: markup is full of both. What tells of people is not looked for in code, where every ``+49`` is a sum.
    """

    def __init__(self, site: Path, lookout: Lookout, themes: Sequence[Path]) -> None:
        self._site = site
        self._lookout = lookout
        self._themes = themes
        self._in_texts = Scanner(lookout.errors, beside=False)
        code = lookout.errors - PERSONAL
        self._in_code = self._in_texts if code == lookout.errors else Scanner(code, beside=False)
        self._leaks: dict[str, _Leak] = {}

    def look(
        self,
        places: Iterable[str],
        seen: Collection[str] = (),
        fresh: Mapping[str, Sequence[tuple[int, int]]] = {},
    ) -> None:
        """Look for what is likely a secret, and was not allowed, in the files at these places; packed ones too.

        ``seen`` are files that the last build looked through, ``fresh`` the parts (from, to; in bytes) of others that
        it did not. Media need no look.
        """
        for name in places:
            if name in seen or _suffix(name) in _UNREAD:
                continue
            code = _suffix(name) in _CODE
            if code and any((theme / name).is_file() for theme in self._themes):
                continue
            looking = self._in_code if code else self._in_texts
            if name in fresh and not any(map(looking.scan, _parts(self._site / name, fresh[name]))):
                continue
            self._look_into(name, looking)

    def problems(self, sources: Mapping[str, str]) -> list[Problem]:
        """A problem for each secret. ``sources`` are the files that pages were made from, by the pages' paths."""
        return [_problem(leak, sources) for leak in self._leaks.values()]

    def _look_into(self, name: str, looking: Scanner) -> None:
        allowed = self._lookout.allowed
        for piece in _pieces(self._site / name):
            for find in looking.scan(piece.data):
                if not piece.begin <= find.start < piece.end:
                    continue
                mark = find.fingerprint
                if mark in allowed or find.with_value(_plain(find.value)).fingerprint in allowed:
                    continue
                line = piece.line + piece.data.count(b"\n", 0, find.start)
                leak = self._leaks.setdefault(mark, _Leak(find, [], line))
                if name not in leak.files:
                    leak.files.append(name)


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower()


def _parts(path: Path, parts: Iterable[tuple[int, int]]) -> Iterator[bytes]:
    with path.open("rb") as file:
        for begin, end in parts:
            file.seek(begin)
            yield file.read(end - begin)


class _Piece(NamedTuple):
    """A piece of a text: finds count that start from ``begin`` to ``end``, in bytes; its first line's number."""

    data: bytes
    begin: int
    end: int
    line: int


def _pieces(path: Path) -> Iterator[_Piece]:
    """What is in a file, in pieces; of a gzip file what is packed in it."""
    with path.open("rb") as file:
        data = file.read(_BLOCK)
        if data.startswith(_GZIP):
            try:
                yield from _cut(_unpacked(data + file.read()))
            except zlib.error:  # it only begins like one
                file.seek(len(data))
            else:
                return
        yield from _cut(chain((data,), iter(partial(file.read, _BLOCK), b"")))


def _unpacked(rest: bytes) -> Iterator[bytes]:
    """What is packed, one member behind the other. Raises zlib.error."""
    done = 0
    while rest.startswith(_GZIP) and done < _LARGEST:
        member = zlib.decompressobj(31)
        while not member.eof and (piece := member.decompress(rest, _BLOCK)) and done < _LARGEST:
            yield piece
            rest, done = member.unconsumed_tail, done + len(piece)
        rest = member.unused_data


def _cut(blocks: Iterator[bytes]) -> Iterator[_Piece]:
    """A text in pieces that overlap, so that what is found is in one of them whole, and with what stands before it."""
    data, begin, line = next(blocks, b""), 0, 1
    for block in blocks:
        end = max(begin, len(data) - _OVERLAP)
        yield _Piece(data, begin, end, line)
        kept = max(0, end - _BEFORE)
        line += data.count(b"\n", 0, kept)
        data, begin = data[kept:] + block, end - kept
    yield _Piece(data, begin, len(data), line)


def _plain(value: bytes) -> bytes:
    """A value as it was before it was written into HTML or JSON."""
    text = html.unescape(value.decode("utf-8", "replace"))
    return text.replace("\\n", "\n").replace('\\"', '"').replace("\\\\", "\\").encode()


def _problem(leak: _Leak, sources: Mapping[str, str]) -> Problem:
    """Said of the file that a page was made from, where one of the files is a page."""
    first, *others = sorted(leak.files, key=lambda name: name not in sources)
    more = f" and {len(others)} more" if others else ""
    place = Location(sources[first]) if first in sources else Location(first, leak.line)
    find = leak.find
    return Problem(
        "likely-secret",
        place,
        f"'{find.masked}' in the finished site is likely {find.what}: '{first}'{more}",
        "Expected nothing that opens a door.",
        f"Take it out of the page, or allow it in allowed-secrets.toml: fingerprint {find.fingerprint}.",
    )
