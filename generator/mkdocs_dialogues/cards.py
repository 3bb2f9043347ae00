"""A dialogue's card: what a site knows of it without its text. Lists, facets, neighbours and addresses need no more.

An archive holds the cards of all its dialogues and the text of none.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from mkdocs_dialogues.clipping import CUT, clip
from mkdocs_dialogues.model import Location, Metadata, Participant

__all__ = ["Bag", "Card", "pack_bag", "unpack_bag"]

Bag = tuple[tuple[str, int], ...]
"""Words with how often they are said, the most frequent first, then in the order of the text."""


def pack_bag(bag: Bag) -> bytes:
    """A bag as bytes, a tenth as large; none for an empty one."""
    return msgspec.msgpack.encode(list(zip(*bag, strict=True))) if bag else b""


def unpack_bag(packed: bytes) -> Bag:
    """The bag again."""
    return tuple(zip(*msgspec.msgpack.decode(packed, type=tuple[list[str], list[int]]), strict=True)) if packed else ()


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A dialogue's facts as ``Dialogue`` has them, how many ``turns`` it has, and what had to be counted.

    ``words`` and ``minutes`` are those of ``render.text``; ``opening`` is plain text, the first words said;
    ``terms`` are the most frequent words of its beginning, by which related dialogues are found, as ``pack_bag`` packs
    them: ten thousand times fifty words are the most of what an archive would hold;
    ``shows`` are names of pictures and the like, as ``companions`` finds them.
    """

    id: str
    title: str
    participants: tuple[Participant, ...]
    source: Location
    metadata: Metadata
    turns: int
    words: int
    minutes: int
    opening: str
    terms: bytes = b""
    files: tuple[str, ...] = ()
    """The names of the files that it holds: see ``media.stored_name``."""
    shows: frozenset[str] = frozenset()
    spoken: tuple[int, ...] = ()
    """How many words each of ``participants`` said."""
    size: int = 0
    """All texts that it holds, in bytes of UTF-8."""

    def summary(self, length: int) -> str:
        """What the author says of it, else its first words, at most ``length`` characters of them."""
        return self.metadata.summary or clip(self.opening, length)

    def below_title(self, length: int) -> str:
        """The same where the title stands above it: of a title that is the first words, how they go on."""
        if self.metadata.summary:
            return self.metadata.summary
        head = self.title.removesuffix(CUT)
        if not self.opening.startswith(head):
            return clip(self.opening, length)
        rest = self.opening[len(head) :].lstrip(" ,;:.–—-")
        if rest and head == self.title:  # the author's own, and they begin alike
            return clip(self.opening, length)
        return f"{CUT} {clip(rest, length)}" if rest else ""
