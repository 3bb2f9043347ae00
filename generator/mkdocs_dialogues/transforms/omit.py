"""Leave out passages and turns, with ``[…]`` and an editor's note in their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mkdocs_dialogues.model import Dialogue, Note, Part, Reasoning, Text, Turn
from mkdocs_dialogues.passages import OMISSION, find_in_parts
from mkdocs_dialogues.transforms.identify import derived, identify

__all__ = ["Cut", "drop_turns", "omit"]

_Span = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """What is left out: turns from ``first`` to ``last`` by index from 0, or of one turn what ``span`` says.

    ``span`` is (index of the part, start, end).
    """

    first: int
    last: int
    reason: str
    span: _Span | None = None


def omit(dialogue: Dialogue, cuts: Sequence[Cut]) -> tuple[Dialogue, list[Note], frozenset[str]]:
    """The dialogue, whose turns have their anchors, with the cuts made.

    Also the notes that give the reasons, and the anchors of turns that are to go (``drop_turns``): a run of turns
    leaves one. They stay until everything that names turns by their number was heeded. Anchors made from words that
    are left out are made anew.
    """
    turns = list(dialogue.turns)
    runs = [cut for cut in cuts if cut.span is None]
    within = {index for cut in runs for index in range(cut.first, cut.last + 1)}
    spans = [cut for cut in cuts if cut.span is not None and cut.first not in within]
    passages = {index: _apart([cut for cut in spans if cut.first == index]) for index in {cut.first for cut in spans}}
    for index, found in passages.items():
        left = replace(turns[index], alternatives=())  # which may well say the same
        turns[index] = _renamed(left, _without(left.parts, found))
    gone: set[int] = set()
    for count, cut in enumerate(runs, start=1):
        mark = (Text(OMISSION),)
        turns[cut.first] = replace(
            turns[cut.first], id=f"t-omitted-{count}", parts=mark, time=None, heading=None, alternatives=()
        )
        gone.update(range(cut.first + 1, cut.last + 1))
    dialogue = identify(replace(dialogue, turns=tuple(turns)))
    notes = [
        Note(f"Omitted: {reason}", dialogue.turns[index].id, OMISSION, place)
        for index, found in sorted(passages.items())
        for place, reason in zip(_places(turns[index].parts, found), found.values(), strict=True)
    ]
    for cut in runs:
        count = cut.last - cut.first + 1
        what = f"Omitted, {count} turns: " if count > 1 else "Omitted: "
        notes.append(Note(what + cut.reason, dialogue.turns[cut.first].id, OMISSION))
    return dialogue, notes, frozenset(dialogue.turns[index].id for index in gone)


def drop_turns(dialogue: Dialogue, anchors: frozenset[str]) -> Dialogue:
    """The dialogue without turns, without notes on them, and without participants who speak in no other."""
    if not anchors:
        return dialogue
    turns = tuple(turn for turn in dialogue.turns if turn.id not in anchors)
    heard = {turn.participant for turn in turns}
    silenced = {turn.participant for turn in dialogue.turns} - heard
    notes = tuple(note for note in dialogue.metadata.notes if note.turn not in anchors)
    return replace(
        dialogue,
        turns=turns,
        participants=tuple(p for p in dialogue.participants if p.id not in silenced),
        metadata=replace(dialogue.metadata, notes=notes),
    )


def _apart(cuts: Sequence[Cut]) -> dict[_Span, str]:
    """The spans of one turn in order, with their reasons; those that overlap or touch are one."""
    found: dict[_Span, str] = {}
    for span, reason in sorted((cut.span, cut.reason) for cut in cuts if cut.span):
        last = next(reversed(found), None)
        if last is not None and last[0] == span[0] and span[1] <= last[2]:
            before = found.pop(last)
            together = before if before == reason else f"{before}; {reason}"
            found[last[0], last[1], max(last[2], span[2])] = together
        else:
            found[span] = reason
    return found


def _without(parts: Sequence[Part], spans: Iterable[_Span]) -> tuple[Part, ...]:
    """Parts with spans replaced, from the end, so that places in front stay right."""
    new = list(parts)
    for index, start, end in sorted(spans, reverse=True):
        part = new[index]
        if isinstance(part, Text | Reasoning):
            new[index] = replace(part, text=part.text[:start] + OMISSION + part.text[end:])
    return tuple(new)


def _places(parts: Sequence[Part], spans: Iterable[_Span]) -> list[int]:
    """For each span, which ``[…]`` of the finished parts is its own, from 1, with those that stood there before."""
    marks = [(index, start) for index, start, _ in find_in_parts(parts, OMISSION)]
    shift: dict[int, int] = defaultdict(int)
    places = []
    for index, start, end in spans:
        places.append(marks.index((index, start + shift[index])) + 1)
        shift[index] += len(OMISSION) - (end - start)
    return places


def _renamed(turn: Turn, parts: tuple[Part, ...]) -> Turn:
    """A turn with other parts; without its anchor, if that was made from its words: ``identify`` makes another."""
    return replace(turn, parts=parts, id="" if derived(turn) else turn.id)
