"""A dialogue against its page: the turns, who speaks, and every letter of every part."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from urllib.parse import unquote

from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Document,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.verifying.letters import difference, letters, plain, typed
from mkdocs_dialogues.verifying.reading import ShownPage, ShownPart, ShownTurn

__all__ = ["compare"]

_LINK = re.compile(r"\]\(\s*(https?://[^\s()<>\\]+)\s*\)")
_KINDS: dict[type[Part], str] = {
    Text: "text",
    Reasoning: "reasoning",
    ToolCall: "tool-call",
    ToolResult: "tool-result",
    Attachment: "attachment",
    Document: "document",
    Aside: "aside",
    Unknown: "unknown",
}


def compare(dialogue: Dialogue, page: ShownPage) -> Iterator[tuple[int, str]]:
    """Where a page differs from its dialogue: a line of the transcript, and what is other there."""
    first = dialogue.source.line
    if not page.facts:
        yield first, "the page does not say what it was made from"
    if page.id != dialogue.id:
        yield first, f"the page is that of '{page.id}', not of '{dialogue.id}'"
    if letters(page.title) != letters(dialogue.title):
        yield first, f"the title is '{page.title}', not '{dialogue.title}'"
    for place, parts, shown in (
        ("the preface", dialogue.preface, page.preface),
        ("the afterword", dialogue.afterword, page.afterword),
    ):
        yield from ((first, f"{place}: {what}") for what in _parts(parts, shown))
    if len(dialogue.turns) != len(page.turns):
        yield first, f"the page has {len(page.turns)} turns, the transcript {len(dialogue.turns)}"
    for number, (turn, seen) in enumerate(zip_longest(dialogue.turns, page.turns), start=1):
        if turn is None:
            yield first, f"turn {number}, of {seen.speaker}, is not in the transcript"
        elif seen is None:
            yield turn.location.line, f"turn {number}, of {dialogue.participant(turn.participant).name}, is missing"
        else:
            name = dialogue.participant(turn.participant).name
            for what in _turn(dialogue, turn, seen, number):
                yield turn.location.line, f"turn {number}, of {name}: {what}"


def _turn(dialogue: Dialogue, turn: Turn, seen: ShownTurn, number: int) -> Iterator[str]:
    speaker = dialogue.participant(turn.participant)
    if seen.number != str(number):
        yield f"its number is '{seen.number}'"
    if seen.id != turn.id:
        yield f"its anchor is '{seen.id}', not '{turn.id}'"
    if seen.speaker != speaker.name or letters(seen.name) != letters(speaker.name):
        yield f"the speaker is '{seen.name or seen.speaker}'"
    if seen.role != speaker.role:
        yield f"the role is '{seen.role}', not '{speaker.role}'"
    if letters(seen.heading or "") != letters(turn.heading or ""):
        yield f"the division above it is '{seen.heading or ''}', not '{turn.heading or ''}'"
    yield from _parts(turn.parts, seen.parts)


def _parts(parts: Sequence[Part], shown: Sequence[ShownPart]) -> Iterator[str]:
    said = [part for part in parts if not isinstance(part, Text | Reasoning) or part.text.strip()]
    for part, seen in zip_longest(said, shown):
        if part is None:
            yield f"it shows a part ({seen.kind}) that is not in the transcript: '{seen.text[:48].strip()}'"
        elif seen is None:
            yield f"a part ({_KINDS[type(part)]}) is missing"
        elif seen.kind != _KINDS[type(part)]:
            yield f"it shows a part as {seen.kind} that is {_KINDS[type(part)]}"
        else:
            yield from _part(part, seen)


def _part(part: Part, seen: ShownPart) -> Iterator[str]:
    match part:
        case Text() | Reasoning():
            readings = typed(part.text)
        case Aside() | Document():
            readings = iter([plain(part.text), *typed(part.text)])
        case ToolCall():
            readings = iter([plain(part.input)])
        case ToolResult():
            readings = iter([plain(part.output)])
        case Attachment():
            readings = iter([plain(text) for text in ((part.text or ""), part.name, f"{part.text or ''}{part.name}")])
            readings = iter([*readings, plain(f"{part.name}{part.name}"), plain(f"{part.name}{part.media_type or ''}")])
        case Unknown():
            readings = iter([plain(part.text)])
    found = difference(readings, seen.text)
    if found and found.missing:
        yield f"'{found.missing}' is missing" + (f", and '{found.extra}' stands there" if found.extra else "")
    elif found:
        yield f"'{found.extra}' is not in the transcript"
    if isinstance(part, Text):
        yield from _targets(part.text, seen)


def _targets(text: str, seen: ShownPart) -> Iterator[str]:
    """Targets of links that are neither read nor followed."""
    shown = {_address(target) for target in seen.targets}
    for found in _LINK.finditer(text):
        target = html.unescape(found[1])
        if _address(target) not in shown and letters(target) not in letters(seen.text):
            yield f"the target '{target}' is missing"


def _address(target: str) -> str:
    """An address as letters, whatever was escaped in it."""
    return letters(unquote(target))
