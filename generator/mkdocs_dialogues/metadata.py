"""The author's metadata: front matter, sidecars and folder defaults, validated against one schema.

Where it may stand, nearest first: the front matter of a Markdown transcript, the sidecar ``<file>.meta.yml``
beside any transcript, ``.meta.yml`` in the transcript's folder and in each folder above it within the docs
folder. A nearer value replaces a farther one; ``participants`` are merged label by label, ``redact`` and
``allow`` are added up.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Annotated, Any
from urllib.parse import urlsplit

from frontmatter.default_handlers import YAMLHandler
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from mkdocs_dialogues.errors import Problem, Problems
from mkdocs_dialogues.model import Kind, Location, Role, Status
from mkdocs_dialogues.secrets.kinds import KINDS, FindKind
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.strict_yaml import Document, load

__all__ = [
    "FOLDER_DEFAULTS",
    "FRONT_MATTER_SUFFIXES",
    "IMPORTED",
    "SIDECAR_SUFFIX",
    "AllowEntry",
    "Author",
    "AuthorMetadata",
    "ImportedEntry",
    "NoteEntry",
    "OmitEntry",
    "ParticipantEntry",
    "RedactEntry",
    "is_metadata_file",
    "merge",
    "read_metadata",
    "split_front_matter",
    "validate",
]

FOLDER_DEFAULTS = ".meta.yml"
SIDECAR_SUFFIX = ".meta.yml"
IMPORTED = ".dialogues-import.json"
"""What ``dialogues import`` has written into a folder."""
FRONT_MATTER_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mkdn"})
"""Files that may begin with metadata: Markdown."""

# A mistake in one of these could publish what was not meant to be published.
_GUARDED_KEYS = frozenset({"status", "redact", "omit", "allow", "raw"})
_SECRET_KEYS = frozenset({"redact", "omit"})
_ADDED_KEYS = frozenset({"redact", "allow"})


def _not_empty(value: str) -> str:
    if not (value := " ".join(value.split())):
        raise ValueError("it is empty")
    return value


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _date(value: Any) -> Any:
    """ISO 8601 in its usual spellings; pydantic alone would take the year ``2026`` for seconds since 1970."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value) if len(value) <= 10 else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("it is no date") from None


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"it is no regular expression: {error}") from None
    return value


def _url(value: str) -> str:
    try:
        host = urlsplit(value).hostname if re.fullmatch(r"https?://[^\s\\]+", value) else None
    except ValueError:
        host = None
    if not host:
        raise ValueError("it is no http or https address")
    return value


Line = Annotated[str, AfterValidator(_not_empty)]
WebAddress = Annotated[str, AfterValidator(_url)]
Occurrence = Annotated[int, Field(ge=1)] | None
Day = Annotated[date | datetime, BeforeValidator(_date)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ParticipantEntry(_Strict):
    """Who a label of the transcript is. A bare word in the YAML is the name."""

    name: Line | None = None
    model: Line | None = None
    kind: Kind | None = None
    url: WebAddress | None = None
    role: Role | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


class NoteEntry(_Strict):
    """An editor's note; ``turn`` is a turn's number from 1 or its anchor, ``passage`` are words of it."""

    text: Annotated[str, Field(min_length=1)]
    turn: Line | None = None
    passage: Line | None = None
    occurrence: Occurrence = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _passage_of_a_turn(self) -> NoteEntry:
        if self.passage is not None and self.turn is None:
            raise ValueError("it needs the turn that the passage is in")
        if self.occurrence is not None and self.passage is None:
            raise ValueError("it needs the passage that is counted")
        return self


class OmitEntry(_Strict):
    """What is left out: a ``passage`` of a turn, a turn, or turns (``3-5``); ``reason`` is for the readers."""

    turn: Line
    passage: Line | None = None
    occurrence: Occurrence = None
    reason: Line


class RedactEntry(_Strict):
    """What must not be published: ``words``, a regular expression, a whole turn, or ``kinds`` of secrets."""

    words: Line | None = None
    pattern: Annotated[str, AfterValidator(_pattern)] | None = None
    turn: Line | None = None
    kinds: Annotated[list[FindKind], BeforeValidator(_as_list), Field(min_length=1)] | None = None
    kind: Line | None = None

    @property
    def shown(self) -> str:
        """What stands in place of a text."""
        return self.kind or "text"

    @property
    def told(self) -> tuple[str, ...]:
        """What readers are told was taken out."""
        return (self.shown,) if self.kind or not self.kinds else tuple(self.kinds)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"words": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_target(self) -> RedactEntry:
        if sum(target is not None for target in (self.words, self.pattern, self.turn, self.kinds)) != 1:
            raise ValueError("it needs exactly one of words, pattern, turn, kinds")
        return self


class ImportedEntry(_Strict):
    """Where ``dialogues import`` had a transcript from: the export's format, and the dialogue's id there."""

    format: Line
    id: Line


class AllowEntry(_Strict):
    """A find that may be published, by its fingerprint, and why."""

    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    reason: Line


class AuthorMetadata(_Strict):
    """The keys that an author may write. Everything is optional."""

    title: Line | None = None
    date: Day | None = None
    summary: Line | None = None
    participants: dict[str, ParticipantEntry] = Field(default_factory=dict)
    themes: Annotated[list[Line], BeforeValidator(_as_list)] = Field(default_factory=list)
    series: Line | None = None
    status: Status = "published"
    language: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    license: Line | None = None
    format: Line | None = None
    branch: Line | None = None
    alternatives: bool = False
    omit: list[OmitEntry] = Field(default_factory=list)
    redact: Annotated[list[RedactEntry], BeforeValidator(_as_list)] = Field(default_factory=list)
    allow: list[AllowEntry] = Field(default_factory=list)
    notes: Annotated[list[NoteEntry], BeforeValidator(_as_list)] = Field(default_factory=list)
    source_url: WebAddress | None = None
    imported: ImportedEntry | None = None
    edited: Line | None = None
    raw: bool | None = None
    slug: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)] | None = None


