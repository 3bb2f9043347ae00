"""A second tree of the published site, file by file the same one (hard links), which the next build begins with.

So that a build of which little changed makes and removes no folder for each of ten thousand dialogues. It is what was
the site before, or, behind a first build, made for it. It lies in the cache's folder, may be deleted at any time, and
holds nothing that the published site does not hold.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from mkdocs_dialogues.site_files import changed, remove_folder
from mkdocs_dialogues.whole import can_lock, locked, unlock

__all__ = ["clear", "clear_strange", "discard", "keep", "lay_out", "make_same", "prune"]

_NAME: Final = "spare"


def lay_out(cache: Path, number: int, site: Path, places: Iterable[str]) -> bool:
    """Move the tree into the empty folder of a new site, and say whether it is there.

    ``number`` is the one that ``keep`` gave, ``places`` are those of the tree's files: whatever else lies beside them
    is removed. Of two builds at once one has it.
    """
    tree = cache / _NAME
    own = site.with_name(f"{site.name}.{_NAME}")
    lock = locked(tree, wait=False)  # a build that begins meanwhile would take it for what a killed one left
    try:
        if not number or tree.stat().st_ino != number or any(site.iterdir()) or (lock is None and can_lock()):
            return False
        tree.rename(own)
        for name in {place.partition("/")[0] for place in places}:
            with suppress(FileNotFoundError):  # somebody has removed it
                (own / name).rename(site / name)
        shutil.rmtree(own, ignore_errors=True)
    except OSError:
        return False
    finally:
        unlock(lock)
    return True


def discard(cache: Path) -> None:
    """Remove the tree: nothing is going to be built with it."""
    shutil.rmtree(cache / _NAME, ignore_errors=True)


def clear(site: Path, places: Iterable[str]) -> set[str]:
    """Take files out of a laid out tree; another tree may have them, so nothing may be written into them.

    Gives the folders that they were in.
    """
    return {_remove(site, place) for place in places}


def foreign(site: str, places: Iterable[str], since: int) -> set[str]:
    """Which files are older than that: they were in the tree, and no build had made them.

    ``since`` is when the tree was laid out, as ``changed`` tells it.
    """
    if os.name == "nt":  # where nobody tells when a file was linked
        return set()
    return {place for place in places if changed(f"{site}/{place}") < since}


def prune(site: Path, folders: Iterable[str]) -> None:
    """Remove those of the folders that are empty, and those around them that are empty then."""
    around = {
        above.as_posix() for folder in folders for above in (PurePosixPath(folder), *PurePosixPath(folder).parents)
    }
    for folder in sorted(around - {"."}, reverse=True):
        with suppress(OSError):  # not empty, or not there
            (site / folder).rmdir()


def clear_strange(site: Path, places: Iterable[str]) -> None:
    """Take out links to folders, and empty folders, which no build makes."""
    for place in map(PurePosixPath, places):
        remove_folder(str(site / place))
        prune(site, [str(place.parent)])


def make_same(old: Path, new: Path, hold: tuple[Mapping[str, int], Mapping[str, int]], same: Collection[str]) -> None:
    """Make a tree that was a site before hold what the ``new`` one holds.

    ``hold`` are the files of both, as ``files_below`` has them; those at the places ``same`` are the same. Raises
    OSError where that cannot be done; the old tree is of no use then.
    """
    there, wanted = hold
    gone = _remove_hidden(old, wanted)
    held = {place for place in there if place.partition("/")[0] not in gone} if gone else there.keys()
    if not held >= set(same):
        raise FileNotFoundError(f"{old}: the folder does not hold what it held")
    alike = {place for place, number in wanted.items() if there.get(place) == number} & held
    emptied = clear(old, held - alike.union(same))
    for place in sorted(wanted.keys() - alike.union(same)):
        target = f"{old}/{place}"
        try:
            os.link(f"{new}/{place}", target, follow_symlinks=False)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            os.link(f"{new}/{place}", target, follow_symlinks=False)
    prune(old, emptied)


def keep(old: Path, cache: Path) -> tuple[int, int]:
    """Put a tree into the cache's folder, and give the number that it is known by, and when that was, as ``changed``
    tells it. Raises OSError.
    """
    discard(cache)
    cache.mkdir(parents=True, exist_ok=True)
    old.rename(cache / _NAME)
    return (cache / _NAME).stat().st_ino, changed(str(cache / _NAME))


def _remove(site: Path, place: str) -> str:
    """Remove a file; the folder that it was in."""
    with suppress(FileNotFoundError):
        os.unlink(f"{site}/{place}")  # noqa: PTH108 - there may be thousands
    return place.rpartition("/")[0]


def _remove_hidden(old: Path, wanted: Collection[str]) -> set[str]:
    """Remove what is hidden and no build made, such as ``.git``: that is the published site's alone. What it was."""
    made = {place.partition("/")[0] for place in wanted if place.startswith(".")}
    gone = set()
    for entry in old.iterdir():
        if not entry.name.startswith(".") or entry.name in made:
            continue
        gone.add(entry.name)
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    return gone
