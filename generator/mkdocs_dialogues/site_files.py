"""The files of a site as they lie on the disk."""

from __future__ import annotations

import os
import shutil

__all__ = ["link_or_copy", "places_below"]


def places_below(folder: str) -> list[str]:
    """The paths of all files below a folder, with ``/``, sorted."""
    start = len(folder.rstrip(os.sep)) + 1
    found: list[str] = []
    for root, _, names in os.walk(folder):
        below = root[start:]
        found += [f"{below}{os.sep}{name}" for name in names] if below else names
    return sorted(found if os.sep == "/" else [place.replace(os.sep, "/") for place in found])


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
