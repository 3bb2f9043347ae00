"""The files beside a page: the transcript as it is, to the byte, and the dialogue as Markdown and as JSON."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from mkdocs_dialogues.media import STORE, files_of, placed, stored_name
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.project import Project
from mkdocs_dialogues.provenance import digest, raw_suffix
from mkdocs_dialogues.verifying.reading import ShownPage
from mkdocs_dialogues.writers.forms import FORMS
from mkdocs_dialogues.writers.json import to_data

__all__ = ["compare_files"]

_CONTEXT = 48  # characters that a difference quotes
_Found = tuple[int, str, str]
"""A line of the transcript, the name of a file of the site, and what is other there."""

Fetch = Callable[[str], bytes | None]


def compare_files(dialogue: Dialogue, page: ShownPage, name: str, project: Project, fetch: Fetch) -> Iterator[_Found]:
    """Where the files beside the page ``name`` are not what they should be. ``fetch`` gives a file of the site."""
    yield from _raw(dialogue, page, name, project, fetch)
    folder = posixpath.dirname(name)
    store = f"{project.dialogues.relative_to(project.docs).as_posix()}/{STORE}"
    whole = placed(dialogue, posixpath.relpath(store, folder))[0]
    for form in project.downloads:
        made = f"{name.removesuffix('.html')}.{FORMS[form].suffix}"
        expected, found = FORMS[form].write(whole).encode("utf-8", "replace"), fetch(made)
        if found is None:
            yield dialogue.source.line, made, "it is not there"
        elif found != expected:
            for line, what in _differences(dialogue, form, expected, found):
                yield line, made, what
    for data in files_of(dialogue):
        if fetch(stored := f"{store}/{stored_name(data)}") != data:
            yield dialogue.source.line, stored, "it is not the file that the transcript holds"


def _raw(dialogue: Dialogue, page: ShownPage, name: str, project: Project, fetch: Fetch) -> Iterator[_Found]:
    made = dialogue.metadata.provenance
    wanted = made is not None and made.raw is not False and (made.raw or project.raw)
    source = project.folder / dialogue.source.path
    place = name.removesuffix("index.html" if project.directory_urls else ".html")
    raw = f"{place}{'' if project.directory_urls else '.'}raw{raw_suffix(source.name)}"
    line, linked = dialogue.source.line, page.raw is not None
    if linked:
        raw = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(page.raw or "")))
    found = fetch(raw)
    if not wanted and found is not None:
        yield line, raw, "the transcript as it is stands there, which is not to be published"
    elif (wanted or linked) and found is None:
        yield line, raw, "it is not there"
    elif found is not None:
        yield from ((line, raw, what) for what in _bytes(source, found, page.facts.get("data-sha256")))


def _bytes(source: Path, found: bytes, stated: str | None) -> Iterator[str]:
    """``stated`` is None on the page of one of a file's many dialogues."""
    sha256 = hashlib.sha256(found).hexdigest()
    if stated is not None and sha256 != stated:
        yield f"it has the hash '{sha256[:12]}…', and its page says '{stated[:12]}…'"
    if sha256 != digest(source):
        yield f"it is not '{source.name}', byte by byte"


def _differences(dialogue: Dialogue, form: str, expected: bytes, found: bytes) -> Iterator[tuple[int, str]]:
    """Where two files of one form part: by turns where both can be read, else by the first line."""
    read = _as_json if form == "json" else _as_markdown
    ours, theirs = read(expected), read(found)
    told = False
    if ours is not None and theirs is not None:
        for line, what in _in_turns(dialogue, ours, theirs):
            told = True
            yield line, what
    if not told:
        lines = zip_longest(expected.splitlines(), found.splitlines())
        number = next((number for number, (one, other) in enumerate(lines, start=1) if one != other), 1)
        yield dialogue.source.line, f"line {number} is another"


def _as_json(data: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(data)["dialogues"][0]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return read if isinstance(read, dict) else None


def _as_markdown(data: bytes) -> dict[str, Any] | None:
    with TemporaryDirectory() as folder:
        (path := Path(folder, "beside.md")).write_bytes(data)
        dialogues = Pipeline(path.parent, path.parent).read(path)
    return dict(to_data(dialogues[0])) if dialogues else None


def _in_turns(dialogue: Dialogue, expected: dict[str, Any], found: dict[str, Any]) -> Iterator[tuple[int, str]]:
    first = dialogue.source.line
    turns = [value if isinstance(value, list) else [] for value in (expected.get("turns"), found.get("turns"))]
    for key in dict.fromkeys((*expected, *found)):
        if key not in ("turns", "source") and (what := _apart(expected.get(key), found.get(key), key)):
            yield first, what
    if len(turns[0]) != len(turns[1]):
        yield first, f"it has {len(turns[1])} turns, the transcript {len(turns[0])}"
    for number, (turn, one, other) in enumerate(zip(dialogue.turns, *turns, strict=False), start=1):
        if what := _apart(one, other, ""):
            name = dialogue.participant(turn.participant).name
            yield turn.location.line, f"turn {number}, of {name}: {what}"


def _apart(expected: Any, found: Any, place: str) -> str:
    """The first place in which two values of JSON are not the same, and how; empty when they are."""
    if expected == found and type(expected) is type(found):
        return ""
    if isinstance(expected, dict) and isinstance(found, dict):
        pairs: Sequence[tuple[object, Any, Any]] = [
            (key, expected.get(key), found.get(key)) for key in dict.fromkeys((*expected, *found)) if key != "line"
        ]
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = [(number, *both) for number, both in enumerate(zip(expected, found, strict=True), start=1)]
    else:
        return f"{place or 'the value'} is '{_quoted(found, expected)}', not '{_quoted(expected, found)}'"
    inner = (_apart(one, other, f"{place} {key}".strip()) for key, one, other in pairs)
    return next((what for what in inner if what), "")


def _quoted(value: Any, other: Any) -> str:
    """A value, shortened to where it parts from another."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    against = other if isinstance(other, str) else json.dumps(other, ensure_ascii=False)
    at = len(posixpath.commonprefix([text, against]))
    at = text.rfind(" ", 0, at) + 1
    shown = text[at : at + _CONTEXT]
    return f"{'…' if at else ''}{shown}{'…' if at + _CONTEXT < len(text) else ''}"
