"""What was imported into a folder, and how it was written then: by that is seen what the author has changed since.

It is a file beside the transcripts, ``.dialogues-import.json``, to be kept with them (a clone needs it as well), and
never published. Where it is lost, transcripts are known by their metadata ``imported``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from mkdocs_dialogues.errors import DialogueError, Problem
from mkdocs_dialogues.metadata import IMPORTED, split_front_matter
from mkdocs_dialogues.model import Location
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.strict_yaml import load
from mkdocs_dialogues.whole_files import write_whole

__all__ = ["Entry", "Manifest", "fingerprint"]

_VERSION: Final = 1
_ENOUGH: Final = 64 * 1024  # bytes in which front matter ends


class Entry(msgspec.Struct, omit_defaults=True):
    """A dialogue that was imported.

    ``file`` is relative to the folder; ``written`` is the fingerprint of what was written into it, ``offered`` that of
    a newer version that was written elsewhere because the author had edited this one. ``changed`` is when the newest
    version of these was changed in the source, where that tells.
    """

    file: str
    written: str = ""
    offered: str = ""
    changed: datetime | None = None


class _Contents(msgspec.Struct):
    version: int
    dialogues: dict[str, Entry]


def fingerprint(text: str) -> str:
    """A hash of a transcript, whatever its line ends: Git may change those."""
    return hashlib.blake2s(text.replace("\r\n", "\n").encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


class Manifest:
    """The imports of one folder."""

    def __init__(self, folder: Path) -> None:
        """Raises DialogueError ``bad-manifest`` when the file is there and cannot be read."""
        self.folder = folder
        self.path = folder / IMPORTED
        self.entries: dict[str, Entry] = {}
        self._strays: dict[str, str] | None = None
        try:
            contents = msgspec.json.decode(self.path.read_bytes(), type=_Contents)
        except FileNotFoundError:
            return
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise _bad(self.path, getattr(error, "strerror", None) or str(error)) from None
        if contents.version != _VERSION:
            raise _bad(self.path, f"it is of version {contents.version}, and {_VERSION} is what this program writes")
        self.entries = {key: entry for key, entry in contents.dialogues.items() if _is_inside(entry.file)}

    def find(self, key: str) -> Entry | None:
        """What is known of a dialogue; its file is where the author has moved it to, if it was moved."""
        entry = self.entries.get(key)
        if entry is not None and (self.folder / entry.file).is_file():
            return entry
        moved = self._by_metadata().get(key)
        if moved is None:
            return entry
        if entry is None:
            entry = self.entries[key] = Entry(moved)
        entry.file = moved
        return entry

    def names(self) -> Iterator[str]:
        """The files that are known, also those that the author has deleted, in lower case."""
        return (entry.file.lower() for entry in self.entries.values())

    def save(self) -> None:
        """Write the file, a line for each dialogue. Raises OSError."""
        lines = [
            f"    {json.dumps(key, ensure_ascii=False)}: {msgspec.json.encode(self.entries[key]).decode()}"
            for key in sorted(self.entries)
        ]
        dialogues = "{\n" + ",\n".join(lines) + "\n  }" if lines else "{}"
        write_whole(self.path, f'{{\n  "version": {_VERSION},\n  "dialogues": {dialogues}\n}}\n')

    def _by_metadata(self) -> dict[str, str]:
        """The transcripts of the folder that are not where the manifest has them, by the key in their metadata."""
        if self._strays is None:
            known = {entry.file for entry in self.entries.values()}
            files = ((path, path.relative_to(self.folder).as_posix()) for path in sorted(self.folder.rglob("*.md")))
            found = ((_key(path), name) for path, name in files if name not in known)
            self._strays = {key: name for key, name in found if key is not None}
        return self._strays


def _key(path: Path) -> str | None:
    """The key that a transcript's metadata states."""
    try:
        with path.open("rb") as file:
            head = file.read(_ENOUGH)
        if b"\nimported:" not in head:
            return None
        matter, line, _ = split_front_matter(Source(path.name, head.decode("utf-8", "ignore").encode()))
        imported = load(matter, path.name, line).values.get("imported")
    except (OSError, DialogueError):
        return None
    facts = imported if isinstance(imported, dict) else {}
    return f"{facts.get('format')} {facts.get('id')}" if "id" in facts else None


def _is_inside(file: str) -> bool:
    return bool(file) and not Path(file).is_absolute() and ".." not in Path(file).parts


def _bad(path: Path, why: str) -> DialogueError:
    return DialogueError(
        Problem(
            "bad-manifest",
            Location(path.as_posix()),
            f"'{path.name}' cannot be read: {why}",
            "Expected the list of what was imported into this folder, as it was written.",
            "Restore it, from Git for example; or remove it: transcripts are then known by their metadata.",
        )
    )
