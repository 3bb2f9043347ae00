"""Where the site of a preview lies, between two of its builds and from one preview to the next.

MkDocs empties a preview's folder before each build, and removes it at the end. So the site lies among the user's own
caches, with a link to it in MkDocs' place: a preview begins with what the last one left, however that ended. It is not
in the project's cache, which holds no draft. Where that cannot be (another preview of the site goes on, there are no
links, nothing is to be kept), the site is put aside while MkDocs empties its place.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import secrets
import shutil
import threading
import time
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.whole import locked, unlock

__all__ = ["PreviewFolder", "discard_unless", "home_of"]

_SITE: Final = "site"
_OLD: Final = "old-"  # sites that are being removed
_OF: Final = "of"
"""A file that names the ``mkdocs.yml``; its time is when a preview was last begun."""
_CONTENT: Final = "content"
"""A file that tells what was read to make the site; it is not there while that changes."""
_KEPT: Final = 30 * 86_400  # s: a site that nobody previews any more goes


class PreviewFolder:
    """The folder of one preview."""

    def __init__(self) -> None:
        self.home: Path | None = None
        """The folder that holds the site, and may hold what is known of it; None where it is not kept."""
        self.held: Path | None = None
        """Where the last site lies, out of MkDocs' way; None where there is none to go on from."""
        self._place = Path()
        self._lock: int | None = None

    @property
    def site(self) -> Path | None:
        """The site that is kept; None where it is not."""
        return self.home / _SITE if self.home is not None else None

    def hold(self, place: Path, of: Path | None, *, whole: bool) -> None:
        """Put the last site out of MkDocs' way, which is about to empty ``place``.

        ``of`` is the ``mkdocs.yml``, None where nothing is to be kept; ``whole`` says whether the last build of this
        preview came to its end.
        """
        self.drop()
        home = home_of(of) if of is not None else None
        if self.home is not None and self.home != home:
            self.leave()
        self._place = place
        if of is not None and home is not None and self.home is None:
            self._move_in(home, of)
        site = self.site
        if self.home is not None and site is not None:
            (self.home / _CONTENT).unlink(missing_ok=True)
            _clear(place)
            self.held = site if site.is_dir() else None
        elif whole and place.is_dir():
            self.held = place.with_name(f"{place.name}.held")
            place.rename(self.held)
            atexit.register(self.drop)

    def put_back(self) -> None:
        """Let the site that is held be in MkDocs' place again."""
        if self.home is not None:
            _clear(self._place)
            self._place.symlink_to(self.home / _SITE, target_is_directory=True)
        elif self.held is not None:
            self.held.rename(self._place)
            atexit.unregister(self.drop)
        self.held = None

    def begin_anew(self) -> None:
        """Begin with an empty folder: nothing can be gone on from. What was there goes while the build is made."""
        if self.home is None:
            self.drop()
            return
        with contextlib.suppress(FileNotFoundError):
            old = self.home / f"{_OLD}{secrets.token_hex(4)}"
            (self.home / _SITE).rename(old)
            _remove_aside(old)
        (self.home / _SITE).mkdir(parents=True)
        self.put_back()

    def made_of(self, content: bytes) -> None:
        """The site is made, of this content."""
        if self.home is not None:
            with contextlib.suppress(OSError):  # then the next build of the site takes this one for another content's
                (self.home / _CONTENT).write_bytes(content)

    def drop(self) -> None:
        """Forget a site that was put aside."""
        held, self.held = self.held, None
        if held is not None and self.home is None:
            atexit.unregister(self.drop)
            _remove_aside(held)

    def leave(self) -> None:
        """Let the site that is kept be, for the next preview, and nothing in MkDocs' place."""
        if self.home is not None:
            _clear(self._place)
            unlock(self._lock)
        self.home = self.held = self._lock = None

    def _move_in(self, home: Path, of: Path) -> None:
        """Have the folder to ourselves, if it can be had."""
        lock = None
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = locked(home, wait=False)
            if lock is None:  # another preview has it, or nothing can be locked here
                return
            (home / _OF).write_bytes(os.fsencode(of))
            (home / _SITE).mkdir(exist_ok=True)
            _clear(self._place)
            self._place.symlink_to(home / _SITE, target_is_directory=True)
        except OSError:
            unlock(lock)
            self._place.mkdir(exist_ok=True)
            return
        self.home, self._lock = home, lock
        for left in home.glob(f"{_OLD}*"):  # by a preview that was killed
            _remove_aside(left)
        for other in home.parent.iterdir():
            if other != home and _is_of_no_use(other):
                _remove(other)


def home_of(of: Path) -> Path:
    """The folder for previews of the site of a ``mkdocs.yml``."""
    caches = user_cache_path("mkdocs-dialogues", appauthor=False)
    return caches / "previews" / digest(os.fsencode(of)).hex()


def discard_unless(of: Path, content: bytes) -> None:
    """Remove what the last preview left, unless it was made of this content: it holds what may have been withdrawn
    since. A preview that goes on does so itself.
    """
    home = home_of(of)
    if not home.is_dir():
        return
    try:
        known = (home / _CONTENT).read_bytes()
    except OSError:
        known = b""
    if known != content:
        _remove(home)


def _is_of_no_use(home: Path) -> bool:
    """Whether the site is gone of which it was a preview, or nobody has looked at it for long."""
    try:
        is_old = (home / _OF).stat().st_mtime < time.time() - _KEPT
        return is_old or not Path(os.fsdecode((home / _OF).read_bytes())).is_file()
    except OSError:
        return True


def _remove(home: Path) -> None:
    """Remove a folder that no preview has."""
    lock = locked(home, wait=False)
    if lock is not None:
        shutil.rmtree(home, ignore_errors=True)
        unlock(lock)


def _clear(place: Path) -> None:
    """Let nothing be there: no link of ours, no folder of MkDocs'."""
    if place.is_symlink():
        place.unlink()
    elif place.exists():
        shutil.rmtree(place)


def _remove_aside(folder: Path) -> None:
    threading.Thread(target=shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}).start()
