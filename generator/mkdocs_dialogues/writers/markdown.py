"""Dialogues in our own Markdown form: front matter and labelled turns, pleasant to edit by hand."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

import yaml

from mkdocs_dialogues.dialogue_form import escape, label_line, marker_line, spell
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Document,
    Note,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.threads import every

__all__ = ["as_markdown"]


class _Dumper(yaml.SafeDumper):
    """Writes values out in full: our reader takes no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Text in quotes where it holds what YAML takes for the end of a line, and nobody else does."""
        style = '"' if _OTHER_LINE_ENDS.search(data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_OTHER_LINE_ENDS: Final = re.compile("[\x85\u2028\u2029]")
# Two words or more, of which the first begins with a letter; YAML would break longer lines.
_WORDS: Final = re.compile(r"(?=.{3,80}\Z)[A-Za-z][\w',.!?;()-]*(?: [\w'.!?;()][\w',.!?;()-]*)+", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_Dumper.add_representer(str, _Dumper.represent_str)


def as_markdown(dialogue: Dialogue, facts: Mapping[str, Any] | None = None) -> str:
    """One dialogue as a Markdown transcript that the reader ``dialogue`` reads back.

    ``facts`` are put into its metadata at the end; they are for the author, and no part of the dialogue.
    """
    values = _front_matter(dialogue) | dict(facts or {})
    matter = "".join(map(_field, values, values.values()))
    blocks = _present(dialogue) + _parts(dialogue.preface)
    for turn in dialogue.turns:
        blocks += _turn(turn)
    if dialogue.afterword:
        blocks += [marker_line("afterword", {}), *_parts(dialogue.afterword)]
    return f"---\n{matter}---\n\n" + "\n\n".join(blocks) + "\n"


def _field(key: str, value: Any) -> str:
    """A key of the front matter. Words of a plain sentence mean themselves in YAML, and a day wants quotes."""
    if isinstance(value, str) and _WORDS.fullmatch(value):
        return f"{key}: {value}\n"
    if isinstance(value, str) and _DAY.fullmatch(value):
        return f"{key}: '{value}'\n"
    return _yaml(key, json.dumps(value))


@lru_cache(maxsize=1024)
def _yaml(key: str, value: str) -> str:
    """A key of the front matter, whose value is given as JSON: most dialogues share most of them, and YAML is slow."""
    return yaml.dump({key: json.loads(value)}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _front_matter(dialogue: Dialogue) -> dict[str, Any]:
    metadata = dialogue.metadata
    values: dict[str, Any] = {
        "format": "dialogue",
        "title": dialogue.title,
        "date": _iso(metadata.date),
        "summary": metadata.summary,
        "participants": {participant.id: _participant(participant) for participant in dialogue.participants},
        "themes": list(metadata.themes),
        "series": metadata.series,
        "status": None if metadata.status == "published" else metadata.status,
        "language": metadata.language,
        "license": metadata.license,
        "source_url": metadata.source_url,
        "slug": metadata.slug,
        "notes": [_note(note) for note in metadata.notes],
    }
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _note(note: Note) -> str | dict[str, str | int]:
    if note.turn is None:
        return note.text
    if note.passage is None:
        return {"turn": note.turn, "text": note.text}
    return {"turn": note.turn, "passage": note.passage, "occurrence": note.occurrence, "text": note.text}


def _participant(participant: Participant) -> dict[str, str]:
    facts = {
        "name": participant.name,
        "role": participant.role,
        "model": participant.model,
        "kind": participant.kind,
        "url": participant.url,
    }
    return {key: value for key, value in facts.items() if value is not None}


def _present(dialogue: Dialogue) -> list[str]:
    """Labels that say who takes part, where the turns alone do not: not everybody speaks, or in another order."""
    present = [participant.id for participant in dialogue.participants]
    if present == list(dict.fromkeys(turn.participant for turn in every(dialogue.turns))):
        return []
    return [label_line(id_, {"present": True}) for id_ in present]


def _turn(turn: Turn) -> list[str]:
    facts = {
        "id": turn.id or None,
        "time": _iso(turn.time),
        "offset": _seconds(turn.offset),
        "heading": turn.heading,
    }
    label = label_line(turn.participant, {key: value for key, value in facts.items() if value is not None})
    blocks = [label, *_parts(turn.parts)]
    for alternative in turn.alternatives:
        blocks.append(marker_line("alternative", {}))
        for instead in alternative.turns:
            blocks += _turn(instead)
        blocks.append(marker_line("alternative-end", {}))
    return blocks


def _parts(parts: tuple[Part, ...]) -> list[str]:
    blocks: list[str] = []
    for index, part in enumerate(parts):
        name, facts, text = _part(part)
        if (spelt := spell(text)) is not None:
            facts, text = {**facts, "escaped": True}, spelt
        # Speech needs no marker where a turn opens with it, unless it begins blank: blank lines alone say nothing.
        if name != "text" or facts or index or not text.partition("\n")[0].strip():
            blocks.append(marker_line(name, {key: value for key, value in facts.items() if value not in (None, False)}))
        if text:
            blocks.append(escape(text))
    return blocks


def _attachment(part: Attachment) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": part.name, "target": part.target, "media_type": part.media_type}
    if part.text is not None:
        facts["text"] = True
    if part.data is not None:
        facts["data"] = base64.b64encode(part.data).decode()
    return facts


def _part(part: Part) -> tuple[str, dict[str, Any], str]:
    match part:
        case Text(text):
            return "text", {}, text
        case Reasoning(text):
            return "reasoning", {}, text
        case ToolCall():
            return "tool-call", {"name": part.name, "id": part.id, "language": part.language}, part.input
        case ToolResult():
            return "tool-result", {"name": part.name, "id": part.id, "is_error": part.is_error}, part.output
        case Attachment():
            return "attachment", _attachment(part), part.text or ""
        case Document():
            facts = {"title": part.title, "id": part.id, "language": part.language, "version": part.version}
            return "document", facts, part.text
        case Aside(kind, text):
            return "aside", {"kind": kind}, text
        case Unknown(kind, text):
            return "unknown", {"kind": kind}, text


def _iso(when: date | None) -> str | None:
    return when.isoformat() if when else None


def _seconds(offset: timedelta | None) -> float | None:
    return None if offset is None else offset.total_seconds()
