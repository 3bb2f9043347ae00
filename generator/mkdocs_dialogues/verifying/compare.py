"""A dialogue against its page: turns, other threads, who speaks, notes, every letter of every part."""

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
    Note,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.verifying.letters import Difference, difference
from mkdocs_dialogues.verifying.reading import ShownNote, ShownPage, ShownPart, ShownTurn
from mkdocs_dialogues.verifying.typed import letters, plain, typed, visible

__all__ = ["compare"]

_LINK = re.compile(r"\]\(\s*(https?://[^\s()<>\\]+)\s*\)")
_BLANK = " \t\r\n"
"""A part of nothing else says nothing; other white space is something that was typed."""
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
    if visible(page.title) != visible(dialogue.title):
        yield first, f"the title is '{page.title}', not '{dialogue.title}'"
    for place, parts, shown in (
        ("the preface", dialogue.preface, page.preface),
        ("the afterword", dialogue.afterword, page.afterword),
    ):
        yield from ((first, f"{place}: {what}") for what in _parts(parts, shown))
    notes = _notes_by_turn(dialogue)
    yield from ((first, what) for what in _notes(notes.get(None, []), page.notes))
    if len(dialogue.turns) != len(page.turns):
        yield first, f"the page has {len(page.turns)} turns, the transcript {len(dialogue.turns)}"
    for number, (turn, seen) in enumerate(zip_longest(dialogue.turns, page.turns), start=1):
        if turn is None:
            yield first, f"turn {number}, of {seen.speaker}, is not in the transcript"
        elif seen is None:
            yield turn.location.line, f"turn {number}, of {dialogue.participant(turn.participant).name}, is missing"
        else:
            place = f"turn {number}, of {dialogue.participant(turn.participant).name}"
            for what in (*_turn(dialogue, turn, seen, number), *_notes(notes.get(turn.id, []), seen.notes)):
                yield turn.location.line, f"{place}: {what}"
            yield from _alternatives(dialogue, turn, seen, place)


def _turn(dialogue: Dialogue, turn: Turn, seen: ShownTurn, number: int) -> Iterator[str]:
    speaker = dialogue.participant(turn.participant)
    if seen.number != str(number):
        yield f"its number is '{seen.number}'"
    if seen.id != turn.id:
        yield f"its anchor is '{seen.id}', not '{turn.id}'"
    if seen.speaker != speaker.name:
        yield f"the speaker is '{seen.speaker}'"
    if seen.role != speaker.role:
        yield f"the role is '{seen.role}', not '{speaker.role}'"
    if seen.model != (speaker.model or ""):
        yield f"the model is '{seen.model}', not '{speaker.model or ''}'"
    if visible(seen.heading or "") != visible(turn.heading or ""):
        yield f"the division above it is '{seen.heading or ''}', not '{turn.heading or ''}'"
    yield from _said(dialogue, turn, seen)


def _said(dialogue: Dialogue, turn: Turn, seen: ShownTurn) -> Iterator[str]:
    """Who says what and when: all there is to a turn of another thread."""
    name = dialogue.participant(turn.participant).name
    if visible(seen.name) != visible(name):
        yield f"the speaker is '{seen.name}', not '{name}'"
    if seen.time != (time := _time(turn)):
        yield f"the time is '{seen.time}', not '{time}'"
    yield from _parts(turn.parts, seen.parts)


def _time(turn: Turn) -> str:
    if turn.time is not None:  # HTML takes three digits of a second's fraction
        return turn.time.isoformat(timespec="milliseconds" if turn.time.microsecond else "auto")
    return "" if turn.offset is None else f"PT{turn.offset.total_seconds():.3f}S"


