"""What a build wrote and of what, on the disk, for the next one. A published file is trusted while it is untouched.

The record may be deleted at any time. It names nothing that is not in the site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from contextlib import suppress
from pathlib import Path
from struct import Struct
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from mkdocs_dialogues.render.context import Question
from mkdocs_dialogues.site_files import KnownFolders, folder_of
from mkdocs_dialogues.whole_files import write_whole

__all__ = [
    "Numbers",
    "Record",
    "State",
    "Take",
    "Written",
    "are_untouched",
    "forget",
    "load",
    "places_of",
    "save",
    "state_of",
    "states_of",
    "without_unused",
]

_Thing = TypeVar("_Thing", bound=Hashable)

_NAME: Final = "last-build"

_STATE: Final = Struct("<qqQ")
_LARGEST: Final = (1 << 64) - 1

State = tuple[int, int, int]
"""A file's size in bytes, its time in nanoseconds, its number in the file system."""


class Written(msgspec.Struct, array_like=True, frozen=True):
    """A file of the site: the stamp of what it was made of, and what the build has to know of a page that it skips.

    ``answered`` is a digest of the answers to what it asked.
    """

    stamp: bytes
    asked: tuple[int, ...] = ()
    """What a page asked of the site: numbers of the record's questions."""
    answered: bytes = b""
    states: bytes = b""
    """Those of the file, and of what is made with it, as ``states_of`` gives them."""
    ids: str = ""
    """The anchors of a page, a line each."""
    entries: tuple[Any, ...] = ()
    """What the theme's own search, if there is one, has of it."""
    policy: int = 0
    """Which of the record's policies it has."""
    used: tuple[bytes, ...] = ()
    """The values in the cache that it was made with."""
    searched: tuple[str, bytes, int] | None = None
    """What Pagefind has of it: language, digest, size."""
    others: tuple[str, ...] = ()
    """The places of files that are made with it."""


class Record(msgspec.Struct, array_like=True, frozen=True):
    """``around`` is a digest of what all files have in common, ``overview`` of what pages show of the archive, empty if
    they show nothing; ``files`` are by their places in the site; ``questions`` are what any page asked, ``policies``
    those of all pages, each once; ``others`` are the places of what else is in the site; ``spare`` is the number of its
    second tree (``spare.py``), 0 for none, and ``until`` when that was whole, in nanoseconds of the file system's
    clock: no folder of the two trees was changed later, unless by somebody else.
    """

    around: bytes = b""
    overview: bytes = b""
    files: Mapping[str, Written] = {}
    questions: Sequence[Question] = ()
    policies: Sequence[str] = ("",)
    others: Sequence[str] = ()
    spare: int = 0
    until: int = 0

    def known_folders(self) -> KnownFolders:
        """The folders that hold nothing but files of which all is known here; no hidden ones."""
        folders = {folder_of(place) for place in self.files} if self.until else set[str]()
        left = [_around(folder) for folder in folders] + [folder_of(place) for place in self.others]
        left += [folder for folder in folders if folder.startswith(".")]
        gone = set[str]()
        for folder in left:
            while folder not in gone:
                gone.add(folder)
                folder = _around(folder)  # noqa: PLW2901
        return KnownFolders(folders - gone, self.until)

    def files_in(self, folders: Set[str]) -> dict[str, int]:
        """The files that folders hold, with their numbers."""
        found: dict[str, int] = {}
        for place, written in self.files.items() if folders else ():
            if folder_of(place) in folders:
                numbers = [state[2] for state in _STATE.iter_unpack(written.states)]
                found.update(zip((place, *written.others), numbers, strict=False))
        return found


Take = Callable[[tuple[str, ...], Written], bool]
"""Has files in a new site, at these places, that are made of the same, and says whether it could."""


class Numbers(Generic[_Thing]):
    """Things that many files have in common, by numbers: those of the last record stay, new ones get further ones."""

    def __init__(self, known: Sequence[_Thing]) -> None:
        self._numbers = {thing: number for number, thing in enumerate(known)}

    def of(self, thing: _Thing) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))

    @property
    def all(self) -> tuple[_Thing, ...]:
        return tuple(self._numbers)


def without_unused(record: Record) -> Record:
    """A record that holds no question and no policy that no page has: it would name what is no longer in the site."""
    asked = sorted(set[int]().union(*[written.asked for written in record.files.values()]))
    had = sorted({0, *[written.policy for written in record.files.values()]})  # the first is that of files without one
    if len(asked) == len(record.questions) and len(had) == len(record.policies):
        return record
    questions = {number: place for place, number in enumerate(asked)}
    policies = {number: place for place, number in enumerate(had)}
    files = {
        place: replace(
            written, asked=tuple([questions[number] for number in written.asked]), policy=policies[written.policy]
        )
        for place, written in record.files.items()
    }
    return replace(
        record,
        files=files,
        questions=tuple([record.questions[number] for number in asked]),
        policies=tuple([record.policies[number] for number in had]),
    )


def _around(folder: str) -> str:
    """The folder that a folder is in; the site's own is "", and in itself."""
    return folder[: folder.rfind("/", 0, -1) + 1]


def places_of(files: Mapping[str, Written]) -> set[str]:
    """The places of all files of a record."""
    return {*files, *(place for written in files.values() for place in written.others)}


def load(folder: Path) -> Record:
    """The record in a cache's folder; an empty one where there is none that can be read."""
    try:
        return msgspec.msgpack.decode((folder / _NAME).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return Record()


def save(folder: Path, record: Record) -> None:
    """Keep a record; OSError where it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / _NAME, msgspec.msgpack.encode(record))


def forget(folder: Path) -> None:
    """Remove the record: a build was made that left none, and it may name what is no longer in the site."""
    with suppress(OSError):
        (folder / _NAME).unlink(missing_ok=True)


def states_of(site: str, places: Sequence[str]) -> bytes | None:
    """The states of files of a site, packed: ten thousands of them are at hand; None where a file is gone."""
    states = b""
    try:
        for place in places:  # without a call for each, which takes as long as the question
            found = os.lstat(f"{site}/{place}")
            states += _STATE.pack(found.st_size, found.st_mtime_ns, found.st_ino & _LARGEST)
    except OSError:
        return None
    return states


def are_untouched(site: str, places: tuple[str, ...], was: Written) -> bool:
    """Whether files of a site are the very ones that the last build wrote."""
    return states_of(site, places) == was.states


def state_of(path: str) -> State | None:
    """A file's state as it is now; None where there is no file."""
    try:
        found = os.lstat(path)  # a path object for each of ten thousands takes longer than the question
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino & _LARGEST  # some file systems of Windows have larger ones