@dataclass(frozen=True, slots=True)
class Author:
    """Validated metadata of one dialogue, and for each key that is set the place it was set at.

    ``own_labels`` are the participants named for this very file (not by a folder's defaults);
    ``trusted`` is False when a fault could hide that the author does not want the dialogue published.
    """

    metadata: AuthorMetadata = field(default_factory=AuthorMetadata)
    places: Mapping[str, Location] = field(default_factory=dict)
    own_labels: Mapping[str, Location] = field(default_factory=dict)
    trusted: bool = True


def is_metadata_file(name: str) -> bool:
    """Whether a file's name is that of a sidecar, of folder defaults, or of the list of what was imported."""
    return PurePosixPath(name).name.endswith((SIDECAR_SUFFIX, IMPORTED))


def split_front_matter(source: Source) -> tuple[str, int, Source]:
    """Take the front matter off a Markdown file: (its YAML, the file's line it begins on, a source of the rest).

    python-frontmatter finds the fences. What stands between two ``---`` lines is metadata only when it looks
    like a mapping: a transcript may begin with a thematic break, and its text is not to be lost. The YAML is
    empty when there is none. Raises DialogueError ``bad-yaml`` when it is opened and never closed.
    """
    handler = YAMLHandler()
    text = source.text
    if not handler.detect(text):
        return "", 1, source
    try:
        matter, body = handler.split(text)
    except ValueError:
        if any(re.match(rf"{key}[ \t]*:", line) for line in source.lines[1:2] for key in AuthorMetadata.model_fields):
            raise source.error(
                "bad-yaml",
                1,
                "front matter is opened with '---' and never closed",
                "Expected a second line '---' after the metadata.",
                "Close it, or remove the first line if this is no metadata.",
            ) from None
        return "", 1, source
    if matter.strip() and not re.search(r"^['\"]?[\w-]+['\"]?[ \t]*:(?:\s|$)", matter, re.MULTILINE):
        return "", 1, source
    matter_line = source.first_line + (text[: text.index(matter)].count("\n") if matter else 1)
    body_line = source.first_line + text[: len(text) - len(body)].count("\n")
    return matter, matter_line, Source(source.path, body.encode(), source.problems, body_line)


def read_metadata(source: Source) -> Document:
    """Read a sidecar or a folder's defaults. Raises DialogueError ``bad-yaml`` and the like."""
    return load(source.text, source.path)


def merge(documents: Sequence[Document], problems: Problems) -> Author:
    """Lay documents over each other, nearest first, and validate each where it stands.

    ``documents[0]`` and a sidecar speak of one file; folder defaults come after them.
    """
    values: dict[str, Any] = {}
    places: dict[str, Location] = {}
    own_labels: dict[str, Location] = {}
    trusted = True
    for document in documents:
        valid, whole = validate(document, problems)
        trusted = trusted and whole
        own = PurePosixPath(document.path).name != FOLDER_DEFAULTS
        for key, value in valid.items():
            if key in _ADDED_KEYS:  # what a folder takes out, none of its files puts back
                values[key] = [*values.get(key, []), *_as_list(value)]
            elif key == "participants":
                values[key] = {**value, **values.get(key, {})}
                if own:
                    own_labels.update({label: document.at((key, label)) for label in value})
            else:
                values.setdefault(key, value)
            places.setdefault(key, document.at((key,)))
    return Author(AuthorMetadata.model_validate(values), places, own_labels, trusted)


