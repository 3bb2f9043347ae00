"""Where a reader can go on from a dialogue: the parts of its series, what is before and after it, what is related."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.related import Relations
from mkdocs_dialogues.render.context import Link, RelatedLink, SeriesPart

__all__ = ["Onwards", "WaysOn"]


@dataclass(frozen=True, slots=True)
class WaysOn:
    """The ways on, as ``PageContext`` has them. ``parts`` and ``part_of`` are empty outside a series."""

    previous: Link | None = None
    next: Link | None = None
    part_of: tuple[int, int] | None = None
    parts: Sequence[SeriesPart] = ()
    related: Sequence[RelatedLink] = ()


_Around = tuple[tuple[int, int] | None, Sequence[tuple[int, Card]], Card | None, Card | None]


class Onwards:
    """The ways on from each dialogue of an archive; ``most`` related ones at most.

    ``relate`` finds how they are related, when that is first asked.
    """

    def __init__(self, archive: Archive, most: int, relate: Callable[[Archive, int], Relations] = Relations) -> None:
        self._archive = archive
        self._most = most
        self._relate = relate

    def of(self, card: Card, url: Callable[[Card], str]) -> WaysOn:
        """The ways on from one. A part of a series leads to the parts beside it, any other to its neighbours in time.

        ``url`` gives addresses relative to its page. Nothing leads on from what is not published.
        """
        if card.metadata.status != "published":
            return WaysOn()

        def link(other: Card | None) -> Link | None:
            return Link(other.title, url(other)) if other else None

        part_of, parts, before, after = self._around(card)
        return WaysOn(
            previous=link(before),
            next=link(after),
            part_of=part_of,
            parts=tuple(
                SeriesPart(place, Link(other.title, "" if other is card else url(other))) for place, other in parts
            ),
            related=tuple(
                RelatedLink(Link(other.title, url(other)), _shared_themes(card, other)) for other in self._related(card)
            ),
        )

    def told(self, names: Mapping[int, bytes], themed: Mapping[int, bytes]) -> Mapping[int, bytes]:
        """The same of every dialogue, by its identity, as digests for stamps; nothing of what is not published.

        ``names`` tell title and address of each, ``themed`` themes as well; they show where they end.
        """
        cards = self._archive.dialogues
        related = self._relations.each() if self._most > 0 else [()] * len(cards)
        found = {}
        for place, (card, others) in enumerate(zip(cards, related, strict=True)):
            if card.metadata.series:
                pieces = self._told_in_series(card, names)
            else:  # what ``_around`` finds: the archive is in the order of time, newest first
                pieces = [b"<", names[id(cards[place + 1])]] if place + 1 < len(cards) else []
                if place:
                    pieces += (b">", names[id(cards[place - 1])])
            pieces.append(b" ")
            pieces += [themed[id(other)] for other in others]
            found[id(card)] = digest(b"".join(pieces))
        return found

    def _told_in_series(self, card: Card, names: Mapping[int, bytes]) -> list[bytes]:
        part_of, parts, before, after = self._around(card)
        pieces = [b"<", names[id(before)]] if before else []
        if after:
            pieces += (b">", names[id(after)])
        pieces.append(b"%d/%d %d " % (*(part_of or (0, 0)), len(parts)))
        for place, other in parts:
            pieces += (b"%9d" % place, names[id(other)])
        return pieces

    def _around(self, card: Card) -> _Around:
        """Which part of a series it is, the parts near it with their places, what is before and what is after it."""
        before, after = self._archive.neighbours(card)
        if not card.metadata.series:
            return None, (), before, after
        part_of, parts = self._archive.part_of_series(card), self._archive.parts_around(card)
        if part_of and part_of[1] > 1:
            around = dict(parts)
            before, after = around.get(part_of[0] - 1), around.get(part_of[0] + 1)
        return part_of, parts, before, after

    def _related(self, card: Card) -> Sequence[Card]:
        return self._relations.related(card) if self._most > 0 else ()

    @cached_property
    def _relations(self) -> Relations:
        return self._relate(self._archive, self._most)


def _shared_themes(card: Card, other: Card) -> tuple[str, ...]:
    """The themes that both have, as the other spells them."""
    own = {theme.casefold() for theme in card.metadata.themes}
    return tuple(theme for theme in dict.fromkeys(other.metadata.themes) if theme.casefold() in own)
