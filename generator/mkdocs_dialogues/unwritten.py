"""What could not be written, and why, when a build ends because a disk is full or lets nobody write."""

from __future__ import annotations

import errno
import os
import tempfile
import traceback
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["unwritten"]

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_NEVER_OF_READING: Final = _FULL | {errno.EFBIG, errno.EROFS}
_REFUSED: Final = frozenset({errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EIO})
_ROOM: Final = ("Expected room for a whole site beside the last one.", "Make room there, and build again")
_PLACE: Final = ("Expected a place that can be written to.", "Look at its permissions, and build again")
_LONGEST: Final = 4096  # characters of a path


def unwritten(error: BaseException, folders: Mapping[str, str], *, whole: bool) -> str | None:
    """What to say of an error; None if it is another one.

    ``folders`` are those that a build writes into, by their paths, and how each is called. ``whole`` tells that the
    last site stays when this one fails.
    """
    if not isinstance(error, OSError):
        return None
    path = _named(error, folders)
    if error.errno not in (_NEVER_OF_READING if path is None else _NEVER_OF_READING | _REFUSED):
        return None
    places = " or ".join(f"'{place}'" for place in (*folders.values(), tempfile.gettempdir()))
    what = f"'{path}'" if path else f"in {places}"
    expected, todo = _ROOM if error.errno in _FULL else _PLACE
    then = "the site stays as it was" if whole else "the site is not whole"
    return f"cannot write {what}: {error.strerror}\n  {expected}\n  {todo}; until then {then}."


def _named(error: OSError, folders: Mapping[str, str]) -> str | None:
    """The file that an error is about, as it is called; None if it is in none of the folders.

    Python names one that could not be opened. Of one that could not be written to it knows the number alone: the name
    is with who wrote it.
    """
    for path in (error.filename2, error.filename, *_at_hand(error)):
        if isinstance(path, str | os.PathLike) and len(name := str(path)) < _LONGEST and not os.path.isdir(name):  # noqa: PTH112
            for folder, called in folders.items():
                if name.startswith(folder + os.sep):
                    return called + name[len(folder) :]
    return None


def _at_hand(error: OSError) -> Iterator[object]:
    """What was at hand where it was raised, and where that was called from."""
    for frame, _ in reversed(list(traceback.walk_tb(error.__traceback__))):
        yield from frame.f_locals.values()
