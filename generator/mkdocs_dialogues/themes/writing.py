"""Writes themes into a transcript's metadata: one line more, and nothing else of the file changes.

The line is put in as text, since a YAML library that reads and writes again sets quotes, dates and spaces its own way.
Our strict reader then reads what would be written, and it is written only if that says the old and the themes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import yaml

from mkdocs_dialogues.metadata import FRONT_MATTER_SUFFIXES, SIDECAR_SUFFIX, split_front_matter
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.strict_yaml import Document, load
from mkdocs_dialogues.whole_files import write_whole

__all__ = ["BOM", "CannotWriteError", "add_themes", "front_matter", "own_metadata", "place_of", "typed_text"]

BOM = b"\xef\xbb\xbf"


class CannotWriteError(Exception):
    """The metadata is of a form that a line cannot be put into; the message says what to write by hand."""


def place_of(transcript: Path) -> Path:
    """The file that holds, or is to hold, what the author says of a transcript: itself, or its sidecar."""
    sidecar = transcript.with_name(transcript.name + SIDECAR_SUFFIX)
    if transcript.suffix.lower() not in FRONT_MATTER_SUFFIXES:
        return sidecar
    matter = split_front_matter(Source(transcript.name, transcript.read_bytes()))[0]
    return sidecar if not matter and sidecar.is_file() else transcript


def own_metadata(transcript: Path) -> Document:
    """What stands in that file. Raises DialogueError when it cannot be read."""
    place = place_of(transcript)
    if not place.is_file():
        return Document(place.name)
    source = Source(place.name, place.read_bytes())
    text = source.text if place != transcript else split_front_matter(source)[0]
    return load(text, place.name)


def add_themes(transcript: Path, themes: Sequence[str]) -> Path:
    """Write themes into the metadata of a transcript that has none; the file that was written.

    Raises CannotWriteError, DialogueError (metadata that cannot be read) or OSError.
    """
    place = place_of(transcript)
    line = f"themes: {yaml.safe_dump(list(themes), default_flow_style=True, allow_unicode=True, width=10**6).strip()}"
    data = place.read_bytes() if place.is_file() else b""
    text = typed_text(place) if data else ""
    if place != transcript:
        new = _with_line(text, line)
        after = load(new, place.name)
    else:
        new = _in_front_matter(text, line)
        after = load(split_front_matter(Source(place.name, new.encode()))[0], place.name)
    before = own_metadata(transcript)
    if after.values != {**before.values, "themes": list(themes)}:
        raise CannotWriteError(f"its metadata is not a 'key: value' on each line; write by hand: {line}")
    write_whole(place, (BOM if data.startswith(BOM) else b"") + new.encode())
    return place


def typed_text(path: Path) -> str:
    """A file's text without a mark of its byte order. Raises CannotWriteError when it is not UTF-8, or OSError."""
    try:
        return path.read_bytes().removeprefix(BOM).decode("utf-8")
    except UnicodeDecodeError:
        raise CannotWriteError("it is not in UTF-8; save it as UTF-8 first") from None


def front_matter(text: str) -> tuple[int, int]:
    """Where the metadata of a Markdown file begins and ends, between its two lines ``---``; (0, 0) if it has none.

    Raises CannotWriteError when it stands otherwise, DialogueError when it is not closed.
    """
    if not split_front_matter(Source("x.md", text.encode()))[0]:
        return 0, 0
    opening = re.match(r"-{3,}[ \t]*\r?\n", text)
    closing = re.search(r"^-{3,}[ \t]*\r?$", text[opening.end() :], re.MULTILINE) if opening else None
    if opening is None or closing is None:
        raise CannotWriteError("its front matter is not between two lines '---'; write the themes by hand")
    return opening.end(), opening.end() + closing.start()


def _in_front_matter(text: str, line: str) -> str:
    """A Markdown file with a line more in its front matter, or with front matter."""
    end = _line_end(text)
    start, stop = front_matter(text)
    if not stop:
        return f"---{end}{line}{end}---{end}{text}"
    return text[:start] + _with_line(text[start:stop], line, end) + text[stop:]


def _with_line(yaml_text: str, line: str, end: str = "") -> str:
    """YAML with a line more: in place of ``themes:`` that has nothing behind it, else at the end."""
    end = end or _line_end(yaml_text)
    filled, count = re.subn(r"^themes:[ \t]*(?=#|\r?$)", lambda _: f"{line} ", yaml_text, count=1, flags=re.MULTILINE)
    if count:
        return re.sub(rf"^({re.escape(line)}) (?=\r?$)", r"\1", filled, flags=re.MULTILINE)
    gap = end if yaml_text and not yaml_text.endswith("\n") else ""
    return f"{yaml_text}{gap}{line}{end}"


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
