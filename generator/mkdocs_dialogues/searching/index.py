"""A site's index, in shards: so that a build makes anew only those whose documents changed, in bounded memory.

A shard is a language to Pagefind: ``en-x-s3`` is English, by BCP 47, with a private mark. The dialog in the browser
asks all of them and puts the answers together. Measured with Pagefind 1.5 on dialogues of 1,000 words: 10,000 in one
index take 26 s and 2.9 GB whatever was changed; a shard of 250 takes half a second, and a first search costs a reader
about 3 KiB more for each shard, so their number grows with the root of the text: eight for 1,000 such dialogues,
sixteen for 10,000. Shards are kept in a cache by what is in them, and those of which little changed are made out of
those of before (making.py); the cache may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.jobs import cores
from mkdocs_dialogues.progress import followed
from mkdocs_dialogues.searching.apart import Maker, NoMakerError
from mkdocs_dialogues.searching.documents import SearchDocument
from mkdocs_dialogues.searching.making import Document, Plan, make_shard
from mkdocs_dialogues.searching.pagefind import PagefindError
from mkdocs_dialogues.searching.shards import MAKING, fill, forget_old, is_whole, note_whole
from mkdocs_dialogues.spool import Place, Spool
from mkdocs_dialogues.whole import locked, unlock

__all__ = ["FOLDER", "SearchIndex", "Stopped"]

log = logging.getLogger("mkdocs.plugins.dialogues")

FOLDER: Final = "pagefind"
"""The folder of the index, below the site's root."""

_FORM: Final = "7"  # goes up with every change of what a shard holds
_UNIT: Final = 400_000  # bytes of documents that a shard of two holds; one of eight holds four times as many
_AT_ONCE: Final = 6_000_000  # bytes of documents in all shards that are being made: Pagefind holds sixty times as much
_LARGE: Final = 1_500_000  # bytes of a shard's documents: to make it takes longer than to start a process for it
_MARK: Final = 10  # letters of a shard's key that its files are named by


Held = tuple[str, bytes, int]
"""What is to be known of a page to take it in again: its language, a digest of its document, the document's size."""


class Stopped(Exception):  # noqa: N818 - no fault: another build has begun
    """The index is no longer wanted."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A document that waits in the spool."""

    path: str
    language: str
    digest: bytes
    size: int
    place: Place | None
    """None for one that waits in the cache."""


