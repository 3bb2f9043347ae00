"""How a preview learns of an edit: from the system, at once, where MkDocs would look at every file twice a second.

Ten thousand transcripts take a good part of a core to look at again and again, and an edit waits until its turn comes.
Linux tells of changes in folders on a disk of this machine (``inotify(7)``). What it does not tell of is looked at as
ever: files on a network or of a virtual machine's host, and what links lead to.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from watchdog.events import FileDeletedEvent, FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer
    from watchdog.observers.api import BaseObserver, ObservedWatch

__all__ = ["observe"]

log = logging.getLogger("mkdocs.plugins.dialogues")

# File systems whose every change this machine's own kernel makes.
_LOCAL: Final = frozenset({"bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"})
_MOUNTS: Final = Path("/proc/self/mounts")
# What editors write beside a file while it is open, or before they save it.
_EDITORS: Final = re.compile(r"\.#.*|#.*#|.*~|\..*\.sw[a-z]|\..*\.kate-swp|\.goutputstream-.*|4913", re.DOTALL)
_OCTAL: Final = re.compile(r"\\([0-7]{3})")  # how a space is written there
_CHANGES: Final = frozenset({"created", "deleted", "modified", "moved"})  # reading is told of, too
_LEAVES: Final = frozenset({"deleted", "moved"})


def observe(server: LiveReloadServer, folder: str, *files: Path) -> None:
    """Have a preview that watches a folder be told of changes there, if it can be; and let it watch ``files``, which
    may be there some day.
    """
    try:
        server.unwatch(folder)
        is_watched = True
    except KeyError:  # somebody does not want it to be
        is_watched = False
    server.observer = cast("Any", _Both(server.observer, files))
    for path in (*([folder] if is_watched else []), *map(str, files)):
        server.watch(path)


class _Both:
    """An observer, as MkDocs has one, that is told of changes in folders where it can be, and else asks ``polling``.

    ``files`` are looked for in their folders: MkDocs would fail where there is none, and give one up that goes.
    """

    def __init__(self, polling: BaseObserver, files: Iterable[Path]) -> None:
        self._polling = polling
        self._files = {os.path.abspath(file) for file in files}  # noqa: PTH100 - as MkDocs spells them
        self._told: BaseObserver = Observer()
        self._handlers: dict[ObservedWatch, FileSystemEventHandler] = {}

    def schedule(self, handler: FileSystemEventHandler, path: str, *, recursive: bool = False) -> ObservedWatch:
        if path in self._files:
            return self._polling.schedule(_Alone(handler, path), str(Path(path).parent))
        if not _is_told_of(path):
            return self._polling.schedule(handler, path, recursive=recursive)
        watch = self._told.schedule(_Changes(handler), path, recursive=recursive)
        self._handlers[watch] = handler
        return watch

    def unschedule(self, watch: ObservedWatch) -> None:
        told = self._handlers.pop(watch, None) is not None
        (self._told if told else self._polling).unschedule(watch)

    def start(self) -> None:
        try:
            self._told.start()
        except OSError as error:  # the system watches no more folders for this user
            log.info("MkDocs looks for edits itself: %s", error)
            for watch, handler in self._handlers.items():
                self._polling.schedule(handler, watch.path, recursive=watch.is_recursive)
            self._handlers.clear()
        self._polling.start()

    def stop(self) -> None:
        self._polling.stop()
        self._told.stop()

    def join(self, timeout: float | None = None) -> None:
        self._polling.join(timeout)
        if self._told.ident is not None:
            self._told.join(timeout)

    def __getattr__(self, name: str) -> Any:  # whatever else a plugin asks an observer of MkDocs'
        return getattr(self._polling, name)


class _Changes(FileSystemEventHandler):
    """Hands on what changes files. MkDocs does not heed folders, but one that goes takes its files with it."""

    def __init__(self, handler: FileSystemEventHandler) -> None:
        self._handler = handler

    def dispatch(self, event: FileSystemEvent) -> None:
        if event.is_directory and event.event_type in _LEAVES:
            event = FileDeletedEvent(event.src_path)
        if event.event_type in _CHANGES and not _is_editors(event):
            self._handler.dispatch(event)


class _Alone(FileSystemEventHandler):
    """Hands on what happens to one file of a folder."""

    def __init__(self, handler: FileSystemEventHandler, path: str) -> None:
        self._handler = handler
        self._path = path

    def dispatch(self, event: FileSystemEvent) -> None:
        if self._path in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            self._handler.dispatch(event)


def _is_editors(event: FileSystemEvent) -> bool:
    """Whether it is about files of an editor's alone."""
    paths = [Path(os.fsdecode(path)) for path in (event.src_path, event.dest_path) if path]
    return all(_EDITORS.fullmatch(path.name) for path in paths)


def _is_told_of(folder: str) -> bool:
    """Whether the system tells of every change below a folder."""
    return sys.platform == "linux" and Path(folder).is_dir() and _file_system(folder) in _LOCAL and not _links(folder)


def _file_system(folder: str) -> str:
    """The kind of file system that a folder is on; "" where that cannot be told."""
    path = os.path.realpath(folder) + os.sep
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    mounts = [(_OCTAL.sub(_letter, point), kind) for _, point, kind, *_ in map(str.split, lines)]
    around = [(len(point), kind) for point, kind in mounts if path.startswith(point.rstrip(os.sep) + os.sep)]
    return max(reversed(around), key=lambda mount: mount[0], default=(0, ""))[1]  # the last at a place lies above


def _letter(match: re.Match[str]) -> str:
    return chr(int(match[1], 8))


def _links(folder: str) -> bool:
    """Whether a link leads out of a folder: what changes behind it is not told of."""
    folders = [folder]
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_symlink():
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
        except OSError:
            return True  # what cannot be read cannot be watched
    return False
