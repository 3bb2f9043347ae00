"""Where the site of a preview lies, between two of its builds and from one preview to the next.

MkDocs empties a preview's folder before each build, and removes it at the end. So the site lies among the user's own
caches, with a link to it in MkDocs' place: a preview begins with what the last one left, however that ended. It is not
in the project's cache, which holds no draft. Where that cannot be (another preview of the site goes on, there are no
links, nothing is to be kept), the site is put aside while MkDocs empties its place.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from platformdirs import user_cache_path

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.site_files import files_below
from mkdocs_dialogues.whole import can_lock, locked, unlock

__all__ = ["Content", "PreviewFolder", "discard_unless", "home_of"]

_SITE: Final = "site"
_OLD: Final = "old-"  # sites that are being removed
_OF: Final = "of"
"""A file that names the ``mkdocs.yml`` and its ``docs_dir``; its time is when a preview was last begun."""
_CONTENT: Final = "content"
"""A file that tells what was read to make the site; it is not there while that changes."""
_KEPT: Final = 30 * 86_400  # s: a site that nobody previews any more goes


class Content(NamedTuple):
    """What a site was made of: digests of what is in ``docs_dir``, and of settings, theme and hooks."""

    docs: bytes
    around: bytes


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

    def hold(self, place: Path, of: Path | None, docs: Path, *, whole: bool) -> bool:
        """Put the last site out of MkDocs' way, which is about to empty ``place``, and say whether it still lies where
        this preview had it.

        ``of`` is the ``mkdocs.yml``, None where nothing is to be kept, ``docs`` its ``docs_dir``; ``whole`` says
        whether the last build of this preview came to its end.
        """
        self.drop()
        home = home_of(of) if of is not None else None
        same = self.home is None or (self.home == home and self._is_locked(self.home))
        if not same:
            self.leave()
        self._place = place
        if self.home is None and home is not None and of is not None and self._moves_in(home, of, docs):
            same = False
        site = self.site
        if self.home is not None and site is not None:
            (self.home / _CONTENT).unlink(missing_ok=True)
            _clear(place)
            self.held = site if site.is_dir() else None
        elif whole and place.is_dir():
            self.held = place.with_name(f"{place.name}.{_OLD}{secrets.token_hex(4)}")
            place.rename(self.held)
            atexit.register(self.drop)
        return same

    def put_back(self) -> set[str]:
        """Let the site that is held be in MkDocs' place again. Gives the places of files that others put there
        meanwhile, which are in it now.
        """
        held, self.held = self.held, None
        if held is None:
            return set()
        others = files_below(str(self._place)) if self._place.is_dir() else {}
        if others:
            shutil.copytree(self._place, held, dirs_exist_ok=True)
        _clear(self._place)
        if self.home is not None:
            self._place.symlink_to(held, target_is_directory=True)
        else:
            held.rename(self._place)
            atexit.unregister(self.drop)
        return set(others)

    def begin_anew(self) -> None:
        """Begin with an empty folder: nothing can be gone on from. What was there goes while the build is made."""
        site = self.site
        if self.home is None or site is None:
            self.drop()
            return
        with contextlib.suppress(FileNotFoundError):
            old = self.home / f"{_OLD}{secrets.token_hex(4)}"
            site.rename(old)
            _remove_aside(old)
        site.mkdir(parents=True)
        self.held = site
        self.put_back()

    def made_of(self, content: Content) -> None:
        """The site is made, of this content, and so is what is known of it."""
        if self.home is not None:
            with contextlib.suppress(OSError):  # then the next build of the site takes this one for another content's
                (self.home / _CONTENT).write_bytes(b"".join(content))

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

    def _is_locked(self, home: Path) -> bool:
        """Whether the folder is the one that was locked: it may be deleted at any time."""
        try:
            return self._lock is not None and os.path.samestat(os.fstat(self._lock), home.stat())
        except OSError:
            return False

    def _moves_in(self, home: Path, of: Path, docs: Path) -> bool:
        """Have the folder to ourselves, and say whether it could be had."""
        lock = None
        if not can_lock():
            return False
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = locked(home, wait=False)
            if lock is None:  # another preview has it
                return False
            (home / _OF).write_text(json.dumps([os.path.realpath(of), os.path.realpath(docs)]), encoding="utf-8")
            (home / _SITE).mkdir(exist_ok=True)
            _clear(self._place)
            self._place.symlink_to(home / _SITE, target_is_directory=True)
        except OSError:
            unlock(lock)
            self._place.mkdir(exist_ok=True)
            return False
        self.home, self._lock = home, lock
        for left in home.glob(f"{_OLD}*"):  # by a preview that was killed
            _remove_aside(left)
        for other in _homes(home.parent):
            if other != home and _is_of_no_use(other):
                _remove(other)
        return True


def home_of(of: Path) -> Path | None:
    """The folder for previews of the site of a ``mkdocs.yml``; None where this user has none."""
    try:
        caches = user_cache_path("mkdocs-dialogues", appauthor=False)
    except RuntimeError:  # nobody knows where this user is at home
        return None
    return caches / "previews" / digest(os.fsencode(os.path.realpath(of))).hex()


def discard_unless(of: Path, docs: Path, content: Content) -> None:
    """Remove what the last previews left, unless they were made of this content: they hold what may have been withdrawn
    since. A preview that goes on does so itself.

    Of a site with other settings and the same ``docs_dir`` that alone counts.
    """
    own = home_of(of)
    for home in _homes(own.parent) if own is not None else ():
        is_own = home == own
        if not is_own and _of(home)[1] != os.path.realpath(docs):
            continue
        try:
            known = (home / _CONTENT).read_bytes()
        except OSError:
            known = b""
        if known != b"".join(content) if is_own else not known.startswith(content.docs):
            _remove(home)


def _homes(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False)]


def _of(home: Path) -> tuple[str, str]:
    """Whose previews they are: the ``mkdocs.yml`` and its ``docs_dir``."""
    try:
        config, docs = json.loads((home / _OF).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return "", ""
    return str(config), str(docs)


def _is_of_no_use(home: Path) -> bool:
    """Whether the site is gone of which it was a preview (or its disk is), or nobody has looked at it for long."""
    try:
        is_old = (home / _OF).stat().st_mtime < time.time() - _KEPT
    except OSError:
        return True
    return is_old or not os.path.isfile(_of(home)[0])  # noqa: PTH113 - the text of a file


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
