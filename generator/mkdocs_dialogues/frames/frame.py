"""A frame: a rendered template with holes, and the conditions under which it is a page's frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs_dialogues.frames.watched import CONTENTS, STAND_INS, Hole, Path, Reading, UnfollowedError, follow, text

__all__ = ["Frame", "make_frame"]

_HOLE = re.compile("\x02(\\d+)\x03")


@dataclass(frozen=True, slots=True)
class _Loop:
    """The part of a template that stands once for each item of the table of contents.

    ``texts`` stand around ``holes``, but for the one before the first; ``between`` two items stands one more.
    """

    holes: tuple[Hole, ...]
    texts: tuple[str, ...]
    between: str

    def fill(self, items: Sequence[Any], functions: Mapping[str, Callable[..., Any]]) -> str:
        return self.between.join(
            "".join(
                printed
                for hole, rest in zip(self.holes, self.texts, strict=True)
                for printed in (text(follow(item, hole.path, functions), escaped=hole.escaped), rest)
            )
            for item in items
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """``pieces`` are texts, holes and loops, in order."""

    conditions: Mapping[Path, Any]
    pieces: tuple[str | Hole | _Loop, ...]
    functions: Mapping[str, Callable[..., Any]]

    def fill(self, page: Any) -> str:
        """The whole page. It must meet the conditions."""
        out = []
        for piece in self.pieces:
            if isinstance(piece, str):
                out.append(piece)
            elif isinstance(piece, Hole):
                out.append(text(follow(page, piece.path, self.functions), escaped=piece.escaped))
            else:
                out.append(piece.fill(list(follow(page, CONTENTS, self.functions)), self.functions))
        return "".join(out)


def make_frame(rendered: str, reading: Reading) -> Frame:
    """The frame that a template left when it was rendered for a watched page. ``UnfollowedError`` where it is none."""
    parts = _HOLE.split(rendered)
    numbers = list(map(int, parts[1::2]))
    if "\x02" in "".join(parts[::2]):
        raise UnfollowedError  # a hole that something was done to
    if sorted(set(numbers)) != sorted(numbers) or len(numbers) > len(reading.holes):
        raise UnfollowedError
    pieces: list[str | Hole | _Loop] = [parts[0]]
    at = 0
    while at < len(numbers):
        hole = reading.holes[numbers[at]]
        if hole.loop is None:
            pieces += [hole, parts[2 * at + 2]]
            at += 1
            continue
        size = _size(numbers[at:], reading, hole.loop)
        until = at + size * STAND_INS
        pieces += _loop([reading.holes[number] for number in numbers[at:until]], parts[2 * at + 2 : 2 * until + 1 : 2])
        at = until
    return Frame(reading.conditions, tuple(pieces), reading.functions)


def _size(numbers: Sequence[int], reading: Reading, loop: int) -> int:
    """How many holes an item of a loop has; all of the loop's holes stand together, as many for each item."""
    count = 0
    while count < len(numbers) and reading.holes[numbers[count]].loop == loop:
        count += 1
    if count % STAND_INS or any(reading.holes[number].loop == loop for number in numbers[count:]):
        raise UnfollowedError
    return count // STAND_INS


def _loop(holes: Sequence[Hole], texts: Sequence[str]) -> list[str | _Loop]:
    """The loop, and the text behind it. ``texts[i]`` stands behind ``holes[i]``; every item has to look the same."""
    size = len(holes) // STAND_INS
    items = [holes[start : start + size] for start in range(0, len(holes), size)]
    within = {tuple(texts[start : start + size - 1]) for start in range(0, len(holes), size)}
    between = {texts[end - 1] for end in range(size, len(holes), size)}
    shapes = {tuple((hole.path, hole.escaped) for hole in item) for item in items}
    in_turn = all(hole.turn == turn for turn, item in enumerate(items) for hole in item)
    if not (len(within) == len(between) == len(shapes) == 1 and in_turn):
        raise UnfollowedError
    return [_Loop(tuple(items[0]), (*within.pop(), ""), between.pop()), texts[-1]]
