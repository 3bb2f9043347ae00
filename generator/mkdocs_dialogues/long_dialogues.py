"""The dialogues of a site that are too long for one page: how many pages each has, and which turns stand on which."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple
from functools import lru_cache
from typing import Final

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.paging import near
from mkdocs_dialogues.render.context import LeafLink, Leaves
from mkdocs_dialogues.render.leaves import MOST_BYTES, Leaf, leaf_of, leaves_of, place_of
from mkdocs_dialogues.render.linked_data import script_json

__all__ = ["LongDialogues"]

_HELD: Final = 16
_MOST_LISTED: Final = 60


class LongDialogues:
    """``most_turns`` stand on a page at most; where it is 0, every dialogue has one page.

    Where dialogues are cut is kept for the next build, and found again when it is asked for: the anchors of all turns
    of all long dialogues are too many to be held.
    """

    def __init__(self, library: Library, most_turns: int) -> None:
        self._library = library
        self._most_turns = most_turns
        self._found = lru_cache(_HELD)(self._find)

    def leaves(self, card: Card) -> Sequence[Leaf]:
        """The leaves of a dialogue that has several pages; none of one that has one."""
        if not self._most_turns or (card.turns <= self._most_turns and card.size <= MOST_BYTES):
            return ()
        found = self._found(card)
        return found if len(found) > 1 else ()

    def leaf(self, card: Card, number: int) -> Leaf | None:
        """Its leaf of that number, from 1; None of a dialogue that has one page."""
        leaves = self.leaves(card)
        return leaves[number - 1] if leaves else None

    def dialogue(self, card: Card, number: int) -> Dialogue:
        """What of a dialogue stands on its page ``number``, from 1."""
        dialogue = self._library.dialogue(card)
        leaf = self.leaf(card, number)
        return leaf_of(dialogue, leaf) if leaf else dialogue

    def packed(self, card: Card, number: int) -> bytes:
        """The same, packed."""
        return pack(self.dialogue(card, number)) if self.leaves(card) else self._library.packed(card)

    def find(self, card: Card, anchor: str) -> int | None:
        """The page, from 0, on which an anchor of a dialogue stands."""
        return place_of(anchor, self.leaves(card))

    def beside(self, card: Card, number: int, url: Callable[[int], str], first: str) -> Leaves | None:
        """The other pages, as page ``number`` leads to them. None for a dialogue that has one.

        ``url`` gives their addresses by their numbers, ``first`` is the whole address of the first. That lists all of
        them; the others do where there are not very many.
        """
        leaves = self.leaves(card)
        if not leaves:
            return None
        count = len(leaves)
        listed = range(1, count + 1) if number == 1 or count <= _MOST_LISTED else near(number, count)
        return Leaves(
            number,
            count,
            card.turns,
            tuple(
                LeafLink(
                    other,
                    (leaf.start + 1, leaf.stop),
                    leaf.opening if count <= _MOST_LISTED else "",
                    leaf.first,
                    leaf.last,
                    url(other),
                )
                for other, leaf in ((other, leaves[other - 1]) for other in listed)
            ),
            first,
        )

    def anchors(self, card: Card, url: Callable[[int], str]) -> str:
        """Which turns stand on which further page, as JSON for a script: ``[["page/2/", "t-1 t-2"], …]``."""
        further = list(enumerate(self.leaves(card), start=1))[1:]
        return script_json([[url(number), leaf.anchors] for number, leaf in further])

    def _find(self, card: Card) -> tuple[Leaf, ...]:
        key, cache = self._library.key(card), self._library.cache
        at = None if key is None else digest("leaves", key, str(self._most_turns))
        kept = cache.get(at) if at is not None else None
        if kept is not None:
            try:
                return tuple(Leaf(*leaf) for leaf in unpack(kept))
            except ValueError:
                pass  # and so it is found anew
        leaves = leaves_of(self._library.dialogue(card), self._most_turns)
        if at is not None:
            cache.put(at, pack(tuple(map(astuple, leaves))))
        return tuple(leaves)
