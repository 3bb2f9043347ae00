"""The preview answers at once: while only texts of dialogues change, only their own pages are made anew.

``mkdocs serve`` builds the whole site after every edit, into a temporary folder that it empties first. Here the folder
is held aside meanwhile. When nothing has changed that other pages show (titles, dates, participants, metadata, other
pages, the theme, options), what is unchanged stays where it is, and MkDocs is told that there is nothing to do for it.
"""

from __future__ import annotations

import atexit
import logging
import shutil
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.made_files import MadeFile
from mkdocs_dialogues.pack import pack
from mkdocs_dialogues.pages import RenderedFile
from mkdocs_dialogues.versions import hash_of_files

__all__ = ["Preview"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_PAGE_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
# Plugins that look at pages and whose work for a page can be kept: ours, and the two that make an index of all text.
_KNOWN = ("mkdocs_dialogues.", "material.plugins.search.", "mkdocs.contrib.search")


class Preview:
    """What stays between the builds of one preview."""

    def __init__(self) -> None:
        self._held: Path | None = None
        self._around = b""
        self._keys: dict[str, bytes | None] = {}
        self._ids: dict[str, frozenset[str]] = {}
        self._entries: dict[str, list[Any]] = {}
        self._facts: dict[Card, bytes] = {}
        self._next: tuple[bytes, dict[str, bytes | None]] | None = None
        self._files: Files | None = None
        self._index_length = 0

    def hold(self, config: MkDocsConfig) -> None:
        """Put the last build out of MkDocs' way, which is about to empty its folder."""
        self._drop()
        whole, self._next = self._next is None and bool(self._around), None
        site = Path(config.site_dir)
        if whole and site.is_dir() and not any(_foreign(config)):
            self._held = site.with_name(f"{site.name}.held")
            site.rename(self._held)
            atexit.register(self._drop)
        else:
            self._around = b""

    def settle(
        self,
        files: Files,
        config: MkDocsConfig,
        *,
        options: Mapping[str, Any],
        cards: Mapping[str, Card],
        keys: Mapping[str, bytes | None],
        lists: Mapping[str, Iterable[Card]],
    ) -> bool:
        """Take back what has not changed, and say whether that was possible.

        ``cards`` and ``keys`` are the dialogues and their keys by the place of their pages in the site; ``lists`` are
        the dialogues that pages of ways in list. What is neither, and ours, hangs on no single dialogue's text.
        """
        self._files = files
        around = self._surroundings(files, config, options, cards.values())
        same = around == self._around and self._held is not None
        self._next = (around, dict(keys))
        if not same or self._held is None:
            self._drop()
            self._entries.clear()
            return False
        self._held.rename(config.site_dir)
        self._held = None
        atexit.unregister(self._drop)
        changed = {cards[place] for place, key in keys.items() if key is None or self._keys.get(place) != key}
        for file in files:
            if isinstance(file, RenderedFile):
                self._settle_page(file, cards, lists, changed)
        fresh = {place.removesuffix(".html") for place, card in cards.items() if card in changed}
        for file in files:
            if isinstance(file, MadeFile):
                file.settled = not _belongs(file.dest_uri, fresh)
        log.info("%d of %d dialogues changed", len(changed), len(cards))
        return True

    def before_index(self, config: MkDocsConfig) -> None:
        self._index_length = len(_index(config))

    def after_index(self, page: Page, config: MkDocsConfig) -> None:
        """Keep what a search plugin found on a page, and the page's ids."""
        self._entries[page.file.dest_uri] = _index(config)[self._index_length :]
        self._ids[page.file.dest_uri] = frozenset(page.present_anchor_ids or ())

    def finish(self, config: MkDocsConfig) -> None:
        """Complete the index of search plugins; from here on the build is one to go on from."""
        index = _index(config)
        if self._files is not None and index is not _NO_INDEX:
            index[:] = [entry for file in self._files for entry in self._entries.get(file.dest_uri, ())]
        if self._next is not None:
            self._around, self._keys = self._next
            self._next = None

    def pages(self, pages: Iterable[File]) -> list[File]:
        """MkDocs' list of pages, for the site map, with those that stayed."""
        listed = set(map(id, pages))
        return [
            file
            for file in self._files or ()
            if id(file) in listed or (isinstance(file, RenderedFile) and file.settled and file.page)
        ]

    def _settle_page(
        self, file: RenderedFile, cards: Mapping[str, Card], lists: Mapping[str, Iterable[Card]], changed: set[Card]
    ) -> None:
        place = file.dest_uri
        if place in cards:
            file.settled = cards[place] not in changed and place in self._ids and not file.inclusion.is_in_nav()
        elif place in lists:
            file.settled = not file.inclusion.is_in_nav() and changed.isdisjoint(lists[place])
        if file.settled and file.page is not None:
            file.page.present_anchor_ids = set(self._ids.get(place, ()))

    def _surroundings(
        self, files: Files, config: MkDocsConfig, options: Mapping[str, Any], cards: Iterable[Card]
    ) -> bytes:
        """A digest of everything that the page of another dialogue can show, and of what all pages show."""
        custom = config.theme.custom_dir
        settings = (config.site_name, config.site_url, config.nav, config.extra, config.theme.name, dict(options))
        written = [
            part
            for file in files
            if not isinstance(file, RenderedFile | MadeFile)
            for part in (file.src_uri, _written(file))
        ]
        facts: dict[Card, bytes] = {}
        for card in cards:
            facts[card] = self._facts.get(card) or digest(_shown_elsewhere(card))
        self._facts = facts
        return digest(
            Path(config.config_file_path).read_bytes() if config.config_file_path else b"",
            repr(settings),
            hash_of_files(Path(custom), ("*",)) if custom else b"",
            *written,
            *facts.values(),
        )

    def _drop(self) -> None:
        """Forget a build that cannot be gone on from. Its files go while the next build is made."""
        held, self._held = self._held, None
        if held is not None:
            atexit.unregister(self._drop)
            threading.Thread(target=shutil.rmtree, args=(held,), kwargs={"ignore_errors": True}).start()


def _written(file: File) -> bytes:
    """What an author wrote in an ordinary page; of other files only that they are there."""
    return file.content_bytes if file.is_documentation_page() and file.abs_src_path else b""


def _shown_elsewhere(card: Card) -> bytes:
    """All of a card but what its text makes it: counts, first words, and what the file was like when it was read."""
    metadata = replace(card.metadata, provenance=None)
    return pack((card.id, card.title, card.participants, card.source.path, metadata))


def _belongs(uri: str, places: set[str]) -> bool:
    """Whether a file lies beside one of the pages: under the same name, with another suffix."""
    return uri.rpartition(".")[0] in places


def _foreign(config: MkDocsConfig) -> Iterable[str]:
    """The modules of those who want to see every page while it is made."""
    for event in _PAGE_EVENTS:
        for method in config.plugins.events[event]:
            owner = getattr(method, "__self__", method)
            module = type(owner).__module__ if owner is not method else getattr(method, "__module__", "")
            if not module.startswith(_KNOWN):
                yield module


_NO_INDEX: list[Any] = []


def _index(config: MkDocsConfig) -> list[Any]:
    """The entries of the search plugin's index, as they are."""
    for name in ("material/search", "search"):
        index = getattr(config.plugins.get(name), "search_index", None)
        for attribute in ("entries", "_entries"):
            if isinstance(found := getattr(index, attribute, None), list):
                return found
    return _NO_INDEX
