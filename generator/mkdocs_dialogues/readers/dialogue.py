"""Our own Markdown form, as ``writers/markdown.py`` writes it and ``dialogue_form.py`` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mkdocs_dialogues.dialogue_form import FACTS, is_almost, read_label, read_marker, unescape, unspell
from mkdocs_dialogues.media import decoded
from mkdocs_dialogues.model import (
    Alternative,
    Aside,
    Attachment,
    Dialogue,
    Document,
    Metadata,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.readers.shapes.text import beginning
from mkdocs_dialogues.source import Source

__all__ = ["DialogueReader"]

_NO_PARTS = frozenset({"preface", "afterword", "alternative", "alternative-end"})
_DEEPEST = 16  # alternatives within each other
_LONGEST = 10_000_000  # seconds of a recording: some months


@dataclass
class _Block:
    """A marker or label, and the lines of content below it."""

    line: int
    part: str
    facts: dict[str, Any]
    label: str | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The content without the one blank line on each side that the form puts around it, as it was."""
        lines = self.lines[1:] if self.lines[:1] == [""] else self.lines
        lines = lines[:-1] if lines[-1:] == [""] else lines
        text = "\n".join(unescape(line) for line in lines)
        return unspell(text) if self.facts.get("escaped") else text


class DialogueReader:
    """Reads files whose metadata says ``format: dialogue``."""

    name = "dialogue"
    title = "Our own form"
    about = "what `dialogues convert --to markdown` writes"
    suffixes = (".md", ".markdown")
    generic = False

    def detect(self, source: Source) -> bool:
        """Never by looks: a hand-typed dialogue looks much the same, and means its backslashes."""
        del source
        return False

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue; none where no label opens a turn."""
        draft = _Draft()
        for block in _blocks(source):
            _check(source, block)
            draft.take(source, block)
        if not draft.turns:
            return
        yield Dialogue(
            title="",
            participants=tuple(Participant(label, label) for label in draft.present),
            turns=tuple(_turn(source, turn) for turn in draft.turns),
            source=source.at(1),
            metadata=Metadata(format=self.name),
            preface=tuple(draft.preface),
            afterword=tuple(draft.afterword),
        )


@dataclass
class _TurnDraft:
    block: _Block
    parts: list[Part] = field(default_factory=list)
    alternatives: list[list[_TurnDraft]] = field(default_factory=list)


@dataclass
class _Draft:
    """What was read so far. ``open`` are the threads that a turn may be added to, the shown one first."""

    preface: list[Part] = field(default_factory=list)
    afterword: list[Part] = field(default_factory=list)
    present: dict[str, None] = field(default_factory=dict)
    turns: list[_TurnDraft] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = [self.turns]
        self.into = self.preface

    def take(self, source: Source, block: _Block) -> None:
        """Add a block: a turn where it is a label, else a part of the last turn."""
        if block.label is not None:
            self.present[block.label] = None
            if not block.facts.get("present"):
                turn = _TurnDraft(block)
                self.open[-1].append(turn)
                self.into = turn.parts
        elif block.part == "afterword":
            self.into = self.afterword
        elif block.part in ("alternative", "alternative-end"):
            self._fork(source, block)
        implicit = block.label is not None or block.part in _NO_PARTS
        text = block.text.lstrip("\n") if block.part == "preface" else block.text
        if not implicit or text.strip():
            self.into.append(_part(source, block, "text" if implicit else block.part, text))

    def _fork(self, source: Source, block: _Block) -> None:
        if block.part == "alternative-end" and len(self.open) > 1:
            self.open.pop()
            self.into = self.open[-1][-1].parts
        elif block.part == "alternative" and self.open[-1] and len(self.open) <= _DEEPEST:
            thread: list[_TurnDraft] = []
            self.open[-1][-1].alternatives.append(thread)
            self.open.append(thread)
        else:
            source.warn(
                "bad-field",
                block.line,
                f"'<!-- {block.part} -->' stands where no alternative can {'end' if 'end' in block.part else 'begin'}",
                "Expected an alternative behind the turn that it is said instead of, and one end for each.",
                "Move or remove it; what follows is shown with the turns around it.",
            )


def _blocks(source: Source) -> Iterator[_Block]:
    block = _Block(1, "preface", {})
    for number, line in enumerate(source.lines, start=1):
        if label := read_label(line):
            yield block
            block = _Block(number, "text", label[1], label[0])
        elif marker := read_marker(line):
            yield block
            block = _Block(number, *marker)
        else:
            if is_almost(line):
                source.warn(
                    "bad-field",
                    number,
                    f"the facts in '{beginning(line)}' are no JSON",
                    'Expected a comment such as <!-- {"id": "first"} --> or <!-- tool-call {"name": "search"} -->.',
                    "Correct it, or put a backslash in front of the line if it is text.",
                )
            block.lines.append(line)
    yield block


def _check(source: Source, block: _Block) -> None:
    known = FACTS["turn" if block.label is not None else block.part] if block.part != "preface" else ()
    for fact in block.facts:
        if fact not in known:
            expected = f"Expected one of: {', '.join(sorted(known))}." if known else "Expected none here."
            source.warn("unknown-key", block.line, f"unknown fact '{fact}'", expected, "Correct or remove it.")


def _turn(source: Source, draft: _TurnDraft) -> Turn:
    block = draft.block
    when = block.facts.get("time")
    try:
        time = datetime.fromisoformat(when) if isinstance(when, str) else None
    except ValueError:
        time = None
        source.warn(
            "bad-metadata",
            block.line,
            f"'time' cannot be '{when}'",
            "Expected a time such as 2026-01-04T21:13:12.",
            "Correct or remove it.",
        )
    heading = block.facts.get("heading")
    return Turn(
        participant=block.label or "",
        parts=tuple(draft.parts),
        location=source.at(block.line),
        id=str(block.facts.get("id", "")),
        time=time,
        heading=str(heading) if heading is not None else None,
        offset=_offset(source, block),
        alternatives=tuple(
            Alternative(tuple(_turn(source, turn) for turn in thread)) for thread in draft.alternatives if thread
        ),
    )


def _offset(source: Source, block: _Block) -> timedelta | None:
    seconds = block.facts.get("offset")
    if seconds is None:
        return None
    if isinstance(seconds, (int, float)) and not isinstance(seconds, bool) and 0 <= seconds < _LONGEST:
        return timedelta(seconds=seconds)
    source.warn(
        "bad-metadata",
        block.line,
        f"'offset' cannot be '{seconds}'",
        "Expected the seconds since the recording began, such as 754.5.",
        "Correct or remove it.",
    )
    return None


def _version(source: Source, block: _Block) -> int:
    """The number of a document's version; 1 where there is none."""
    version = block.facts.get("version", 1)
    if isinstance(version, int) and not isinstance(version, bool):
        return version
    source.warn(
        "bad-metadata", block.line, f"'version' cannot be '{version}'", "Expected a number such as 2.", "Correct it."
    )
    return 1


