"""Puts a site together: which dialogues get a page, which pages lead to them, and what surrounds each.

Belongs to the plugin: it knows MkDocs' files and configuration, and calls the library for everything else.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from mkdocs_dialogues.ahead import Ahead, PageOf, render_ahead
from mkdocs_dialogues.archive import Archive, Facet
from mkdocs_dialogues.browse import TITLES, Way, Ways
from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.companions import is_shown
from mkdocs_dialogues.compiled import KeptTemplates
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.downloads import Downloads
from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.inset_pages import Means
from mkdocs_dialogues.jobs import Jobs
from mkdocs_dialogues.kept_pages import KeptPages
from mkdocs_dialogues.leaf_files import LeafFiles
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.long_dialogues import LongDialogues
from mkdocs_dialogues.made_files import FilesBeside, MadeFile, MadeFiles
from mkdocs_dialogues.model import Dialogue, Status
from mkdocs_dialogues.outlets import Outlets
from mkdocs_dialogues.overview import Overview
from mkdocs_dialogues.page_links import anchor_links, resolver
from mkdocs_dialogues.page_meta import description, page_meta, page_title
from mkdocs_dialogues.pages import DialogueFile, RenderedFile, RenderedMkDocsPage
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.relations.onwards import Onwards
from mkdocs_dialogues.render.context import Link, PageContext, Question
from mkdocs_dialogues.render.listing import EntryTexts, listing_toc, pager_head, render_listing
from mkdocs_dialogues.render.rendered import MarkdownOptions, RenderedPage
from mkdocs_dialogues.render.templating import COMPILED, load_templates
from mkdocs_dialogues.shown import Shown
from mkdocs_dialogues.site_map import SiteMap
from mkdocs_dialogues.stamps import Stamps
from mkdocs_dialogues.strict_yaml import texts_in
from mkdocs_dialogues.versions import hash_of_files
from mkdocs_dialogues.voices import Voice, assign_voices, voice_key

__all__ = ["Assembly"]

_RECENT = 8

# Where a status shows: a draft in the preview only; an unlisted dialogue has a page that nothing leads to.
_INCLUSION: Mapping[Status, InclusionLevel] = {
    "published": InclusionLevel.NOT_IN_NAV,
    "unlisted": InclusionLevel.NOT_IN_NAV,
    "draft": InclusionLevel.DRAFT,
}


class Assembly:
    """The pages of one build.

    ``placed`` maps addresses (``dialogues/first``) to cards of ``library``; ``raw`` maps source paths to MkDocs' raw
    files.
    ``kept_back`` are the dialogues that are not published, or that nothing leads to.
    """

    def __init__(
        self,
        options: DialoguesConfig,
        config: MkDocsConfig,
        placed: Mapping[str, Card],
        raw: Mapping[str, File],
        problems: Problems,
        *,
        library: Library,
        serving: bool,
        put_off: bool,
        former: Callable[[str], Path | None],
    ) -> None:
        self.kept_back = [dialogue for dialogue in placed.values() if dialogue.metadata.status != "published"]
        self._options = options
        self._config = config
        self._library = library
        self._placed = {
            where: dialogue for where, dialogue in placed.items() if serving or dialogue.metadata.status != "draft"
        }
        self._raw = raw
        self._problems = problems
        self._markdown = MarkdownOptions(
            line_breaks=options.line_breaks, image_hosts=frozenset(host.lower() for host in options.image_hosts)
        )
        custom = config.theme.custom_dir
        self._templates = load_templates([custom] if custom else [], KeptTemplates(COMPILED, library.cache))
        self._archive = Archive(d for d in placed.values() if d.metadata.status == "published")
        self._onwards = Onwards(self._archive, options.related, library.relations)
        self._voices = assign_voices([dialogue.participants for dialogue in self._placed.values()])
        self._ways = self._make_ways()
        self._entry_texts = EntryTexts(self._templates)
        self._shown = Shown(self._placed, self._onwards, self._ways, lambda target: self._file(target).url)
        self._stamps = Stamps(library, self._shown)
        self._files: dict[int | str, File] = {}
        self._kept = KeptPages(library.cache, hash_of_files(Path(custom)) if custom else b"")
        self._long = LongDialogues(library, options.turns_per_page)
        self._leaves = LeafFiles(self._long, config, self._placed)
        self._ahead: Mapping[PageOf, Ahead] = {}
        self._made = MadeFiles(config, put_off=put_off)
        self._downloads = Downloads(
            config, options, raw, self._made, library=library, stamps=self._stamps, kept=self._kept
        )
        self.outlets = Outlets(
            config,
            options,
            self._ways,
            templates=self._templates,
            library=library,
            stamps=self._stamps,
            kept=self._kept,
            file=self._file,
            context=self._context,
            former=former,
            leaves=self._leaves,
        )

    def _make_ways(self) -> Ways:
        options, version = self._options, self._library.version
        return Ways(
            self._archive,
            self._voices,
            options.path,
            options.facets,
            wanted=set(texts_in(self._config.nav)),
            pictures=options.pictures,
            root=lambda target: self._file(target).url,
            per_page=options.entries_per_page,
            keep=lambda what, make: self._kept.text("picture", digest(version, what), make),
        )

    def add_to(self, files: Files) -> None:
        """Add a page for every dialogue and every way in. An author's own page at a way's place stays."""
        counts: dict[str, int] = {}
        own = {file.dest_uri for file in files if not file.inclusion.is_excluded()}
        self._shown.pictures = [place for place in own if is_shown(place)]
        others = self._downloads.forms
        answered = others + self.outlets.answers
        for address, dialogue in self._placed.items():
            path = dialogue.source.path
            counts[path] = counts.get(path, 0) + 1
            inclusion = _INCLUSION[dialogue.metadata.status]
            make = partial(DialogueFile, self._raw[path], counts[path], config=self._config, inclusion=inclusion)
            file = self._files[id(dialogue)] = make(address)
            self._leaves.further(dialogue, file, make, files)
            for page in file.leaves or (file,):
                self._add_page(dialogue, page, files)
            for made in self._leaves.made(dialogue, file):
                self._made.add(made)
            self._downloads.add(dialogue, file)
            if forms := answered if self.outlets.has_answer(dialogue, own) else others:
                self._made.add(FilesBeside(dialogue, file, forms, self._stamps.beside(dialogue)))
        for way in self._ways:
            authors = files.get_file_from_path(way.uri)
            self._files[way.uri] = authors or self._add_way(way, files)
            for further in () if authors else self._ways.go_on(way, partial(self._is_taken, files)):
                self._files[further.uri] = self._add_way(further, files)
        self.outlets.add_to(self._made, files, own)
        self.site_map = SiteMap(files, self._config)
        self._made.add(self.site_map)
        files.append(self._made)

    def let_go(self, files: Files) -> None:
        """Take a build of a preview apart that another one has followed, and the ``files`` of its site: pages, files
        and what makes them know each other, so that otherwise only Python's search for dead cycles would free them.
        """
        for file in list(files):
            if isinstance(file, RenderedFile | MadeFiles):
                file.let_go()
            files.remove(file)
        self.__dict__.clear()

    def _add_page(self, dialogue: Card, file: DialogueFile, files: Files) -> None:
        file.listed = dialogue.metadata.status == "published"
        file.make_page = partial(self._page, dialogue, file)
        file.origin = self._stamps.page(dialogue, *(page.dest_uri for page in file.leaves[-1:]))
        file.answers = partial(self._answers, dialogue, file, files)
        if dialogue.source.shown is not None:  # the link would name what was taken out
            file.edit_uri = None
        files.append(file)

    def _page(self, dialogue: Card, file: DialogueFile) -> RenderedMkDocsPage:
        leaf = self._long.leaf(dialogue, file.leaf)
        return RenderedMkDocsPage(
            page_title(dialogue, file.leaf),
            file,
            self._config,
            partial(page_meta, dialogue, file.leaf, leaf, self._options.contents_from),
            partial(self._render_dialogue, dialogue, file),
        )

    def means(self, pipeline: Pipeline) -> Means:
        """What dialogues inside other pages are made with."""
        return Means(pipeline, self._templates, self._markdown, self._voices)

    def render_ahead(self, jobs: Jobs, files: Files) -> None:
        """Let others render what was read in this build, where that is enough to be worth it."""
        fresh = [
            (card, number)
            for card in self._placed.values()
            if self._library.is_fresh(card)
            for number, _ in enumerate(self._leaves.all(card) or (card,), start=1)
        ]
        if self._library.cache.kept and jobs.worth(len(fresh)):
            custom = self._config.theme.custom_dir
            self._ahead = render_ahead(
                jobs,
                fresh,
                library=self._library,
                kept=self._kept,
                context=lambda card, number: self._context(card, files, file=self._leaves.page(card, number)),
                packed=self._long.packed,
                templates=(custom,) if custom else (),
            )

    @property
    def left(self) -> Sequence[MadeFile]:
        """The files that were put off."""
        return self._made.left

    def overview(self, files: Files) -> Overview:
        """The archive as templates see it."""
        del files

        def url(target: Way | Card) -> str:
            return self._file(target).url

        ways = self._ways.overview
        return Overview(
            count=len(self._archive.dialogues),
            recent=[self._ways.entry(dialogue) for dialogue in self._archive.dialogues[:_RECENT]],
            facets={facet: self._ways.values(facet, url) for facet in self._ways.facets},
            ways=[Link(way.title, url(way)) for way in ways],
        )

    def _add_way(self, way: Way, files: Files) -> File:
        apart = way.shelf or way.number > 1
        file = RenderedFile(way.uri, self._config, InclusionLevel.NOT_IN_NAV if apart else InclusionLevel.UNDEFINED)
        file.abs_src_path = str(Path(self._config.docs_dir, self._options.path))  # for plugins that ask for it
        file.make_page = partial(self._page_of_way, way, file)
        file.origin = self._stamps.way(way, lambda: self._ways.listed(way) if way.lists else ())
        files.append(file)
        return file

    def _page_of_way(self, way: Way, file: RenderedFile) -> RenderedMkDocsPage:
        search = {"boost": 0.5} if way.number == 1 else {"exclude": True}  # what a further page lists has its own entry
        meta: dict[str, Any] = {"title": way.title, "template": "dialogues/listing.html", "hide": ["toc"]}
        meta |= {"search": search, "description": self._ways.about(way)}
        return RenderedMkDocsPage(way.title, file, self._config, meta.copy, partial(self._render_way, way, file))

    def _is_taken(self, files: Files, uri: str) -> bool:
        return uri.removesuffix(".md") in self._placed or files.get_file_from_path(uri) is not None

    def _file(self, target: Way | Card) -> File:
        return self._files[target.uri if isinstance(target, Way) else id(target)]

    def _render_dialogue(self, dialogue: Card, file: DialogueFile, files: Files) -> RenderedPage:
        linked: dict[str, tuple[File, str]] = {}
        rendered, file.asked = self._rendered(dialogue, file, files, linked)
        file.answered = file.answers(file.asked)
        for problem in rendered.problems:
            self._problems.add(problem)
        if linked and file.page:
            file.page.links_to_anchors = anchor_links(rendered.html, linked)
        file.speaks |= bool(rendered.problems or (file.page and file.page.links_to_anchors))
        head = rendered.head + self.outlets.head(None, file)
        return replace(rendered, head=head, anchors=self._leaves.anchors(dialogue, file))

    def _rendered(
        self, dialogue: Card, file: DialogueFile, files: Files, linked: dict[str, tuple[File, str]]
    ) -> tuple[RenderedPage, tuple[Question, ...]]:
        """The page, ahead of this or now, and what was asked for it."""
        kept_as = self._ahead.get((dialogue, file.leaf))
        if kept_as and (ahead := self._kept.at(kept_as.mark, kept_as.token)) is not None:
            return ahead, kept_as.questions
        return self._kept.asking(
            "page",
            self._library.key(dialogue),
            self._context(dialogue, files, linked, file),
            lambda context: self._set(self._long.dialogue(dialogue, file.leaf), context),
        )

    def _set(self, dialogue: Dialogue, context: PageContext) -> RenderedPage:
        from mkdocs_dialogues.render.page import render_page  # noqa: PLC0415 - where no page is new, it is not needed

        return render_page(dialogue, context, self._templates)

    def _answers(self, dialogue: Card, file: DialogueFile, files: Files, questions: Sequence[Question]) -> bytes:
        find = resolver(file, self._raw[dialogue.source.path].src_uri, files, logging.NOTSET, {})
        return self._shown.answers(questions, find)

    def _context(
        self,
        dialogue: Card,
        files: Files,
        linked: dict[str, tuple[File, str]] | None = None,
        file: File | None = None,
    ) -> PageContext:
        """What surrounds the page of a dialogue, the first unless ``file`` is another of its pages.

        ``linked`` gets the files that its text links to.
        """
        first = self._file(dialogue)
        file = file or first

        def url(target: Way | Card) -> str:
            return self._file(target).url_relative_to(file)

        def facet_url(facet: Facet, value: str) -> str | None:
            way = self._ways.way_to(facet, value)
            return url(way) if way else None

        onwards = self._onwards.of(dialogue, url)
        context = PageContext(
            words=dialogue.words,
            minutes=dialogue.minutes,
            site=self._config.site_name,
            url=file.page.canonical_url or "" if file.page else "",
            embed=self._options.embed and dialogue.metadata.status == "published",
            oembed=self.outlets.oembed(dialogue),
            image=self.outlets.images.address(dialogue),
            description=description(dialogue, 1, None),
            downloads=self._downloads.of(dialogue, first),
            raw_url=self._downloads.raw_url(dialogue, first),
            voices=self._voices_of(dialogue),
            facet_url=facet_url,
            resolve=self._resolver(dialogue, files, file, {} if linked is None else linked),
            markdown=self._markdown,
            previous=onwards.previous,
            next=onwards.next,
            part_of=onwards.part_of,
            parts=onwards.parts,
            related=onwards.related,
            contents_from=self._options.contents_from,
        )
        return self._leaves.around(context, dialogue, file)

    def _voices_of(self, dialogue: Card) -> Mapping[str, Voice]:
        keys = [voice_key(participant.name) for participant in dialogue.participants]
        return {key: voice for key in keys if (voice := self._voices.get(key))}

    def _resolver(
        self, dialogue: Card, files: Files, file: File, linked: dict[str, tuple[File, str]]
    ) -> Callable[[str, str], str | None]:
        """Where what the text of a dialogue names is, seen from one of its pages."""
        not_found = self._config.validation.links.not_found
        near = resolver(file, self._raw[dialogue.source.path].src_uri, files, not_found, linked)

        def resolve(target: str, kind: str) -> str | None:
            return self._downloads.stored_url(target, file) if kind == "stored" else near(target, kind)

        return resolve

    def _render_way(self, way: Way, file: RenderedFile, files: Files) -> RenderedPage:
        del files

        def url(target: Way | Card) -> str:
            return self._file(target).url_relative_to(file)

        listing = replace(
            self._ways.listing(way, url), feeds=self.outlets.feeds(way, file), base="../" * file.url.count("/")
        )
        # Found by its name alone: were its count searched too, the index would be made anew with every new dialogue.
        kind = TITLES[way.facet] if way.facet else ""
        heading = f'<h1 id="title">{html.escape(listing.title)}</h1><p>{kind}</p>'
        body = render_listing(listing, self._templates, self._entry_texts)
        toc = listing_toc(listing)
        head = self.outlets.head(None, file) + (self.outlets.head(way, file) if listing.feeds else "")
        head += pager_head(listing)
        return RenderedPage(body, toc, frozenset(entry.id for entry in toc), heading, frozenset(), (), head)
