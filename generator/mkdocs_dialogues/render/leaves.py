"""Very long dialogues are cut into leaves, each of which is a page: where the cuts are, and what stands on each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.model import Dialogue, Text, Turn
from mkdocs_dialogues.render.text import part_text, plain
from mkdocs_dialogues.threads import every

__all__ = ["MOST_BYTES", "Leaf", "bytes_of", "cut", "leaf_of", "leaves_of", "place_of", "turns_of"]

MOST_BYTES: Final = 200_000
"""About as much text as a leaf has at most, in UTF-8: it comes to a phone as fast as 200 ordinary turns do."""

_BEHIND: Final = ("afterword", "see-also", "series-parts")
_OPENING: Final = 72
_MARKUP_ALLOWANCE: Final = 6


@dataclass(frozen=True, slots=True)
class Leaf:
    """The turns of one page, from ``start`` up to ``stop``, counted from 0.

    ``opening`` is what it begins with, as plain text; ``first`` and ``last`` are the anchors of its turns at the ends,
    ``anchors`` those of all its turns, and of what else stands there, with a space between two.
    """

    start: int
    stop: int
    opening: str
    first: str
    last: str
    anchors: str


def cut(
    sizes: Sequence[int],
    most_turns: int,
    most_bytes: int = MOST_BYTES,
    *,
    better: Callable[[int], int] = lambda _place: 0,
) -> list[tuple[int, int]]:
    """Where turns of so many bytes are cut: (start, stop) of each leaf, in order.

    No leaf has more than ``most_turns`` turns, nor more than ``most_bytes`` unless it is one turn. What is added behind
    moves no cut but the last: an address of a turn holds while a dialogue grows. In the last quarter of a leaf it is
    cut before the turn that is the ``better`` place, the last of those that are equal.
    """
    leaves = []
    start = 0
    while start < len(sizes):
        stop, size = start, 0
        while stop < len(sizes) and stop - start < most_turns and (stop == start or size + sizes[stop] <= most_bytes):
            size += sizes[stop]
            stop += 1
        if stop < len(sizes):
            places = range(stop - (stop - start) // 4, stop + 1)
            stop = max(places, key=lambda place: (better(place), place))
        leaves.append((start, stop))
        start = stop
    return leaves


def leaves_of(dialogue: Dialogue, most_turns: int, most_bytes: int = MOST_BYTES) -> list[Leaf]:
    """The leaves of a dialogue; one for a dialogue that is not cut.

    It is cut before a division where there is one near, else rather before what a user says than before an answer.
    """
    turns = dialogue.turns
    users = {participant.id for participant in dialogue.participants if participant.role == "user"}

    def better(place: int) -> int:
        return 2 if turns[place].heading else int(turns[place].participant in users)

    def leaf(start: int, stop: int) -> Leaf:
        ids = [turn.id for turn in turns[start:stop]]
        behind = _BEHIND if stop == len(turns) else ()
        return Leaf(start, stop, _opening(turns[start]), ids[0], ids[-1], " ".join((*ids, *behind)))

    sizes = [bytes_of(_texts(turn)) for turn in turns]
    return [leaf(start, stop) for start, stop in cut(sizes, most_turns, most_bytes, better=better)]


def leaf_of(dialogue: Dialogue, leaf: Leaf) -> Dialogue:
    """What of a dialogue stands on a leaf: what was said before its turns on the first, what came after on the last."""
    turns = dialogue.turns[leaf.start : leaf.stop]
    first, last = leaf.start == 0, leaf.stop == len(dialogue.turns)
    notes = dialogue.metadata.notes
    if notes:
        here = {turn.id for turn in turns}
        elsewhere = {turn.id for turn in dialogue.turns} - here if first else set()
        # One on no turn is on the whole.
        notes = tuple(note for note in notes if (note.turn not in elsewhere if first else note.turn in here))
    return replace(
        dialogue,
        turns=turns,
        metadata=replace(dialogue.metadata, notes=notes),
        preface=dialogue.preface if first else (),
        afterword=dialogue.afterword if last else (),
    )


def turns_of(leaf: Leaf) -> str:
    """Such as ``turns 201–400``."""
    first, last = f"{leaf.start + 1:,}", f"{leaf.stop:,}"
    return f"turn {first}" if first == last else f"turns {first}–{last}"


def place_of(anchor: str, leaves: Sequence[Leaf]) -> int | None:
    """The leaf, from 0, on which an anchor stands: a turn's, or one within a turn, which begins with the turn's."""
    while anchor:
        for place, leaf in enumerate(leaves):
            if f" {anchor} " in f" {leaf.anchors} ":
                return place
        anchor = anchor.rpartition("-")[0]
    return None


def bytes_of(texts: Sequence[str]) -> int:
    """The length of texts in UTF-8."""
    if all(map(str.isascii, texts)):
        return sum(map(len, texts))
    return len("".join(texts).encode("utf-8", "surrogatepass"))


def _texts(turn: Turn) -> list[str]:
    return [part_text(part) for one in every([turn]) for part in one.parts]


def _opening(turn: Turn) -> str:
    """The division that begins, or the first words."""
    return turn.heading or next(_first_words(turn), "")


def _first_words(turn: Turn) -> Iterator[str]:
    for part in turn.parts:
        if isinstance(part, Text) and (said := plain(part.text[: _OPENING * _MARKUP_ALLOWANCE])):
            yield clip(said, _OPENING)
