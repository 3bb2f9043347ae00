"""MkDocs' side of a page: files that are transcripts, and pages that the library renders.

MkDocs sees no transcript text before it is HTML: ``Page.markdown`` is empty, so no Markdown extension, macro or
snippet of anybody's acts on it.
"""

from __future__ import annotations

import html
from collections.abc import Callable, MutableMapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.render.context import Question
from mkdocs_dialogues.render.rendered import RenderedPage, TocEntry
from mkdocs_dialogues.spool import Place, Spool
from mkdocs_dialogues.stamps import ANEW

__all__ = ["DialogueFile", "RenderedFile", "RenderedMkDocsPage", "Shelf"]


def _no_answers(_questions: Sequence[Question]) -> bytes:
    return b""


class RenderedFile(File):
    """A page that the library renders, at an address of its own choosing. MkDocs finds no text in it.

    MkDocs' ``page`` is made with ``make_page`` when somebody asks for it: of a page that stays, hardly anybody does.
    """

    def __init__(
        self, uri: str, config: MkDocsConfig, inclusion: InclusionLevel, *, address: str | None = None
    ) -> None:
        # Not by way of MkDocs, which takes longer for the path alone than we for all of it.
        self.src_uri = uri
        self.src_dir = None
        self.abs_src_path = None
        self.dest_dir = config.data["site_dir"]
        self.use_directory_urls = config.data["use_directory_urls"]
        self.inclusion = inclusion
        self.generated_by = "dialogues"
        self._content = ""
        self.make_page: Callable[[], Page] | None = None
        self._page: Page | None = None
        self._url = self._url_of = ""
        self.settled = False
        """Whether the page stays as the last build left it (see ``last_build``)."""
        self.origin = ANEW
        self.used: Sequence[bytes] = ()
        """The values in the cache that it was made with."""
        self.asked: tuple[Question, ...] = ()
        """What was asked of the site when the page was rendered, beside what its stamp tells."""
        self.answers: Callable[[Sequence[Question]], bytes] = _no_answers
        """The site's answers, as a digest; they are the same as long as the page is."""
        self.answered = b""
        self.speaks = False
        """Whether something is said about the page when it is made, so that it has to be made each time."""
        self.listed = True
        """Whether it is in the site map."""
        self.policy = ""
        self.ids = ""
        """Of a page that stays: its anchors, a line each."""
        if address is not None:
            self.dest_uri = address + ("/index.html" if self.use_directory_urls else ".html")

    @property
    def places(self) -> tuple[str, ...]:
        """Where in the site it is, as ``MadeFile`` has it."""
        return (self.dest_uri,)

    @property
    def page(self) -> Page | None:
        if self._page is None and self.make_page is not None:
            self._page = self.make_page()
        return self._page

    @page.setter
    def page(self, page: Page | None) -> None:
        self._page = page

    @property
    def url(self) -> str:
        """As MkDocs has it, which keeps it in a dictionary of the file's own: ten thousand of those take 15 MB."""
        if self._url_of != self.dest_uri:
            self._url_of, self._url = self.dest_uri, self._get_url()
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url_of, self._url = self.dest_uri, url

    def let_go(self) -> None:
        """Know neither a page any more nor what makes one."""
        self.make_page = self.page = None
        self.answers, self.origin = _no_answers, ANEW

    def is_documentation_page(self) -> bool:
        return not self.settled

    def copy_file(self, dirty: bool = False) -> None:
        """Nothing: a page is no file to be copied, even when it stays."""


class DialogueFile(RenderedFile):
    """The page of a dialogue. Ordinary pages link to it by the transcript's own path; Edit leads to the raw file.

    ``number`` is the dialogue's in its file, ``leaf`` the page's in a dialogue that has several.
    """

    leaves: Sequence[DialogueFile] = ()
    """All pages of a dialogue that has several, which the first of them knows."""

    def __init__(
        self, raw: File, number: int, address: str, config: MkDocsConfig, inclusion: InclusionLevel, *, leaf: int = 1
    ) -> None:
        uri = raw.src_uri if number == 1 else f"{raw.src_uri}#{number}"
        super().__init__(uri if leaf == 1 else f"{uri}#page-{leaf}", config, inclusion, address=address)
        self.leaf = leaf
        self.edit_uri = raw.src_uri
        self.find: Callable[[str], int | None] = lambda _anchor: None
        self.generated_by = None  # plugins such as those for git's dates pass over what is generated; this has a source
        self.abs_src_path = raw.abs_src_path  # for plugins that ask git or the disk about it

    def at(self, anchor: str) -> DialogueFile:
        """The page of the dialogue on which an anchor stands; this one where nobody knows better."""
        place = self.find(anchor) if self.leaves else None
        return self if place is None else self.leaves[place]

    def is_modified(self) -> bool:
        """Whether ``--dirty`` has to build it: its transcript is newer than its page."""
        page = Path(self.abs_dest_path)
        return not page.is_file() or page.stat().st_mtime < Path(str(self.abs_src_path)).stat().st_mtime


