"""A build goes on from the last one: what is made of the same as then is taken over and not made again.

Each file that we make has a stamp, a digest of what it is made of (``stamps.py``). Under ``mkdocs serve`` the files of
the last build stay where they are: MkDocs empties the folder before each build, so it is held aside meanwhile. Other
builds are made aside from the published site; what is unchanged is in a second tree of it (``spare.py``) or linked
from it, if it still is what the last build wrote. MkDocs is told that there is nothing to do for either.
"""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from msgspec.structs import replace

from mkdocs_dialogues import spare
from mkdocs_dialogues.made_files import MadeFile, MadeFiles
from mkdocs_dialogues.pages import DialogueFile, RenderedFile
from mkdocs_dialogues.preview_folder import Content, PreviewFolder
from mkdocs_dialogues.record import (
    Numbers,
    Record,
    State,
    Written,
    forget,
    load,
    places_of,
    save,
    state_of,
    states_of,
    without_unused,
)
from mkdocs_dialogues.render.context import Question
from mkdocs_dialogues.search_entries import SearchEntries
from mkdocs_dialogues.site_files import (
    NO_FOLDERS,
    changed,
    files_below,
    folder_of,
    found_below,
    link_or_copy,
    remove_folder,
)
from mkdocs_dialogues.site_map import AllPages
from mkdocs_dialogues.surroundings import are_left_alone, writes_afterwards

__all__ = ["LastBuild"]

log = logging.getLogger("mkdocs.plugins.dialogues")

Searched = tuple[str, bytes, int]
_Take = Callable[[tuple[str, ...], Written], bool]
"""Has files in the new site that are made of the same, and says whether it could."""


