"""Turns with what was said instead of them: every turn at whatever depth, and threads laid over each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import replace
from typing import Final

from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.model import Alternative, Dialogue, Participant, Turn
from mkdocs_dialogues.source import Source

__all__ = ["MOST_THREADS", "changed", "every", "with_alternatives"]

MOST_THREADS: Final = 64
"""Threads of a dialogue that are laid over each other; a file is read once for each."""

_DEEPEST: Final = 8


def every(turns: Iterable[Turn]) -> Iterator[Turn]:
    """Every turn, and behind each those of its alternatives."""
    for turn in turns:
        yield turn
        for alternative in turn.alternatives:
            yield from every(alternative.turns)


def changed(turns: Iterable[Turn], change: Callable[[Turn], Turn]) -> tuple[Turn, ...]:
    """The turns with ``change`` made to each, and to those of their alternatives."""
    return tuple(
        replace(
            changed_turn := change(turn),
            alternatives=tuple(Alternative(changed(one.turns, change)) for one in changed_turn.alternatives),
        )
        if turn.alternatives
        else change(turn)
        for turn in turns
    )


def with_alternatives(read: Callable[[Source], Iterable[Dialogue]], source: Source) -> list[Dialogue]:
    """The dialogues of a file, each turn with what the other threads of its tree say instead of it.

    The file is read once for each thread, by the number of its last message; threads agree up to where they fork.
    """
    dialogues = list(read(source))
    for number in range(1, MOST_THREADS + 2):
        other = copy(source)
        other.branch, other.thread, other.thread_found, other.problems = None, number, False, Problems()
        try:
            readings = list(read(other))
        except DialogueError:
            break
        if not other.thread_found:
            break
        if number > MOST_THREADS:
            source.warn(
                "too-many-threads",
                dialogues[0].source.line if dialogues else 1,
                f"'{source.name}' has a dialogue of more than {MOST_THREADS} threads",
                f"Expected at most {MOST_THREADS} to be shown as alternatives.",
                "The others are left out; 'branch' shows any of them.",
            )
            break
        by_place = {(one.id, one.source.line): one for one in readings}
        dialogues = [_joined(one, by_place.get((one.id, one.source.line))) for one in dialogues]
    return dialogues


def _joined(dialogue: Dialogue, other: Dialogue | None) -> Dialogue:
    if other is None:
        return dialogue
    people, labels = _cast(dialogue.participants, other.participants)
    told = tuple(replace(turn, participant=labels[turn.participant]) for turn in other.turns)
    turns = _laid_over(dialogue.turns, told, 0)
    if turns is dialogue.turns:
        return dialogue
    spoke = {turn.participant for turn in every(turns)}
    known = {person.id for person in dialogue.participants}
    return replace(
        dialogue, participants=tuple(one for one in people if one.id in known or one.id in spoke), turns=turns
    )


def _cast(
    known: Sequence[Participant], others: Sequence[Participant]
) -> tuple[tuple[Participant, ...], dict[str, str]]:
    """Everybody of two readings, and the ids in the first of those in the second: another thread names them anew."""
    people = list(known)
    labels = {}
    for person in others:
        same = next((one for one in people if replace(one, id="") == replace(person, id="")), None)
        if same is None:
            taken = {one.id for one in people}
            id_, number = person.id, 1
            while id_ in taken:
                number += 1
                id_ = f"{person.id} {number}"
            same = replace(person, id=id_)
            people.append(same)
        labels[person.id] = same.id
    return tuple(people), labels


def _laid_over(shown: tuple[Turn, ...], other: tuple[Turn, ...], depth: int) -> tuple[Turn, ...]:
    """The shown turns, the one at which ``other`` leaves them with the rest of it; themselves where it never does."""
    at = 0
    while at < min(len(shown), len(other)) and _bare(shown[at]) == _bare(other[at]):
        at += 1
    rest = other[at:]
    if not rest or at == len(shown):
        return shown
    fork = shown[at]
    alternatives = list(fork.alternatives)
    for index, one in enumerate(alternatives):
        if _bare(one.turns[0]) == _bare(rest[0]) and depth < _DEEPEST:
            alternatives[index] = Alternative(_laid_over(one.turns, rest, depth + 1))
            break
    else:
        alternatives.append(Alternative(rest))
    return (*shown[:at], replace(fork, alternatives=tuple(alternatives)), *shown[at + 1 :])


def _bare(turn: Turn) -> Turn:
    return replace(turn, alternatives=()) if turn.alternatives else turn
