"""The files of a site as they lie on the disk."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Set
from contextlib import suppress
from typing import Final, NamedTuple

__all__ = [
    "NO_FOLDERS",
    "Found",
    "KnownFolders",
    "changed",
    "files_below",
    "folder_of",
    "found_below",
    "link_or_copy",
    "remove_folder",
]


class KnownFolders(NamedTuple):
    """Folders of which all was known when the last change was made to any, none with a folder in it.

    ``until`` is that time, in nanoseconds of the file system's clock.
    """

    folders: Set[str] = frozenset()
    until: int = 0


NO_FOLDERS: Final = KnownFolders()


class Found(NamedTuple):
    """Files by their paths, as ``files_below`` gives them; ``same`` are known folders that are not among them, because
    nothing was changed in any.
    """

    files: dict[str, int]
    same: Set[str]


def files_below(folder: str, strange: list[str] | None = None) -> dict[str, int]:
    """The paths of all files below a folder, with ``/``, and the number that a file system knows each by.

    Two places have one file if they have one number. Links to other folders are left out, and folders that cannot be
    read. ``strange`` gets the paths of such links, and of empty folders.
    """
    return found_below(folder, NO_FOLDERS, strange).files


def found_below(folder: str, known: KnownFolders, strange: list[str] | None = None) -> Found:
    """The same, but of folders that are ``known`` and have not changed since."""
    found: dict[str, int] = {}
    same: set[str] = set()
    folders = [("", folder)]
    while folders:
        place, path = folders.pop()
        with suppress(OSError), os.scandir(path) as entries:  # os.walk asks the disk once more about each folder
            is_empty = True
            for entry in entries:
                is_empty = False
                if entry.is_dir(follow_symlinks=False):
                    below = f"{place}{entry.name}/"
                    if below in known.folders and _last_change(entry.stat(follow_symlinks=False)) < known.until:
                        same.add(below)
                    else:
                        folders.append((below, entry.path))
                elif not (entry.is_symlink() and entry.is_dir()):
                    found[place + entry.name] = entry.inode()
                elif strange is not None:
                    strange.append(place + entry.name)
            if is_empty and strange is not None and place:
                strange.append(place)
    return Found(found, same)


def folder_of(place: str) -> str:
    """The folder that a file of a site is in, with a ``/`` behind it; the site's own is ""."""
    return place[: place.rfind("/") + 1]


def remove_folder(path: str) -> None:
    """Remove a folder that is empty, or a link to one."""
    with suppress(OSError):
        if os.path.islink(path):  # noqa: PTH114 - texts, as all paths here
            os.unlink(path)  # noqa: PTH108
        else:
            os.rmdir(path)  # noqa: PTH106


def changed(path: str) -> int:
    """When a file, or the list of a folder's files, was changed last, in nanoseconds of the file system's clock; as far
    ahead as can be if it is gone.
    """
    try:
        state = os.lstat(path)
    except OSError:
        return sys.maxsize
    return _last_change(state)


def _last_change(state: os.stat_result) -> int:
    return max(state.st_mtime_ns, state.st_ctime_ns)  # on Windows the second one tells when it was made


def link_or_copy(old: str, new: str) -> str:
    """Let a file stand at a second place, too: linked, or copied where there are no links; gives that place.

    FileExistsError if another stands there; OSError if it cannot be read or written.
    """
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # another file system, or one without links
        shutil.copy2(old, new, follow_symlinks=False)
    return new
