"""The published site that a build goes on from, its second tree (``spare.py``), and the new site that is made of them.

A file that is taken over is the same file in all three, and stands where the second tree had it, or is linked.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Set
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from mkdocs_dialogues import spare
from mkdocs_dialogues.record import Record, Take, Written, are_untouched, places_of
from mkdocs_dialogues.site_files import (
    NO_FOLDERS,
    changed,
    files_below,
    folder_of,
    found_below,
    link_or_copy,
)

__all__ = ["PublishedSite"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class PublishedSite:
    """What one build goes on from. ``site`` is where it is published, None where there is nothing to go on from;
    ``cache`` is the folder that may hold its second tree, None where none is kept; ``record`` is that of its build.
    Without ``may_share`` others change files of the new site in their places, and none of them may be the same one.
    """

    def __init__(
        self,
        site: Path | None = None,
        cache: Path | None = None,
        record: Record | None = None,
        *,
        may_share: bool = True,
    ) -> None:
        self.site = site
        self._cache = cache
        self._record = record or Record()
        self._may_share = may_share
        self._number = _number(site) if site and self._may_share else 0
        self._laid_out = 0
        self._recorded: set[str] = set()
        self._apart: Set[str] = frozenset()
        """What was taken over, but for the folders that the published site has just so."""
        self._there: Mapping[str, int] | None = None
        self._strange: list[str] = []
        """The places of links to folders, and of empty folders, in the published site."""
        self._all: dict[str, int] = {}
        self.written_again: Set[str] = frozenset()
        """Where files were written once more when all was there: those that were taken over are others now."""

    def lay_out(self, new: str, *, wanted: bool) -> tuple[Take, set[str]]:
        """Begin the site in the folder ``new`` with the second tree, if that is ``wanted`` and there; it is of no use
        any more if not.

        Gives what has files in the new site that are made of the same, and the places of what it holds now.
        """
        self._laid_out = 0
        if self._cache is not None:
            recorded = {*self._record.others, *places_of(self._record.files)}
            if wanted and self._may_share and spare.lay_out(self._cache, self._record.spare, Path(new), recorded):
                self._laid_out, self._recorded = changed(new), recorded
            else:
                spare.discard(self._cache)
        if not self._laid_out:
            return self._linking(new), set()
        return partial(are_untouched, str(self.site)), self._recorded

    def look_around(self, new: str, index: str, settled: Set[str]) -> dict[str, int]:
        """The files that the new site has by now, by their places, with their numbers; without those below ``index``,
        which is being written, what somebody put into the second tree, which is removed, and what lies in folders that
        the published site has just so. ``settled`` are the places of what was taken over.
        """
        known = self._record.known_folders()
        strange: list[str] = []
        made = found_below(new, known if self._laid_out else NO_FOLDERS, strange)
        self._clear_strange(new, strange)
        old = found_below(str(self.site), known, self._strange) if self.site is not None and settled else None
        same = made.same & old.same if old else frozenset()
        self._apart = {place for place in settled if folder_of(place) not in same} if same else settled
        self._there = old.files | self._record.files_in(old.same - same) if old else None
        written = made.files | self._record.files_in(made.same - same)
        there = self._there if self._laid_out and self._there else written
        for place in [place for place in self._apart if written.get(place, -1) != there.get(place)]:
            target = Path(new, place)  # the second tree has lost it, or has another there
            target.unlink(missing_ok=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(f"{self.site}/{place}", str(target))
            written[place] = 0
        return self._own(new, {place: number for place, number in written.items() if not place.startswith(index)})

    def look_at_index(self, new: str, index: str) -> dict[str, int]:
        """The files below ``index``, now that it is written."""
        return self._own(new, {index + place: number for place, number in files_below(f"{new}/{index}").items()})

    def same_as_ever(self, linked: Mapping[str, int]) -> set[str]:
        """Which of the files ``linked``, from a cache, are the very ones that the published site has at one of those
        places, or had at another.
        """
        there = self._there
        if there is None:
            return set()
        old = {there.get(place) for place in {*linked, *self._record.others}}
        return {place for place, number in linked.items() if number in old}

    def found(self, written: dict[str, int], again: Set[str]) -> None:
        """All that ``look_around`` tells of is there, and what was written since, at these places and with these
        numbers, 0 for one that is not known. What is at the places ``again`` was written since, too.
        """
        self._all = written
        if again:
            self._all = written | dict.fromkeys(again, 0)
            self._there = None if self._there is None else {**self._there, **dict.fromkeys(again, -1)}
            self._apart -= again
            self.written_again = again
        self._record = Record()  # another one is going to be made

    def recycle(self, old: Path, record: Record) -> Record | None:
        """Make the second tree of what was the site until now, or of an empty folder where there was none, if files may
        be shared. Gives the ``record`` of the new site with what is to be known of both, None where there is no tree.
        """
        if self._cache is None or self.site is None:
            return None
        try:
            if not self._is_of_use(old, self._cache):
                spare.discard(self._cache)  # that of a build which ended while this one went on
                return None
            there = files_below(str(old), self._strange) if self._there is None else self._there
            spare.make_same(old, self.site, (there, self._all), self._apart)
            spare.clear_strange(old, self._strange)
            number, until = spare.keep(old, self._cache)
        except OSError as error:
            log.debug("the next build begins without a second tree: %s", error)
            spare.discard(self._cache)
            return None
        others = sorted(self._all.keys() - places_of(record.files))
        self._there, self._all, self._recorded = None, {}, set()  # to write the record takes memory
        return replace(record, others=others, spare=number, until=until)

    def _is_of_use(self, old: Path, cache: Path) -> bool:
        if not self._may_share or cache.stat().st_dev != old.stat().st_dev:
            return False
        if self._number:
            return _number(old) == self._number  # and no other build's, which has ended meanwhile
        return not os.environ.get("CI") and not any(old.iterdir())  # such a service keeps the cache, and not the site

    def _own(self, new: str, written: dict[str, int]) -> dict[str, int]:
        if not self._laid_out:
            return written
        foreign = spare.foreign(new, written.keys() - self._recorded, self._laid_out)
        spare.prune(Path(new), spare.clear(Path(new), foreign))
        return {place: number for place, number in written.items() if place not in foreign} if foreign else written

    def _clear_strange(self, new: str, places: Iterable[str]) -> None:
        """Take out of the new site what somebody put into the second tree, and no build makes."""
        if self._laid_out:
            spare.clear_strange(Path(new), [place for place in places if changed(f"{new}/{place}") < self._laid_out])

    def _linking(self, new: str) -> Take:
        """What links files of the published site into the new one, and says whether it could."""
        old = str(self.site)
        link: Callable[[str, str], object] = link_or_copy if self._may_share else shutil.copy2
        folders: set[str] = set()

        def take(places: tuple[str, ...], was: Written) -> bool:
            if not are_untouched(old, places, was):
                return False
            folder = f"{new}/{places[0]}".rpartition("/")[0]
            try:
                if folder not in folders:
                    os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - ten thousands
                    folders.add(folder)
                for place in places:
                    link(f"{old}/{place}", f"{new}/{place}")
            except OSError:  # another file is at that place, or none can be written
                return False
            return True

        return take


def _number(folder: Path) -> int:
    """What tells a folder from others, however it is called; 0 for none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return 0
