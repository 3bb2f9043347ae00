"""A digest of everything that reading a transcript hangs on, but for the code."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.metadata import SIDECAR_SUFFIX
from mkdocs_dialogues.pipeline import Pipeline

__all__ = ["Fingerprints"]


class Fingerprints:
    """The fingerprints of the transcripts that one pipeline reads."""

    def __init__(self, pipeline: Pipeline, seen: dict[Path, tuple[object, bytes]] | None = None) -> None:
        self._pipeline = pipeline
        self._seen = seen
        self._around: dict[Path, bytes] = {}
        self._defaults: dict[Path, bytes] = {}
        self._marks: dict[Path, bytes] = {}

    def of(self, path: Path) -> bytes | None:
        """A file's: its name and bytes, its sidecar, folders' defaults, themes, what is sought. None for no file."""
        folder = path.parent
        try:
            self._pipeline.refuse_outside(path)
            if folder not in self._around:
                self._around[folder] = self._surroundings(folder)
            own = self._own(path)
        except (DialogueError, OSError):
            return None
        self._marks[path] = digest(self._pipeline.shown(path), own, self._defaults[folder])
        return digest(self._pipeline.shown(path), own, self._around[folder])

    def mark(self, path: Path) -> bytes:
        """What stands for a file, its sidecar and defaults, whatever the options are; ``of`` was asked before."""
        return self._marks[path]

    def around(self, folder: Path) -> bytes:
        """What is the same for all files of a folder; for one that cannot be told, nothing that was before."""
        return self._around.get(folder) or os.urandom(16)

    def _own(self, path: Path) -> bytes:
        """A digest of a transcript and its sidecar; what was seen in this process is known by size and time."""
        files = (path, path.with_name(path.name + SIDECAR_SUFFIX))
        state = tuple(map(_state, files))
        if self._seen is not None and (seen := self._seen.get(path)) and seen[0] == state:
            return seen[1]
        own = digest(*map(_hash, files))
        if self._seen is not None:
            self._seen[path] = state, own
        return own

    def _surroundings(self, folder: Path) -> bytes:
        """What is the same for all files of a folder. Faults of its defaults are reported by the way."""
        pipeline = self._pipeline
        paths = [document.path for document in pipeline.folder_defaults(folder)]
        themes = ["any"] if pipeline.themes is None else ["of", *pipeline.themes]
        hashes = [part for path in paths for part in (path, _hash(pipeline.project / path))]
        self._defaults[folder] = digest(*hashes)
        looking = pipeline.lookout.settings if pipeline.lookout else ""
        return digest(pipeline.shown(pipeline.root), digest(*themes), looking, *hashes)


def _state(path: Path) -> object:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _hash(path: Path) -> bytes:
    """A digest of a file's bytes; empty where there is no file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").digest()
    except FileNotFoundError:
        return b""
