"""Long lists in pages: which pages there are, what stands on each, and which of them a page leads to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TypeVar

__all__ = ["addresses", "beginnings", "near", "page_count", "page_of", "part"]

_Any = TypeVar("_Any")
_AROUND = 2


def page_count(length: int, per_page: int) -> int:
    """How many pages a list has; one at least, and one where ``per_page`` is 0."""
    return max(1, (length + per_page // 2) // per_page) if per_page > 0 else 1


def part(listed: Sequence[_Any], number: int, per_page: int, *, backwards: bool = False) -> Sequence[_Any]:
    """What stands on page ``number``, from 1, of a list that has the newest first and is read from there, or backwards.

    Pages are filled from the oldest, so that one more changes the page with the newest alone, which has between half as
    many and one and a half times as many.
    """
    place = page_count(len(listed), per_page) - number if backwards else number - 1
    newest = _newest(len(listed), per_page)
    begin = newest + (place - 1) * per_page if place else 0
    found = listed[begin : newest + place * per_page]
    return found[::-1] if backwards else found


def page_of(place: int, length: int, per_page: int) -> int:
    """The page, from 1, of what stands in a place, from 0, in a list of that length that is not read backwards."""
    newest = _newest(length, per_page)
    return 1 if place < newest else 2 + (place - newest) // per_page


def _newest(length: int, per_page: int) -> int:
    """How many stand on the page that has the newest."""
    return length - (page_count(length, per_page) - 1) * per_page


def near(number: int, count: int) -> list[int]:
    """The pages that page ``number`` of ``count`` leads to: those around it, the first and the last."""
    around = range(max(1, number - _AROUND), min(count, number + _AROUND) + 1)
    return sorted({1, *around, count})


def addresses(uri: str, count: int, is_taken: Callable[[str], bool]) -> list[str]:
    """The pages of a list in the docs folder: its own, then ``…/page/2.md``; another folder where one is taken."""
    stem = uri.removesuffix(".md").removesuffix("/index")
    folder = f"{stem}/page"
    while any(is_taken(f"{folder}/{number}.md") for number in range(2, count + 1)):
        folder += "-"
    return [uri, *(f"{folder}/{number}.md" for number in range(2, count + 1))]


def beginnings(listed: Sequence[_Any], heading: Callable[[_Any], str]) -> dict[str, int]:
    """Where each heading comes first, from 0, in a list in which what has one heading stands together.

    Few are asked for theirs: lists are long, and each dialogue stands in many.
    """
    places: dict[str, int] = {}
    at = 0
    while at < len(listed):
        here = heading(listed[at])
        places[here] = at
        at = bisect_left(listed, True, at, key=lambda one, here=here: heading(one) != here)  # type: ignore[misc]
    return places