def validate(document: Document, problems: Problems) -> tuple[dict[str, Any], bool]:
    """The values of a document that are valid, and whether what decides on publication was.

    Every fault is reported with its line; an invalid value is left out, a valid one beside it stays.
    """
    values: dict[str, Any] = {key: value for key, value in document.values.items() if value is not None}
    trusted = True
    for key in sorted(_GUARDED_KEYS & (document.values.keys() - values.keys())):
        place = document.at((key,))
        todo = "Write the value, or remove the key."
        problems.add(Problem("bad-metadata", place, f"'{key}' has nothing behind it", _EXPECTED[key], todo))
        trusted = False
    try:
        AuthorMetadata.model_validate(values)
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            path = _path(document, fault)
            problems.add(_problem(document, path, fault))
            key = str(path[0])
            if key in _GUARDED_KEYS or (fault["type"] == "extra_forbidden" and len(path) == 1):
                trusted = False
            values.pop(key, None)
    return values, trusted


def _path(document: Document, fault: ErrorDetails) -> tuple[str | int, ...]:
    """Where in the document a fault is: pydantic's path without the names of the validators it went through."""
    path: tuple[str | int, ...] = ()
    for step in fault["loc"]:
        if (*path, step) in document.lines:
            path = (*path, step)
    return path


def _problem(document: Document, path: tuple[str | int, ...], fault: ErrorDetails) -> Problem:
    location = document.at(path)
    key = str(path[0])
    if fault["type"] == "extra_forbidden":
        schema = _NESTED[key] if len(path) > 1 else AuthorMetadata
        return _unknown_key(location, str(path[-1]), list(schema.model_fields))
    shown = fault["input"] if isinstance(fault["input"], str) else type(fault["input"]).__name__
    shown = "what stands there" if key in _SECRET_KEYS else f"'{shown}'"  # a log is no place for it
    what = f"'{'.'.join(map(str, path))}' cannot be {shown}"
    return Problem(
        "bad-metadata", location, what, _EXPECTED.get(key, _reason(fault)), "Correct the value, or remove it."
    )


_NESTED: dict[str, type[BaseModel]] = {
    "participants": ParticipantEntry,
    "notes": NoteEntry,
    "omit": OmitEntry,
    "redact": RedactEntry,
    "allow": AllowEntry,
}

_EXPECTED: dict[str, str] = {
    "date": "Expected a date such as 2026-01-04 or 2026-01-04T21:13:12+01:00.",
    "participants": (
        "Expected a mapping from the transcript's label to a name, or to {name, model, kind: human|model, url, role}."
    ),
    "themes": "Expected a list of words.",
    "alternatives": "Expected true or false.",
    "status": "Expected one of: published, unlisted, draft.",
    "language": "Expected a language tag such as en, ar or zh-Hant.",
    "redact": (
        "Expected a list of words, or of {words: …}, {pattern: …}, {turn: …}, {kinds: […]} "
        f"(kinds: {', '.join(KINDS)})."
    ),
    "allow": "Expected a list of {fingerprint: …, reason: …}.",
    "notes": "Expected a list of texts, or of {turn: …, passage: …, text: …}.",
    "omit": "Expected a list of {turn: …, passage: …, reason: …}; the passage may be left out.",
    "source_url": "Expected an address that begins with https://.",
    "slug": "Expected small letters, digits, '.', '_' and '-', beginning with a letter or digit.",
}


def _reason(fault: ErrorDetails) -> str:
    if fault["type"] in ("string_type", "value_error"):
        return "Expected a line of text."
    return f"{fault['msg']}."


def _unknown_key(location: Location, key: str, known: Sequence[str]) -> Problem:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    todo = f"Did you mean '{close[0]}'?" if close else "Correct or remove it."
    if key in ("model", "models") and close[:1] != ["model"]:
        todo = "Models belong to participants: participants: {ASSISTANT: {model: …}}."
    expected = f"Expected one of: {', '.join(sorted(known))}."
    return Problem("unknown-key", location, f"unknown metadata key '{key}'", expected, todo)