@dataclass(frozen=True)
class _Shard:
    language: str
    held: tuple[_Held, ...]

    @cached_property
    def size(self) -> int:
        """That of its documents, in bytes."""
        return sum(held.size for held in self.held)

    @cached_property
    def kind(self) -> str:
        """What is alike in the shards of other builds that have the same documents, or nearly."""
        return "\n".join([_FORM, version("pagefind-bin"), self.language])

    @cached_property
    def key(self) -> str:
        facts = [self.kind, *(held.digest.hex() for held in self.held)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


class SearchIndex:
    """The index of one build. Documents wait on the disk, not in memory.

    ``cache`` is a folder for shards, made when it is needed; with None nothing is kept. ``site_language`` is the
    primary subtag of the site's own; ``former`` the index of the preview's last build. With ``alone`` no shard of
    another build stays in the cache: it holds what may have been withdrawn since.
    """

    def __init__(self, cache: Path | None, site_language: str, former: SearchIndex | None, *, alone: bool) -> None:
        self._cache = cache
        self._alone = alone
        self._site_language = site_language
        self._spool: Spool = former._spool if former else Spool()
        self._former = former._held if former else {}
        self._held: dict[str, _Held] = {}
        self._stop = threading.Event()
        self._shards: list[_Shard] | None = None
        self._folder = Path()
        self._pool: ThreadPoolExecutor | None = None
        self._making: list[Future[Path]] = []
        self._there: set[str] = set()
        self._fresh: set[Path] = set()
        self._ready: list[Maker] = []
        self._turn = threading.Semaphore()
        self._lock: int | None = None
        self._aside: tempfile.TemporaryDirectory[str] | None = None
        self.documents = Cache(None)
        """Where documents are kept for the next build."""

    def __len__(self) -> int:
        return len(self._held)

    def add(self, document: SearchDocument) -> None:
        """Take a page in; a second one at the same path takes the first one's place."""
        data = document.html().encode()
        mark = hashlib.sha256(document.path.encode() + b"\n" + data).digest()
        self._held[document.path] = _Held(document.path, document.language, mark, len(data), self._spool.put(data))
        self.documents.put(_document_key(mark), data)

    def held(self, path: str) -> Held | None:
        """What is to be known of a page to ``take`` it in again; None for one that is not searched."""
        held = self._held.get(path)
        return (held.language, held.digest, held.size) if held else None

    def take(self, path: str, held: Held) -> bool:
        """Take a page in as it was in an earlier build, and say whether its document can be had."""
        former = self._former.get(path)
        if former is not None and former.digest == held[1]:
            self._held[path] = former
        elif self.documents.has(_document_key(held[1])):
            self._held[path] = _Held(path, *held, None)
        else:
            return False
        return True

    def expect(self) -> None:
        """Something is going to be added to what was taken in: have ready what will make a large shard of it."""
        size = sum(held.size for held in self._held.values())
        if _is_large(size // _number_of_shards(size)) and not self._ready:
            with suppress(NoMakerError):  # then shards are made here
                self._ready.append(Maker())

    def stop(self) -> None:
        """Let a ``write`` in another thread end soon, with Stopped."""
        self._stop.set()

    def fetch(self) -> None:
        """Have at hand what shards are made of: later the cache is not to be asked. Raises PagefindError, OSError.

        Who fetches writes or closes.
        """
        if self._cache is None:
            self._aside = tempfile.TemporaryDirectory()
            self._folder = Path(self._aside.name)
        else:
            self._folder = self._cache
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = locked(self._folder, wait=True, shared=True)
        with ExitStack() as otherwise:
            otherwise.callback(self.close)
            shards = [*self._all_shards()]
            self._there = {shard.key for shard in shards if is_whole(self._folder / shard.key)}
            self._shards = [shard if shard.key in self._there else self._fetched(shard) for shard in shards]
            otherwise.pop_all()

    @property
    def begun(self) -> bool:
        """Whether shards are being made: no page can be taken in any more."""
        return self._shards is not None

    def begin(self) -> None:
        """Have shards made, in threads, and in the cache alone. Raises PagefindError, OSError."""
        if self._shards is None:
            self.fetch()
        at_once = _at_once(self._shards or ())
        self._turn = threading.Semaphore(at_once)
        # While Pagefind works at one, another process makes the rest of one that it is done with.
        apart = any(_is_large(shard.size) for shard in self._shards or ())
        pool = self._pool = ThreadPoolExecutor(at_once + apart)
        self._making = [pool.submit(self._made, self._folder, shard) for shard in self._shards or ()]

    def write(self, site: Path) -> None:
        """Write the index into a site's folder. Raises PagefindError, Stopped, OSError, ValueError."""
        try:
            if self._pool is None:
                self.begin()
            made: Iterator[Path] = map(Future.result, self._making)
            if self._alone:
                made = followed(made, len(self._making), "Making the index of search")
            self._put(site / FOLDER, [*made])
        finally:
            self._stop.set()  # after Ctrl-C nobody waits for the rest
            self.close()

    def close(self) -> None:
        """Let go of what was fetched and begun, if anything was."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        while self._ready:
            self._ready.pop().close()
        unlock(self._lock)
        if self._cache and self._shards is not None:
            spare = 0 if self._alone else len(self._shards)
            forget_old(self._cache, {shard.key for shard in self._shards}, spare, can_lock=self._lock is not None)
        if self._aside:
            self._aside.cleanup()
        self._shards, self._pool, self._making, self._lock, self._aside = None, None, [], None, None
        self._there, self._fresh = set(), set()

    def _put(self, target: Path, made: list[Path]) -> None:
        """Let the folder hold the index. In a preview, the last one serves until this one is whole."""
        if self._alone:
            fill(target, made, self._unless_stopped, self._fresh)
            return
        aside = target.with_name(f"{target.name}.new")
        shutil.rmtree(aside, ignore_errors=True)
        try:
            fill(aside, made, self._unless_stopped)
            shutil.rmtree(target, ignore_errors=True)
            aside.rename(target)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _fetched(self, shard: _Shard) -> _Shard:
        """A shard that is to be made, with every document here: who makes it cannot ask the cache."""
        return replace(shard, held=tuple(held if held.place else self._fetch(held) for held in shard.held))

    def _fetch(self, held: _Held) -> _Held:
        data = self.documents.get(_document_key(held.digest))
        if data is None:
            raise PagefindError(f"the cache has lost '{held.path}' while this build went on; build once more")
        return replace(held, place=self._spool.put(data))

    def _all_shards(self) -> Iterator[_Shard]:
        """Documents by the digest of their path: each in the same shard however the site grew."""
        language = self._common_language()
        count = _number_of_shards(sum(held.size for held in self._held.values()))
        bins: list[list[_Held]] = [[] for _ in range(count)]
        for held in sorted(self._held.values(), key=lambda held: held.path):
            bins[int.from_bytes(hashlib.sha256(held.path.encode()).digest()[:4]) % count].append(held)
        for number, content in enumerate(bins):
            if content:
                yield _Shard(language if count == 1 else f"{language}-x-s{number}", tuple(content))

    def _common_language(self) -> str:
        """The language that most pages are in: its rules of inflection serve them all.

        An index for each language would cost the reader of a first search 70 KiB more a language.
        """
        counts = Counter(held.language for held in self._held.values())
        return max(counts, key=lambda language: (counts[language], language), default=self._site_language)

    def _made(self, cache: Path, shard: _Shard) -> Path:
        """The folder of a shard's index, out of the cache or made now."""
        folder = cache / shard.key
        if shard.key in self._there or is_whole(folder):  # another build may have made it since
            with suppress(OSError):
                os.utime(folder)
            return folder
        work = Path(tempfile.mkdtemp(prefix=MAKING, dir=cache))
        try:
            documents = [Document(held.path, held.digest.hex(), partial(self._text, held)) for held in shard.held]
            plan = Plan(documents, shard.kind, shard.language, shard.key[:_MARK])
            index = self._make(plan, work, self._earlier(cache), apart=_is_large(shard.size))
            note_whole(index)
            self._fresh.add(folder)
            if not is_whole(folder):
                with suppress(OSError):  # there is none, as a rule
                    folder.rename(work / "damaged")
            with suppress(OSError):  # another build was faster, with the same shard
                index.rename(folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        return folder

    def _make(self, plan: Plan, work: Path, earlier: list[Path], *, apart: bool) -> Path:
        """A shard, made by a process of its own if ``apart``, and if one can be had."""
        if apart:
            try:
                return self._maker().make(plan, work, earlier, self._unless_stopped, self._turn)
            except NoMakerError as error:
                log.debug("search: a shard is made here: %s", error)
        return make_shard(plan, work, earlier, self._unless_stopped, self._turn)

    def _maker(self) -> Maker:
        with suppress(IndexError):  # another thread has it
            return self._ready.pop()
        return Maker()

    def _earlier(self, cache: Path) -> list[Path]:
        """Shards of other builds. Nobody removes them while this one has its lock."""
        used = {shard.key for shard in self._shards or ()}
        return [folder for folder in cache.iterdir() if folder.name not in used and not folder.name.startswith(MAKING)]

    def _text(self, held: _Held) -> bytes:
        self._unless_stopped()
        if held.place is None:
            raise PagefindError(f"'{held.path}' is not at hand")
        return self._spool.get(held.place)

    def _unless_stopped(self) -> None:
        if self._stop.is_set():
            raise Stopped


def _document_key(document: bytes) -> bytes:
    return digest("search document", document)


def _number_of_shards(size: int) -> int:
    """The root of the text, as a power of two, so that growth seldom moves documents between shards."""
    count = 1
    while size > _UNIT * count * count:
        count *= 2
    return count


def _is_large(size: int) -> bool:
    """Whether to make a shard of documents of that size, in bytes, takes longer than to start a process for it.

    An application that Python is frozen into would start itself.
    """
    return size >= _LARGE and not getattr(sys, "frozen", False)


def _at_once(shards: Sequence[_Shard]) -> int:
    """At how many shards Pagefind works at a time: no more than there are cores, or than there may be memory."""
    largest = max((shard.size for shard in shards), default=1)
    return max(1, min(4, cores(), _AT_ONCE // max(1, largest)))
