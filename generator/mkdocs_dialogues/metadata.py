"""The author's metadata: front matter, sidecars and folder defaults, validated against one schema.

Where it may stand, nearest first: the front matter of a Markdown transcript, the sidecar ``<file>.meta.yml``
beside any transcript, ``.meta.yml`` in the transcript's folder and in each folder above it within the docs
folder. A nearer value replaces a farther one; ``participants`` are merged label by label, ``redact`` and
``allow`` are added up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from mkdocs_dialogues.author_keys import (
    AllowEntry,
    AuthorMetadata,
    Fault,
    ImportedEntry,
    NoteEntry,
    OmitEntry,
    ParticipantEntry,
    RedactEntry,
    keys_of,
    read_entry,
)
from mkdocs_dialogues.errors import Problem, Problems, did_you_mean
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.secrets.kinds import KINDS
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


@dataclass(frozen=True, slots=True)
class Author:
    """Validated metadata of one dialogue, and for each key that is set the place it was set at.

    ``own_labels`` are the participants named for this very file (not by a folder's defaults); ``own_redactions`` are
    its own, by their numbers among all: the number where it stands, from 1, and where that is;
    ``trusted`` is False when a fault could hide that the author does not want the dialogue published.
    """

    metadata: AuthorMetadata = field(default_factory=AuthorMetadata)
    places: Mapping[str, Location] = field(default_factory=dict)
    own_labels: Mapping[str, Location] = field(default_factory=dict)
    own_redactions: Mapping[int, tuple[int, Location]] = field(default_factory=dict)
    trusted: bool = True


def is_metadata_file(name: str) -> bool:
    """Whether a file's name is that of a sidecar, of folder defaults, or of the list of what was imported."""
    return name.rpartition("/")[2].endswith((SIDECAR_SUFFIX, IMPORTED))


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
        if any(re.match(rf"{key}[ \t]*:", line) for line in source.lines[1:2] for key in keys_of(AuthorMetadata)):
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
    known = None if body.startswith("\ufeff") else body  # else there is a second mark to be taken off
    return matter, matter_line, Source(source.path, body.encode(), source.problems, body_line, text=known)


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
    own_redactions: dict[int, tuple[int, Location]] = {}
    trusted = True
    documents = [document for document in documents if document.values]
    for document in documents:
        valid, whole = validate(document, problems)
        trusted = trusted and whole
        own = document.path.rpartition("/")[2] != FOLDER_DEFAULTS
        for key, value in valid.items():
            if key in _ADDED_KEYS:  # what a folder takes out, none of its files puts back
                entries = [value] if isinstance(value, str) else value
                if key == "redact" and own:
                    begin = len(values.get(key, []))
                    for at in range(len(entries)):
                        own_redactions[begin + at] = at + 1, document.at((key, at))
                values[key] = [*values.get(key, []), *entries]
            elif key == "participants":
                values[key] = {**value, **values.get(key, {})}
                if own:
                    own_labels.update({label: document.at((key, label)) for label in value})
            else:
                values.setdefault(key, value)
            places.setdefault(key, document.at((key,)))
    metadata = read_entry(AuthorMetadata, values)
    if isinstance(metadata, list):
        raise TypeError(f"each of these was valid where it stands: {[fault.path for fault in metadata]}")
    return Author(metadata, places, own_labels, own_redactions, trusted)


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
    faults = read_entry(AuthorMetadata, values)
    for fault in faults if isinstance(faults, list) else ():
        path = _path(document, fault)
        problems.add(_problem(document, path, fault))
        key = str(path[0])
        if key in _GUARDED_KEYS or (fault.known and len(path) == 1):
            trusted = False
        values.pop(key, None)
    return values, trusted


def _path(document: Document, fault: Fault) -> tuple[str | int, ...]:
    """Where in the document a fault is: of a key that is missing, at what it is missing from."""
    path = fault.path
    while path and path not in document.lines:
        path = path[:-1]
    return path


def _problem(document: Document, path: tuple[str | int, ...], fault: Fault) -> Problem:
    location = document.at(path)
    key = str(path[0])
    if fault.known:
        return _unknown_key(location, str(path[-1]), fault.known)
    shown = "what stands there" if key in _SECRET_KEYS else _shown(fault.value)  # a log is no place for it
    what = f"'{'.'.join(map(str, path))}' cannot be {shown}"
    expected = _EXPECTED.get(key, "Expected a line of text.")
    return Problem("bad-metadata", location, what, expected, "Correct the value, or remove it.")


def _shown(value: object) -> str:
    """A value as its author would call it."""
    if isinstance(value, dict):
        keys = ", ".join(f"'{key}'" for key in value)
        return f"a mapping of {keys}" if keys else "an empty mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else f"'{value}'"


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
    "imported": "Expected {format: …, id: …}.",
    "raw": "Expected true or false.",
    "source_url": "Expected an address that begins with https:// or http://.",
    "slug": "Expected small letters, digits, '.', '_' and '-', beginning with a letter or digit.",
}


def _unknown_key(location: Location, key: str, known: Sequence[str]) -> Problem:
    todo = did_you_mean(key, known, cutoff=0.5) or "Correct or remove it."
    if key in ("model", "models") and "model" not in known:
        todo = "Models belong to participants: participants: {ASSISTANT: {model: …}}."
    expected = f"Expected one of: {', '.join(sorted(known))}."
    return Problem("unknown-key", location, f"unknown metadata key '{key}'", expected, todo)
