"""Which readers there are, and which of them takes a file."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol, runtime_checkable

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.source import Source

__all__ = ["ENTRY_POINT_GROUP", "Reader", "choose", "readers"]

ENTRY_POINT_GROUP = "mkdocs_dialogues.readers"


@runtime_checkable
class Reader(Protocol):
    """What a reader is: a class or an instance with these five names.

    ``suffixes`` are lower case with their dot. A ``generic`` reader is asked only when no other claims the file.
    ``detect`` looks at the bytes and never raises. ``read`` gets a file that ``detect`` took or that the author
    named in ``format:``; it raises ``source.error(...)`` when it cannot go on and calls ``source.warn(...)``
    for what it could not place (and keeps that as ``Unknown``).
    """

    name: str
    suffixes: tuple[str, ...]
    generic: bool

    def detect(self, source: Source) -> bool: ...

    def read(self, source: Source) -> Iterable[Dialogue]: ...


@cache
def readers() -> Mapping[str, Reader]:
    """Every installed reader by name, sorted; loaded once a process.

    Raises ValueError when two packages register one name, since neither could be meant.
    """
    found: dict[str, Reader] = {}
    for entry_point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: (e.name, e.value)):
        loaded = entry_point.load()
        reader = loaded() if isinstance(loaded, type) else loaded
        if not isinstance(reader, Reader):
            raise TypeError(f"{entry_point.value} is no reader: it needs name, suffixes, generic, detect, read")
        if reader.name in found:
            raise ValueError(f"two readers are called {reader.name!r}: {found[reader.name]!r} and {reader!r}")
        found[reader.name] = reader
    return found


def choose(source: Source, format_: str | None = None) -> Reader:
    """The reader for a file: by the author's ``format:``, then by suffix, then by ``detect``.

    Raises DialogueError: ``unknown-format``, ``no-reader`` (naming what was tried) or ``ambiguous-format``.
    """
    available = readers()
    if format_ is not None:
        if format_ in available:
            return available[format_]
        close = difflib.get_close_matches(format_, available, n=1)
        raise source.error(
            "unknown-format",
            1,
            f"unknown format '{format_}'",
            f"Expected one of: {', '.join(available)}.",
            f"Did you mean '{close[0]}'?" if close else "Correct 'format' in the metadata, or leave it out.",
        )
    candidates = [reader for reader in available.values() if source.suffix in reader.suffixes]
    for generic in (False, True):
        claims = [reader for reader in candidates if reader.generic is generic and reader.detect(source)]
        if len(claims) == 1:
            return claims[0]
        if claims:
            names = ", ".join(reader.name for reader in claims)
            raise source.error(
                "ambiguous-format",
                1,
                f"readers '{names}' all claim this file",
                "Expected one reader for a file.",
                f"Choose one in the metadata, for example: format: {claims[0].name}.",
            )
    tried = ", ".join(reader.name for reader in candidates) or f"none: no reader knows the suffix '{source.suffix}'"
    raise source.error(
        "no-reader",
        1,
        f"no reader takes '{source.name}' (tried: {tried})",
        "Expected a transcript in one of the formats that the guide lists.",
        "Name its format in the metadata (format: …), or move it out of the dialogues folder if it is no transcript.",
    )
