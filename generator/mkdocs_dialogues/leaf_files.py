"""MkDocs' side of dialogues that have several pages: their files and addresses, and what surrounds each."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Final
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.long_dialogues import LongDialogues
from mkdocs_dialogues.made_files import MadeFile, beside
from mkdocs_dialogues.page_meta import description
from mkdocs_dialogues.pages import DialogueFile
from mkdocs_dialogues.paging import addresses
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.linked_data import script_json

__all__ = ["LeafFiles"]

_MOST_WITHIN: Final = 5_000
_FILE: Final = "turns.json"


class LeafFiles:
    """``placed`` are the addresses of all dialogues, ``files`` those of the site, before pages of ours are added."""

    def __init__(self, long: LongDialogues, config: MkDocsConfig, placed: Collection[str]) -> None:
        self.long = long
        self._config = config
        self._placed = placed
        self._first: dict[Card, DialogueFile] = {}
        self._files: Files | None = None

    def further(self, card: Card, first: DialogueFile, make: Callable[..., DialogueFile], files: Files) -> None:
        """Make the further pages of a dialogue. ``make(address, leaf=number)`` gives the file of one."""
        leaves = self.long.leaves(card)
        if not leaves:
            return
        self._files = files
        stem = first.dest_uri.removesuffix("/index.html").removesuffix(".html")
        places = addresses(f"{stem}.md", len(leaves), self._is_taken)[1:]
        own = [make(place.removesuffix(".md"), leaf=number) for number, place in enumerate(places, start=2)]
        first.leaves = (first, *own)
        for file in own:
            file.leaves = first.leaves
        first.find = partial(self.long.find, card)
        self._first[card] = first

    def all(self, card: Card) -> Sequence[DialogueFile]:
        """The pages of a dialogue that has several."""
        first = self._first.get(card)
        return first.leaves if first else ()

    def page(self, card: Card, number: int) -> DialogueFile | None:
        """One of them; None for a dialogue that has one page."""
        pages = self.all(card)
        return pages[number - 1] if pages else None

    def addresses(self, card: Card, site: str) -> list[str]:
        """Their whole addresses."""
        return [urljoin(site, file.url) for file in self.all(card)]

    def by_turn(self, card: Card, pages: Sequence[str]) -> dict[str, str]:
        """Of the ``pages`` of a dialogue those behind the first, by the anchors of the turns that stand there."""
        further = zip(self.long.leaves(card)[1:], pages[1:], strict=True) if pages else ()
        return {anchor: page for leaf, page in further for anchor in leaf.anchors.split()}

    def anchors(self, card: Card, file: DialogueFile) -> str:
        """What the first of several pages tells a script of the others, as JSON: where they are, or which file says."""
        if not file.leaves or file.leaf > 1:
            return ""
        if card.turns > _MOST_WITHIN:
            return script_json(posixpath.basename(beside(file, _FILE)))
        return self.long.anchors(card, partial(_url, file))

    def made(self, card: Card, file: DialogueFile) -> Iterator[MadeFile]:
        """That file, for a dialogue of so many turns that its first page would be kept waiting for it."""
        if file.leaves and card.turns > _MOST_WITHIN:
            make = partial(self.long.anchors, card, partial(_url, file))
            yield MadeFile(beside(file, _FILE), make, file.origin)

    def around(self, context: PageContext, card: Card, file: File) -> PageContext:
        """What surrounds one of several pages, given what would surround the dialogue on the first.

        Ways on to other dialogues stand on the last.
        """
        if not isinstance(file, DialogueFile) or not file.leaves:
            return context
        first = file.leaves[0]
        near = partial(_near, first.url_relative_to(file))
        url = partial(_url, file)
        whole = first.page.canonical_url or "" if first.page else ""
        elsewhere = context.resolve
        leaves = self.long.beside(card, file.leaf, url, whole)

        def resolve(target: str, kind: str) -> str | None:
            place = self.long.find(card, target.removeprefix("#")) if kind == "turn" else None
            return elsewhere(target, kind) if place is None else f"{url(place + 1)}{target}"

        context = replace(context, leaves=leaves, resolve=resolve)
        if file.leaf > 1:
            downloads = [replace(download, url=near(download.url)) for download in context.downloads]
            raw = near(context.raw_url) if context.raw_url else ""
            about = description(card, file.leaf, self.long.leaf(card, file.leaf))
            context = replace(context, downloads=downloads, raw_url=raw, description=about)
        if leaves is None or not leaves.is_last:
            context = replace(context, previous=None, next=None, parts=(), related=())
        return context

    def _is_taken(self, uri: str) -> bool:
        """Whether a page in the docs folder, or what becomes of it, is somebody else's."""
        place = uri.removesuffix(".md").lower()
        return place in self._addresses or any(f"{place}{end}" in self._places for end in (".html", "/index.html"))

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(map(str.lower, self._placed))

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(file.dest_uri.lower() for file in self._files or () if not isinstance(file, DialogueFile))


def _url(file: DialogueFile, number: int) -> str:
    return file.leaves[number - 1].url_relative_to(file)


def _near(first: str, url: str) -> str:
    """The address of a file beside the first page, given that page's and the file's from there."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(first), url))
