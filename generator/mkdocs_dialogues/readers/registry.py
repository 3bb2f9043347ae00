"""Which readers there are, and which of them takes a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Final, NamedTuple, Protocol, runtime_checkable

from mkdocs_dialogues.errors import DialogueError, Problem, did_you_mean
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.source import Source

__all__ = [
    "ENTRY_POINT_GROUP",
    "SUFFIXES",
    "BrokenReaderError",
    "Reader",
    "Told",
    "choose",
    "package_of",
    "readers",
    "readers_of",
    "strangers",
    "told",
]

ENTRY_POINT_GROUP = "mkdocs_dialogues.readers"
SUFFIXES: Final = Path(__file__).with_name("suffixes.json")
"""The suffixes of our own readers by name, written by ``scripts/update_formats.py``: so much need not be loaded."""


class BrokenReaderError(Exception):
    """An installed reader that cannot be used. The message names its package."""


@runtime_checkable
class Reader(Protocol):
    """What a reader is: a class or an instance with these five names.

    ``suffixes`` are lower case with their dot. A ``generic`` reader is asked only when no other claims the file.
    ``detect`` looks at the bytes and never raises. ``read`` gets a file that ``detect`` took or that the author
    named in ``format:``; it raises ``source.error(...)`` when it cannot go on and calls ``source.warn(...)``
    for what it could not place (and keeps that as ``Unknown``). It may tell people of its format: see ``told``.
    """

    name: str
    suffixes: tuple[str, ...]
    generic: bool

    def detect(self, source: Source) -> bool: ...

    def read(self, source: Source) -> Iterable[Dialogue]: ...


class Told(NamedTuple):
    """What a reader says of its format to people: what it is called, and what it is, in a few words of Markdown."""

    title: str
    about: str


def told(reader: Reader) -> Told:
    """A reader's ``title`` and ``about``, which it may leave out."""
    return Told(str(getattr(reader, "title", reader.name)), str(getattr(reader, "about", "")))


@cache
def _installed() -> tuple[EntryPoint, ...]:
    """The entry points of all readers, sorted; Python looks through every installed package for them."""
    return tuple(sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: (e.name, e.value)))


@cache
def readers() -> Mapping[str, Reader]:
    """Every installed reader by name, sorted; loaded once a process.

    Raises BrokenReaderError when one cannot be loaded, is no reader, or has a name that another has too.
    """
    return _by_name(_installed())


@cache
def strangers() -> Mapping[str, Reader]:
    """The readers of other packages by name. Raises BrokenReaderError as ``readers`` does."""
    return _by_name(entry_point for entry_point in _installed() if not _is_ours(entry_point))


def _is_ours(entry_point: EntryPoint) -> bool:
    return entry_point.module.startswith("mkdocs_dialogues.")


def _by_name(installed: Iterable[EntryPoint]) -> Mapping[str, Reader]:
    found: dict[str, Reader] = {}
    ours = {entry_point.name for entry_point in _installed() if _is_ours(entry_point)}
    for entry_point in installed:
        reader = _loaded(entry_point)
        if reader.name in found or (reader.name in ours and not _is_ours(entry_point)):
            name = reader.name
            raise BrokenReaderError(f"{_origin(entry_point)} has the name '{name}', which another reader has too")
        found[reader.name] = reader
    return found


@cache
def _loaded(entry_point: EntryPoint) -> Reader:
    try:
        loaded = entry_point.load()
    except (ImportError, AttributeError, SyntaxError) as error:
        raise BrokenReaderError(f"{_origin(entry_point)} cannot be loaded: {error}") from error
    reader = loaded() if isinstance(loaded, type) else loaded
    if not isinstance(reader, Reader):
        raise BrokenReaderError(f"{_origin(entry_point)} is no reader: it needs name, suffixes, generic, detect, read")
    return reader


def _origin(entry_point: EntryPoint) -> str:
    package = f" of the package '{entry_point.dist.name}'" if entry_point.dist else ""
    return f"the reader '{entry_point.name}'{package} ({entry_point.value})"


@cache
def readers_of(suffix: str) -> tuple[Reader, ...]:
    """The readers that look at files with that suffix. Of ours, no other is loaded."""
    strangers()
    known: Mapping[str, list[str]] = json.loads(SUFFIXES.read_text(encoding="utf-8"))
    asked = [
        entry_point
        for entry_point in _installed()
        if not _is_ours(entry_point) or suffix in known.get(entry_point.name, [suffix])
    ]
    return tuple(reader for reader in map(_loaded, asked) if suffix in reader.suffixes)


@cache
def package_of(format_: str) -> str:
    """The package that a reader comes from, and its version, such as ``mkdocs-dialogues 0.1.0``; "" for none."""
    for entry_point in _installed():
        if entry_point.name == format_ and entry_point.dist:
            return f"{entry_point.dist.name} {entry_point.dist.version}"
    return ""


def choose(source: Source, format_: str | None = None, place: Location | None = None) -> Reader:
    """The reader for a file: by the author's ``format:`` (which stands at ``place``), then by suffix and ``detect``.

    Raises DialogueError: ``unknown-format``, ``no-reader`` (naming what was tried) or ``ambiguous-format``.
    """
    if format_ is not None:
        return _named(format_, place or source.at(1))
    candidates = readers_of(source.suffix)
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
    source.refuse_other_encodings()
    tried = ", ".join(reader.name for reader in candidates) or f"none: no reader knows the suffix '{source.suffix}'"
    raise source.error(
        "no-reader",
        1,
        f"no reader takes '{source.name}' (tried: {tried})",
        "Expected a transcript in one of the formats that the guide lists.",
        "Name its format in the metadata (format: labelled, for one typed by hand), or move it out of this folder.",
    )


def _named(name: str, place: Location) -> Reader:
    for entry_point in _installed():
        if entry_point.name == name and _is_ours(entry_point):
            return _loaded(entry_point)
    if name in strangers():
        return strangers()[name]
    raise DialogueError(
        Problem(
            "unknown-format",
            place,
            f"unknown format '{name}'",
            f"Expected one of: {', '.join(readers())}.",
            did_you_mean(name, readers()) or "Correct 'format' in the metadata, or leave it out.",
        )
    )
