"""What the files of a site are made of, as digests: a file with the stamp of the last build need not be made again.

A stamp leaves out what all files of a site have in common: options, theme, code, other pages (``surroundings.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.library import Library

__all__ = ["ANEW", "NAMED_BY_CONTENT", "Origin", "Stamps"]


@dataclass(frozen=True, slots=True)
class Origin:
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
    """``placed`` are the dialogues of a site by the addresses of their pages."""

    def __init__(self, library: Library, placed: Mapping[str, Card]) -> None:
        self._library = library
        self._placed = placed

    @cached_property
    def _facts(self) -> bytes:
        """What pages show of the dialogues of others: titles, dates, participants, metadata, addresses."""
        return digest(
            *[part for address, card in self._placed.items() for part in (address, self._library.facts(card))]
        )

    @cached_property
    def _wording(self) -> bytes:
        """What is told of related dialogues hangs on the words of all."""
        return digest(*map(self._library.wording, self._placed.values()))

    def page(self, card: Card) -> Origin:
        """That of a dialogue's page: the same while nothing changes that any page shows of another dialogue."""
        return self._origin(lambda: self._of("page", [card], self._facts, self._wording))

    def alone(self, kind: str, card: Card) -> Origin:
        """That of a file that hangs on one dialogue and nothing else, such as a download."""
        return self._origin(lambda: self._of(f"alone {kind}", [card]))

    def facts(self, kind: str, card: Card) -> Origin:
        """That of a file which shows a dialogue's facts and nothing of its text."""
        known = self._library.key(card) is not None
        return self._origin(lambda: digest("facts", kind, self._library.facts(card)) if known else None)

    def many(self, kind: str, cards: Callable[[], Iterable[Card]]) -> Origin:
        """That of a file that shows several dialogues, in their order."""
        return self._origin(lambda: self._of(f"many {kind}", cards(), self._facts))

    def _origin(self, stamp: Callable[[], bytes | None]) -> Origin:
        return Origin(stamp, self._library.cache.noting)

    def _of(self, kind: str, cards: Iterable[Card], *more: bytes) -> bytes | None:
        keys = list(map(self._library.key, cards))
        known = [key for key in keys if key is not None]
        return digest(kind, *more, *known) if len(known) == len(keys) else None
