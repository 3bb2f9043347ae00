"""Files that stand beside a transcript, in its archive or folder, and are known by how their names begin."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.containers.limits import MOST_MEMBERS
from mkdocs_dialogues.media import LARGEST, media_of

__all__ = ["Beside", "Neighbour", "neighbours"]

_ENDS: Final = ("", "-", ".", "_")
_BLOCK: Final = 1 << 20


class Neighbour(NamedTuple):
    """A file: its name without folders, its size in bytes, and its data in pieces."""

    name: str
    size: int
    blocks: Callable[[], Iterable[bytes]]


class Beside:
    """Finds files among those that are ``listed``, which is asked when the first one is looked for."""

    def __init__(self, listed: Callable[[], Iterable[Neighbour]]) -> None:
        self._listed = listed

    def find(self, start: str) -> bytes | None:
        """The file whose name is ``start``, or goes on after it with ``-``, ``_`` or a suffix.

        None where there is none, and for what is too large or not to be published as it stands (see ``media.py``).
        """
        at = bisect_left(self._sorted, start, key=lambda one: one.name)
        for one in islice(self._sorted, at, None):
            if not one.name.startswith(start):
                break
            if one.name[len(start) : len(start) + 1] in _ENDS and one.size <= LARGEST:
                data = b"".join(one.blocks())
                return data if media_of(data) else None
        return None

    @cached_property
    def _sorted(self) -> list[Neighbour]:
        return sorted(self._listed(), key=lambda one: one.name)


def neighbours(path: Path) -> Iterator[Neighbour]:
    """The files in the folder of a transcript, and in the folders there: an export keeps its pictures so."""
    try:
        with os.scandir(path.parent) as entries:
            here = list(islice(entries, MOST_MEMBERS))
        folders = [Path(entry.path) for entry in here if entry.is_dir(follow_symlinks=False)]
        below = (entry for folder in folders for entry in os.scandir(folder))
        for entry in islice(chain(here, below), MOST_MEMBERS):
            if entry.is_file(follow_symlinks=False):
                size = entry.stat(follow_symlinks=False).st_size
                yield Neighbour(entry.name, size, lambda file=entry.path: _blocks(Path(file)))  # type: ignore[misc]
    except OSError:
        return


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block
    except OSError:
        return
