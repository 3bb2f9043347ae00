"""MkDocs' side of pictures and the like: what it copies need not be copied again while it is what it was.

MkDocs copies every file of the docs folder in every build, and under ``mkdocs serve`` after every edit.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from struct import Struct
from typing import Final

from mkdocs.structure.files import File

from mkdocs_dialogues.companions import is_shown
from mkdocs_dialogues.fingerprints import TICK
from mkdocs_dialogues.stamps import Origin

__all__ = ["CopiedFile", "is_copied"]

_STATE: Final = Struct("<qqqQ")
_LARGEST: Final = (1 << 64) - 1


def is_copied(file: File) -> bool:
    """Whether a file is a picture, a sound, a film or a PDF that MkDocs will copy, and nothing else."""
    return (
        type(file) is File  # others copy as they like, and so does who has set it to
        and "copy_file" not in vars(file)
        and is_shown(file.src_uri)
        and file.generated_by is None
        and file.abs_src_path is not None
        and file.inclusion.is_included()
    )


class CopiedFile:
    """One of them: made of nothing but the file in the docs folder, which is told by its state."""

    __slots__ = ("_file", "dest_uri", "origin", "settled", "used")

    def __init__(self, file: File) -> None:
        self._file = file
        self.dest_uri = file.dest_uri
        self.origin = Origin(self._stamp)
        self.used: Sequence[bytes] = ()
        self.settled = False

    @property
    def places(self) -> tuple[str, ...]:
        """Where in the site it is."""
        return (self.dest_uri,)

    def leave(self) -> None:
        """MkDocs need not copy it: it is there."""
        self._file.copy_file = _nothing  # type: ignore[method-assign]

    def _stamp(self) -> bytes | None:
        """None for one that was changed just now, and may be changed once more within one tick of the clock."""
        try:
            found = os.stat(str(self._file.abs_src_path))  # noqa: PTH116 - there may be ten thousands
        except OSError:
            return None
        if max(found.st_mtime_ns, found.st_ctime_ns) > time.time_ns() - TICK:
            return None
        return _STATE.pack(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino & _LARGEST)


def _nothing(dirty: bool = False) -> None:
    del dirty
