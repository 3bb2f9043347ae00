"""Where a reader can go on from a dialogue: the parts of its series, what is before and after it, what is related."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from mkdocs_dialogues.archive import Archive
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

        around = dict(self._archive.parts_around(card))
        part_of = self._archive.part_of_series(card)
        before, after = self._archive.neighbours(card)
        if part_of and part_of[1] > 1:
            before, after = around.get(part_of[0] - 1), around.get(part_of[0] + 1)
        found = self._relations.related(card) if self._most > 0 else ()
        return WaysOn(
            previous=link(before),
            next=link(after),
            part_of=part_of,
            parts=tuple(
                SeriesPart(place, Link(other.title, "" if other is card else url(other)))
                for place, other in around.items()
            ),
            related=tuple(RelatedLink(Link(item.card.title, url(item.card)), item.themes) for item in found),
        )

    @cached_property
    def _relations(self) -> Relations:
        return self._relate(self._archive, self._most)
