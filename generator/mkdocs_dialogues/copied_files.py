"""MkDocs' side of pictures and the like: what it copies need not be copied again while it is what it was.

MkDocs copies every file of the docs folder in every build, and under ``mkdocs serve`` after every edit.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from mkdocs.structure.files import File

from mkdocs_dialogues.companions import is_shown
from mkdocs_dialogues.fingerprints import is_settled, state_of
from mkdocs_dialogues.stamps import Origin

__all__ = ["CopiedFile", "is_copied"]


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
        """None for one that was changed just now."""
        try:
            state = state_of(str(self._file.abs_src_path))
        except OSError:
            return None
        return repr(state).encode() if state and is_settled(state, time.time_ns()) else None


def _nothing(dirty: bool = False) -> None:
    del dirty