class LastBuild:
    """What stays between builds: of one process under ``mkdocs serve``, else between processes, in ``cache``."""

    def __init__(self, *, serving: bool) -> None:
        self._serving = serving
        self._record = Record()
        self._whole = False
        self._preview = PreviewFolder()
        self._sure = False
        self._back: Path | None = None
        self._before: dict[str, State | None] = {}
        self._number = 0
        self._emptied: set[str] = set()
        self._all: dict[str, int] = {}
        self._laid_out = 0
        self._there: Mapping[str, int] | None = None
        self._recorded: set[str] = set()
        self._begun_with: set[str] = set()
        """What the folder of the site held at the beginning, of which some may not stay."""
        self._apart: Set[str] = frozenset()
        """What was taken over, but for the folders that the published site has just so."""
        self._site: Path | None = None
        self._cache: Path | None = None
        self._around = self._overview = b""
        self._shown = False
        self._files: Files | None = None
        self._ours: list[RenderedFile | MadeFile] = []
        self._stamps: dict[str, bytes] = {}
        self.entries = SearchEntries()
        self._in_use: set[bytes] = set()
        self._taken: dict[str, Written] = {}
        self._settled: set[str] = set()
        self._listed: AllPages | None = None
        self._places: set[str] = set()

    def hold(self, config: MkDocsConfig, of: Path | None) -> None:
        """Put the last build of a preview out of MkDocs' way, which is about to empty its folder.

        ``of`` is the ``mkdocs.yml`` by which the next preview may find it; None where nothing is to be kept.
        """
        whole, self._whole = self._whole, False
        usable = are_left_alone(config)
        self._back = None
        place, docs = Path(config.site_dir), Path(config.docs_dir)
        same = self._preview.hold(place, of if usable else None, docs, whole=whole and usable)
        self._cache = self._preview.home
        self._sure = whole and same
        if self._preview.held is None:
            self._record = Record()
        elif self._cache is not None and not same:
            self._record = load(self._cache)

    def look_back(self, site: Path | None, cache: Path, config: MkDocsConfig) -> None:
        """Go on from a published site, if the record of its build is in the cache's folder."""
        self._there, self._laid_out = None, 0
        usable = site is not None and are_left_alone(config)
        self._site, self._cache = (site, cache) if usable else (None, None)
        self._record = load(cache) if usable else Record()
        self._number = _number(site) if site and not writes_afterwards(config) else 0
        if not usable:
            forget(cache)
            spare.discard(cache)

    def settle(
        self,
        files: Files,
        config: MkDocsConfig,
        *,
        listed: Container[str],
        around: bytes,
        overview: bytes,
        take_searched: Callable[[str, Searched], bool],
        index: str,
    ) -> bool:
        """Take over what is made of the same as in the last build, and say whether any page is left to be made.

        ``listed`` are the places of pages that the navigation has: they show where in it they are. ``around`` is a
        digest of what all files have in common, ``overview`` one of what templates may show of the archive, which
        counts if they did. ``take_searched`` takes over what is known to search of a page, by its place, and says
        whether it could. ``index`` is the folder of the index of search, in which only what is new is going to be
        written; empty where there is none.
        """
        self._begin(files)
        last, self._around, self._overview = self._record, around, overview
        known = last.files if around == last.around and last.overview in (b"", overview) else {}
        self._shown = bool(known and last.overview)
        self._begun_with = set()
        take = self._ready_preview(config, known) if self._serving else self._ready(config, known)
        for one in self._ours:
            was = known.get(one.dest_uri)
            if was is None or not self._is_same(one, was) or one.dest_uri in listed:
                continue
            if (was.searched is None or take_searched(one.dest_uri, was.searched)) and take(one.places, was):
                self._settle(one, was)
        self._settled = places_of(self._taken)
        left = {place for place in self._begun_with if not (index and place.startswith(f"{index}/"))}
        self._begun_with = set()
        self._emptied = spare.clear(Path(config.site_dir), left - self._settled)
        if self._serving:
            spare.prune(Path(config.site_dir), self._emptied)
        dialogues = [one for one in self._ours if isinstance(one, DialogueFile) and one.leaf == 1]
        log.info("%d of %d dialogues are made anew", sum(not one.settled for one in dialogues), len(dialogues))
        return any(isinstance(one, RenderedFile) and not one.settled for one in self._ours)

    def _begin(self, files: Files) -> None:
        """Forget what the build before found out, and look which files are ours in this one."""
        self._files = files
        self._ours = []
        for file in files:
            if isinstance(file, RenderedFile):
                self._ours.append(file)
            elif isinstance(file, MadeFiles):
                self._ours += file
        self._stamps = {one.dest_uri: stamp for one in self._ours if (stamp := one.origin.stamp()) is not None}
        self.entries = SearchEntries()
        self._in_use, self._taken, self._settled, self._listed = set(), {}, set(), None

    def _is_same(self, file: RenderedFile | MadeFile, was: Written) -> bool:
        """Whether a file is made of the same, and the site has the same answers to what a page asked."""
        if self._stamps.get(file.dest_uri) != was.stamp or file.places[1:] != was.others:
            return False
        return not was.asked or (isinstance(file, RenderedFile) and file.answers(self._asked(was)) == was.answered)

    def _asked(self, was: Written) -> tuple[Question, ...]:
        return tuple([self._record.questions[number] for number in was.asked])

    def former(self, place: str) -> Path | None:
        """Where the last build's file of a place of the site is, if it is to be had."""
        folder = self._back or self._site
        return folder / place if folder else None

    def overview_is_shown(self, page: Page | None) -> None:
        """Note that a template looks at the archive, for a page that may be taken over by the next build."""
        if page is not None and isinstance(page.file, RenderedFile):
            self._shown = True

    def before_others(self, config: MkDocsConfig) -> None:
        """Remember what files are like before other plugins may change them in their places."""
        places = [place for one in self._ours for place in one.places] if writes_afterwards(config) else []
        self._before = {place: state_of(f"{config.site_dir}/{place}") for place in places}

    def pages(self, pages: Sequence[File]) -> Sequence[File]:
        """MkDocs' list of pages, for templates such as the site map, with those that were taken over."""
        if not self._taken:
            return pages
        if self._listed is None:  # each template of the theme is given the same list
            self._listed = AllPages(pages, self._files or ())
        return self._listed

    @property
    def in_use(self) -> Collection[bytes]:
        """The values in the cache that files which were taken over were made with."""
        return self._in_use

    @property
    def settled(self) -> Set[str]:
        """The places of the files that were taken over."""
        return self._settled

    def looked_through(self, linked: Mapping[str, int]) -> Set[str]:
        """The places of files that need no look for secrets: what was taken over, and of ``linked``, which are from a
        cache, what is the very file that the last site has at one of those places, or had at another.
        """
        settled, there = self.settled, self._there
        if there is None:
            return settled
        old = {there.get(place) for place in {*linked, *self._record.others}}
        return settled | {place for place, number in linked.items() if number in old}

    def note(self, site: Path, searched: Callable[[str], Searched | None], left: Iterable[MadeFile]) -> None:
        """At the end of a build: note what it wrote into the folder ``site``, and what is ``left`` to be written."""
        unwritten = {file.dest_uri for file in left}
        written = {}
        questions, policies = Numbers(self._record.questions), Numbers(self._record.policies)
        for file in self._ours:
            place = file.dest_uri
            if self._before and any(state_of(f"{site}/{each}") != self._before[each] for each in file.places):
                continue  # the plugin is to find it as it found it now
            if file.settled:
                written[place] = self._taken[place]
                continue
            stamp = self._stamps.get(place)
            states = b"" if place in unwritten else states_of(str(site), file.places)
            if stamp is None or states is None:
                continue
            if isinstance(file, MadeFile):
                written[place] = Written(stamp, states=states, used=tuple(file.used), others=file.places[1:])
            elif not file.speaks:
                ids = "\n".join(sorted(file.page.present_anchor_ids or ())) if file.page else ""
                asked = tuple(map(questions.of, file.asked))
                written[place] = Written(
                    stamp,
                    asked,
                    file.answered,
                    states,
                    ids,
                    self.entries.of(place),
                    policies.of(file.policy),
                    tuple(file.used),
                    searched(place),
                )
        overview = self._overview if self._shown else b""
        self._record = without_unused(Record(self._around, overview, written, questions.all, policies.all))
        self._places = {place for file in self._ours for place in file.places}
        self._whole = True

    def look_around(self, site: str, index: str) -> dict[str, int]:
        """The files that the new site has by now, by their places, with their numbers; without those below ``index``,
        which is being written, what somebody put into the second tree, which is removed, and what lies in folders that
        the published site has just so.
        """
        known = self._record.known_folders()
        new = found_below(site, known if self._laid_out else NO_FOLDERS)
        old = found_below(str(self._site), known) if self._site is not None and self.settled else None
        same = new.same & old.same if old else frozenset()
        self._apart = {place for place in self.settled if folder_of(place) not in same} if same else self.settled
        self._there = old.files | self._record.files_in(old.same - same) if old else None
        written = new.files | self._record.files_in(new.same - same)
        for place in self._apart - written.keys():  # the second tree has lost some
            target = Path(site, place)
            target.parent.mkdir(parents=True, exist_ok=True)
            link_or_copy(f"{self._site}/{place}", str(target))
            written[place] = 0
        return self._own(site, {place: number for place, number in written.items() if not place.startswith(index)})

    def look_at_index(self, site: str, index: str) -> dict[str, int]:
        """The files below ``index``, now that it is written."""
        return self._own(site, {index + place: number for place, number in files_below(f"{site}/{index}").items()})

    def _own(self, site: str, written: dict[str, int]) -> dict[str, int]:
        if not self._laid_out:
            return written
        foreign = spare.foreign(site, written.keys() - self._recorded, self._laid_out)
        self._emptied |= spare.clear(Path(site), foreign)
        return {place: number for place, number in written.items() if place not in foreign} if foreign else written

    def found(self, site: Path, written: dict[str, int]) -> None:
        """All that ``look_around`` tells of is there, and what was written since, at these places and with these
        numbers, 0 for one that is not known.
        """
        spare.prune(site, self._emptied)
        self._all = written

    def recycle(self, old: Path) -> bool:
        """Make the second tree of what was the site until now, if it is what this build went on from; say whether.

        There is none where another plugin changes files of the site in their places: the two trees would share them.
        """
        if self._cache is None or self._site is None or not self._number or _number(old) != self._number:
            return False
        try:
            there = files_below(str(old)) if self._there is None else self._there
            spare.make_same(old, self._site, (there, self._all), self._apart)
            number, until = spare.keep(old, self._cache)
        except OSError as error:
            log.debug("the next build begins without a second tree: %s", error)
            return False
        others = sorted(self._all.keys() - places_of(self._record.files))
        self._there, self._all, self._recorded = None, {}, set()  # to write the record takes memory
        self._record = replace(self._record, others=others, spare=number, until=until)
        return True

    def keep(self) -> None:
        """Let the next process know, now that the site is published."""
        if self._cache is not None:
            with contextlib.suppress(OSError):
                save(self._cache, self._record)

    def note_left(self) -> None:
        """What a preview had left is written now."""
        site = str(self._back)
        files = {
            place: was if was.states else replace(was, states=states_of(site, (place, *was.others)) or b"")
            for place, was in self._record.files.items()
        }
        self._record = replace(self._record, files=files)

    def keep_preview(self, content: Content) -> None:
        """All of a preview is there: let the next one know. ``content`` tells what it is made of."""
        if self._preview.home is not None:
            self.keep()
            self._preview.made_of(content)

    def distrust(self) -> None:
        """A build could not go on from what there is: the next preview begins anew."""
        if self._preview.home is not None:
            forget(self._preview.home)

    def leave(self) -> None:
        """The preview ends."""
        self._preview.leave()

    def _ready(self, config: MkDocsConfig, known: Mapping[str, Written]) -> _Take:
        """Have what may stay at hand for the new site."""
        self._laid_out = self._lay_out(config, wanted=bool(known))
        if not self._laid_out:
            return self._taker(config)
        self._recorded = self._begun_with = {*self._record.others, *places_of(self._record.files)}
        return partial(_are_untouched, str(self._site))

    def _ready_preview(self, config: MkDocsConfig, known: Mapping[str, Written]) -> _Take:
        """Let a preview's last build be where it was, if anything of it may stay."""
        held = self._preview.held
        self._back = Path(config.site_dir)
        if held is None or not known:
            self._preview.begin_anew()
            return lambda _places, _was: False
        gone = self._places - {place for file in self._ours for place in file.places}
        if self._sure and not gone and not writes_afterwards(config):
            self._preview.put_back()
            return lambda _places, was: bool(was.states)  # without: it was left to be written, and was not
        strange: list[str] = []
        there = files_below(str(held), strange=strange)
        for path in strange:
            remove_folder(path)
        self._begun_with = there.keys() - self._preview.put_back()
        return partial(_are_untouched, config.site_dir)

    def _lay_out(self, config: MkDocsConfig, *, wanted: bool) -> int:
        """Begin with the second tree of the last site, if it is wanted and there; it is of no use any more if not.

        Gives when that was, as ``changed`` tells it; 0 where there is none.
        """
        if self._cache is None:
            return 0
        if (
            wanted
            and not writes_afterwards(config)
            and spare.lay_out(self._cache, self._record.spare, Path(config.site_dir))
        ):
            return changed(config.site_dir)
        spare.discard(self._cache)
        return 0

    def _taker(self, config: MkDocsConfig) -> _Take:
        """What links files of the published site into the new one, and says whether it could."""
        old, new = str(self._site), config.site_dir
        link: Callable[[str, str], object] = shutil.copy2 if writes_afterwards(config) else link_or_copy
        folders: set[str] = set()

        def take(places: tuple[str, ...], was: Written) -> bool:
            if not _are_untouched(old, places, was):
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

    def _settle(self, file: RenderedFile | MadeFile, was: Written) -> None:
        file.settled = True
        stamp = self._stamps[file.dest_uri]
        self._taken[file.dest_uri] = was if was.stamp == stamp else replace(was, stamp=stamp)
        file.used = was.used
        self._in_use.update(was.used)
        if isinstance(file, RenderedFile):
            file.policy = self._record.policies[was.policy]
            self.entries.take(file.dest_uri, was.entries)
            file.ids = was.ids


def _are_untouched(site: str, places: tuple[str, ...], was: Written) -> bool:
    """Whether files of a site are the very ones that the last build wrote."""
    return states_of(site, places) == was.states


def _number(folder: Path) -> int:
    """What tells a folder from others, however it is called; 0 for none."""
    try:
        return folder.stat().st_ino
    except OSError:
        return 0
