"""A site's dialogues together: their order, their neighbours, and the ways to browse them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Literal, Protocol

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.catalogue import describe_model
from mkdocs_dialogues.model import Metadata, Participant
from mkdocs_dialogues.naming import in_order, slugs

__all__ = ["FACETS", "Archive", "Described", "Facet", "Shelf", "cast", "facet_values"]

Facet = Literal["model", "vendor", "theme", "participant", "year", "series"]
FACETS: tuple[Facet, ...] = ("model", "vendor", "theme", "participant", "year", "series")

_PARTS_SHOWN = 24


class Described(Protocol):
    """A dialogue, or its card."""

    @property
    def participants(self) -> tuple[Participant, ...]: ...
    @property
    def metadata(self) -> Metadata: ...


@dataclass(frozen=True, slots=True)
class Shelf:
    """The dialogues that share one value of a facet, in the archive's order."""

    facet: Facet
    value: str
    slug: str
    dialogues: tuple[Card, ...]


def cast(dialogue: Described) -> tuple[Participant, ...]:
    """Those who speak: participants other than the system and tools, in order of appearance."""
    return tuple(p for p in dialogue.participants if p.role in ("user", "assistant"))


def facet_values(dialogue: Described, facet: Facet) -> tuple[str, ...]:
    """A dialogue's values of a facet, as they are shown, without repeats."""
    metadata = dialogue.metadata
    values: Iterable[str | None]
    match facet:
        case "model":
            values = [describe_model(p.model).name for p in dialogue.participants if p.model]
        case "vendor":
            values = [describe_model(p.model).vendor for p in dialogue.participants if p.model]
        case "theme":
            values = metadata.themes
        case "participant":
            values = [participant.name for participant in cast(dialogue)]
        case "year":
            values = (f"{metadata.date.year:04d}" if metadata.date else None,)
        case "series":
            values = (metadata.series,)
    found = [value for value in values if value]
    return tuple(dict.fromkeys(found) if len(found) > 1 else found)


class Archive:
    """Dialogues, newest first; undated ones last; ties in the order of their files, in which 2 comes before 10."""

    def __init__(self, dialogues: Iterable[Card]) -> None:
        by_moment = groupby(sorted(dialogues, key=_moment, reverse=True), _moment)
        self.dialogues: tuple[Card, ...] = tuple(card for _, cards in by_moment for card in _by_file(cards))
        self._position = {id(dialogue): index for index, dialogue in enumerate(self.dialogues)}

    @cached_property
    def shelves(self) -> Mapping[Facet, Sequence[Shelf]]:
        """For each facet its values: years newest first, the others by name.

        Spellings that differ in case only are one value, called by the most frequent spelling.
        """
        return {facet: self._shelves(facet) for facet in FACETS}

    @cached_property
    def _shelf_of(self) -> Mapping[tuple[Facet, str], Shelf]:
        return {(facet, shelf.value.casefold()): shelf for facet, shelves in self.shelves.items() for shelf in shelves}

    def shelf(self, facet: Facet, value: str) -> Shelf | None:
        """The shelf that a value stands on."""
        return self._shelf_of.get((facet, value.casefold()))

    def neighbours(self, dialogue: Card) -> tuple[Card | None, Card | None]:
        """The dialogue before and the one after, in time."""
        index = self._position[id(dialogue)]
        older = self.dialogues[index + 1] if index + 1 < len(self.dialogues) else None
        newer = self.dialogues[index - 1] if index else None
        return older, newer

    def part_of_series(self, dialogue: Card) -> tuple[int, int] | None:
        """(place from 1 in order of time, number of parts) within its series."""
        series = dialogue.metadata.series
        shelf = self.shelf("series", series) if series else None
        if shelf is None:
            return None
        return self._places[shelf.value, id(dialogue)], len(shelf.dialogues)

    def parts_around(self, dialogue: Card) -> tuple[tuple[int, Card], ...]:
        """The parts of its series with their places, in order of time; of a long one those near it, first and last."""
        series = dialogue.metadata.series
        shelf = self.shelf("series", series) if series else None
        if shelf is None:
            return ()
        place, count = self._places[shelf.value, id(dialogue)], len(shelf.dialogues)
        near = range(max(1, place - _PARTS_SHOWN // 2), min(count, place + _PARTS_SHOWN // 2) + 1)
        shown = range(1, count + 1) if count <= _PARTS_SHOWN else sorted({1, *near, count})
        return tuple((number, shelf.dialogues[count - number]) for number in shown)

    @cached_property
    def _places(self) -> Mapping[tuple[str, int], int]:
        """The place of each part of a series, from 1, by the series and the part's identity."""
        return {
            (shelf.value, id(part)): place
            for shelf in self.shelves["series"]
            for place, part in enumerate(reversed(shelf.dialogues), start=1)
        }

    def _shelves(self, facet: Facet) -> tuple[Shelf, ...]:
        by_spelling: defaultdict[str, list[Card]] = defaultdict(list)
        for dialogue in self.dialogues:
            for value in facet_values(dialogue, facet):
                by_spelling[value].append(dialogue)
        spellings: defaultdict[str, list[str]] = defaultdict(list)
        for value in by_spelling:
            spellings[value.casefold()].append(value)
        values = {
            key: min(spellings[key], key=lambda name: (-len(by_spelling[name]), name))
            for key in sorted(spellings, key=in_order, reverse=facet == "year")
        }
        members = {key: self._together([by_spelling[name] for name in spellings[key]]) for key in values}
        if facet == "series":  # read from its end: what has no date, or that of another, stands there by its file
            members = {key: _latest_first(cards) for key, cards in members.items()}
        names = slugs(values.values())
        return tuple(Shelf(facet, value, names[value], members[key]) for key, value in values.items())

    def _together(self, lists: Sequence[Sequence[Card]]) -> tuple[Card, ...]:
        """The dialogues of several lists in the archive's order, each once."""
        if len(lists) == 1:
            return tuple(lists[0])
        places = {self._position[id(dialogue)] for dialogues in lists for dialogue in dialogues}
        return tuple([self.dialogues[place] for place in sorted(places)])


def _by_file(cards: Iterable[Card]) -> Sequence[Card]:
    several = list(cards)
    return sorted(several, key=_place_in_files) if len(several) > 1 else several


def _place_in_files(card: Card) -> Any:
    """A key by which files stand as they are numbered, and dialogues of one file as they follow one another."""
    return in_order(card.source.path + card.id)


def _latest_first(cards: Iterable[Card]) -> tuple[Card, ...]:
    return tuple(sorted(cards, key=lambda card: (_moment(card), _place_in_files(card)), reverse=True))


def _moment(dialogue: Card) -> str:
    """A key that sorts dates and times as they are written, whatever their zones; undated is least."""
    when = dialogue.metadata.date
    if isinstance(when, datetime):
        return when.replace(tzinfo=None).isoformat()
    return when.isoformat() if isinstance(when, date) else ""
