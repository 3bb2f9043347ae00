"""Fills in what a reader may leave out, so that everything after it can rely on it."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_dialogues.model import Dialogue, Participant
from mkdocs_dialogues.threads import every

__all__ = ["complete"]


def complete(dialogue: Dialogue, format_: str) -> Dialogue:
    """The dialogue with its format's name, and a participant for each label that speaks, whose name is one line."""
    known = {participant.id for participant in dialogue.participants}
    labels = dict.fromkeys(turn.participant for turn in every(dialogue.turns) if turn.participant not in known)
    people = (*dialogue.participants, *(Participant(label, label) for label in labels))
    metadata = dialogue.metadata if dialogue.metadata.format else replace(dialogue.metadata, format=format_)
    return replace(dialogue, participants=tuple(map(_named, people)), metadata=metadata)


def _named(participant: Participant) -> Participant:
    """A participant whose name (or else label, or role) and model are one line of text."""
    names = (participant.name, participant.id, participant.role.capitalize())
    name = next(line for name in names if (line := " ".join(name.split())))
    model = " ".join((participant.model or "").split()) or None
    if (name, model) == (participant.name, participant.model):
        return participant
    return replace(participant, name=name, model=model)
