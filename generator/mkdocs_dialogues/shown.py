"""What pages show of other dialogues and of the ways in, as bytes for stamps: a page is made anew when they change.

Each function goes through all that it tells of in a time that is far below that of making the page.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property

from mkdocs_dialogues.archive import Facet
from mkdocs_dialogues.browse import Way, Ways
from mkdocs_dialogues.cache import digest, framed
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.onwards import Onwards
from mkdocs_dialogues.render.context import Question
from mkdocs_dialogues.voices import voice_key

__all__ = ["Shown"]


class _Voices(dict[str, bytes]):
    """The voice of each name, equally long for all."""

    def __init__(self, ways: Ways) -> None:
        self._ways = ways

    def __missing__(self, name: str) -> bytes:
        found = self[name] = digest(repr(self._ways.voices.get(voice_key(name))))
        return found


class Shown:
    """``placed`` are the dialogues of a site by the addresses of their pages; ``address`` gives that of a way's page,
    from the site's root.
    """

    def __init__(
        self, placed: Mapping[str, Card], onwards: Onwards, ways: Ways, address: Callable[[Way | Card], str]
    ) -> None:
        self._placed = placed
        self._onwards = onwards
        self._ways = ways
        self._address = address
        self._addresses = {id(card): where for where, card in placed.items()}
        self._voices = _Voices(ways)
        self._answers: dict[tuple[Facet, str], str] = {}
        self.pictures: Collection[str] = ()
        """Where the pictures and the like are that dialogues may show."""

    def on_page(self, card: Card) -> bytes:
        """What a dialogue's page shows beside it: where it leads on, and the voices of who takes part."""
        return b"".join((self._followed, self._ways_on.get(id(card), b""), b" ", self._heard(card)))

    def on_way(self, way: Way) -> Iterable[bytes | str]:
        """What a page of ways in shows, without what is the dialogues' own."""
        yield self._followed
        yield _can_be_followed(way.shelf.dialogues if way.shelf else ())
        yield self._ways.about(way)
        yield repr(self._ways.frame(way, self._address))
        if way.pictures:
            yield repr(self._ways.tables)
        if way.lists:
            yield b"".join([self._entries[id(card)] for card in self._ways.listed(way)])

    def in_feed(self, cards: Iterable[Card], *, with_more: bool) -> Iterable[bytes | str]:
        """What a feed shows of its dialogues that is not their own, but for the site's answers to what a page asks.

        ``with_more`` says that a template of the site's own makes it, which may show all that pages do.
        """
        if with_more:
            yield self._places
        for card in cards:
            yield self._names[id(card)]
            if with_more:
                yield self.on_page(card)

    def in_brief(self, cards: Iterable[Card]) -> Iterable[bytes]:
        """What is told of dialogues in a line each: their titles and addresses, dates, and what they are about."""
        names = self._names
        for card in cards:
            yield names[id(card)]
            yield framed(str(card.metadata.date), card.metadata.summary or card.opening)

    @cached_property
    def _followed(self) -> bytes:
        """Whether the site can have a feed, which every page then leads to."""
        return _can_be_followed(self._ways.archive.dialogues)

    @cached_property
    def everywhere(self) -> bytes:
        """Where each dialogue is, by its transcript."""
        return digest(*[part for where, card in self._placed.items() for part in (where, card.source.path)])

    @cached_property
    def _places(self) -> bytes:
        """Where dialogues are, ways in, and pictures."""
        ways = digest(*map(self._address, self._ways))  # as many as dialogues, if each has a theme of its own
        return digest(self.everywhere, ways, *sorted(self.pictures))

    def answers(self, questions: Iterable[Question], find: Callable[[str, str], str | None]) -> bytes:
        """The site's answers to what a page asked, as a digest. ``find`` resolves links; a file that stands in the
        dialogue is where it was.
        """
        answers = [
            self.way_to(one, other) if about == "facet" else repr(other == "stored" or find(one, other))
            for about, one, other in questions
        ]
        return digest(*answers)

    def way_to(self, facet: Facet, value: str) -> str:
        """The address of a facet's value; empty where it has no page."""
        question = facet, value
        if question not in self._answers:
            way = self._ways.way_to(facet, value)
            self._answers[question] = self._address(way) if way else ""
        return self._answers[question]

    @cached_property
    def _names(self) -> Mapping[int, bytes]:
        return {id(card): framed(card.title, where) for where, card in self._placed.items()}

    @cached_property
    def _ways_on(self) -> Mapping[int, bytes]:
        names = self._names
        themed = {id(card): names[id(card)] + framed(*card.metadata.themes) for card in self._placed.values()}
        return self._onwards.told(names, themed)

    def _heard(self, card: Card) -> bytes:
        voices = self._voices
        return b"".join([voices[participant.name] for participant in card.participants])

    @cached_property
    def _entries(self) -> Mapping[int, bytes]:
        """What a list shows of each dialogue that is not its own: equally long for all."""
        return {id(card): self._entry(card) for card in self._ways.archive.dialogues}

    def _entry(self, card: Card) -> bytes:
        themes = [self.way_to("theme", theme) for theme in card.metadata.themes]
        return digest(self._addresses[id(card)], self._heard(card), *themes)


def _can_be_followed(cards: Iterable[Card]) -> bytes:
    return b"+" if any(card.metadata.date for card in cards) else b"-"
