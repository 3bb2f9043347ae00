"""The files of a site as they lie on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress

__all__ = ["files_below", "link_or_copy", "numbers_in"]


def files_below(folder: str) -> dict[str, int]:
    """The paths of all files below a folder, with ``/``, sorted, and the number that a file system knows each by.

    Two places have one file if they have one number. Links to other folders are left out, and folders that cannot be
    read.
    """
    found: list[tuple[str, int]] = []
    folders = [("", folder)]
    while folders:
        place, path = folders.pop()
        with suppress(OSError), os.scandir(path) as entries:  # os.walk asks the disk once more about each folder
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append((f"{place}{entry.name}/", entry.path))
                elif not (entry.is_symlink() and entry.is_dir()):
                    found.append((place + entry.name, entry.inode()))
    return dict(sorted(found))


def numbers_in(root: str, places: Iterable[str]) -> dict[str, int]:
    """The numbers of the files at these places, as ``files_below`` has them.

    They are told folder by folder, which is far quicker than file by file.
    """
    wanted = set(places)
    found: dict[str, int] = {}
    for folder in {place.rpartition("/")[0] for place in wanted}:
        before = f"{folder}/" if folder else ""
        with suppress(OSError), os.scandir(f"{root}/{folder}") as entries:
            found |= {place: entry.inode() for entry in entries if (place := before + entry.name) in wanted}
    return found


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
