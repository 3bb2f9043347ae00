"""The ways in: which pages lead to dialogues, and what each of them lists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from mkdocs_dialogues.archive import FACETS, Archive, Facet, Shelf, cast, facet_values
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.catalogue import describe_model
from mkdocs_dialogues.pictures.counts import tables
from mkdocs_dialogues.pictures.drawing import draw
from mkdocs_dialogues.render.context import FacetValue, Link, ListEntry, Listing, Picture
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

    Without a facet it lists every dialogue; with a facet and no shelf it lists that facet's values.
    """

    uri: str
    title: str
    facet: Facet | None = None
    shelf: Shelf | None = None
    pictures: bool = False


class Ways:
    """All the ways into an archive.

    ``folder`` is the dialogues' own (``dialogues``). A facet without values has no pages, unless its overview is
    among ``wanted`` (pages that the site's navigation names). The functions ``url`` that methods take map a
    dialogue or a way to a URL relative to the page that is being rendered.
    """

    def __init__(
        self,
        archive: Archive,
        voices: Mapping[str, Voice],
        folder: str,
        facets: Collection[str] = FACETS,
        *,
        wanted: Collection[str] = (),
        pictures: Collection[str] = (),
    ) -> None:
        self.archive = archive
        self.voices = voices
        self._entries: dict[int, ListEntry] = {}
        self.index = Way(f"{folder}/index.md" if folder else "dialogues.md", _ALL)
        self._tables = tables(archive, pictures)
        self.collection = Way(_COLLECTION, "The collection", pictures=True)
        self._hidden = not self._tables and not (pictures and _COLLECTION in wanted)
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

    def listing(self, way: Way, url: Callable[[Way | Card], str]) -> Listing:
        """What a way's page shows. ``url`` gives addresses relative to that page."""
        elsewhere = [Link(other.title, url(other)) for other in self.overview if other != way]
        if way.pictures:
            drawn = [Picture(table.kind, table.title, table.lead, draw(table), table) for table in self._tables]
            return Listing(way.title, _count(len(self.archive.dialogues)), elsewhere=elsewhere, pictures=drawn)
        if way.facet is None:
            groups = self._by_year(self.archive.dialogues, url)
            return Listing(way.title, _count(len(self.archive.dialogues)), groups=groups, elsewhere=elsewhere)
        if way.shelf is None:
            return Listing(way.title, values=self.values(way.facet, url), elsewhere=elsewhere)
        dialogues = way.shelf.dialogues
        if way.facet == "series":  # a series is read from its beginning
            groups = [("", [self.entry(dialogue, url) for dialogue in reversed(dialogues)])]
        else:
            groups = self._by_year(dialogues, url)
        overview = Link(TITLES[way.facet], url(self.overviews[way.facet]))
        rest = [link for link in elsewhere if link.url != overview.url]
        return Listing(
            way.title, " · ".join(_details(way.shelf)), groups=groups, elsewhere=[overview, *rest], kind=way.facet
        )

    def values(self, facet: Facet, url: Callable[[Way | Card], str]) -> list[FacetValue]:
        """A facet's values: years in order, the others by name."""
        return [
            FacetValue(shelf.value, url(self._shelves[facet, shelf.value]), len(shelf.dialogues), _detail(shelf))
            for shelf in self.archive.shelves.get(facet, ())
        ]

    def entry(self, dialogue: Card, url: Callable[[Way | Card], str]) -> ListEntry:
        """A dialogue as lists show it."""
        ways = [(theme, self.way_to("theme", theme)) for theme in dialogue.metadata.themes]
        themes = tuple(Link(theme, url(way) if way else "") for theme, way in ways)
        return replace(self._entry(dialogue), url=url(dialogue), themes=themes)

    def _entry(self, dialogue: Card) -> ListEntry:
        """What of an entry is the same on every page, found once: a dialogue stands in many lists."""
        if id(dialogue) not in self._entries:
            speakers = cast(dialogue)
            self._entries[id(dialogue)] = ListEntry(
                title=dialogue.title,
                url="",
                date=dialogue.metadata.date,
                participants=tuple(participant.name for participant in speakers),
                models=facet_values(dialogue, "model"),
                themes=(),
                summary=dialogue.summary(_EXCERPT_LENGTH),
                words=dialogue.words,
                minutes=dialogue.minutes,
                turns=dialogue.turns,
                language=dialogue.metadata.language,
                voices=tuple(self.voices[voice_key(participant.name)] for participant in speakers),
            )
        return self._entries[id(dialogue)]

    def _by_year(
        self, dialogues: Sequence[Card], url: Callable[[Way | Card], str]
    ) -> list[tuple[str, list[ListEntry]]]:
        return [
            (heading, [self.entry(dialogue, url) for dialogue in group])
            for heading, group in groupby(dialogues, key=lambda dialogue: _year(dialogue.metadata.date))
        ]


def _year(when: date | None) -> str:
    return f"{when.year:04d}" if when else "Undated"


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
