"""Shards on the disk: how a site's index is put together of them, and which of other builds stay in the cache."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from mkdocs_dialogues.searching.making import LIST
from mkdocs_dialogues.searching.pieces import ENTRY
from mkdocs_dialogues.site_files import link_or_copy
from mkdocs_dialogues.whole import locked, unlock

__all__ = ["MAKING", "fill", "forget_old", "is_whole", "note_whole"]

MAKING: Final = "making-"
"""What the folder of a shard is called that is being made."""

_HOUR: Final = 3600
_DATA: Final = ("fragment", "index", "filter")
_WHOLE: Final = "whole.json"
"""What a shard's files measured when it was made."""


def note_whole(folder: Path) -> None:
    """Note in a shard's folder what its files are, now that all are there. Raises OSError."""
    (folder / _WHOLE).write_text(json.dumps(_measured(folder)), encoding="utf-8")


def is_whole(folder: Path) -> bool:
    """Whether a shard's folder is there and has all its files: a cache is copied, cleaned, and on full disks."""
    try:
        noted = json.loads((folder / _WHOLE).read_text(encoding="utf-8"))
        return bool(noted == _measured(folder))
    except (OSError, ValueError):
        return False


def fill(folder: Path, shards: list[Path], unless_stopped: Callable[[], None], fresh: Collection[Path] = ()) -> None:
    """Let a folder of a site hold the index that the shards are, of which ``fresh`` were made now. Raises OSError,
    ValueError, and what ``unless_stopped`` raises.
    """
    languages: dict[str, Any] = {}
    entry: dict[str, Any] = {}
    for shard in shards:
        entry = json.loads((shard / ENTRY).read_text(encoding="utf-8"))
        languages |= entry["languages"]
    unless_stopped()
    for kind in _DATA:
        _publish_data(kind, shards, folder, fresh)
        unless_stopped()
    _publish_rest(shards, folder)
    entry["languages"] = dict(sorted(languages.items()))
    (folder / ENTRY).write_text(json.dumps(entry), encoding="utf-8")


def forget_old(cache: Path, used: set[str], spare: int, *, can_lock: bool) -> None:
    """Keep the youngest ``spare`` shards of other builds, and nothing that killed ones left.

    While another build is at work, that one will do it.
    """
    lock = locked(cache, wait=False)
    if lock is None and can_lock:
        return
    others = []
    for folder in cache.iterdir():
        with suppress(OSError):  # where nothing can be locked, another build did the same
            age = folder.stat().st_mtime
            if not folder.name.startswith(MAKING):
                others += [(age, folder)] if folder.name not in used else []
            elif can_lock or age < time.time() - _HOUR:
                shutil.rmtree(folder, ignore_errors=True)
    for _, folder in sorted(others, reverse=True)[spare:]:
        shutil.rmtree(folder, ignore_errors=True)
    unlock(lock)


def _measured(folder: Path) -> list[int]:
    """How many fragments a shard has, one for each page, and how many other files and bytes of those.

    Sizes of fragments would take longer than all the rest; without any other file, no search finds anything.
    """
    sizes = [
        entry.stat().st_size
        for place in (folder, folder / "index", folder / "filter")
        if place.is_dir()
        for entry in os.scandir(place)
        if entry.name != _WHOLE and entry.is_file()
    ]
    fragments = folder / "fragment"
    return [len(os.listdir(fragments)) if fragments.is_dir() else 0, len(sizes), sum(sizes)]  # noqa: PTH208


def _publish_data(kind: str, shards: list[Path], target: Path, fresh: Collection[Path]) -> None:
    """Put one kind of the shards' files into the site. They are linked, and stay if they are there: their names hold
    their shard's mark. Not those of a shard that was made now: the one before it, of that name, was not whole.
    """
    folder = f"{target}/{kind}"
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - paths are texts here: there are tens of thousands of files
    there = set(os.listdir(folder))  # noqa: PTH208
    wanted = {name: shard for shard in shards if (shard / kind).is_dir() for name in os.listdir(shard / kind)}  # noqa: PTH208
    there_no_more = [name for name in there if name not in wanted or wanted[name] in fresh]
    for name in there_no_more:
        os.unlink(f"{folder}/{name}")  # noqa: PTH108
    for name in wanted.keys() - there.difference(there_no_more):
        link_or_copy(f"{wanted[name]}/{kind}/{name}", f"{folder}/{name}")


def _publish_rest(shards: list[Path], target: Path) -> None:
    """Put the other files of the shards into the site, and take away what was there."""
    for path in target.iterdir():
        if not path.is_dir():
            path.unlink()
    for shard in shards:
        for path in shard.iterdir():
            place = target / path.name
            if (
                path.name not in (ENTRY, LIST, _WHOLE) and not path.is_dir() and not place.exists()
            ):  # all have the same program
                shutil.copyfile(path, place)
