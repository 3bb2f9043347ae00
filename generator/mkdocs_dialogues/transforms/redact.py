"""Take out what the author does not want published. Runs before anything else looks at the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)

__all__ = ["redact_labels", "redact_text", "redact_turns"]

Redaction = tuple[re.Pattern[str], str]
"""What to look for, and the kind that is shown in its place: ``[redacted: kind]``."""


def redact_text(dialogue: Dialogue, redactions: Sequence[Redaction]) -> Dialogue:
    """The dialogue with every match replaced, wherever text goes: turns, names, headings, title, summary."""
    if not redactions:
        return dialogue

    def clean(text: str) -> str:
        for pattern, kind in redactions:
            text = pattern.sub(lambda _, kind=kind: _shown(kind), text)  # type: ignore[misc]
        return text

    def clean_turn(turn: Turn) -> Turn:
        heading = clean(turn.heading) if turn.heading else turn.heading
        return replace(turn, parts=tuple(_part(part, clean) for part in turn.parts), heading=heading)

    summary = dialogue.metadata.summary
    return replace(
        dialogue,
        title=clean(dialogue.title),
        turns=tuple(clean_turn(turn) for turn in dialogue.turns),
        participants=tuple(replace(p, name=clean(p.name)) for p in dialogue.participants),
        preface=tuple(_part(part, clean) for part in dialogue.preface),
        afterword=tuple(_part(part, clean) for part in dialogue.afterword),
        metadata=replace(dialogue.metadata, summary=clean(summary) if summary else summary),
    )


def redact_labels(dialogue: Dialogue, redactions: Sequence[Redaction]) -> Dialogue:
    """The dialogue with the transcript's own labels cleaned: they go into JSON and Markdown, though on no page.

    For the end, when the metadata that speaks of those labels has been heeded.
    """
    labels: dict[str, str] = {}
    for participant in dialogue.participants:
        clean = participant.id
        for pattern, kind in redactions:
            clean = pattern.sub(lambda _, kind=kind: _shown(kind), clean)  # type: ignore[misc]
        while clean in labels.values():
            clean += "′"
        labels[participant.id] = clean
    return replace(
        dialogue,
        participants=tuple(replace(participant, id=labels[participant.id]) for participant in dialogue.participants),
        turns=tuple(replace(turn, participant=labels[turn.participant]) for turn in dialogue.turns),
    )


def redact_turns(dialogue: Dialogue, kinds: Mapping[int, str]) -> Dialogue:
    """The dialogue with whole turns taken out; ``kinds`` maps a turn's index from 0 to what it held.

    Such a turn loses its anchor too, which may be a hash of its words: a guess at them could be tried against it.
    """
    turns = list(dialogue.turns)
    for count, index in enumerate(sorted(kinds), start=1):
        shown = Aside("redacted", _shown(kinds[index]))
        turns[index] = replace(turns[index], id=f"t-redacted-{count}", parts=(shown,), heading=None)
    return replace(dialogue, turns=tuple(turns))


def _shown(kind: str) -> str:
    return f"[redacted: {kind}]"


def _part(part: Part, clean: Callable[[str], str]) -> Part:
    match part:
        case Text():
            return replace(part, text=clean(part.text))
        case Reasoning(text):
            return Reasoning(clean(text))
        case ToolCall():
            return replace(part, name=clean(part.name), input=clean(part.input))
        case ToolResult():
            return replace(part, output=clean(part.output))
        case Attachment():
            return replace(part, name=clean(part.name), text=clean(part.text) if part.text else part.text)
        case Aside(kind, text):
            return Aside(kind, clean(text))
        case Unknown(kind, text):
            return Unknown(kind, clean(text))
