"""Codex: rollouts, as the program keeps its sessions under ``~/.codex/sessions/``, JSON Lines.

Since September 2025 a line is ``{timestamp, type, payload}`` with the types ``session_meta``, ``turn_context`` (the
model of what follows), ``response_item`` (messages, reasoning, calls and their outputs), ``event_msg`` and
``compacted``. Before that the items stood bare on the lines, after a first line with the session's id. ``event_msg``
says once more what ``response_item`` says, and is read only where a file has nothing else. The first messages "of the
user" are the program's own. Written by https://github.com/openai/codex (``codex-rs/protocol/src/protocol.rs``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, read_content, tool_call
from mkdocs_dialogues.readers.shapes.context import as_context
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import add_user_parts, role_of
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["CodexReader"]

_ENVELOPES: Final = frozenset({"session_meta", "turn_context", "response_item", "event_msg", "compacted"})
_ITEMS: Final = frozenset(
    """
    message reasoning function_call function_call_output custom_tool_call custom_tool_call_output local_shell_call
    local_shell_call_output web_search_call image_generation_call tool_search_call tool_search_output mcp_tool_call
    mcp_tool_call_output
    """.split()
)
_SILENT: Final = frozenset({"ghost_snapshot", "compaction", "compaction_summary", "context_compaction", "other"})
# What an editor's extension puts around a request, and the project's instructions.
_REQUEST: Final = re.compile(
    r"\A(?P<context># Context from my IDE setup:.*?)^## My request for Codex:[ \t]*\n", re.DOTALL | re.MULTILINE
)
_INSTRUCTIONS: Final = ("# AGENTS.md instructions", "Warning: The maximum number of")


class Line(msgspec.Struct, kw_only=True):
    """A record: an envelope since September 2025, before that the item itself."""

    type: str | None = None
    timestamp: Moment = None
    payload: msgspec.Raw = NULL
    record_type: str | None = None
    id: str | None = None


class Payload(msgspec.Struct, kw_only=True):
    """What an envelope holds, whatever its type: an item, an event, or facts."""

    type: str | None = None
    role: str | None = None
    id: str | None = None
    content: msgspec.Raw = NULL
    summary: msgspec.Raw = NULL
    name: str | None = None
    call_id: str | None = None
    arguments: msgspec.Raw = NULL
    input: msgspec.Raw = NULL
    action: msgspec.Raw = NULL
    output: msgspec.Raw = NULL
    model: str | None = None
    message: msgspec.Raw = NULL
    text: str | None = None
    thread_name: str | None = None


class CodexReader:
    """Reads rollouts of Codex, of the current and the first form."""

    name = "codex"
    title = "Codex"
    about = "rollouts of Codex"
    suffixes = (".jsonl", ".json")
    generic = False

    def detect(self, source: Source) -> bool:
        """Envelopes with Codex's types, or the first form's head above bare items."""
        found = sample(source)
        return found is not None and (found.any(_is_envelope) or _is_first_form(list(found.records)))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The session's dialogue."""
        wire = Wire(source)
        session = _Session(wire)
        for record in wire.records():
            session.take(record)
        gathering = session.gathering()
        if gathering.drafts:
            yield gathering.build()
        wire.report()


def _is_envelope(record: Mapping[str, Any]) -> bool:
    return word(record.get("type")) in _ENVELOPES and isinstance(record.get("payload"), dict)


def _is_first_form(records: list[dict[str, Any]]) -> bool:
    head = records[0] if records else {}
    if not any(word(record.get("type")) in _ITEMS for record in records[1:]):
        return False
    return ("id" in head and "timestamp" in head and "type" not in head) or any("record_type" in one for one in records)