def _file(source: Source, block: _Block) -> bytes | None:
    """The file that stands in an attachment's facts; one that may not be published is reported."""
    data = block.facts.get("data")
    file = decoded(data) if isinstance(data, str) else None
    if data is not None and file is None:
        source.warn(
            "bad-metadata",
            block.line,
            f"'data' cannot be '{beginning(str(data), 24)}'",
            "Expected a picture, a sound, a film or a PDF in base64.",
            "Put the file beside the transcript, and name it with 'target'.",
        )
    return file


def _part(source: Source, block: _Block, name: str, text: str) -> Part:
    facts = block.facts

    def fact(key: str) -> str | None:
        return str(facts[key]) if facts.get(key) is not None else None

    match name:
        case "reasoning":
            return Reasoning(text)
        case "tool-call":
            return ToolCall(fact("name") or "", text, fact("id"), fact("language"))
        case "tool-result":
            return ToolResult(text, fact("name"), fact("id"), bool(facts.get("is_error")))
        case "attachment":
            told = text if "text" in facts else None
            return Attachment(fact("name") or "", fact("target"), fact("media_type"), told, _file(source, block))
        case "document":
            return Document(fact("title") or "", text, fact("id"), fact("language"), _version(source, block))
        case "aside":
            return Aside(fact("kind") or "", text)
        case "unknown":
            return Unknown(fact("kind") or "", text)
        case _:
            return Text(text)
