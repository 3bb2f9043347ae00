"""Whether a page shows a text as it was typed: all letters in order and no others, and between them the signs.

The letters are told apart exactly. Of the signs between two letters, those that must be seen have to be there in their
order, and no sign may be seen that was not typed. Of white space, what means something has to be there (``spacing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mkdocs_dialogues.verifying.spacing import spacing
from mkdocs_dialogues.verifying.typed import Jump, Typed, plain

__all__ = ["Difference", "difference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two texts part: what the transcript has and the page has not, and the other way round."""

    missing: str
    extra: str


@dataclass(frozen=True, slots=True)
class _Way:
    """How a letter was come to: the signs before it begin at ``since``; ``jump`` was the last since then.

    ``instead`` letters were seen before it in the stead of a stretch.
    """

    since: int
    jump: Jump | None = None
    before: _Way | None = None
    instead: int = 0

    def jumps(self) -> Iterator[Jump]:
        """What was jumped over, the last first."""
        way: _Way | None = self
        while way is not None and way.jump is not None:
            yield way.jump
            way = way.before


def difference(candidates: Iterable[Typed], seen: str) -> Difference | None:
    """Where a text that is seen parts from what was typed; None when it is one of the readings."""
    shown = plain(seen)
    best: tuple[int, Difference] | None = None
    for one in candidates:
        comparison = _Comparison(one, shown)
        found = comparison.parting()
        if found is None:
            apart = spacing(one, shown, comparison.letters) if one.spaced else None
            if apart is None:
                return None
            found = len(shown.text) + 1, Difference(*apart)
        if best is None or found[0] > best[0]:
            best = found
    return best[1] if best else None


class _Comparison:
    """One reading of what was typed against what is seen.

    It goes on letter by letter as long as they are the same, and goes back to the last stretch that may be out of
    sight where they are not. No stretch is tried twice at the same letter of the page after the same one.
    """

    def __init__(self, one: Typed, shown: Typed) -> None:
        self.one = one
        self.shown = shown
        self.letters = [-1] * len(shown.places)  # of each letter seen, the number of the typed one that it is
        self._open: list[tuple[int, int, _Way]] = [(0, 0, _Way(0))]  # next letter typed, next letter seen, how
        self._tried: set[tuple[int, int, int]] = set()
        self._furthest = (-1, False, 0)  # letters seen, whether the next is the same, letters typed

    def parting(self) -> tuple[int, Difference] | None:
        """None when what is shown is a way to read what was typed; else how far they agree, and how they part."""
        while self._open:
            if self._goes_through(*self._open.pop()):
                return None
        number, same, place = self._furthest
        return number, (self._signs_apart if same else self._letters_apart)(place, number)

    def _goes_through(self, place: int, number: int, way: _Way) -> bool:
        """Whether all is the same from here on; if not, what else may be tried is kept for later."""
        self.letters[number - way.instead : number] = [-1] * way.instead
        typed, seen, jumps, places = self.one.text, self.shown.text, self.one.jumps, self.one.places
        while True:
            if place in jumps:
                way_here = (place, number, way.jump.start if way.jump else -1)
                if way_here in self._tried:
                    return False
                self._tried.add(way_here)
                self._branch(place, number, way)
            over = number == len(seen)
            same = place == len(typed) if over else place < len(typed) and typed[place] == seen[number]
            if not same or not self._signs_fit(place, number, way):
                self._furthest = max(self._furthest, (number, same, place))
                return False
            if over:
                return True
            self.letters[number] = place
            way = _Way(places[place] + 1)
            place, number = place + 1, number + 1

    def _branch(self, place: int, number: int, way: _Way) -> None:
        """Keep for later what may be seen in the stead of a stretch: nothing, or the character of an entity."""
        for jump in self.one.jumps[place]:
            if not jump.letters:
                self._open.append((jump.end, number, _Way(way.since, jump, way)))
            elif self.shown.text.startswith(jump.letters, number):
                every, needed = self._typed_signs(way, jump.start)
                if _fit(every + jump.signs, needed, self.shown.gaps[number][0]):
                    after = _Way(jump.stop, instead=len(jump.letters))
                    self._open.append((jump.end, number + after.instead, after))

    def _signs_fit(self, place: int, number: int, way: _Way) -> bool:
        """Whether the signs before the letter that is seen next are those that were typed."""
        places = self.one.places
        if way.jump is None and way.since == (places[place - 1] + 1 if place else 0):
            every, needed = self.one.gaps[place]
        else:
            every, needed = self._typed_signs(way, places[place] if place < len(places) else len(self.one.raw))
        return _fit(every, needed, self.shown.gaps[number][0])

    def _typed_signs(self, way: _Way, end: int) -> tuple[str, str]:
        """The signs on a way up to a place: all, and those that must be seen."""
        every, needed, at = "", "", way.since
        for jump in sorted(way.jumps(), key=lambda jump: jump.start):
            if jump.start > at:
                more = self.one.signs(at, jump.start)
                every, needed = every + more[0], needed + more[1]
            every += self.one.signs(max(at, jump.start), jump.stop)[0] + jump.signs
            at = max(at, jump.stop)
        more = self.one.signs(at, end) if end > at else ("", "")
        return every + more[0], needed + more[1]

    def _signs_apart(self, at: int, seen_at: int) -> Difference:
        """Signs with the words on both sides of them."""
        return Difference(_around(self.one, at), _around(self.shown, seen_at))

    def _letters_apart(self, at: int, seen_at: int) -> Difference:
        """What is left of both sides, from the word in which they part, without what they end in alike."""
        one, shown = self.one, self.shown
        back = min(max(at - one.word(at), seen_at - shown.word(seen_at)), at, seen_at)
        start, seen_start = at - back, seen_at - back
        stop, seen_stop = len(one.text), len(shown.text)
        before = {jump.end: begin for begin, jumps in one.jumps.items() for jump in jumps}
        while stop > start and seen_stop > seen_start:
            begin = before.get(stop, 0)
            if begin > start and not shown.text.endswith(one.text[begin:stop], seen_start, seen_stop):
                stop = begin
            elif one.text[stop - 1] == shown.text[seen_stop - 1]:
                stop, seen_stop = stop - 1, seen_stop - 1
            else:
                break
        return Difference(one.quote(start, stop), shown.quote(seen_start, seen_stop))


def _around(text: Typed, number: int) -> str:
    """The signs before a letter, from the word before them up to it."""
    end = text.places[number] if number < len(text.places) else len(text.raw)
    start = text.places[text.word(number - 1)] if number else 0
    return text.excerpt(start, end)


def _fit(every: str, needed: str, seen: str) -> bool:
    """Whether signs may be seen so: all that are needed, in order, and none that were not typed."""
    return seen in (every, needed) or (_within(needed, seen) and _within(seen, every))


def _within(few: str, many: str) -> bool:
    """Whether all characters of the first stand in the second, in their order."""
    rest = iter(many)
    return all(sign in rest for sign in few)
