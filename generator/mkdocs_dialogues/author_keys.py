"""The keys of an author's metadata, and how the value of each is read.

Values come as text, or as lists and mappings of text (``strict_yaml``). Every fault is found, not only the first.
pydantic did this before; it took longer to load than a build takes of which nothing has changed.
"""

# ruff: noqa: RUF009 - what ``_key`` gives is a field

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final, NamedTuple, TypeVar, get_args
from urllib.parse import urlsplit

from mkdocs_dialogues.model import Kind, Role, Status
from mkdocs_dialogues.secrets.kinds import FindKind

__all__ = [
    "AllowEntry",
    "AuthorMetadata",
    "Fault",
    "ImportedEntry",
    "NoteEntry",
    "OmitEntry",
    "ParticipantEntry",
    "RedactEntry",
    "keys_of",
    "read_entry",
]

Path = tuple[str | int, ...]
_Entry = TypeVar("_Entry")

_YES: Final = frozenset({"1", "on", "t", "true", "y", "yes"})
_NO: Final = frozenset({"0", "off", "f", "false", "n", "no"})


class Fault(NamedTuple):
    """A value that cannot be, at a path of keys and numbers; ``known`` are the keys of what has one too many."""

    path: Path
    value: object
    known: Sequence[str] = ()


_Read = Callable[[Any, Path, list[Fault]], Any]
"""Reads a value that stands at a path; what is given counts if no fault came to the list."""


def keys_of(entry: type[Any]) -> list[str]:
    """The keys that an author may write there."""
    return [found.name for found in fields(entry)]


def read_entry(entry: type[_Entry], value: object) -> _Entry | list[Fault]:
    """The entry that a value is, or all that is wrong with it."""
    faults: list[Fault] = []
    read = _entry(entry)(value, (), faults)
    return faults or read


def _key(read: _Read, **default: Any) -> Any:
    """A key, and how its value is read; without ``default`` or ``default_factory`` it has to be there."""
    return field(metadata={"read": read}, **default)


def _plain(read: Callable[[str], object]) -> _Read:
    """Reads text; a ValueError is a fault."""

    def reading(value: Any, at: Path, faults: list[Fault]) -> object:
        if isinstance(value, str):
            try:
                return read(value)
            except ValueError:
                pass
        faults.append(Fault(at, value))
        return None

    return reading


def _maybe(read: _Read) -> _Read:
    return lambda value, at, faults: None if value is None else read(value, at, faults)


def _list(read: _Read, *, least: int = 0, alone: bool = True) -> _Read:
    """Reads a list; a text ``alone`` is a list of one."""

    def reading(value: Any, at: Path, faults: list[Fault]) -> list[Any]:
        values = [value] if alone and isinstance(value, str) else value
        if not isinstance(values, list) or len(values) < least:
            faults.append(Fault(at, value))
            return []
        return [read(item, (*at, number), faults) for number, item in enumerate(values)]

    return reading


def _mapping(read: _Read) -> _Read:
    def reading(value: Any, at: Path, faults: list[Fault]) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            faults.append(Fault(at, value))
            return {}
        return {key: read(item, (*at, key), faults) for key, item in value.items()}

    return reading


def _entry(entry: type[Any], text_is: str | None = None) -> _Read:
    """Reads a mapping with the keys of an entry; a text alone is the value of the key ``text_is``."""
    keys = {found.name: found for found in fields(entry)}

    def reading(value: Any, at: Path, faults: list[Fault]) -> object:
        given = {text_is: value} if text_is and isinstance(value, str) else value
        if not isinstance(given, Mapping):
            faults.append(Fault(at, value))
            return None
        before = len(faults)
        read = {}
        for name, key in keys.items():
            if name in given:
                read[name] = key.metadata["read"](given[name], (*at, name), faults)
            elif key.default is MISSING and key.default_factory is MISSING:
                faults.append(Fault((*at, name), given))
        faults += [Fault((*at, name), item, tuple(keys)) for name, item in given.items() if name not in keys]
        if len(faults) == before:
            try:
                return entry(**read)
            except ValueError:
                faults.append(Fault(at, value))
        return None

    return reading


def _matching(pattern: str, most: int = 10_000) -> _Read:
    compiled = re.compile(pattern)

    def read(value: str) -> str:
        if len(value) > most or not compiled.fullmatch(value):
            raise ValueError
        return value

    return _plain(read)


def _one_of(literal: Any) -> _Read:
    """One of the words of a ``Literal``."""
    words = frozenset(get_args(literal))

    def read(value: str) -> str:
        if value not in words:
            raise ValueError
        return value

    return _plain(read)


@_plain
def _text(value: str) -> str:
    if not value:
        raise ValueError
    return value


@_plain
def _line(value: str) -> str:
    if not (value := " ".join(value.split())):
        raise ValueError
    return value