class RenderedMkDocsPage(Page):
    """A page whose HTML comes from the library.

    ``title`` is plain text; themes print ``page.title`` as HTML, so it is escaped here, once. ``meta`` and ``render_``
    are called when MkDocs reads and renders, since only then all files are known.
    """

    def __init__(
        self,
        title: str,
        file: File,
        config: MkDocsConfig,
        meta: Callable[[], MutableMapping[str, Any]],
        render_: Callable[[Files], RenderedPage],
    ) -> None:
        self._anchors: set[str] | None = None
        self._known: MutableMapping[str, Any] = {}
        super().__init__(html.escape(title), file, config)
        self._meta = meta
        self._render = render_
        self._shown: RenderedPage | None = None
        self._place: Place | None = None
        self.search_html = ""
        self.head = self.anchors = ""
        self.needs: frozenset[str] = frozenset()
        if isinstance(file, RenderedFile) and not file.listed:  # what has no address of its own is in no sitemap
            self.canonical_url = self.abs_url = None

    @property
    def meta(self) -> MutableMapping[str, Any]:
        """The metadata, once MkDocs has read it; of a page that stays, when a template such as a site map asks."""
        if not self._known and isinstance(self.file, RenderedFile) and self.file.settled:
            self._known = self._meta()
        return self._known

    @meta.setter
    def meta(self, meta: MutableMapping[str, Any]) -> None:
        self._known = meta

    @property
    def present_anchor_ids(self) -> set[str] | None:
        """The anchors of the page, once they are known; of one that stays they are looked up when a link needs one."""
        if self._anchors is None and isinstance(self.file, RenderedFile) and self.file.settled:
            self._anchors = set(self.file.ids.split("\n") if self.file.ids else ())
        return self._anchors

    @present_anchor_ids.setter
    def present_anchor_ids(self, anchors: set[str] | None) -> None:
        self._anchors = anchors

    def _set_canonical_url(self, base: str | None) -> None:
        """As MkDocs has it, where each address is put together for itself: of a site map, tens of thousands."""
        if base is None or not (root := _root(base)):
            super()._set_canonical_url(base)
        else:
            self.canonical_url, self.abs_url = root[0] + self.url, root[1] + self.url

    def read_source(self, config: MkDocsConfig) -> None:
        del config
        self.markdown = ""
        self.meta = self._meta()

    def render(self, config: MkDocsConfig, files: Files) -> None:
        del config
        if isinstance(self.file, RenderedFile):
            with self.file.origin.noting() as self.file.used:
                self._show(self._render(files))
        else:
            self._show(self._render(files))

    def put_away(self, shelf: Shelf) -> None:
        """Wait on the disk: MkDocs renders all pages before it sets the first one."""
        if self._shown is not None:
            self._place = shelf.put(self._shown)
            self.let_go()

    def take_out(self, shelf: Shelf) -> None:
        """Be there again, if it was put away."""
        place, self._place = self._place, None
        if place is not None:
            self._show(shelf.get(place))

    def let_go(self) -> None:
        """Hold no text any more."""
        self._shown = self.content = None
        self.search_html = self.head = self.anchors = ""
        self.toc = TableOfContents([])

    def _show(self, rendered: RenderedPage) -> None:
        self._shown = rendered
        self.content = rendered.html
        self.search_html = rendered.search_html
        self.head, self.anchors = rendered.head, rendered.anchors
        self.needs = rendered.needs
        self.toc = TableOfContents([_anchor(entry) for entry in rendered.toc])
        self.present_anchor_ids = set(rendered.ids)


@lru_cache(4)
def _root(address: str) -> tuple[str, str] | None:
    """A site's address and the path in it, each with a slash behind it; None for one that has more to it."""
    parts = urlsplit(address)
    if parts.query or parts.fragment or not parts.netloc:
        return None
    whole = urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/"))
    return whole, urlsplit(whole).path


class Shelf:
    """Where pages wait on the disk, between being rendered and being set."""

    def __init__(self) -> None:
        self._spool = Spool()

    def put(self, page: RenderedPage) -> Place:
        return self._spool.put(pack(page))

    def get(self, place: Place) -> RenderedPage:
        page: RenderedPage = unpack(self._spool.get(place))
        return page


def _anchor(entry: TocEntry) -> AnchorLink:
    return AnchorLink(html.escape(entry.title), entry.id, entry.level)
