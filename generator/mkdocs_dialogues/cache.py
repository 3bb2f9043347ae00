"""What earlier builds found out, on the disk: by keys made of everything that it hangs on, so never out of date.

One SQLite file. Builds at the same time share it, a build that is killed leaves it whole, and a build goes on without
it where it cannot be read or written. It may be deleted at any time.

It knows the sources that its values were made from. When one of them is gone (deleted, kept back as a draft, changed in
any byte), a build forgets everything that it did not use itself, because pages of others name it too; and what is
forgotten is overwritten: https://www.sqlite.org/pragma.html#pragma_secure_delete

That holds for whole pages of the file. The first bytes of a row lie beside those of others, and SQLite leaves copies of
them where it moves rows together, which nothing overwrites. So a value stands behind bytes that say nothing, and is so
long that all of it is on pages of its own: https://www.sqlite.org/fileformat2.html#b_tree_pages
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Final

import msgspec

__all__ = ["Cache", "digest", "framed"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_DAY: Final = 86_400
_KEPT_DAYS: Final = 30
_LEAST_LIMIT: Final = 256_000_000
_GENEROSITY: Final = 3  # as many times the values that a build used may lie there
_BATCH: Final = 8_000_000
_WAIT_SECONDS: Final = 10

# Of a row that is too long for a page, the first bytes lie beside other rows: the least number of them, or as many more
# as are left over when the rest fills whole pages, unless those are too many.
_PAGE: Final = 4096
_LEAST: Final = (_PAGE - 12) * 32 // 255 - 23
_FILLED: Final = _PAGE - 4
_LEFT_OVER: Final = _FILLED - 200  # too many, whatever the row's other columns take
_BEFORE: Final = bytes(512)  # as many as lie there, and the other columns

_ENCODER: Final = msgspec.msgpack.Encoder()  # tells texts from bytes, and where each ends, at once

_FORM: Final = 4  # goes up with every change of the tables
_TABLES: Final = (
    "CREATE TABLE entries (key BLOB PRIMARY KEY, day INTEGER NOT NULL, size INTEGER NOT NULL, value BLOB NOT NULL)",
    "CREATE INDEX ages ON entries (day)",
    "CREATE TABLE sources (mark BLOB PRIMARY KEY, root TEXT NOT NULL) WITHOUT ROWID",
)


def _apart(value: bytes) -> bytes:
    """A value as it is kept: behind and before bytes that say nothing, so that no row shares a page with any of it."""
    more = (_LEFT_OVER + _LEAST - len(_BEFORE) - len(value)) % _FILLED
    return b"".join((_BEFORE, value, bytes(more)))


def digest(*parts: bytes | str) -> bytes:
    """A key for a sequence of parts: 20 bytes, unlike for sequences that are unlike in any way."""
    return hashlib.blake2b(framed(*parts), digest_size=20).digest()


def framed(*parts: bytes | str) -> bytes:
    """The parts as bytes that are unlike for sequences that are unlike: of a few words hardly more than a digest."""
    try:
        return _ENCODER.encode(parts)
    except UnicodeEncodeError:  # half a character, as exports have it
        return _ENCODER.encode(
            [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
        )


class Cache:
    """Values by key. ``folder`` is made when it is first needed; None means that nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / "dialogues.sqlite3" if folder is not None else None
        self._database: sqlite3.Connection | None = None
        self._pending: dict[bytes, bytes] = {}
        self._pending_size = 0
        self._stale: list[bytes] = []
        self._touched: set[bytes] = set()
        self._sources: dict[bytes, str] = {}
        self._unwritten: dict[bytes, str] = {}
        self._others = -1
        self._day = int(time.time()) // _DAY

    @contextmanager
    def noting(self) -> Iterator[list[bytes]]:
        """A list of the keys that are asked for, or put, from here on."""
        keys: list[bytes] = []
        outer, self._touched = self._touched, set()
        try:
            yield keys
        finally:
            keys += sorted(self._touched)
            outer |= self._touched
            self._touched = outer

    def use(self, keys: Iterable[bytes]) -> None:
        """Let values be in use, though this build may not ask for them."""
        self._touched.update(keys)

    def get(self, key: bytes, *, use: bool = True) -> bytes | None:
        """The value that was put under the key, if it is still there. Without ``use`` it may go with this build."""
        if use:
            self._touched.add(key)
        if key in self._pending:
            return self._pending[key]
        database = self._open()
        if database is None:
            return None
        try:
            _begin_reading(database)
            row = database.execute("SELECT value, day, size FROM entries WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        if row is None:
            return None
        value: bytes = row[0][len(_BEFORE) : len(_BEFORE) + row[2]]
        if use and row[1] != self._day:
            self._stale.append(key)
        return value

    @property
    def kept(self) -> bool:
        """Whether what is put is kept."""
        return self._path is not None

    @property
    def is_own(self) -> bool:
        """Whether no other user of this machine can have written there."""
        if self._path is None or not hasattr(os, "geteuid"):  # Windows has other means, and a folder for each user
            return self._path is not None
        try:
            found = self._path.stat()
        except OSError:
            return False
        return found.st_uid == os.geteuid() and not found.st_mode & stat.S_IWOTH

    def has(self, key: bytes) -> bool:
        """Whether there is a value under the key."""
        self._touched.add(key)
        if key in self._pending:
            return True
        database = self._open()
        if database is None:
            return False
        try:
            _begin_reading(database)
            return database.execute("SELECT 1 FROM entries WHERE key = ?", (key,)).fetchone() is not None
        except sqlite3.Error as error:
            self._give_up(error)
            return False

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value. It is written with others, at the latest by ``close``."""
        if self._path is None:
            return
        self._touched.add(key)
        self._pending[key] = value
        self._pending_size += len(value)
        if self._pending_size > _BATCH:
            self._write()

    def stands_for(self, root: str, mark: bytes, keys: Iterable[bytes] = ()) -> None:
        """A source below the folder ``root`` is there in this build, as ``mark`` says; values of it are kept.

        ``keys`` are in use, though this build may not ask for them.
        """
        if mark not in self._sources:
            self._sources[mark] = self._unwritten[mark] = root
        self._touched.update(keys)

    def close(self, *, whole: str | None = None) -> None:
        """Write what is waiting, and drop what has not been used for long when there is too much.

        ``whole`` is a folder of which this build knows every source: when one is gone that was there before, all goes
        that was not used.
        """
        self._write()
        database = self._open() if whole is not None else self._database
        if database is None:
            return
        try:
            database.rollback()  # what was begun to be read
            with database:
                gone = whole is not None and self._forget(database, whole)
                self._prune(database)
            if gone:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._shrink(database)
        except sqlite3.Error as error:
            self._give_up(error)
        if self._database is not None:
            self._database.close()
            self._database = None

    def _write(self) -> None:
        pending, self._pending, self._pending_size = self._pending, {}, 0
        stale, self._stale = self._stale, []
        sources, self._unwritten = self._unwritten, {}
        database = self._open(make=bool(pending)) if pending or stale else None
        if database is None:
            return
        rows: Iterable[tuple[bytes, int, int, bytes]] = (
            (key, self._day, len(value), _apart(value)) for key, value in pending.items()
        )
        try:
            database.rollback()  # what was begun to be read
            with database:
                database.execute("BEGIN IMMEDIATE")
                (others,) = database.execute("PRAGMA data_version").fetchone()  # goes up with what others write
                if others != self._others:  # another build may have found sources gone that this one began with
                    self._others, sources = others, self._sources
                # With the values: a build that is killed behind this leaves no value without its source.
                database.executemany("INSERT OR IGNORE INTO sources VALUES (?, ?)", sources.items())
                database.executemany("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", rows)
                database.executemany("UPDATE entries SET day = ? WHERE key = ?", ((self._day, key) for key in stale))
        except sqlite3.Error as error:
            self._give_up(error)

    def _forget(self, database: sqlite3.Connection, root: str) -> bool:
        """Whether a source below ``root`` was gone, and with it what was not used."""
        known = chain.from_iterable(database.execute("SELECT mark FROM sources WHERE root = ?", (root,)))
        gone = set(known).difference(self._sources)
        if not gone:
            return False
        database.executemany("DELETE FROM sources WHERE mark = ?", ((mark,) for mark in gone))
        unused = set(chain.from_iterable(database.execute("SELECT key FROM entries"))).difference(self._touched)
        database.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in unused))
        return True

    def _prune(self, database: sqlite3.Connection) -> None:
        """Drop values that were not used for long, and the oldest where many lie there that this build did not use."""
        long_ago = self._day - _KEPT_DAYS
        old = database.execute("SELECT 1 FROM entries WHERE day < ? LIMIT 1", (long_ago,)).fetchone()
        whole, free = _sizes(database)
        excess = 0
        if whole - free > _LEAST_LIMIT:
            (count,) = database.execute("SELECT COUNT(*) FROM entries").fetchone()
            excess = count - _GENEROSITY * len(self._touched)
        if not old and excess <= 0:
            return
        rows = database.execute("SELECT day, rowid, key FROM entries")
        unused = sorted((day, number) for day, number, key in rows if key not in self._touched)
        drop = [(number,) for place, (day, number) in enumerate(unused) if day < long_ago or place < excess]
        database.executemany("DELETE FROM entries WHERE rowid = ?", drop)

    def _shrink(self, database: sqlite3.Connection) -> None:
        """Give back what a file holds that is mostly empty, as after another version has made everything anew."""
        whole, free = _sizes(database)
        if free > _LEAST_LIMIT and free > whole // 2:
            database.execute("PRAGMA busy_timeout = 0")
            with suppress(sqlite3.OperationalError):  # another build reads, or the disk is too full: another time
                database.execute("VACUUM")

    def _open(self, *, make: bool = False) -> sqlite3.Connection | None:
        if self._database is not None or self._path is None:
            return self._database
        if not make and not self._path.exists():
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # One thread uses it after the other: closing it waits for the disk (``afterwards.py``).
            self._database = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, check_same_thread=False)
            self._database.execute(f"PRAGMA page_size = {_PAGE}")  # of a file that is new
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute("PRAGMA secure_delete = ON")
            self._set_up(self._database)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return self._database

    def _set_up(self, database: sqlite3.Connection) -> None:
        """Make the tables; what an earlier version kept goes, with what it had left in the file."""
        if _form(database) == _FORM:
            return
        with database:
            database.execute("BEGIN IMMEDIATE")
            if _form(database) == _FORM:  # another build was faster
                return
            for table in ("entries", "sources"):
                database.execute(f"DROP TABLE IF EXISTS {table}")
            for table in _TABLES:
                database.execute(table)
            database.execute(f"PRAGMA user_version = {_FORM}")
        database.execute("VACUUM")

    def _give_up(self, error: Exception) -> None:
        """Go on without; a file that is no database, or a broken one, is put away, so that the next build has one."""
        log.info("the cache of dialogues is not used in this build: %s", error)
        if self._database is not None:
            self._database.close()
        path, self._path, self._database = self._path, None, None
        self._pending = {}
        broken = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        if path is not None and broken:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)


def _begin_reading(database: sqlite3.Connection) -> None:
    """Read as of now until something is written: who reads ten thousand values locks the file once."""
    if not database.in_transaction:
        database.execute("BEGIN")


def _sizes(database: sqlite3.Connection) -> tuple[int, int]:
    """How large the file is, and how much of it is empty, in bytes."""
    pages, free, size = (
        database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    return pages * size, free * size


def _form(database: sqlite3.Connection) -> int:
    form: int = database.execute("PRAGMA user_version").fetchone()[0]
    return form