@_plain
def _flag(value: str) -> bool:
    if (word := value.lower()) not in _YES | _NO:
        raise ValueError
    return word in _YES


@_plain
def _number(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not int(value):
        raise ValueError
    return int(value)


@_plain
def _day(value: str) -> date:
    """ISO 8601 in its usual spellings."""
    return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)


@_plain
def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError from error
    return value


@_plain
def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s\\]+", value) or not urlsplit(value).hostname:
        raise ValueError
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantEntry:
    """Who a label of the transcript is. A bare word in the YAML is the name."""

    name: str | None = _key(_maybe(_line), default=None)
    model: str | None = _key(_maybe(_line), default=None)
    kind: Kind | None = _key(_maybe(_one_of(Kind)), default=None)
    url: str | None = _key(_maybe(_web_address), default=None)
    role: Role | None = _key(_maybe(_one_of(Role)), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEntry:
    """An editor's note; ``turn`` is a turn's number from 1 or its anchor, ``passage`` are words of it."""

    text: str = _key(_text)
    turn: str | None = _key(_maybe(_line), default=None)
    passage: str | None = _key(_maybe(_line), default=None)
    occurrence: int | None = _key(_maybe(_number), default=None)

    def __post_init__(self) -> None:
        if self.passage is not None and self.turn is None:
            raise ValueError("it needs the turn that the passage is in")
        if self.occurrence is not None and self.passage is None:
            raise ValueError("it needs the passage that is counted")


@dataclass(frozen=True, slots=True, kw_only=True)
class OmitEntry:
    """What is left out: a ``passage`` of a turn, a turn, or turns (``3-5``); ``reason`` is for the readers."""

    turn: str = _key(_line)
    passage: str | None = _key(_maybe(_line), default=None)
    occurrence: int | None = _key(_maybe(_number), default=None)
    reason: str = _key(_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedactEntry:
    """What must not be published: ``words``, a regular expression, a whole turn, or ``kinds`` of secrets."""

    words: str | None = _key(_maybe(_line), default=None)
    pattern: str | None = _key(_maybe(_pattern), default=None)
    turn: str | None = _key(_maybe(_line), default=None)
    kinds: Sequence[FindKind] | None = _key(_maybe(_list(_one_of(FindKind), least=1)), default=None)
    kind: str | None = _key(_maybe(_line), default=None)

    def __post_init__(self) -> None:
        if sum(target is not None for target in (self.words, self.pattern, self.turn, self.kinds)) != 1:
            raise ValueError("it needs exactly one of words, pattern, turn, kinds")

    @property
    def shown(self) -> str:
        """What stands in place of a text."""
        return self.kind or "text"

    @property
    def told(self) -> tuple[str, ...]:
        """What readers are told was taken out."""
        return (self.shown,) if self.kind or not self.kinds else tuple(self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEntry:
    """Where ``dialogues import`` had a transcript from: the export's format, and the dialogue's id there."""

    format: str = _key(_line)
    id: str = _key(_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowEntry:
    """A find that may be published, by its fingerprint, and why."""

    fingerprint: str = _key(_matching(r"[0-9a-f]{16}"))
    reason: str = _key(_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorMetadata:
    """The keys that an author may write. Everything is optional."""

    title: str | None = _key(_maybe(_line), default=None)
    date: date | datetime | None = _key(_maybe(_day), default=None)
    summary: str | None = _key(_maybe(_line), default=None)
    participants: Mapping[str, ParticipantEntry] = _key(
        _mapping(_entry(ParticipantEntry, "name")), default_factory=dict
    )
    themes: Sequence[str] = _key(_list(_line), default=())
    series: str | None = _key(_maybe(_line), default=None)
    status: Status = _key(_one_of(Status), default="published")
    language: str | None = _key(_maybe(_matching(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")), default=None)
    license: str | None = _key(_maybe(_line), default=None)
    format: str | None = _key(_maybe(_line), default=None)
    branch: str | None = _key(_maybe(_line), default=None)
    alternatives: bool = _key(_flag, default=False)
    omit: Sequence[OmitEntry] = _key(_list(_entry(OmitEntry), alone=False), default=())
    redact: Sequence[RedactEntry] = _key(_list(_entry(RedactEntry, "words")), default=())
    allow: Sequence[AllowEntry] = _key(_list(_entry(AllowEntry), alone=False), default=())
    notes: Sequence[NoteEntry] = _key(_list(_entry(NoteEntry, "text")), default=())
    source_url: str | None = _key(_maybe(_web_address), default=None)
    imported: ImportedEntry | None = _key(_maybe(_entry(ImportedEntry)), default=None)
    edited: str | None = _key(_maybe(_line), default=None)
    raw: bool | None = _key(_maybe(_flag), default=None)
    slug: str | None = _key(_maybe(_matching(r"[a-z0-9][a-z0-9._-]*", 100)), default=None)
