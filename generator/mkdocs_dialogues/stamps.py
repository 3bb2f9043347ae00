"""What the files of a site are made of, as digests: a file with the stamp of the last build need not be made again.

A stamp leaves out what all files of a site have in common: options, theme, code, other pages (``surroundings.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final, NamedTuple

from mkdocs_dialogues.browse import Way
from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.shown import Shown

__all__ = ["ANEW", "NAMED_BY_CONTENT", "Origin", "Stamps"]


class Origin(NamedTuple):
    """Where a file comes from: its stamp, None for a file that is to be made each time, and the values in the cache
    that are used when it is made, as ``Cache.noting`` gives them.
    """

    stamp: Callable[[], bytes | None]
    noting: Callable[[], AbstractContextManager[list[bytes]]] = lambda: nullcontext([])


ANEW: Final = Origin(lambda: None)
"""That of a file that is to be made each time."""


NAMED_BY_CONTENT: Final = Origin(lambda: b"-")
"""That of a file whose name is a digest of what is in it."""


class Stamps:
    """``shown`` tells what is shown of other dialogues."""

    def __init__(self, library: Library, shown: Shown) -> None:
        self._library = library
        self._shown = shown

    def page(self, card: Card, *pages: str) -> Origin:
        """That of a dialogue's page, but for what it asks of the site while it is rendered.

        ``pages`` tell where its pages are, if it has several.
        """
        key = self._library.key(card)
        return self._origin(lambda: None if key is None else digest("page", self._shown.on_page(card), *pages, key))

    def way(self, way: Way, cards: Callable[[], Iterable[Card]]) -> Origin:
        """That of a page of ways in, which lists these dialogues."""
        return self._origin(lambda: self._of("way", cards(), *self._shown.on_way(way)))

    def feed(
        self, kind: str, cards: Callable[[], Sequence[Card]], pages: Callable[[], Iterable[str]], *, with_more: bool
    ) -> Origin:
        """That of a feed of these dialogues, which has links to all their ``pages``; ``with_more`` as
        ``Shown.in_feed`` has it.
        """

        def stamp() -> bytes | None:
            found = cards()
            return self._of(f"feed {kind}", found, *pages(), *self._shown.in_feed(found, with_more=with_more))

        return self._origin(stamp)

    def beside(self, card: Card) -> Origin:
        """That of what lies beside a dialogue's page, and hangs on the dialogue and nothing else."""
        key = self._library.key(card)
        return self._origin(lambda: None if key is None else b"beside " + key)

    def raw(self, card: Card) -> Origin:
        """That of a dialogue's transcript as it is, in which others may stand, too."""
        kept = self._library.key(card) is not None
        return self._origin(lambda: digest("raw", self._library.file_mark(card)) if kept else None)

    def whole(self, cards: Sequence[Card]) -> Origin:
        """That of the file that has all of these dialogues, in their order, and where they are."""
        return self._origin(lambda: self._of("whole", cards, self._shown.everywhere))

    def in_brief(self, cards: Sequence[Card]) -> Origin:
        """That of the file that lists these dialogues, with an address, a date and a line on each."""
        return self._origin(lambda: digest("in brief", *self._shown.in_brief(cards)))

    def _origin(self, stamp: Callable[[], bytes | None]) -> Origin:
        return Origin(stamp, self._library.cache.noting)

    def _of(self, kind: str, cards: Iterable[Card], *more: bytes | str) -> bytes | None:
        keys = self._library.keys(cards)
        known = [key for key in keys if key is not None]
        return digest(kind, *more, *known) if len(known) == len(keys) else None
