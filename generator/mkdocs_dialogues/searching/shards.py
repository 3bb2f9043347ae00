"""Shards on the disk: how a site's index is put together of them, and which of other builds stay in the cache."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from mkdocs_dialogues.searching.making import LIST
from mkdocs_dialogues.searching.pieces import ENTRY
from mkdocs_dialogues.site_files import link_or_copy
from mkdocs_dialogues.whole import locked, unlock

__all__ = ["MAKING", "fill", "forget_old"]

MAKING: Final = "making-"
"""What the folder of a shard is called that is being made."""

_HOUR: Final = 3600
_DATA: Final = ("fragment", "index", "filter")


def fill(folder: Path, shards: list[Path], unless_stopped: Callable[[], None]) -> None:
    """Let a folder of a site hold the index that the shards are. Raises OSError, ValueError, and what
    ``unless_stopped`` raises.
    """
    languages: dict[str, Any] = {}
    entry: dict[str, Any] = {}
    for shard in shards:
        entry = json.loads((shard / ENTRY).read_text(encoding="utf-8"))
        languages |= entry["languages"]
    unless_stopped()
    for kind in _DATA:
        _publish_data(kind, shards, folder)
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


def _publish_data(kind: str, shards: list[Path], target: Path) -> None:
    """Put one kind of the shards' files into the site. They are linked, and stay if they are there: their names hold
    their shard's mark.
    """
    folder = f"{target}/{kind}"
    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - paths are texts here: there are tens of thousands of files
    there = set(os.listdir(folder))  # noqa: PTH208
    wanted = {name: shard for shard in shards if (shard / kind).is_dir() for name in os.listdir(shard / kind)}  # noqa: PTH208
    for name in there.difference(wanted):
        os.unlink(f"{folder}/{name}")  # noqa: PTH108
    for name in wanted.keys() - there:
        link_or_copy(f"{wanted[name]}/{kind}/{name}", f"{folder}/{name}")


def _publish_rest(shards: list[Path], target: Path) -> None:
    """Put the other files of the shards into the site, and take away what was there."""
    for path in target.iterdir():
        if not path.is_dir():
            path.unlink()
    for shard in shards:
        for path in shard.iterdir():
            place = target / path.name
            if path.name not in (ENTRY, LIST) and not path.is_dir() and not place.exists():  # all have the same program
                shutil.copyfile(path, place)
