"""From messages to a ``Dialogue``: participants by role and model, results beside their calls, times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from mkdocs_dialogues.model import (
    Attachment,
    Dialogue,
    Kind,
    Location,
    Metadata,
    Part,
    Participant,
    Role,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.readers.shapes.documents import Documents
from mkdocs_dialogues.readers.shapes.text import clean, clean_part
from mkdocs_dialogues.source import Source

__all__ = ["Draft", "Gathering", "Speaker"]

_NAMES: Final[dict[Role, str]] = {"user": "User", "assistant": "Assistant", "system": "System", "tool": "Tool"}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the source tells it: ``name`` only where it is one, not a role."""

    role: Role
    model: str | None = None
    name: str | None = None
    kind: Kind | None = None


@dataclass(slots=True)
class Draft:
    """A turn that parts may still be added to."""

    speaker: Speaker
    parts: list[Part]
    line: int
    id: str
    time: datetime | None
    heading: str | None
    offset: timedelta | None


@dataclass(slots=True)
class Gathering:
    """Gathers one dialogue. ``line`` is where it begins, ``id`` the source's own."""

    source: Source
    format: str
    line: int = 1
    title: str = ""
    id: str = ""
    date: date | datetime | None = None
    changed: datetime | None = None
    language: str | None = None
    source_url: str | None = None
    preface: list[Part] = field(default_factory=list)
    afterword: list[Part] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    _calls: dict[str, Draft] = field(default_factory=dict)
    _by_id: dict[str, Draft] = field(default_factory=dict)
    _deferred: list[Part] = field(default_factory=list)

    def add(
        self,
        speaker: Speaker,
        parts: Iterable[Part],
        line: int,
        *,
        id_: str = "",
        time: datetime | None = None,
        heading: str | None = None,
        offset: timedelta | None = None,
        joined: bool = False,
    ) -> Draft:
        """Add a turn.

        ``joined``: the parts go on with an earlier turn of the speaker, the one with the same id, or the last turn when
        there is no id.
        """
        parts = [*self._deferred, *parts]
        self._deferred = []
        draft = self._earlier(speaker, id_) if joined else None
        if draft is not None:
            draft.parts += parts
        else:
            draft = Draft(speaker, parts, line, id_, time, heading, offset)
            self.drafts.append(draft)
            if id_:
                self._by_id.setdefault(id_, draft)
        for part in parts:
            if isinstance(part, ToolCall) and part.id:
                self._calls.setdefault(part.id, draft)
        return draft

    def _earlier(self, speaker: Speaker, id_: str) -> Draft | None:
        draft = self._by_id.get(id_) if id_ else self.drafts[-1] if self.drafts else None
        return draft if draft is not None and draft.speaker == speaker else None

    def add_result(
        self, result: ToolResult, line: int, *, time: datetime | None = None, files: Sequence[Part] = ()
    ) -> None:
        """Put a tool's result, and files that came with it, behind the call that it answers.

        It is a turn of the tool's own when there is no such call.
        """
        draft, at = self._call_of(result)
        if draft is None:
            self.add(Speaker("tool", name=result.name), [result, *files], line, time=time)
            return
        while at < len(draft.parts) and isinstance(draft.parts[at], (ToolResult, Attachment)):
            at += 1
        draft.parts[at:at] = [result, *files]

    def _call_of(self, result: ToolResult) -> tuple[Draft | None, int]:
        """The turn of the call that a result answers, and the place behind the call.

        A result without an id answers a call of the last turn: one that has none yet, or else the last of its name.
        """
        draft = self._calls.get(result.id) if result.id else self.drafts[-1] if self.drafts else None
        named: tuple[Draft | None, int] = (None, 0)
        for at, part in enumerate(draft.parts if draft else (), start=1):
            if not isinstance(part, ToolCall) or draft is None:
                continue
            answered = at < len(draft.parts) and isinstance(draft.parts[at], ToolResult)
            if part.id == result.id if result.id else not answered and result.name in (None, part.name):
                return draft, at
            if result.name == part.name:
                named = draft, at
        return named

    def keep(self, parts: Sequence[Part]) -> None:
        """Keep parts that are nobody's turn: with the last turn, or before the first."""
        (self.drafts[-1].parts if self.drafts else self.preface).extend(parts)

    @property
    def lost(self) -> bool:
        """Whether there was something, and no turn came of it."""
        return not self.drafts and any(isinstance(part, Unknown) for part in (*self.preface, *self._deferred))

    def defer(self, parts: Sequence[Part]) -> None:
        """Keep parts that are nobody's turn, and that the next turn answers: context before a request."""
        self._deferred.extend(parts)

    def build(self) -> Dialogue:
        """The dialogue; participants in the order in which they first speak, its date that of its first turn."""
        self.keep(self._deferred)
        self._deferred = []
        documents = Documents()
        ids = _ids(list(dict.fromkeys(draft.speaker for draft in self.drafts)))
        when = self.date or next((draft.time for draft in self.drafts if draft.time), None)
        line = self.source.at(self.line).line
        origins = {"date": f"transcript, line {line}"} if when else {}
        if self.title:
            origins["title"] = f"transcript, line {line}"
        return Dialogue(
            clean(self.title),
            tuple(_participant(speaker, id_) for speaker, id_ in ids.items()),
            tuple(_turn(draft, ids[draft.speaker], self.source, documents) for draft in self.drafts),
            self.source.at(self.line),
            id=clean(self.id),
            metadata=Metadata(
                date=when,
                language=self.language,
                source_url=self.source_url,
                format=self.format,
                origins=origins,
                changed=self.changed,
            ),
            preface=tuple(map(clean_part, self.preface)),
            afterword=tuple(map(clean_part, self.afterword)),
        )


def _ids(speakers: Sequence[Speaker]) -> dict[Speaker, str]:
    """An id for each: the name or role; with the model where several have one."""
    labels = Counter(_label(speaker) for speaker in speakers)
    ids: dict[Speaker, str] = {}
    taken: set[str] = set()
    for speaker in speakers:
        label = _label(speaker)
        base = f"{label} ({clean(speaker.model)})" if labels[label] > 1 and speaker.model else label
        id_, number = base, 1
        while id_ in taken:
            number += 1
            id_ = f"{base} {number}"
        taken.add(id_)
        ids[speaker] = id_
    return ids


def _label(speaker: Speaker) -> str:
    return " ".join(clean(speaker.name or "").split()) or speaker.role


def _participant(speaker: Speaker, id_: str) -> Participant:
    name = " ".join(clean(speaker.name or "").split()) or _NAMES[speaker.role]
    kind = speaker.kind or ("model" if speaker.model else None)
    return Participant(id_, name, speaker.role, clean(speaker.model) if speaker.model else None, kind)


def _turn(draft: Draft, participant: str, source: Source, documents: Documents) -> Turn:
    location: Location = source.at(draft.line)
    parts = tuple(documents.shown(clean_part(part)) for part in draft.parts)
    return Turn(participant, parts, location, clean(draft.id), draft.time, draft.heading, draft.offset)
