"""Shows the characters that hide in names, titles and other labels; the words of the turns are left to the renderer."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Document,
    Metadata,
    Part,
    Participant,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.threads import changed

__all__ = ["reveal_labels"]


def reveal_labels(dialogue: Dialogue) -> Dialogue:
    """Make every label fit to be shown anywhere: on the page, in lists, in a title, in what search finds.

    They go to many places that no renderer of ours fills, so that they are cleared once, here.
    """
    return replace(
        dialogue,
        title=reveal(dialogue.title),
        participants=tuple(map(_participant, dialogue.participants)),
        turns=changed(dialogue.turns, _turn),
        metadata=_metadata(dialogue.metadata),
        preface=tuple(map(_part, dialogue.preface)),
        afterword=tuple(map(_part, dialogue.afterword)),
    )


def _participant(participant: Participant) -> Participant:
    model = participant.model
    return replace(participant, name=reveal(participant.name), model=None if model is None else reveal(model))


def _turn(turn: Turn) -> Turn:
    parts = tuple(map(_part, turn.parts))
    heading = None if turn.heading is None else reveal(turn.heading)
    return turn if (parts, heading) == (turn.parts, turn.heading) else replace(turn, parts=parts, heading=heading)


def _part(part: Part) -> Part:
    match part:
        case ToolCall() | Attachment():
            return replace(part, name=reveal(part.name))
        case Document():
            return replace(part, title=reveal(part.title))
        case ToolResult(name=str(name)):
            return replace(part, name=reveal(name))
        case Aside() | Unknown():
            return replace(part, kind=reveal(part.kind))
        case _:
            return part


def _metadata(metadata: Metadata) -> Metadata:
    def shown(text: str | None) -> str | None:
        return None if text is None else reveal(text)

    return replace(
        metadata,
        summary=shown(metadata.summary),
        themes=tuple(map(reveal, metadata.themes)),
        series=shown(metadata.series),
        license=shown(metadata.license),
        source_url=shown(metadata.source_url),
    )
