"""What a page shows beside its dialogue, and what a list of dialogues is made of.

The caller (the plugin, or a test) fills these in; the renderers only read them. Every URL is relative to the
page it stands on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from mkdocs_dialogues.archive import Facet
from mkdocs_dialogues.render.rendered import MarkdownOptions
from mkdocs_dialogues.values import value
from mkdocs_dialogues.voices import Voice

if TYPE_CHECKING:
    from mkdocs_dialogues.pictures.counts import Table

__all__ = [
    "Download",
    "Facet",
    "FacetValue",
    "FeedLink",
    "LeafLink",
    "Leaves",
    "Link",
    "ListEntry",
    "Listing",
    "PageContext",
    "Pager",
    "Picture",
    "Question",
    "RelatedLink",
    "SeriesPart",
]

Question = tuple[str, Any, str]
"""What a page asks of the site: ``("facet", facet, value)`` or ``("file", target, kind)``."""

_NAMED: Final = 8


@value
class Link:
    """A link's text (plain text, not HTML) and its target."""

    text: str
    url: str


@value
class Download:
    """The dialogue in another form, beside its page. ``absolute`` is its whole address, or empty when not known."""

    label: str
    media_type: str
    url: str
    absolute: str = ""


@value
class FeedLink:
    """A feed that leads here, or follows this page."""

    title: str
    label: str
    media_type: str
    url: str


@value
class SeriesPart:
    """A part of a series: its place from 1, and the dialogue; the page's own has no address."""

    place: int
    link: Link


@value
class RelatedLink:
    """A related dialogue, and the themes that it shares with the page's, as plain text."""

    link: Link
    shared: Sequence[str] = ()


@value
class LeafLink:
    """A page of a dialogue that has several: its number from 1, the numbers of its turns, what it begins with.

    ``first`` and ``last`` are the anchors of the turns at its ends.
    """

    number: int
    turns: tuple[int, int]
    opening: str
    first: str
    last: str
    url: str


@value
class Leaves:
    """Which of a dialogue's pages this is, for one of ``count`` with ``turns`` turns in all.

    ``shown`` are the pages that it leads to, in order: all of them on the first, on others perhaps those around it, the
    first and the last. ``url`` is the whole address of the first, or empty where the site's is not known.
    """

    number: int
    count: int
    turns: int
    shown: Sequence[LeafLink]
    url: str = ""

    @property
    def here(self) -> LeafLink:
        return next(leaf for leaf in self.shown if leaf.number == self.number)

    @property
    def previous(self) -> LeafLink | None:
        return next((leaf for leaf in self.shown if leaf.number == self.number - 1), None)

    @property
    def next(self) -> LeafLink | None:
        return next((leaf for leaf in self.shown if leaf.number == self.number + 1), None)

    @property
    def is_last(self) -> bool:
        return self.number == self.count


@value
class PageContext:
    """The surroundings of one dialogue's page.

    ``facet_url(facet, value)`` is the page of, say, the theme ``music``, or None when the site has none;
    ``resolve(target, kind)`` turns a transcript's relative target into a URL (None: no such file); asked for the kind
    ``anchor`` it gives that of the page on which an anchor of the file stands, where that is another;
    ``voices`` is keyed as ``voices.assign_voices`` says; ``part_of`` is (1-based place, number of parts)
    within ``metadata.series``; ``words`` counts what was said, ``minutes`` is how long reading it takes.
    """

    words: int
    minutes: int
    voices: Mapping[str, Voice] = field(default_factory=dict)
    facet_url: Callable[[Facet, str], str | None] = lambda _facet, _value: None
    resolve: Callable[[str, str], str | None] = lambda _target, _kind: None
    markdown: MarkdownOptions = field(default_factory=MarkdownOptions)
    previous: Link | None = None
    next: Link | None = None
    part_of: tuple[int, int] | None = None
    parts: Sequence[SeriesPart] = ()
    """The parts of the series that it belongs to; of a long one, those near it."""
    related: Sequence[RelatedLink] = ()
    contents_from: int = 8
    """Dialogues of at least so many turns get a table of contents."""
    site: str = ""
    """The site's name, as plain text."""
    url: str = ""
    """The page's own address, absolute; empty where the site's is not known."""
    description: str = ""
    """A line or two on what it is about, as plain text."""
    embed: bool = False
    """Whether readers are offered the HTML that shows a turn in a page of theirs."""
    oembed: str = ""
    """The address of the page's oEmbed answer, absolute; empty where there is none."""
    image: str = ""
    """The address of the picture that its link brings along, absolute; empty where there is none."""
    downloads: Sequence[Download] = ()
    """The dialogue as files beside the page."""
    raw_url: str = ""
    """The transcript as it is, beside the page; empty where it is not published."""
    leaves: Leaves | None = None
    """Of a dialogue that has several pages, which of them this is. ``words`` and ``minutes`` are those of the whole."""


@value
class ListEntry:
    """One dialogue in a list. Its URLs are relative to the site's root: what leads there is put before them."""

    title: str
    url: str
    date: date | datetime | None
    participants: tuple[str, ...]
    models: tuple[str, ...]
    themes: tuple[Link, ...]
    summary: str
    words: int
    minutes: int
    turns: int
    language: str | None = None
    voices: tuple[Voice, ...] = ()
    """One for each of ``participants``, in the same order."""

    @property
    def named(self) -> tuple[str, ...]:
        """Those of ``participants`` that a list names: of many, the first."""
        return self.participants if len(self.participants) <= _NAMED + 1 else self.participants[:_NAMED]


@value
class FacetValue:
    """One value of a facet: how it is called, where its page is, how many dialogues it has."""

    text: str
    url: str
    count: int
    detail: str = ""
    """A word more: the vendor of a model, the years of a series."""


@value
class Picture:
    """A picture of the collection, and the numbers that it is drawn from."""

    id: str
    title: str
    lead: str
    svg: Markup
    table: Table


@value
class Pager:
    """Where one is in a list of ``count`` pages, and the pages that are near, with the first and the last."""

    number: int
    count: int
    pages: Sequence[tuple[int, str]]
    """(number, URL), in order."""
    previous: str = ""
    next: str = ""


@value
class Listing:
    """A page of ways in: a heading, values to choose from, dialogues under headings (newest first)."""

    title: str
    lead: str = ""
    values: Sequence[FacetValue] = ()
    groups: Sequence[tuple[str, Sequence[ListEntry]]] = ()
    """Each group is (heading, its dialogues); a heading may be empty."""
    elsewhere: Sequence[Link] = ()
    """The other ways in."""
    kind: Facet | None = None
    """The facet that the page stands for one value of."""
    feeds: Sequence[FeedLink] = ()
    """The feeds of what the page lists."""
    pictures: Sequence[Picture] = ()
    base: str = ""
    """What leads to the site's root, before the URLs of entries: ``../../``."""
    pager: Pager | None = None
    """The pages of a long list; None where one is enough."""
    jumps: Sequence[Link] = ()
    """Where in a long list each heading comes first: the heading, and the URL of that page (empty: this one)."""
