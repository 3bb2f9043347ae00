"""Lines of a Markdown transcript: fences, headings, rules, and which lines may begin a turn.

No Markdown is rendered here. What is needed is to tell a label from a label that is quoted in code, for texts
whose fences may be left open, in time that grows with the length of the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

__all__ = ["Fence", "Heading", "between", "fenced", "heading", "is_rule", "lift_quote", "settle", "step", "trim"]

_RULE = re.compile(r"-{3,}[ \t]*")
_BREAK = re.compile(r"(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
_MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_INFO = re.compile(r"[ \t]*[\w+#.{-][^\s`]*")
_QUOTED = re.compile(r"\*\*[^*\n]{1,80}(?::\*\*|\*\*:)|# (?:Voice|Voices|LLM) [A-Z]|-{3,}[ \t]*$")
_ACTIVE: Final = frozenset(" \t`~-*+0123456789")
_LONGEST_BREAK: Final = 1000
_DEEPEST: Final = 24
_WIDEST: Final = 8
# More than two open fences: a model that is cut off twice leaves two, and they look like a closed one.
_HIDING: Final = 3
# As many labels behind one fence are no quotation, unless it begins as one: without this, two fences that are left open
# a thousand turns apart would make one turn of all between them.
_CROWD: Final = 30


class Fence(NamedTuple):
    """An open fence: its character, its length, and the column where its list item's text begins.

    ``begun`` when it has a line of text; ``quotes`` when that line was a label, a title or a rule, so that it quotes a
    transcript; ``hides`` counts the labels that stand in it where it quotes none.
    """

    char: str
    length: int
    offset: int
    begun: bool = False
    quotes: bool = False
    hides: int = 0


class Heading(NamedTuple):
    """An ATX heading: level 1 to 6 and its text without the marks."""

    level: int
    text: str


def is_rule(line: str) -> bool:
    """Whether a line is the ``---`` that transcripts put between turns (and writers between thoughts)."""
    return _RULE.fullmatch(line) is not None


def heading(line: str) -> Heading | None:
    """The heading that a line is, or None."""
    level = len(line) - len(line.lstrip("#"))
    if not 1 <= level <= 6 or line[level : level + 1] not in {" ", "\t"}:
        return None
    text = line[level:].strip()
    bare = text.rstrip("#")
    if bare == "" or (bare != text and bare[-1] in " \t"):
        text = bare.rstrip()
    return Heading(level, text)


def between(indices: Sequence[int], start: int, stop: int) -> Sequence[int]:
    """Those of the sorted indices that lie in a range."""
    return indices[bisect_left(indices, start) : bisect_left(indices, stop)]


def trim(lines: Sequence[str], start: int, stop: int) -> tuple[int, int]:
    """The range without blank lines at its edges."""
    while start < stop and not lines[start].strip():
        start += 1
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    return start, stop


def lift_quote(text: str) -> str:
    """The text of a block quote when the whole text is one, with the marks of one level taken off; else as it is."""
    lines = text.split("\n")
    if not all(line.startswith(">") or not line.strip() for line in lines):
        return text
    return "\n".join(line[2:] if line.startswith("> ") else line[1:] for line in lines).strip("\n")


def _indent(line: str) -> tuple[int, str]:
    text = line.lstrip(" \t")
    return len(line[: len(line) - len(text)].expandtabs(4)), text


def _containers(line: str, items: tuple[int, ...]) -> tuple[int, str, tuple[int, ...]]:
    """The column of a line's text behind its list markers, that text, and the list items open there.

    An item is the column where its text begins. Nesting beyond what people write is not followed.
    """
    column, text = _indent(line)
    while items and column < items[-1]:
        items = items[:-1]
    base = items[-1] if items else 0
    while column - base <= 3 and len(items) < _DEEPEST:
        marker = _MARKER.match(text)
        if marker is None or (len(text) < _LONGEST_BREAK and _BREAK.fullmatch(text)):
            break
        gap, rest = _indent(text[marker.end() :])
        base = column + len(marker[0]) + (gap if rest and 1 <= gap <= 4 else 1)
        items = (*items, base)
        column += len(marker[0]) + gap
        text = rest
    return column, text, items


def step(line: str, fence: Fence | None, items: tuple[int, ...]) -> tuple[Fence | None, tuple[int, ...], bool]:
    """The fence and list items open after a line, and whether the line is odd.

    It is when it looks like a fence opened within a fence, or closes a shorter one than itself.
    """
    if fence is not None:
        column, text = _indent(line)
        if not text:
            return fence, items, False
        if column >= fence.offset:
            return _within(text, column, fence, items)
        # The list item that held the fence has ended, and the fence with it.
    elif not line or (not items and line[0] not in _ACTIVE):
        return None, items, False
    column, text, items = _containers(line, items)
    base = items[-1] if items else 0
    if text.startswith(("```", "~~~")) and column - base <= 3:
        rest = text.lstrip(text[0])
        if text[0] == "~" or "`" not in rest:
            return Fence(text[0], len(text) - len(rest), base), items, False
    return None, items, False


def _within(text: str, column: int, fence: Fence, items: tuple[int, ...]) -> tuple[Fence | None, tuple[int, ...], bool]:
    if text[0] != fence.char or column - fence.offset > 3:
        return fence, items, False
    rest = text.lstrip(fence.char)
    if len(text) - len(rest) < fence.length:
        return fence, items, False
    if not rest.strip():
        return None, items, len(text) - len(rest) > fence.length
    return fence, items, _INFO.fullmatch(rest) is not None


class _Path(NamedTuple):
    """One way to read the lines so far; the least is the best."""

    cost: int
    turns: int  # negative: of two readings that cost the same, the one with more turns is less
    cuts: _Cut | None
    items: tuple[int, ...]


class _Cut(NamedTuple):
    line: int
    label: str
    before: _Cut | None


def fenced(lines: Sequence[str], start: int, stop: int) -> list[int]:
    """The lines of a range in which a fence may stand."""
    return [index for index in range(start, stop) if "```" in lines[index] or "~~~" in lines[index]]


def settle(
    lines: Sequence[str],
    candidates: Collection[int] | Mapping[int, str],
    start: int = 0,
    stop: int | None = None,
    *,
    exact: bool = False,
    fences: Sequence[int] | None = None,
) -> list[int]:
    """Which of the candidate lines begin a turn, seeing that turns may quote labels in code.

    The programs that write transcripts know nothing of fences: a turn may leave one open, and the next label
    still begins a turn. Of all readings the one is taken with the least that is odd: a fence left open (twice
    as odd when it begins with a label), a fence opened within a fence, a fence closed by a longer one, a turn
    with the label of the turn before; of several such, the one with most turns. With ``exact`` (labels stand where
    only the program puts them) a label in a fence that does not begin as transcripts do is the oddest of all. So a
    transcript quoted in a closed fence stays in its turn, and a fence that nothing closes ends with its turn. A
    candidate outside of code always counts.

    ``candidates`` are indices into ``lines``, with labels where they are known; the results are in order. ``fences``
    are what ``fenced`` gives, where that is known.
    Time is linear in the text.
    """
    stop = len(lines) if stop is None else stop
    marks = candidates if isinstance(candidates, Mapping) else dict.fromkeys(candidates, "")
    cuts = sorted(index for index in marks if start <= index < stop)
    if not cuts:
        return []
    fences = fenced(lines, start, stop) if fences is None else fences
    if not fences:
        return cuts
    states: dict[Fence | None, _Path] = {None: _Path(0, 0, None, ())}
    begins = cuts if cuts[0] == start else [start, *cuts]
    for begin, end in zip(begins, [*begins[1:], stop], strict=True):
        if begin in marks:
            states = _fork(states, begin, marks[begin], _HIDING if exact else 0)
        if states.keys() != {None} or between(fences, begin, end):  # else nothing is open, and nothing opens
            states = _follow(states, lines, begin, end, fences, quotes=begin in marks)
    ends = [path._replace(cost=path.cost + (fence is not None)) for fence, path in states.items()]
    cut = min(ends, key=lambda path: path[:2]).cuts
    found = []
    while cut is not None:
        found.append(cut.line)
        cut = cut.before
    return found[::-1]


def _follow(
    states: dict[Fence | None, _Path],
    lines: Sequence[str],
    begin: int,
    end: int,
    fences: Sequence[int],
    *,
    quotes: bool,
) -> dict[Fence | None, _Path]:
    """The readings behind a stretch of lines, of which only the first may be a candidate (``quotes``).

    ``fences`` are the lines in which a fence may stand; between those most lines change nothing.
    """
    index = begin
    while (index := _next(states, lines, index, end, fences)) < end:
        line = lines[index]
        after: dict[Fence | None, _Path] = {}
        for fence, path in states.items():
            now, items, odd = step(line, fence, path.items)
            if now is not None and fence is not None and not now.begun and not line.isspace():
                is_candidate = quotes and index == begin
                now = now._replace(begun=True, quotes=is_candidate or _QUOTED.match(line) is not None)
            same = items == path.items and not odd
            _keep(after, now, path if same else _Path(path.cost + odd, path.turns, path.cuts, items))
        states = after
        index += 1
    return states


def _next(states: dict[Fence | None, _Path], lines: Sequence[str], index: int, end: int, fences: Sequence[int]) -> int:
    """The next line that may change a reading; ``end`` where none does before a label or the end of the text."""
    if len(states) == 1:
        fence, path = next(iter(states.items()))
        if fence is None or (fence.begun and fence.offset == 0):
            at = bisect_left(fences, index)
            marked = fences[at] if at < len(fences) else end
            # What is listed above matters to a fence that is indented: it may stand in a list.
            if fence is not None or marked >= end or lines[marked][0] in "`~":
                if fence is None and path.items:
                    states[None] = path._replace(items=())
                return marked
            while index < end and _leaves(lines[index], path):
                index += 1
            return index
    while index < end and not lines[index]:
        index += 1
    return index


def _leaves(line: str, path: _Path) -> bool:
    """Whether a line outside of fences plainly changes nothing: most lines do not, and the rest is slow."""
    return not line or (not path.items and (line[0] not in _ACTIVE or line[:2] in {"**", "--"}))


def _fork(states: dict[Fence | None, _Path], index: int, label: str, hiding: int) -> dict[Fence | None, _Path]:
    """The readings with a candidate at ``index`` taken, and those where an open fence hides it."""
    after: dict[Fence | None, _Path] = {}
    for fence, path in states.items():
        hidden = fence is not None and fence.offset == 0
        cost = path.cost + (1 + (fence.quotes or not fence.begun) if fence is not None and hidden else 0)
        if label and path.cuts is not None and path.cuts.label == label:
            cost += 1
        _keep(after, None, _Path(cost, path.turns - 1, _Cut(index, label, path.cuts), ()))
        if fence is not None and hidden:
            hides = fence.hides + (fence.begun and not fence.quotes)
            odd = hiding if hides == 1 and label and not fence.hides else 0
            if hides > fence.hides and hides % _CROWD == 0:
                odd += _HIDING
            _keep(after, fence._replace(hides=hides), path._replace(cost=path.cost + odd))
    if len(after) > _WIDEST:
        best = sorted(after.items(), key=lambda item: item[1][:2])[:_WIDEST]
        after = dict(best)
    return after


def _keep(states: dict[Fence | None, _Path], fence: Fence | None, path: _Path) -> None:
    other = states.get(fence)
    if other is None or path[:2] < other[:2]:
        states[fence] = path
