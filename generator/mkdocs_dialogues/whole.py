"""Every build whole or not at all: the site is built in a folder aside, and changes places with the old one at the end.

A build that fails or is killed leaves the last site as it was. On Linux and macOS the two folders change places in one
step of the system's; elsewhere in two, and a build that is killed between them is put right by the next one.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mkdocs_dialogues.site_files import link_or_copy

__all__ = ["Aside", "can_lock", "locked", "unlock"]

fcntl: Any = importlib.import_module("fcntl") if os.name == "posix" else None  # Windows has none

_DAY = 24 * 60 * 60  # s: how long a folder that nobody can be asked about is left alone
# What renameat2(2), or renamex_np(2) on macOS, answer where a file system cannot do it.
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM}
_MOUNTS = Path("/proc/self/mountinfo")  # https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
_AT_FDCWD = -100
_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS are the same number


class Aside:
    """A folder beside the site, on the same file system, in which a build goes on.

    ``site`` is where the finished site belongs, ``folder`` where it is built. While a build goes on it holds a lock on
    its folder, so that others see that it is alive: two builds at once do not touch each other, and the one that ends
    last is the site. Raises OSError when no folder can be made there.
    """

    def __init__(self, site: Path) -> None:
        self.site = site.resolve()  # a link to the site stays one
        self._prefix = f".{self.site.name}.building-"
        self.site.parent.mkdir(parents=True, exist_ok=True)
        if _is_mounted(self.site):
            raise OSError(errno.EXDEV, "the folder is a file system of its own", str(site))
        self._recover()
        self.folder, self._lock = self._make()

    def publish(self, recycle: Callable[[Path], bool] = lambda _old: False) -> None:
        """Put the finished folder in the site's place, and remove the old one, unless ``recycle`` has use for it.

        It is given an empty folder where there was no site.
        """
        if self.site.is_dir():
            _keep_hidden(self.site, self.folder)
            shutil.copymode(self.site, self.folder)
        _swap(self.folder, self.site)
        with contextlib.suppress(OSError):  # the site is published, and the next one can do without
            self.folder.mkdir(exist_ok=True)
        if not self._recycled(recycle):
            self._remove(self.folder)
        self._release()

    def _recycled(self, recycle: Callable[[Path], bool]) -> bool:
        """Whether the old site is of use; nobody else takes it for a dead build's meanwhile."""
        lock = locked(self.folder, wait=False)
        if lock is None and fcntl is not None:
            return False
        try:
            return recycle(self.folder)
        finally:
            unlock(lock)

    def discard(self) -> None:
        """Remove what was built; the site stays as it was."""
        self._remove(self.folder)
        self._release()

    def _make(self) -> tuple[Path, int | None]:
        while True:
            folder = self.site.parent / f"{self._prefix}{secrets.token_hex(4)}"
            folder.mkdir()
            lock = locked(folder, wait=True)
            if folder.exists():  # nobody took it for a dead one before it was locked
                return folder, lock
            unlock(lock)

    def _recover(self) -> None:
        """Put right what a killed build left: a site that was moved away, and folders that nobody builds in."""
        for folder in self._others():
            if folder.name.endswith(".old") and not self.site.exists():
                folder.rename(self.site)
            elif fcntl is None:
                with contextlib.suppress(OSError):
                    if folder.stat().st_mtime < time.time() - _DAY:
                        self._remove(folder)
            else:
                lock = locked(folder, wait=False)
                if lock is not None:
                    self._remove(folder)
                    unlock(lock)

    def _others(self) -> Iterator[Path]:
        for folder in sorted(self.site.parent.iterdir()):
            if folder.name.startswith(self._prefix) and folder.is_dir() and not folder.is_symlink():
                yield folder

    def _remove(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)

    def _release(self) -> None:
        unlock(self._lock)
        self._lock = None


def _is_mounted(folder: Path) -> bool:
    """Whether something stands at a folder's place that cannot be moved: another file system, or another folder of the
    same one, as a container may have it.
    """
    if folder.is_dir() and folder.stat().st_dev != folder.parent.stat().st_dev:
        return True
    with contextlib.suppress(OSError):  # where it is not Linux
        lines = _MOUNTS.read_bytes().splitlines()
        return any(os.fsdecode(_unescaped(line.split(b" ")[4])) == str(folder) for line in lines)
    return False


def _unescaped(path: bytes) -> bytes:
    """A path of the list of mounts, in which spaces and the like are octal."""
    return re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), path)


def _keep_hidden(old: Path, new: Path) -> None:
    """Give the new site the hidden files of the old one, such as ``.git``: MkDocs never makes and never removes any.

    They stay in the old one too, until that is removed.
    """
    for entry in old.iterdir():
        there = new / entry.name
        if not entry.name.startswith(".") or os.path.lexists(there):
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, there, symlinks=True, copy_function=link_or_copy)
        else:
            link_or_copy(str(entry), str(there))


def _swap(new: Path, site: Path) -> None:
    """Put ``new`` in the place of ``site``, and the old site, if there is one, in the place of ``new``."""
    if not site.exists():
        new.rename(site)
        return
    if not _exchange(new, site):
        old = new.with_name(f"{new.name}.old")
        site.rename(old)
        new.rename(site)
        old.rename(new)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    call = _system_exchange()
    if call is None:
        return False
    if call(os.fsencode(one), os.fsencode(other)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _system_exchange() -> Callable[[bytes, bytes], int] | None:
    if os.name == "nt":
        return None
    system = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin" and hasattr(system, "renamex_np"):
        return lambda one, other: int(system.renamex_np(one, other, ctypes.c_uint(_EXCHANGE)))
    if sys.platform.startswith("linux") and hasattr(system, "renameat2"):
        here = ctypes.c_int(_AT_FDCWD)
        return lambda one, other: int(system.renameat2(here, one, here, other, ctypes.c_uint(_EXCHANGE)))
    return None


def locked(folder: Path, *, wait: bool, shared: bool = False) -> int | None:
    """Lock a folder for as long as this process lives; None when another one holds it, or it is gone, or none can.

    With ``shared`` others may lock it likewise.
    """
    if fcntl is None:
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        return None
    _descriptors.add(descriptor)
    return descriptor


def unlock(descriptor: int | None) -> None:
    if descriptor is not None:
        _descriptors.discard(descriptor)
        os.close(descriptor)


def can_lock() -> bool:
    """Whether folders can be locked on this system."""
    return fcntl is not None


_descriptors: set[int] = set()


def _leave_to_parent() -> None:
    """Processes that work for this one hold none of its locks: they may live on for a while when it is killed."""
    for descriptor in _descriptors:
        with contextlib.suppress(OSError):
            os.close(descriptor)
    _descriptors.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_to_parent)
