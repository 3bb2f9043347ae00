"""A digest of everything that reading a transcript hangs on, but for the code."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.metadata import SIDECAR_SUFFIX
from mkdocs_dialogues.pipeline import Pipeline

__all__ = ["Fingerprints", "Seen", "is_settled", "state_of"]

_TICK: Final = 2_000_000_000  # ns: as coarse as that are the clocks of some file systems
_PIECE: Final = 1 << 20

State = tuple[int, int, int, int]
"""A file's times of change (of its content, of anything about it, in ns), size in bytes and number."""


_Look = tuple[tuple[State | None, State | None], bytes]


class Seen:
    """What was found in files earlier: the states of a transcript and its sidecar, and a digest of the two, by path."""

    def __init__(self, looks: dict[str, _Look] | None = None) -> None:
        self._looks = looks or {}

    def at(self, path: str, state: tuple[State | None, State | None]) -> bytes | None:
        """The digest of what is there, if it is in the same state as it was."""
        seen = self._looks.get(path)
        return seen[1] if seen is not None and seen[0] == state else None

    def before(self, path: str) -> bytes | None:
        """The digest of what was there when it was looked at last."""
        seen = self._looks.get(path)
        return seen[1] if seen is not None else None

    def others(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The digests of what was there beside these paths."""
        return {path: self._looks[path][1] for path in self._looks.keys() - set(paths)}

    def note(self, path: str, state: tuple[State | None, State | None], own: bytes) -> None:
        self._looks[path] = state, own

    def clear(self) -> None:
        self._looks.clear()

    def forget_new(self, since: int) -> None:
        """Forget what was changed not long before that time (in ns), or since: it may be changed once more within one
        tick of the file system's clock.
        """
        new = [path for path, (states, _) in self._looks.items() if not all(is_settled(one, since) for one in states)]
        for path in new:
            del self._looks[path]

    def packed(self, paths: Iterable[str]) -> bytes:
        """For another process: what is there of these."""
        return msgspec.msgpack.encode({path: look for path in paths if (look := self._looks.get(path))})

    @classmethod
    def unpacked(cls, packed: bytes | None) -> Seen:
        try:
            return cls(msgspec.msgpack.decode(packed, type=dict[str, _Look]) if packed else None)
        except msgspec.DecodeError:
            return cls()


def is_settled(state: State | None, now: int) -> bool:
    """Whether a file's state tells all later changes from it: none was made within one tick of the file system's clock
    before that time (in ns).
    """
    return state is None or max(state[:2]) < now - _TICK


class Fingerprints:
    """The fingerprints of the transcripts that one pipeline reads.

    ``seen`` is what was found before; what is found now is added. Paths are texts in here: of ten thousands, the
    objects take longer than the questions.
    """

    def __init__(self, pipeline: Pipeline, seen: Seen | None = None) -> None:
        self._pipeline = pipeline
        self._seen = Seen() if seen is None else seen
        self._around: dict[str, bytes] = {}
        self._defaults: dict[str, bytes] = {}
        self._sidecars: dict[str, bool] = {}
        self._marks: dict[Path, bytes] = {}
        self._changed: dict[str, bytes] = {}

    def of(self, path: Path, *, anew: bool = False) -> bytes | None:
        """A file's: its name and bytes, its sidecar, folders' defaults, themes, what is sought. None for no file.

        With ``anew`` it is read, though it seems to be what it was before.
        """
        name = str(path)
        folder = name.rpartition(os.sep)[0]
        try:
            self._pipeline.refuse_outside(path)
            if folder not in self._around:
                self._around[folder] = self._surroundings(path.parent, folder)
                self._sidecars[folder] = any(map(_is_sidecar, os.listdir(folder)))  # noqa: PTH208 - most have none
            own = self._own(name, anew=anew, beside=anew or self._sidecars[folder])
        except (DialogueError, OSError):
            return None
        shown = self._pipeline.shown(path)
        self._marks[path] = digest(shown, own, self._defaults[folder])
        return digest(shown, own, self._around[folder])

    def mark(self, path: Path) -> bytes:
        """What stands for a file, its sidecar and defaults, whatever the options are; ``of`` was asked before."""
        return self._marks[path]

    @property
    def all(self) -> bytes:
        """A digest of the marks of all files that were asked for."""
        return digest(*sorted(self._marks.values()))

    def former(self, paths: Iterable[str]) -> list[bytes]:
        """What files had that are changed, or are none of these ``paths``, when they were looked at last."""
        return [
            digest(self._pipeline.shown(Path(path)), own, around)
            for path, own in (self._changed | self._seen.others(paths)).items()
            if (around := self._around.get(path.rpartition(os.sep)[0]))
        ]

    def around(self, folder: Path) -> bytes:
        """What is the same for all files of a folder; for one that cannot be told, nothing that was before."""
        return self._around.get(str(folder)) or os.urandom(16)

    def _own(self, path: str, *, anew: bool, beside: bool) -> bytes:
        """A digest of a transcript and its sidecar; ``beside`` says whether there may be one."""
        files = (path, path + SIDECAR_SUFFIX)
        state = (state_of(files[0]), state_of(files[1]) if beside else None)
        seen = None if anew else self._seen.at(path, state)
        if seen is not None:
            return seen
        own = digest(*(_hash(file) if there else b"" for file, there in zip(files, state, strict=True)))
        before = self._seen.before(path)
        if before not in {None, own}:
            self._changed.setdefault(path, before)
        self._seen.note(path, state, own)
        return own

    def _surroundings(self, folder: Path, name: str) -> bytes:
        """What is the same for all files of a folder. Faults of its defaults are reported by the way."""
        pipeline = self._pipeline
        paths = [document.path for document in pipeline.folder_defaults(folder)]
        themes = ["any"] if pipeline.themes is None else ["of", *pipeline.themes]
        hashes = [part for path in paths for part in (path, _hash(str(pipeline.project / path)))]
        self._defaults[name] = digest(*hashes)
        looking = pipeline.lookout.settings if pipeline.lookout else ""
        return digest(pipeline.shown(pipeline.root), digest(*themes), looking, *hashes)


def _is_sidecar(name: str) -> bool:
    return name.lower().endswith(SIDECAR_SUFFIX)  # on some disks case does not count


def state_of(path: str) -> State | None:
    """The state of a file that is read, or of what a link leads to; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - ten thousands
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _hash(path: str) -> bytes:
    """A digest of a file's bytes; empty where there is no file."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            hasher = hashlib.blake2b()
            while piece := file.read(_PIECE):
                hasher.update(piece)
            return hasher.digest()
    except FileNotFoundError:
        return b""