class _Session:
    """The two streams of a rollout; that of the items is the one that is shown when it has messages."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.items = Gathering(wire.source, CodexReader.name)
        self.events = Gathering(wire.source, CodexReader.name)
        self.id = ""
        self.title = ""
        self.began: Any = None
        self.model: str | None = None
        self.answering = False
        self.spoke = False

    def gathering(self) -> Gathering:
        found = self.items if self.spoke or not self.events.drafts else self.events
        found.id, found.title, found.date = self.id, self.title, self.began
        return found

    def take(self, record: Record) -> None:
        line = self.wire.decode(record, Line)
        if line is None:
            self._stray(record)
            return
        time = self.wire.time(record, line.timestamp, "timestamp")
        self.began = self.began or time
        if line.record_type is not None:
            return
        bare = line.type not in _ENVELOPES
        if bare and line.type is None:
            self.id = self.id or line.id or ""
            return
        piece = record if bare else Record(line.payload, record.line, f"{record.path}.payload", record.spoilt)
        payload = self.wire.decode(piece, Payload)
        if payload is None:
            self._stray(piece)
            return
        match line.type:
            case "session_meta":
                self.id = self.id or payload.id or ""
            case "turn_context":
                self.model = payload.model or self.model
            case "event_msg":
                self._event(piece, payload, time)
            case "compacted":
                if said := flat(plain(payload.message)).strip():
                    self._keep([Aside("summary of what went before", said)])
            case _:
                self._item(piece, payload, time)

    def _stray(self, record: Record) -> None:
        self._keep(record.spoilt)
        record.spoilt = []

    def _keep(self, parts: list[Part] | list[Any]) -> None:
        self.items.keep(parts)
        self.events.keep(parts)

    def _item(self, record: Record, item: Payload, time: Any) -> None:
        if item.type == "message":
            self._message(record, item, time)
            return
        if item.type is not None and item.type.endswith("_output"):
            self.answering = False
            self.items.add_result(_result(item), record.line, time=time)
            return
        if item.type in _SILENT:
            return
        parts: list[Part] = list(record.spoilt)
        if item.type == "reasoning":
            said = flat(plain(item.summary)) or flat(plain(item.content))
            parts = [Reasoning(said), *parts] if said.strip() else parts
        elif item.type in _ITEMS:
            parts = [_call(item), *parts]
        else:
            parts = [self.wire.unknown(item.type or "item", pretty(record.data), record.line), *parts]
        if parts:
            self._answer(record, parts, time)

    def _answer(self, record: Record, parts: list[Part], time: Any, id_: str = "") -> None:
        """What the model says up to the next result or request is one answer."""
        speaker = Speaker("assistant", self.model)
        self.items.add(speaker, parts, record.line, id_="" if self.answering else id_, time=time, joined=self.answering)
        self.answering = True

    def _message(self, record: Record, item: Payload, time: Any) -> None:
        parts = [*read_content(self.wire, record, item.content), *record.spoilt]
        speaker = role_of(self.wire, record, item.role or "user")
        if speaker.role == "assistant":
            self.spoke = True
            if parts:
                self._answer(record, parts, time, item.id or "")
            return
        self.answering = False
        if speaker.role == "system":
            self.items.defer(as_context(parts))
            return
        self.spoke = True
        add_user_parts(self.items, speaker, _request(parts), record, id_=item.id or "", time=time)

    def _event(self, record: Record, event: Payload, time: Any) -> None:
        said = flat(plain(event.message)) or event.text or ""
        match event.type:
            case "user_message":
                add_user_parts(self.events, Speaker("user"), _request([Text(said)]), record, time=time)
            case "agent_message":
                self.events.add(Speaker("assistant", self.model), [Text(said)], record.line, time=time)
            case "agent_reasoning":
                self.events.defer([Reasoning(said)] if said.strip() else [])
            case "thread_name_updated":
                self.title = event.thread_name or self.title
            case "error" if said.strip():
                self._keep([Aside("notice", said)])
            case "turn_aborted":
                self._keep([Aside("notice", "The turn was interrupted.")])


def _request(parts: list[Part]) -> list[Part]:
    """The parts of a user's message, with what an editor or the program put before the request set apart."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, Text) and (match := _REQUEST.match(part.text)):
            inner = match["context"].strip().partition("\n")[2].strip()
            found += [Aside("context", inner)] if inner else []
            found += [Text(part.text[match.end() :].strip("\n"))]
        elif isinstance(part, Text) and part.text.startswith(_INSTRUCTIONS):
            found.append(Aside("context", part.text))
        else:
            found.append(part)
    return found


def _call(item: Payload) -> Part:
    given = next(
        (value for raw in (item.arguments, item.input, item.action) if (value := plain(raw)) is not None), None
    )
    return tool_call(item.name or (item.type or "tool").removesuffix("_call").replace("_", " "), given, item.call_id)


def _result(item: Payload) -> ToolResult:
    """The output of a call; shells put it into JSON together with their exit code."""
    value = plain(item.output)
    if isinstance(value, str) and value.startswith("{"):
        inner = plain(value.encode("utf-8", "replace"))
        value = inner if isinstance(inner, dict) and isinstance(inner.get("output"), str) else value
    facts = value.get("metadata") if isinstance(value, dict) else None
    failed = isinstance(facts, dict) and facts.get("exit_code") not in (None, 0)
    if isinstance(value, dict):
        failed = failed or value.get("success") is False
        value = value.get("output", value.get("content", value))
    return ToolResult(flat(value), None, item.call_id, failed)
