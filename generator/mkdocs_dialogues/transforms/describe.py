"""Lay the author's metadata over what the transcript says of itself, and derive what neither gives.

Each key takes the first that there is: the author, the transcript, the file name, the first words; and
``Metadata.origins`` keeps which it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath

from mkdocs_dialogues.catalogue import looks_like_model
from mkdocs_dialogues.metadata import FOLDER_DEFAULTS, SIDECAR_SUFFIX, Author
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Note
from mkdocs_dialogues.render.text import excerpt

__all__ = ["describe", "kept_back", "place_name"]

_STAMP = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[-T_ ]?(\d{2})[-:]?(\d{2})[-:]?(\d{2}))?(?!\d)")
_MINUTE = re.compile(r"\d{4}-?\d{2}-?\d{2}T\d{2}[-:]?\d{2}")
# What programs number files with.
_UUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}(?![0-9a-f])", re.IGNORECASE)
_TITLE_LENGTH = 72

_KEPT_BACK = "a fault in the metadata keeps it back"

# Keys that pass from the author to the dialogue as they are.
_PLAIN_KEYS = ("summary", "series", "status", "language", "license", "source_url", "slug")


def describe(dialogue: Dialogue, author: Author, notes: tuple[Note, ...] = (), *, named: bool = True) -> Dialogue:
    """The dialogue with its title, date and other metadata settled, each with its origin.

    ``named``: the file's name may tell something of it; not where the file holds others too.
    """
    given = author.metadata
    found = dialogue.metadata
    origins = dict(found.origins)
    changes: dict[str, object] = {key: getattr(given, key) for key in _PLAIN_KEYS if key in author.places}
    if given.themes:
        changes["themes"] = tuple(dict.fromkeys(given.themes))
    if notes:
        changes["notes"] = notes
    if given.allow:
        changes["allowed"] = tuple(dict.fromkeys(entry.fingerprint for entry in given.allow))
    trusted = author.trusted and found.origins.get("status") != _KEPT_BACK
    if not trusted:
        changes["status"] = "draft"
        origins["status"] = _KEPT_BACK
    when, origins_of_date = _date(dialogue, author, named=named)
    changes["date"] = when
    origins |= origins_of_date
    origins |= {key: place_name(place) for key, place in author.places.items() if key in changes and key != "status"}
    if trusted and "status" in author.places:
        origins["status"] = place_name(author.places["status"])
    labels = author.places.get("participants")
    origins["participants"] = place_name(labels) if labels else found.origins.get("participants", "transcript")
    title, origin = _title(dialogue, author, named=named)
    origins["title"] = origin
    metadata: Metadata = replace(found, **changes, origins=origins)  # type: ignore[arg-type]
    return replace(dialogue, title=title, metadata=metadata)


def kept_back(dialogue: Dialogue, reason: str) -> Dialogue:
    """The dialogue as a draft, with the reason as the origin of its status."""
    metadata = dialogue.metadata
    origins = {**metadata.origins, "status": reason}
    return replace(dialogue, metadata=replace(metadata, status="draft", origins=origins))


def place_name(place: Location) -> str:
    """What the author calls a place: ``front matter, line 3``."""
    name = place.path.rpartition("/")[2]
    if name == FOLDER_DEFAULTS:
        return f"folder defaults {place.path}, line {place.line}"
    if name.endswith(SIDECAR_SUFFIX):
        return f"sidecar {name}, line {place.line}"
    return f"front matter, line {place.line}"


def _date(dialogue: Dialogue, author: Author, *, named: bool) -> tuple[date | datetime | None, Mapping[str, str]]:
    if author.metadata.date is not None:
        return author.metadata.date, {"date": place_name(author.places["date"])}
    if dialogue.metadata.date is not None:
        return dialogue.metadata.date, {}
    if named and (stamp := _STAMP.match(PurePosixPath(dialogue.source.path).name)):
        year, month, day, hour, minute, second = stamp.groups()
        text = f"{year}-{month}-{day}"
        try:  # local time, since the name states no zone
            when = datetime.fromisoformat(f"{text}T{hour}:{minute}:{second}") if hour else date.fromisoformat(text)
        except ValueError:
            return None, {}
        return when, {"date": "file name"}
    return None, {}


def _title(dialogue: Dialogue, author: Author, *, named: bool) -> tuple[str, str]:
    if author.metadata.title is not None:
        return author.metadata.title, place_name(author.places["title"])
    if title := " ".join(dialogue.title.split()):
        return title, dialogue.metadata.origins.get("title", "transcript")
    stem = PurePosixPath(dialogue.source.public).stem
    if named and (words := _words_of_name(stem, dialogue)):
        return words, "file name"
    if words := excerpt(dialogue, _TITLE_LENGTH):
        return words, "first words"
    return stem or "Untitled", "file name"


def _words_of_name(stem: str, dialogue: Dialogue) -> str:
    """The human part of a file name: not its date, not a model; nothing where a program made the name.

    Programs put the time to the second in it (``2026-01-04-211312-claude-haiku-4.5``), or to the minute behind a ``T``
    (``session-2026-02-01T10-00-abc12345``); people do not.
    """
    stem = _UUID.sub("", stem)
    stamp = _STAMP.search(stem)
    if (stamp and stamp[4]) or _MINUTE.search(stem):
        return ""
    rest = re.sub(r"[\W_]+", " ", _STAMP.sub("", stem, count=1)).strip()
    models = {re.sub(r"[\W_]+", " ", model) for p in dialogue.participants if (model := p.model)}
    if not rest or rest.isdecimal() or any(rest in model for model in models) or looks_like_model(rest):
        return ""
    words = _as_typed(_STAMP.sub("", stem, count=1))
    if len(words.split()) < 2 and not stamp:
        return ""
    return words[0].upper() + words[1:]


def _as_typed(name: str) -> str:
    """A file's name as words: what stands for a space is one, the rest stays (``C#-and-F#``, ``don't``, ``v1.2``)."""
    slug = name.count("-") >= len(name.split()) - 1  # not "a well-known fact", but "the-rope (1)"
    name = re.sub(r"[-_]|(?<!\d)\.|\.(?!\d)" if slug else "_", " ", name)
    return " ".join(name.split()).strip(" -–—")
