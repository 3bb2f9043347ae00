"""MkDocs' side of what a site gives to programs: feeds, the data set, ``llms.txt``."""

from __future__ import annotations

import html
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from mkdocs_dialogues.archive import Facet, cast
from mkdocs_dialogues.browse import Way, Ways
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.kept_pages import KeptPages
from mkdocs_dialogues.kept_rows import KeptRows, Row
from mkdocs_dialogues.leaf_files import LeafFiles
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.made_files import Beside, MadeFile, MadeFiles, MadeOfPages, beside, url_from, whole_address
from mkdocs_dialogues.render.context import FeedLink, PageContext
from mkdocs_dialogues.render.templating import FEED_TEXT, Templates
from mkdocs_dialogues.social_images import SocialImages
from mkdocs_dialogues.stamps import Stamps
from mkdocs_dialogues.syndication import FEEDS, Entry, Feed, FeedForm, as_llms_txt, as_oembed, moment, newest
from mkdocs_dialogues.writers.dataset import dataset_line, dataset_lines
from mkdocs_dialogues.writers.forms import FORMS

__all__ = ["Outlets"]

_DATASET = "dialogues.jsonl"
_LLMS = "llms.txt"
_ANSWER = "oembed.json"
_FOLLOWED: frozenset[Facet] = frozenset({"theme", "model", "participant", "series"})
_SUMMARY_LENGTH = 300
_ABOUT_LENGTH = 120
_HELD = 64
_MORE = "Conversations between people and models. Each link leads to a dialogue"