def _alternatives(dialogue: Dialogue, turn: Turn, seen: ShownTurn, place: str) -> Iterator[tuple[int, str]]:
    """What the other threads say instead of a turn, and instead of theirs."""
    line = turn.location.line
    if len(turn.alternatives) != len(seen.alternatives):
        yield line, f"{place}: {len(seen.alternatives)} alternatives, not {len(turn.alternatives)}"
    for count, (thread, shown) in enumerate(zip(turn.alternatives, seen.alternatives, strict=False), start=1):
        within = f"{place}, alternative {count}"
        if len(thread.turns) != len(shown):
            yield line, f"{within}: {len(shown)} turns, not {len(thread.turns)}"
        for number, (instead, told) in enumerate(zip(thread.turns, shown, strict=False), start=1):
            where = f"{within}, turn {number}, of {dialogue.participant(instead.participant).name}"
            yield from ((instead.location.line, f"{where}: {what}") for what in _said(dialogue, instead, told))
            yield from _alternatives(dialogue, instead, told, where)


def _notes_by_turn(dialogue: Dialogue) -> dict[str | None, list[Note]]:
    """The notes by the turn that they are on; None: on the dialogue, or on a turn of another thread."""
    anchors = {turn.id for turn in dialogue.turns}
    notes: dict[str | None, list[Note]] = {}
    for note in dialogue.metadata.notes:
        notes.setdefault(note.turn if note.turn in anchors else None, []).append(note)
    return notes


def _notes(notes: Sequence[Note], shown: Sequence[ShownNote]) -> Iterator[str]:
    """Notes, in whatever order: those on a passage are numbered in the order of the text."""
    left = list(shown)
    missing = []
    for note in notes:
        found = next((seen for seen in left if _is_note(note, seen)), None)
        if found is None:
            missing.append(note)
        else:
            left.remove(found)
    for note, seen in zip_longest(missing, left):
        if note is None:
            yield f"an editor's note is not in the metadata: '{seen.text[:48].strip()}'"
        elif seen is None:
            yield f"an editor's note is missing: '{note.text[:48].strip()}'"
        elif found_in := difference(typed(note.text), seen.text):
            yield f"an editor's note: {_told(found_in)}"
        else:
            yield f"an editor's note is on '{seen.passage}', not on '{note.passage or ''}'"


def _is_note(note: Note, seen: ShownNote) -> bool:
    passage = visible(seen.passage.removeprefix("“").removesuffix("”").removesuffix("…"))
    return visible(note.passage or "").startswith(passage) and difference(typed(note.text), seen.text) is None


def _parts(parts: Sequence[Part], shown: Sequence[ShownPart]) -> Iterator[str]:
    said = [part for part in parts if not isinstance(part, Text | Reasoning) or part.text.strip(_BLANK)]
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
            readings = iter([plain(part.input, verbatim=True)])
        case ToolResult():
            readings = iter([plain(part.output, verbatim=True)])
        case Attachment():
            readings = iter([plain(text) for text in ((part.text or ""), part.name, f"{part.text or ''}{part.name}")])
            readings = iter([*readings, plain(f"{part.name}{part.name}"), plain(f"{part.name}{part.media_type or ''}")])
        case Unknown():
            readings = iter([plain(part.text)])
    found = difference(readings, seen.text)
    if found:
        yield _told(found)
    yield from _hint(part, seen)
    if isinstance(part, Text):
        yield from _targets(part.text, seen)


def _told(found: Difference) -> str:
    if not found.missing:
        return f"'{found.extra}' is not in the transcript"
    return f"'{found.missing}' is missing" + (f", and '{found.extra}' stands there" if found.extra else "")


def _hint(part: Part, seen: ShownPart) -> Iterator[str]:
    """What stands on a part that is folded: which tool, which file, which document."""
    if not seen.label:
        return
    match part:
        case ToolCall() | Attachment():
            name, whole = part.name, True
        case ToolResult():
            name, whole = part.name or "", False
            if part.is_error is not ("error" in seen.label.lower()):
                yield f"the result of a tool is shown as '{seen.label}'"
        case Document():
            name, whole = f"{part.title} (version {part.version})" if part.version > 1 else part.title, True
        case Unknown():
            name, whole = part.kind, True
        case Aside():
            if visible(seen.label.lower()) != visible(part.kind.lower()):
                yield f"the label is '{seen.label}', not '{part.kind}'"
            return
        case _:
            return
    hint, expected = visible(seen.hint), visible(name)
    if hint != expected if whole else not hint.startswith(expected):
        yield f"the name on it is '{seen.hint}', not '{name}'"


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
