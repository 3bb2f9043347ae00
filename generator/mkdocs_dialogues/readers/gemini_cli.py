"""Gemini CLI: sessions as the program keeps them under ``~/.gemini/tmp/<project>/chats/``.

Until early 2026 one JSON object ``{sessionId, projectHash, startTime, lastUpdated, summary?, messages: […]}``; since
then JSON Lines: the same header, then a message a line, ``{"$set": {…}}`` for later changes to the header and
``{"$rewindTo": id}``. A message's id may come again, changed: the last one counts. A message has the ``type`` user,
gemini, info, warning or error. Written by ``chatRecordingService.ts`` in https://github.com/google-gemini/gemini-cli.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, tool_call
from mkdocs_dialogues.readers.shapes.contents import function_result, read_contents
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import add_user_parts
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import beginning, plain
from mkdocs_dialogues.readers.shapes.times import Moment, changed
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["GeminiCLIReader"]


class Call(msgspec.Struct):
    """A call of a tool, with its result beside it."""

    name: str
    id: str | None = None
    args: msgspec.Raw = NULL
    result: msgspec.Raw = NULL
    status: str | None = None


class Thought(msgspec.Struct):
    """A summary of what the model thought."""

    subject: str | None = None
    description: str | None = None


class Line(msgspec.Struct, kw_only=True):
    """A header, a message or a change: a record of the newer form, and the older form's messages."""

    sessionId: str | None = None  # noqa: N815 - the names on the wire
    startTime: Moment = None  # noqa: N815
    lastUpdated: Any = None  # noqa: N815
    summary: str | None = None
    messages: list[msgspec.Raw] | None = None
    id: str | None = None
    type: str | None = None
    timestamp: Moment = None
    content: msgspec.Raw = NULL
    thoughts: list[Thought] | None = None
    toolCalls: list[Call] | None = None  # noqa: N815
    model: str | None = None
    change: msgspec.Raw = msgspec.field(name="$set", default=NULL)
    rewind: str | None = msgspec.field(name="$rewindTo", default=None)


class GeminiCLIReader:
    """Reads sessions of Gemini CLI."""

    name = "gemini-cli"
    title = "Gemini CLI"
    about = "sessions of Gemini CLI"
    suffixes = (".json", ".jsonl")
    generic = False

    def detect(self, source: Source) -> bool:
        """A header with ``sessionId`` and ``projectHash``, or messages of the type ``gemini``."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The session's dialogue."""
        wire = Wire(source)
        session = _Session(Gathering(source, self.name))
        for record in wire.records():
            session.take(wire, record)
        for record, message in session.messages.values():
            _add(wire, session.gathering, record, message)
        session.gathering.keep(session.strays)
        if session.gathering.drafts:
            yield session.gathering.build()
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    if "sessionId" in record and "projectHash" in record:
        return True
    return record.get("type") == "gemini" and "content" in record and "timestamp" in record


class _Session:
    """The messages by their ids, in the order in which the ids came first."""

    def __init__(self, gathering: Gathering) -> None:
        self.gathering = gathering
        self.messages: dict[str, tuple[Record, Line]] = {}
        self.strays: list[Part] = []

    def take(self, wire: Wire, record: Record) -> None:
        line = wire.decode(record, Line)
        if line is None:
            self.strays += record.spoilt
            return
        if bytes(memoryview(line.change)[:1]) == b"{":
            self.take(wire, Record(line.change, record.line, f"{record.path}['$set']"))
        if line.rewind is not None:
            self._rewind(line.rewind)
        if line.type is not None:
            self.messages[line.id or f"line {record.line} {record.path}"] = (record, line)
            return
        gathering = self.gathering
        gathering.id = gathering.id or line.sessionId or ""
        gathering.title = line.summary or gathering.title
        gathering.date = gathering.date or wire.time(record, line.startTime, "startTime")
        gathering.changed = changed(line.lastUpdated) or gathering.changed
        self.strays += record.spoilt
        if line.messages is not None:
            self.messages = {}
            for item in wire.items(record, line.messages, "messages"):
                self.take(wire, item)

    def _rewind(self, id_: str) -> None:
        """Take back a message and what came after it."""
        if id_ in self.messages:
            keys = list(self.messages)
            for key in keys[keys.index(id_) :]:
                del self.messages[key]


def _add(wire: Wire, gathering: Gathering, record: Record, message: Line) -> None:
    time = wire.time(record, message.timestamp, "timestamp")
    parts = [*read_contents(wire, record, message.content), *record.spoilt]
    if message.type == "user":
        add_user_parts(gathering, Speaker("user"), parts, record, id_=message.id or "", time=time)
    elif message.type == "gemini":
        thoughts = [Reasoning(said) for one in message.thoughts or () if (said := _thought(one))]
        calls = [part for call in message.toolCalls or () for part in _call(call)]
        speaker = Speaker("assistant", message.model)
        gathering.add(speaker, [*thoughts, *parts, *calls], record.line, id_=message.id or "", time=time)
    else:
        kind = "notice" if message.type in ("info", "warning", "error") else beginning(message.type or "notice", 30)
        gathering.keep([Aside(kind, part.text) if isinstance(part, Text) else part for part in parts])


def _thought(thought: Thought) -> str:
    subject = f"**{thought.subject.strip()}**" if thought.subject and thought.subject.strip() else ""
    return "\n\n".join(one for one in (subject, (thought.description or "").strip()) if one)


def _call(call: Call) -> Iterable[Part]:
    yield tool_call(call.name, plain(call.args), call.id)
    value = plain(call.result)
    results = value if isinstance(value, list) else [] if value is None else [value]
    for one in results:
        held = one.get("functionResponse") if isinstance(one, dict) else None
        found = function_result(held) if isinstance(held, dict) else ToolResult(flat(one))
        yield ToolResult(found.output, None, call.id, found.is_error or call.status == "error")