class Outlets:
    """What programs can take of one build. Feeds have absolute addresses, so a site without ``site_url`` has none."""

    def __init__(
        self,
        config: MkDocsConfig,
        options: DialoguesConfig,
        ways: Ways,
        *,
        templates: Templates,
        library: Library,
        stamps: Stamps,
        kept: KeptPages,
        file: Callable[[Way | Card], File],
        context: Callable[[Card, Files], PageContext],
        former: Callable[[str], Path | None],
        leaves: LeafFiles,
    ) -> None:
        """``file`` gives the page of a card, ``context`` what surrounds it there, ``former`` the last build's file at
        a place, ``leaves`` all pages of a dialogue that has several.
        """
        self._former = former
        self._site = config.site_url or ""  # MkDocs takes a microsecond to give it, and each dialogue asks
        self._within = urljoin(self._site, ".") if self._site else ""
        self._answers = bool(self._site) and options.embed
        self.config = config
        self.options = options
        self.ways = ways
        self._templates = templates
        self._library = library
        self._stamps = stamps
        self._kept = kept
        self.file = file
        self._context = context
        self._leaves = leaves
        self.images = SocialImages(config, options, ways.voices, file)
        self.answers: tuple[Beside, ...] = ((_ANSWER, self._answer),)
        """What lies beside the pages of dialogues, for who adds it."""
        self._rows = KeptRows(library.cache, _DATASET)
        self._entry = lru_cache(_HELD)(self._new_entry)  # a dialogue stands in several feeds, one after the other

    def add_to(self, made_files: MadeFiles, files: Files, own: Collection[str]) -> None:
        """Add what lies beside no one dialogue's page, but in the places of the site's ``own`` files."""
        for made in [
            *self._feeds(files),
            *self._lists(),
            *self.images.files(self.ways.archive.dialogues),
        ]:
            if made.dest_uri not in own:
                made_files.add(made)

    @property
    def fresh(self) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Where in a file that was written anew (from, to; in bytes) stands what the last one did not hold."""
        return {_DATASET: self._rows.fresh}

    def feeds(self, way: Way | None, page: File) -> list[FeedLink]:
        """The feeds that follow a way (None: the site), with addresses as that page needs them."""
        followed = way is None or (way.shelf and way.facet in _FOLLOWED and way.number == 1)
        if not self._site or not followed or not self._dialogues(way):
            return []
        title = f"{self.config.site_name}: {way.title}" if way else self.config.site_name
        return [
            FeedLink(title, form.label, form.media_type, url_from(page, self._uri(way, form))) for form in self._forms
        ]

    def head(self, way: Way | None, page: File) -> str:
        """Links in a page's head, by which feed readers find the feeds."""
        # Material takes a link whose rel is "alternate", and nothing else, for the site in another language.
        return "".join(
            f'<link rel="alternate feed" type="{link.media_type}" title="{html.escape(link.title)}"'
            f' href="{html.escape(link.url)}">\n'
            for link in self.feeds(way, page)
        )

    @property
    def _forms(self) -> Sequence[FeedForm]:
        return [FEEDS[name] for name in dict.fromkeys(self.options.feeds)]

    def _absolute(self, uri: str) -> str:
        """The whole address of a file of the site."""
        return whole_address(self.config, uri)

    def _url(self, target: Way | Card) -> str:
        url = self.file(target).url
        return self._within + ("" if url == "./" else url) if self._site else ""

    def _dialogues(self, way: Way | None) -> list[Card]:
        return newest(way.shelf.dialogues if way and way.shelf else self.ways.archive.dialogues)

    def _uri(self, way: Way | None, form: FeedForm) -> str:
        """Beside the page of a way; at the root for the site."""
        if way is None:
            return form.file
        page = self.file(way).dest_uri
        folder, is_index, _ = page.rpartition("index.html")
        return f"{folder}{form.file}" if is_index else f"{page.removesuffix('.html')}-{form.file}"

    def _feeds(self, files: Files) -> Iterable[MadeFile]:
        if not self._site:
            return
        custom = self.config.theme.custom_dir
        own = bool(custom and Path(custom, FEED_TEXT).exists())
        followed: list[Way | None] = [way for way in self.ways if way.shelf and way.facet in _FOLLOWED]
        for way in [None, *followed]:
            for form in self._forms if self._dialogues(way) else []:
                make = partial(self._write, way, form, files)
                cards = partial(self._dialogues, way)
                pages = partial(self._pages, cards)
                origin = self._stamps.feed(way.title if way else "", cards, pages, with_more=own)
                yield MadeOfPages(self._uri(way, form), make, origin, pages)

    def _pages(self, cards: Callable[[], Iterable[Card]]) -> Iterator[str]:
        """Where the pages of dialogues are."""
        for card in cards():
            for page in self._leaves.all(card) or (self.file(card),):
                yield page.dest_uri

    def _write(self, way: Way | None, form: FeedForm, files: Files) -> str | bytes:
        name = self.config.site_name
        feed = Feed(
            title=f"{name}: {way.title}" if way else name,
            page=self._url(way) if way else self._site,
            url=self._absolute(self._uri(way, form)),
            description=self.config.site_description or "",
            language=self.config.theme.get("language"),
            entries=[self._entry(card, files) for card in self._dialogues(way)],
        )
        return form.write(feed)

    def _new_entry(self, card: Card, files: Files) -> Entry:
        context = self._context(card, files)
        url = self._url(card)
        metadata = card.metadata
        if metadata.date is None:
            raise ValueError("only dated dialogues are in feeds")

        def resolve(target: str, kind: str) -> str | None:
            relative = context.resolve(target, kind)
            return None if relative is None else urljoin(url, relative)

        absolute = replace(context, url=url, resolve=resolve)
        return Entry(
            url=url,
            title=card.title,
            when=moment(metadata.date),
            authors=[participant.name for participant in cast(card)],
            themes=metadata.themes,
            summary=card.summary(_SUMMARY_LENGTH),
            html=self._kept.rendered(
                f"feed {self.options.turns_per_page}",
                self._library.key(card),
                absolute,
                lambda context: self._feed_text(card, context),
            ),
            language=metadata.language,
        )

    def _feed_text(self, card: Card, context: PageContext) -> str:
        from mkdocs_dialogues.render.feed_text import render_feed_text  # noqa: PLC0415 - where none is new, not needed

        first = self._leaves.long.dialogue(card, 1)
        return render_feed_text(first, context, self._templates, more=card.turns - len(first.turns))

    def oembed(self, card: Card) -> str:
        """Where the page's oEmbed answer is, or ``""``."""
        return self._absolute(self._answer_uri(card)) if self._is_answered(card) else ""

    def _is_answered(self, card: Card) -> bool:
        return self._answers and card.metadata.status == "published"

    def _answer_uri(self, card: Card) -> str:
        return beside(self.file(card), _ANSWER)

    def has_answer(self, card: Card, own: Collection[str]) -> bool:
        """Whether ``answers`` lie beside the page of a dialogue, and none of the site's ``own`` files."""
        return self._is_answered(card) and self._answer_uri(card) not in own

    def _answer(self, card: Card, _page: File) -> str:
        return as_oembed(
            site=self.config.site_name,
            home=self._site,
            title=reveal(card.title),
            authors=", ".join(reveal(participant.name) for participant in cast(card)),
            url=self._url(card),
            image=self.images.address(card),
        )

    def _lists(self) -> Iterable[MadeFile]:
        dialogues = self.ways.archive.dialogues
        if self.options.dataset and dialogues:
            make = partial(self._dataset, dialogues)
            origin = self._stamps.whole(dialogues)
            yield MadeFile(_DATASET, make, origin, can_wait=True, then=self._rows.keep)
        if self.options.llms_txt and dialogues:
            yield MadeFile(_LLMS, self._llms, self._stamps.in_brief(dialogues), can_wait=True)

    def _dataset(self, dialogues: Sequence[Card]) -> Iterable[bytes]:
        return self._rows.lines(dataset_lines(dialogues, self._row), self._former(_DATASET))

    def _row(self, card: Card) -> Row:
        url, key = self._url(card), self._library.key(card)
        pages = self._leaves.addresses(card, self._site) if self._site and self._leaves.all(card) else ()
        kind = f"row {pages[:2]} {self.options.turns_per_page}" if pages else f"row {url}"

        def make() -> bytes:  # as fast as the cache would give it
            line = dataset_line(self._library.dialogue(card), url, self._leaves.by_turn(card, pages))
            return line.encode("utf-8", "replace")

        return None if key is None else key + kind.encode(), make

    def _llms(self) -> Iterable[str]:
        markdown = "markdown" in self.options.downloads
        more = f"{_MORE} as Markdown." if markdown else f"{_MORE}."
        if self.options.dataset:
            more += f" All of them, one a line as JSON: <{self._absolute(_DATASET) or _DATASET}>."

        def address(card: Card) -> str:
            page = self.file(card)
            if not markdown:
                return self._url(card) or page.url
            path = beside(page, FORMS["markdown"].suffix)
            return self._absolute(path) or quote(path)

        cards = self.ways.archive.dialogues
        listed = ((card, address(card), card.summary(_ABOUT_LENGTH)) for card in cards)
        return as_llms_txt(self.config.site_name, self.config.site_description or "", listed, more)
