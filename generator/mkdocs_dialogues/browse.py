"""The ways in: which pages lead to dialogues, and what each of them lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from mkdocs_dialogues.archive import FACETS, Archive, Facet, Shelf, cast, facet_values
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.catalogue import describe_model
from mkdocs_dialogues.paging import addresses, beginnings, near, page_count, page_of, part
from mkdocs_dialogues.pictures.counts import tables
from mkdocs_dialogues.pictures.drawing import Keep, draw
from mkdocs_dialogues.render.context import FacetValue, Link, ListEntry, Listing, Pager, Picture
from mkdocs_dialogues.render.templating import month
from mkdocs_dialogues.voices import Voice, voice_key

__all__ = ["FOLDERS", "TITLES", "Way", "Ways"]

FOLDERS: Mapping[Facet, str] = {
    "model": "models",
    "vendor": "vendors",
    "theme": "themes",
    "participant": "participants",
    "year": "years",
    "series": "series",
}
TITLES: Mapping[Facet, str] = {
    "model": "Models",
    "vendor": "Vendors",
    "theme": "Themes",
    "participant": "Participants",
    "year": "Years",
    "series": "Series",
}
_ALL = "All dialogues"
_COLLECTION = "collection/index.md"
_EXCERPT_LENGTH = 180


@dataclass(frozen=True, slots=True)
class Way:
    """One page of ways in. ``uri`` is its page in the docs folder (``themes/music.md``).

    Without a facet it lists every dialogue; with a facet and no shelf it lists that facet's values. A long list goes
    on at ways with a higher ``number``.
    """

    uri: str
    title: str
    facet: Facet | None = None
    shelf: Shelf | None = None
    pictures: bool = False
    number: int = 1

    @property
    def lists(self) -> bool:
        """Whether dialogues are listed there."""
        return self.shelf is not None or (self.facet is None and not self.pictures)


class Ways:
    """All the ways into an archive.

    ``folder`` is the dialogues' own (``dialogues``). A facet without values has no pages, unless its overview is
    among ``wanted`` (pages that the site's navigation names). ``root`` maps a dialogue or a way to its URL relative to
    the site's root; the functions ``url`` that methods take map them to one relative to the page that is being
    rendered. Lists of more than ``per_page`` dialogues have several pages, once ``go_on`` has placed them.
    ``keep`` has kept pictures that were drawn before.
    """

    def __init__(
        self,
        archive: Archive,
        voices: Mapping[str, Voice],
        folder: str,
        facets: Collection[str],
        *,
        wanted: Collection[str],
        pictures: Collection[str],
        root: Callable[[Way | Card], str],
        per_page: int,
        keep: Keep,
    ) -> None:
        self.archive = archive
        self.voices = voices
        self._root = root
        self._per_page = per_page
        self._keep = keep
        self._pages: dict[tuple[Facet, str] | None, Sequence[Way]] = {}
        self._beginnings: dict[tuple[Facet, str] | None, Mapping[str, int]] = {}
        self._entries: dict[int, ListEntry] = {}
        self.index = Way(f"{folder}/index.md" if folder else "dialogues.md", _ALL)
        self.tables = tables(archive, pictures)
        self.collection = Way(_COLLECTION, "The collection", pictures=True)
        self._hidden = not self.tables and not (pictures and _COLLECTION in wanted)
        self.facets: tuple[Facet, ...] = tuple(
            facet
            for facet in FACETS
            if facet in facets and (archive.shelves[facet] or f"{FOLDERS[facet]}/index.md" in wanted)
        )
        self.overviews = {facet: Way(f"{FOLDERS[facet]}/index.md", TITLES[facet], facet) for facet in self.facets}
        self._shelves = {
            (facet, shelf.value): Way(f"{FOLDERS[facet]}/{shelf.slug}.md", shelf.value, facet, shelf)
            for facet in self.facets
            for shelf in archive.shelves[facet]
        }

    def __iter__(self) -> Iterator[Way]:
        yield self.index
        yield from self.overviews.values()
        if not self._hidden:
            yield self.collection
        yield from self._shelves.values()

    @property
    def overview(self) -> Sequence[Way]:
        """The ways that are no single value's."""
        return [self.index, *self.overviews.values(), *(() if self._hidden else (self.collection,))]

    def way_to(self, facet: Facet, value: str) -> Way | None:
        """The page of a facet's value, if the site has one."""
        shelf = self.archive.shelf(facet, value) if facet in self.facets else None
        return self._shelves[facet, shelf.value] if shelf else None

    def about(self, way: Way) -> str:
        """What a page of ways in is, in a few words. A further page of a list does not change with the first."""
        facet = TITLES[way.facet] if way.facet else ""
        if way.number > 1:
            return f"{facet}: {way.title}" if facet else way.title
        count = _count(len(self._all(way)))
        return f"{facet}: {way.title}, {count}" if way.shelf else f"{way.title}: {count}"

    def go_on(self, way: Way, is_taken: Callable[[str], bool]) -> Sequence[Way]:
        """The further pages of a long list. ``is_taken`` tells whether a page in the docs folder is another's."""
        count = page_count(len(self._all(way)), self._per_page) if way.lists else 1
        if count == 1:
            return ()
        further = [
            replace(way, uri=uri, title=f"{way.title}, page {number}", number=number)
            for number, uri in enumerate(addresses(way.uri, count, is_taken), start=1)
            if number > 1
        ]
        self._pages[_list_of(way)] = [way, *further]
        return further

    def pages(self) -> Iterator[Way]:
        """Every page that lists dialogues, the further ones of long lists included."""
        for way in self:
            if way.lists:
                yield from self._pages.get(_list_of(way), (way,))

    def listed(self, way: Way) -> Sequence[Card]:
        """The dialogues that a page lists, as it orders them: a series is read from its beginning."""
        per_page = self._per_page if _list_of(way) in self._pages else 0
        return part(self._all(way), way.number, per_page, backwards=way.facet == "series")

    def listing(self, way: Way, url: Callable[[Way | Card], str]) -> Listing:
        """What a way's page shows. ``url`` gives addresses relative to that page."""
        frame = self.frame(way, url)
        if way.pictures:
            drawn = [
                Picture(table.kind, table.title, table.lead, draw(table, self._keep), table) for table in self.tables
            ]
            return replace(frame, pictures=drawn)
        if not way.lists:
            return frame
        heading = self._heading(way)
        groups = [
            (text, [_with_first(self.entry(dialogue), way) for dialogue in group])
            for text, group in groupby(self.listed(way), key=lambda dialogue: heading(dialogue.metadata.date))
        ]
        return replace(frame, groups=groups)

    def frame(self, way: Way, url: Callable[[Way | Card], str]) -> Listing:
        """The same without dialogues and pictures."""
        elsewhere = [Link(other.title, url(other)) for other in self.overview if other != way]
        if way.pictures:
            return Listing(way.title, _count(len(self.archive.dialogues)), elsewhere=elsewhere)
        if way.facet is not None and way.shelf is None:
            return Listing(way.title, values=self.values(way.facet, url), elsewhere=elsewhere)
        facts = [_count(len(self.archive.dialogues))] if way.shelf is None else _details(way.shelf)
        if way.facet is not None:
            overview = Link(TITLES[way.facet], url(self.overviews[way.facet]))
            elsewhere = [overview, *(link for link in elsewhere if link.url != overview.url)]
        pager = self._pager(way, url)
        if pager:  # how many there are is said on the first: one more would change all of them
            facts = [*(facts if pager.number == 1 else ()), f"page {pager.number} of {pager.count}"]
        return Listing(
            way.title,
            " · ".join(facts),
            elsewhere=elsewhere,
            kind=way.facet,
            pager=pager,
            jumps=self._jumps(way, url),
        )

    def values(self, facet: Facet, url: Callable[[Way | Card], str]) -> list[FacetValue]:
        """A facet's values: years in order, the others by name."""
        return [
            FacetValue(shelf.value, url(self._shelves[facet, shelf.value]), len(shelf.dialogues), _detail(shelf))
            for shelf in self.archive.shelves.get(facet, ())
        ]

    def entry(self, dialogue: Card) -> ListEntry:
        """A dialogue as lists show it, found once: it stands in many lists."""
        if id(dialogue) not in self._entries:
            speakers = cast(dialogue)
            ways = [(theme, self.way_to("theme", theme)) for theme in dialogue.metadata.themes]
            self._entries[id(dialogue)] = ListEntry(
                title=dialogue.title,
                url=self._root(dialogue),
                date=dialogue.metadata.date,
                participants=tuple(participant.name for participant in speakers),
                models=facet_values(dialogue, "model"),
                themes=tuple(Link(theme, self._root(way) if way else "") for theme, way in ways),
                summary=dialogue.below_title(_EXCERPT_LENGTH),
                words=dialogue.words,
                minutes=dialogue.minutes,
                turns=dialogue.turns,
                language=dialogue.metadata.language,
                voices=tuple(self.voices[voice_key(participant.name)] for participant in speakers),
            )
        return self._entries[id(dialogue)]

    def _all(self, way: Way) -> Sequence[Card]:
        return way.shelf.dialogues if way.shelf else self.archive.dialogues

    def _heading(self, way: Way) -> Callable[[date | None], str]:
        """What dialogues of a list stand under: their year; their month in a long list of one year; nothing."""
        if way.facet == "series":
            return _no_heading
        return _month if way.facet == "year" and _list_of(way) in self._pages else _year

    def _pager(self, way: Way, url: Callable[[Way | Card], str]) -> Pager | None:
        pages = self._pages.get(_list_of(way))
        if not pages:
            return None
        number, count = way.number, len(pages)
        return Pager(
            number,
            count,
            [(other, url(pages[other - 1])) for other in near(number, count)],
            previous=url(pages[number - 2]) if number > 1 else "",
            next=url(pages[number]) if number < count else "",
        )

    def _jumps(self, way: Way, url: Callable[[Way | Card], str]) -> list[Link]:
        """Where each heading of a long list begins."""
        key = _list_of(way)
        if way.facet == "series" or key not in self._pages:
            return []
        if key not in self._beginnings:
            heading = self._heading(way)
            self._beginnings[key] = beginnings(self._all(way), lambda card: heading(card.metadata.date))
        length, of = len(self._all(way)), self._pages[key]
        pages = (
            (text, of[page_of(place, length, self._per_page) - 1]) for text, place in self._beginnings[key].items()
        )
        return [Link(text, "" if page.number == way.number else url(page)) for text, page in pages]


def _list_of(way: Way) -> tuple[Facet, str] | None:
    """What tells the list that a page belongs to from others; None for that of all dialogues."""
    return (way.shelf.facet, way.shelf.value) if way.shelf else None


def _no_heading(_when: date | None) -> str:
    return ""


def _year(when: date | None) -> str:
    return f"{when.year:04d}" if when else "Undated"


def _month(when: date | None) -> str:
    return month(when) if when else "Undated"


def _count(number: int) -> str:
    return f"{number:,} dialogue{'' if number == 1 else 's'}"


def _detail(shelf: Shelf) -> str:
    """What tells one value of a facet from its like: a model's vendor, the years of a series."""
    dialogues = shelf.dialogues
    if shelf.facet == "model":
        vendors = {
            model.vendor
            for participant in dialogues[0].participants
            if participant.model and (model := describe_model(participant.model)).name == shelf.value
        }
        return next((vendor for vendor in vendors if vendor), "")
    if shelf.facet == "series":
        years = sorted({when.year for dialogue in dialogues if (when := dialogue.metadata.date)})
        return f"{years[0]}–{years[-1]}" if len(years) > 1 else "".join(map(str, years))
    return ""


def _details(shelf: Shelf) -> list[str]:
    return [text for text in (_detail(shelf), _count(len(shelf.dialogues))) if text]


def _with_first(entry: ListEntry, way: Way) -> ListEntry:
    """An entry on the page of somebody who takes part: who would not be named among many others comes first."""
    name = way.shelf.value if way.shelf and way.facet == "participant" else None
    if name in entry.named or name not in entry.participants:
        return entry
    place = entry.participants.index(name)
    order = [place, *(number for number in range(len(entry.participants)) if number != place)]
    return replace(
        entry,
        participants=tuple(entry.participants[number] for number in order),
        voices=tuple(entry.voices[number] for number in order),
    )
