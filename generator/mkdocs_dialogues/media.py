"""Files that stand inside a transcript: out of base64, and only such as do nothing but be seen or heard.

What a file is, is told by its first bytes and never by what the transcript calls it. SVG and HTML are programs, and
are not among them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from mkdocs_dialogues.model import Attachment, Dialogue, Part
from mkdocs_dialogues.threads import changed, every

__all__ = [
    "LARGEST",
    "MEDIA_SUFFIXES",
    "STORE",
    "Media",
    "decoded",
    "files_of",
    "media_of",
    "placed",
    "stored_name",
    "without_data",
    "write_files",
]

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of one file; a larger one is named and left where it is."""

STORE: Final = "attachments"
"""The folder that such files are put into, under the names that ``stored_name`` gives."""


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file: its media type, and the suffix of its names, with a dot."""

    type: str
    suffix: str


_SIGNATURES: Final[tuple[tuple[re.Pattern[bytes], Media], ...]] = tuple(
    (re.compile(pattern, re.DOTALL), Media(type_, suffix))
    for pattern, type_, suffix in (
        (rb"\x89PNG\r\n\x1a\n", "image/png", ".png"),
        (rb"\xff\xd8\xff", "image/jpeg", ".jpg"),
        (rb"GIF8[79]a", "image/gif", ".gif"),
        (rb"RIFF....WEBP", "image/webp", ".webp"),
        (rb"....ftypavi[fs]", "image/avif", ".avif"),
        (rb"RIFF....WAVE", "audio/wav", ".wav"),
        (rb"ID3|\xff[\xfb\xf3\xf2]", "audio/mpeg", ".mp3"),
        (rb"OggS", "audio/ogg", ".ogg"),
        (rb"fLaC", "audio/flac", ".flac"),
        (rb"....ftypM4A ", "audio/mp4", ".m4a"),
        (rb"....ftyp(?:isom|iso2|iso5|iso6|mp41|mp42|avc1|dash|M4V )", "video/mp4", ".mp4"),
        (rb"\x1aE\xdf\xa3", "video/webm", ".webm"),
        (rb"%PDF-", "application/pdf", ".pdf"),
    )
)


MEDIA_SUFFIXES: Final = frozenset(media.suffix for _, media in _SIGNATURES) | {".jpeg", ".opus", ".m4v", ".mov", ".dat"}
"""Suffixes of names of such files, and of others that hold no text."""


def media_of(data: bytes) -> Media | None:
    """What a file is by its first bytes; None for what is not to be published as it stands."""
    return next((media for pattern, media in _SIGNATURES if pattern.match(data)), None)


def decoded(text: str) -> bytes | None:
    """The file that base64 stands for; None where it is none, too large, or none of those that may be published."""
    if not text or len(text) > LARGEST * 3 // 2:
        return None
    text = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if 0 < len(data) <= LARGEST and media_of(data) else None


def stored_name(data: bytes) -> str:
    """The name of a file by its content, the same for the same file wherever it was: ``3f2a….png``."""
    media = media_of(data)
    return f"{hashlib.sha256(data).hexdigest()[:24]}{media.suffix if media else '.bin'}"


def placed(dialogue: Dialogue, folder: str) -> tuple[Dialogue, dict[str, bytes]]:
    """The dialogue with its files outside of it, below ``folder`` (as its own file would name it), and those files."""
    files: dict[str, bytes] = {}

    def outside(part: Attachment, data: bytes) -> Attachment:
        name = stored_name(data)
        files[name] = data
        return replace(part, target=f"{folder}/{name}", data=None)

    return _mapped(dialogue, outside), files


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files that ``placed`` gave; one that is there already is the same, by its name. Raises OSError."""
    for name, data in files.items():
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / name).exists():
            aside = folder / f".{name}.importing"  # a run that is killed leaves no half of a file under its name
            aside.write_bytes(data)
            aside.replace(folder / name)


def without_data(dialogue: Dialogue) -> Dialogue:
    """The dialogue with those files named alone."""
    return _mapped(dialogue, lambda part, _: replace(part, data=None))


def files_of(dialogue: Dialogue) -> Iterator[bytes]:
    """The files inside a dialogue, in their order."""
    for parts in (dialogue.preface, *(turn.parts for turn in every(dialogue.turns)), dialogue.afterword):
        for part in parts:
            if isinstance(part, Attachment) and part.data is not None:
                yield part.data


def _mapped(dialogue: Dialogue, change: Callable[[Attachment, bytes], Attachment]) -> Dialogue:
    """The dialogue with every attachment that holds data changed; the dialogue itself where there is none."""
    if next(files_of(dialogue), None) is None:
        return dialogue

    def parts(old: Iterable[Part]) -> tuple[Part, ...]:
        return tuple(
            change(part, part.data) if isinstance(part, Attachment) and part.data is not None else part for part in old
        )

    return replace(
        dialogue,
        preface=parts(dialogue.preface),
        turns=changed(dialogue.turns, lambda turn: replace(turn, parts=parts(turn.parts))),
        afterword=parts(dialogue.afterword),
    )
