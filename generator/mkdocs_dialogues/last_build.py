"""A build goes on from the last one: what is made of the same as then is taken over and not made again.

Each file that we make has a stamp, a digest of what it is made of (``stamps.py``). Under ``mkdocs serve`` the files of
the last build stay where they are: MkDocs empties the folder before each build, so it is held aside meanwhile. Other
builds are made aside from the published site; what is unchanged is in a second tree of it (``spare.py``) or linked
from it, if it still is what the last build wrote. MkDocs is told that there is nothing to do for either.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence, Set
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from msgspec.structs import replace

from mkdocs_dialogues import spare
from mkdocs_dialogues.copied_files import CopiedFile, is_copied
from mkdocs_dialogues.made_files import MadeFile, MadeFiles, MadeOfPages
from mkdocs_dialogues.pages import DialogueFile, RenderedFile
from mkdocs_dialogues.preview_folder import Content, PreviewFolder
from mkdocs_dialogues.published_site import PublishedSite
from mkdocs_dialogues.record import (
    Numbers,
    Record,
    State,
    Take,
    Written,
    are_untouched,
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
from mkdocs_dialogues.site_files import files_below
from mkdocs_dialogues.site_map import AllPages
from mkdocs_dialogues.surroundings import are_left_alone, writes_afterwards

__all__ = ["LastBuild"]

log = logging.getLogger("mkdocs.plugins.dialogues")

Searched = tuple[str, bytes, int]
_Ours = RenderedFile | MadeFile | CopiedFile


class LastBuild:
    """What stays between builds: of one process under ``mkdocs serve``, else between processes, in ``cache``."""

    def __init__(self) -> None:
        self._record = Record()
        self._whole = False
        self._preview = PreviewFolder()
        self._sure = False
        self._back: Path | None = None
        self._before: dict[str, State | None] = {}
        self.published: PublishedSite | None = None
        """What a build goes on from; None for a preview, which has its own."""
        self._cache: Path | None = None
        self._around = self._overview = b""
        self._shown = False
        self._files: Files | None = None
        self._ours: list[_Ours] = []
        self._stamps: dict[str, bytes] = {}
        self.entries = SearchEntries()
        self._in_use: set[bytes] = set()
        self._taken: dict[str, Written] = {}
        self._pages: dict[str, DialogueFile] = {}
        self._answered: dict[str, bool] = {}
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

    def look_back(self, site: Path | None, cache: Path | None, config: MkDocsConfig) -> None:
        """Go on from a published site, if the record of its build is in the folder ``cache``; None keeps nothing."""
        usable = site is not None and are_left_alone(config)
        if cache is not None and not usable:
            forget(cache)
            spare.discard(cache)
        self._cache = cache if usable else None
        self._record = load(self._cache) if self._cache else Record()
        self.published = PublishedSite(
            site if self._cache else None, self._cache, self._record, may_share=not writes_afterwards(config)
        )

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
        take, begun_with = (
            self.published.lay_out(config.site_dir, wanted=bool(known))
            if self.published
            else self._ready_preview(config, known)
        )
        for one in self._ours:
            was = known.get(one.dest_uri)
            if was is None or one.dest_uri in listed:
                continue
            places = one.places
            if places[1:] != was.others or not self._is_same(one, was):
                continue
            if (was.searched is None or take_searched(one.dest_uri, was.searched)) and take(places, was):
                self._settle(one, was)
        self._settled = places_of(self._taken)
        left = {place for place in begun_with if not (index and place.startswith(f"{index}/"))}
        site = Path(config.site_dir)
        spare.prune(site, spare.clear(site, left - self._settled))
        dialogues = [one for one in self._ours if isinstance(one, DialogueFile) and one.leaf == 1]
        log.info("%d of %d dialogues are made anew", sum(not one.settled for one in dialogues), len(dialogues))
        return any(isinstance(one, RenderedFile) and not one.settled for one in self._ours)

    def _begin(self, files: Files) -> None:
        """Forget what the build before found out, and look which files are ours in this one, and which are copied."""
        self._files = files
        self._ours = []
        for file in files:
            if isinstance(file, RenderedFile):
                self._ours.append(file)
            elif isinstance(file, MadeFiles):
                self._ours += file
            elif is_copied(file):
                self._ours.append(CopiedFile(file))
        self._stamps = {one.dest_uri: stamp for one in self._ours if (stamp := one.origin.stamp()) is not None}
        self._pages = {one.dest_uri: one for one in self._ours if isinstance(one, DialogueFile)}
        self._answered = {}
        self.entries = SearchEntries()
        self._in_use, self._taken, self._settled, self._listed = set(), {}, set(), None

    def _is_same(self, file: _Ours, was: Written) -> bool:
        """Whether a file is made of the same, and the site has the same answers to what was asked for it."""
        if self._stamps.get(file.dest_uri) != was.stamp:
            return False
        if isinstance(file, MadeOfPages):
            return all(map(self._is_answered, file.pages()))
        return not was.asked or self._is_answered(file.dest_uri)  # others are made of what their stamp tells alone

    def _is_answered(self, place: str) -> bool:
        """Whether the site has the same answers to what the page of a place asked. Of one that is not in the record
        nobody knows.
        """
        found = self._answered.get(place)
        if found is None:
            was, page = self._record.files.get(place), self._pages.get(place)
            found = bool(was and page and (not was.asked or page.answers(self._asked(was)) == was.answered))
            self._answered[place] = found
        return found

    def _asked(self, was: Written) -> tuple[Question, ...]:
        return tuple([self._record.questions[number] for number in was.asked])

    def former(self, place: str) -> Path | None:
        """Where the last build's file of a place of the site is, if it is to be had."""
        folder = self._back or (self.published.site if self.published else None)
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

    def note(self, site: Path, searched: Callable[[str], Searched | None], left: Iterable[MadeFile]) -> None:
        """At the end of a build: note what it wrote into the folder ``site``, and what is ``left`` to be written."""
        unwritten = {file.dest_uri for file in left}
        written = {}
        questions, policies = Numbers(self._record.questions), Numbers(self._record.policies)
        again = self.published.written_again if self.published else frozenset[str]()
        for file in self._ours:
            place = file.dest_uri
            if self._before and any(state_of(f"{site}/{each}") != self._before[each] for each in file.places):
                continue  # the plugin is to find it as it found it now
            if file.settled and place not in again:
                written[place] = self._taken[place]
                continue
            stamp = self._stamps.get(place)
            states = b"" if place in unwritten else states_of(str(site), file.places)
            if file.settled:
                if states is not None:
                    written[place] = replace(self._taken[place], states=states)
                continue
            if stamp is None or states is None:
                continue
            if not isinstance(file, RenderedFile):
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
        self._places = self._all_places()
        self._whole = True

    def recycle(self, old: Path) -> bool:
        """Make the second tree of what was the site until now, and say whether that was done."""
        record = self.published.recycle(old, self._record) if self.published else None
        self._record = record or self._record
        return record is not None

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

    def _ready_preview(self, config: MkDocsConfig, known: Mapping[str, Written]) -> tuple[Take, Set[str]]:
        """Let a preview's last build be where it was, if anything of it may stay. Gives what ``lay_out`` does."""
        held = self._preview.held
        self._back = Path(config.site_dir)
        if held is None or not known:
            self._preview.begin_anew()
            return lambda _places, _was: False, frozenset()
        gone = self._places - self._all_places()
        if self._sure and not gone and not writes_afterwards(config):
            self._preview.put_back()
            return lambda _places, was: bool(was.states), frozenset()  # without: it was left to be written, and was not
        strange: list[str] = []
        there = files_below(str(held), strange=strange)
        spare.clear_strange(held, strange)
        return partial(are_untouched, config.site_dir), there.keys() - self._preview.put_back()

    def _all_places(self) -> set[str]:
        """Where the files of this build's site are, but for those that other plugins write, and the theme's."""
        others = (file for file in self._files or () if not isinstance(file, RenderedFile | MadeFiles))
        return {place for file in self._ours for place in file.places}.union([file.dest_uri for file in others])

    def _settle(self, file: _Ours, was: Written) -> None:
        file.settled = True
        if isinstance(file, CopiedFile):
            file.leave()
        stamp = self._stamps[file.dest_uri]
        self._taken[file.dest_uri] = was if was.stamp == stamp else replace(was, stamp=stamp)
        file.used = was.used
        self._in_use.update(was.used)
        if isinstance(file, RenderedFile):
            file.policy = self._record.policies[was.policy]
            self.entries.take(file.dest_uri, was.entries)
            file.ids = was.ids
