"""Dialogues as JSON, for other programs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Document,
    Note,
    Part,
    Participant,
    Provenance,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)

if TYPE_CHECKING:  # types for pydantic, which takes a while to load and is of no use here
    from mkdocs_dialogues.writers.json_form import (
        JSONDialogue,
        JSONNote,
        JSONPart,
        JSONParticipant,
        JSONSource,
        JSONTurn,
    )

__all__ = ["as_json", "json_text", "known", "part_data", "to_data"]

# For text that UTF-8 cannot hold, and that msgspec refuses.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False)


def as_json(dialogues: Iterable[Dialogue]) -> str:
    """``{"dialogues": […]}`` with two spaces of indentation and a final newline."""
    return json_text({"dialogues": [to_data(dialogue) for dialogue in dialogues]}, indent=2) + "\n"


def json_text(value: object, *, indent: int | None = None) -> str:
    """JSON with text as it is, not escaped to ASCII; lone surrogates, which it cannot hold, become U+FFFD.

    A blank stands behind commas and colons; with ``indent`` every value has a line of its own, below 0 there is none.
    """
    try:
        data = msgspec.json.encode(value)
    except UnicodeEncodeError:
        data = _ENCODER.encode(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return msgspec.json.format(data, indent=indent or 0).decode()


def known(data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an object that say something: no nulls, no empty texts, no empty lists."""
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def to_data(dialogue: Dialogue) -> JSONDialogue:
    """A dialogue as plain values: dates in ISO 8601; what is not known is null."""
    metadata = dialogue.metadata
    return {
        "id": dialogue.id,
        "title": dialogue.title,
        "date": _iso(metadata.date),
        "language": metadata.language,
        "summary": metadata.summary,
        "themes": list(metadata.themes),
        "series": metadata.series,
        "status": metadata.status,
        "license": metadata.license,
        "source_url": metadata.source_url,
        "format": metadata.format,
        "source": _source(dialogue),
        "participants": [_participant(participant) for participant in dialogue.participants],
        "preface": [part_data(part) for part in dialogue.preface],
        "turns": [_turn(dialogue, turn) for turn in dialogue.turns],
        "afterword": [part_data(part) for part in dialogue.afterword],
        "notes": [_note(note) for note in metadata.notes],
    }


def _source(dialogue: Dialogue) -> JSONSource:
    made = dialogue.metadata.provenance or Provenance()
    return {
        "path": dialogue.source.public,
        "line": dialogue.source.line,
        "sha256": made.sha256,
        "dialogue_sha256": made.dialogue_sha256,
        "reader": made.reader or None,
        "edited": made.edited,
        "redacted": list(made.redacted),
        "omitted": list(made.omitted),
        "branch": made.branch,
    }


def _participant(participant: Participant) -> JSONParticipant:
    return {
        "id": participant.id,
        "name": participant.name,
        "role": participant.role,
        "model": participant.model,
        "kind": participant.kind,
        "url": participant.url,
    }


def _note(note: Note) -> JSONNote:
    """``occurrence`` counts from 1 where the passage stands more than once in the turn."""
    return {"turn": note.turn, "passage": note.passage, "occurrence": note.occurrence, "text": note.text}


def _turn(dialogue: Dialogue, turn: Turn) -> JSONTurn:
    return {
        "id": turn.id,
        "participant": turn.participant,
        "role": dialogue.participant(turn.participant).role,
        "time": _iso(turn.time),
        "offset": _seconds(turn.offset),
        "heading": turn.heading,
        "line": turn.location.line,
        "parts": [part_data(part) for part in turn.parts],
        "alternatives": [
            {"turns": [_turn(dialogue, instead) for instead in alternative.turns]} for alternative in turn.alternatives
        ],
    }


def part_data(part: Part) -> JSONPart:
    """Every part has ``type`` and ``text``: what was said, put in, or given back."""
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Reasoning(text):
            return {"type": "reasoning", "text": text}
        case ToolCall():
            return {
                "type": "tool_call",
                "text": part.input,
                "name": part.name,
                "id": part.id,
                "language": part.language,
            }
        case ToolResult():
            return {
                "type": "tool_result",
                "text": part.output,
                "name": part.name,
                "id": part.id,
                "is_error": part.is_error,
            }
        case Attachment():
            return {
                "type": "attachment",
                "text": part.text,
                "name": part.name,
                "target": part.target,
                "media_type": part.media_type,
                "data": None if part.data is None else base64.b64encode(part.data).decode(),
            }
        case Document():
            return {
                "type": "document",
                "text": part.text,
                "title": part.title,
                "id": part.id,
                "language": part.language,
                "version": part.version,
            }
        case Aside(kind, text):
            return {"type": "aside", "text": text, "kind": kind}
        case Unknown(kind, text):
            return {"type": "unknown", "text": text, "kind": kind}


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _seconds(offset: timedelta | None) -> float | None:
    return None if offset is None else offset.total_seconds()
