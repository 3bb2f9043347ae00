"""GitHub Copilot CLI: sessions as the program keeps them, ``~/.copilot/session-state/<session>/events.jsonl``.

One event a line, ``{type, data, id, timestamp, parentId, agentId?}``, each linked to the one before it. Of a user's
message ``content`` was typed and ``transformedContent`` was sent; an answer's calls are in its ``toolRequests``, what
came of them in ``tool.execution_complete``; the model is named by the answer, or by ``session.model_change`` before it.
Events with an ``agentId`` or ``parentToolCallId`` are a sub-agent's. Declared in ``nodejs/src/generated/
session-events.ts`` of https://github.com/github/copilot-sdk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.copilot_first_form import Session, gather_session, is_first_form
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, sources, tool_call
from mkdocs_dialogues.readers.shapes.context import as_context
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["CopilotCLIReader"]

# Events of the program's own affairs: deltas of what comes whole, usage, permissions, hooks, servers.
_SILENT: Final = (
    "session. hook. permission. elicitation. sampling. mcp. command. commands. external_tool. capabilities. "
    "auto_mode_switch. session_limits_exhausted. factory. ui. model. pending_messages. tool_search. user_input. "
    "subagent. exit_plan_mode.completed assistant.turn_ assistant.idle assistant.intent assistant.usage "
    "assistant.message_ assistant.reasoning_ assistant.streaming_ assistant.tool_call_ assistant.server_tool_ "
    "tool.execution_partial tool.execution_progress"
).split()
_SESSION: Final = ("session.start", "session.resume", "session.model_change", "session.title_changed")
# Events whose text is set apart: what it is called, and where it stands in the event's data.
_ASIDES: Final = {
    "session.info": ("notice", "message"),
    "session.warning": ("notice", "message"),
    "session.error": ("error", "message"),
    "session.compaction_complete": ("summary of what went before", "summaryContent"),
    "session.handoff": ("context", "summary"),
    "session.task_complete": ("notice", "summary"),
    "system.notification": ("notice", "content"),
    "skill.invoked": ("context", "content"),
    "exit_plan_mode.requested": ("plan", "planContent"),
    "abort": ("notice", "reason"),
}


class Event(msgspec.Struct, kw_only=True):
    """A line."""

    type: str | None = None
    data: msgspec.Raw = NULL
    id: str | None = None
    timestamp: Moment = None
    parentId: str | None = None  # noqa: N815 - the names on the wire
    agentId: str | None = None  # noqa: N815


class Request(msgspec.Struct, kw_only=True, rename="camel"):
    """A call of a tool."""

    tool_call_id: str | None = None
    name: str | None = None
    arguments: msgspec.Raw = NULL


class Data(msgspec.Struct, kw_only=True, rename="camel"):
    """What the events that are read hold."""

    session_id: str | None = None
    selected_model: str | None = None
    new_model: str | None = None
    model: str | None = None
    title: str | None = None
    content: str | None = None
    transformed_content: str | None = None
    attachments: msgspec.Raw = NULL
    source: str | None = None
    is_autopilot_continuation: bool | None = None
    reasoning_text: str | None = None
    tool_requests: list[Request] | None = None
    citations: msgspec.Raw = NULL
    chunk_index: int | None = None
    tool_call_id: str | None = None
    parent_tool_call_id: str | None = None
    tool_name: str | None = None
    arguments: msgspec.Raw = NULL
    success: bool | None = None
    result: msgspec.Raw = NULL
    error: msgspec.Raw = NULL
    agent_display_name: str | None = None
    agent_name: str | None = None


@dataclass(slots=True)
class Talk:
    """A dialogue that is being read: the session's, or a sub-agent's."""

    gathering: Gathering
    asker: Speaker
    model: str | None = None
    thoughts: list[Part] = field(default_factory=list)
    calls: dict[str, ToolCall] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """An event with the dialogue that it belongs to."""

    talk: Talk
    record: Record
    event: Event
    data: Data
    time: datetime | None


class CopilotCLIReader:
    """Reads sessions of GitHub Copilot CLI, and the sub-agents in them."""

    name = "copilot-cli"
    title = "Copilot CLI"
    about = "sessions of GitHub Copilot CLI"
    suffixes = (".jsonl", ".json")
    generic = False

    def detect(self, source: Source) -> bool:
        """Events of a session, with ``data`` and the event before each; or a session of the first form."""
        found = sample(source)
        return found is not None and (found.any(_is_ours) or (found.shape == "object" and is_first_form(found.first)))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The session's dialogue, then one for each sub-agent in which something was said."""
        found = sample(source)
        if found is not None and found.shape == "object" and is_first_form(found.first):
            return read_records(source, Session, partial(gather_session, format_=self.name))
        return _events(source)


def _events(source: Source) -> Iterator[Dialogue]:
    """The session's dialogue, then those of its sub-agents."""
    wire = Wire(source)
    first = Record(b"")
    tree = MessageTree[Event](wire, first)
    for number, record in enumerate(wire.records()):
        first.line = record.line if number == 0 else first.line
        event = tree.take(record, Event)
        if event is not None:
            known = event.parentId if event.parentId in tree.messages else None
            tree.add(record, event, event.id, known, chained=True)
    session = _Session(wire, first.line)
    for record, event in _shown(tree):
        session.take(record, event)
    found = False
    for gathering in session.gatherings():
        if not found:
            gathering.keep(tree.spoilt)
        found = True
        yield gathering.build()
    if not found:
        wire.empty(first, lost=bool(tree.spoilt))
    wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    kind = word(record.get("type"))
    if not isinstance(record.get("data"), dict) or "timestamp" not in record:
        return False
    return kind == "session.start" or (
        "parentId" in record and kind.partition(".")[0] in ("session", "user", "assistant", "tool")
    )


def _shown(tree: MessageTree[Event]) -> Iterator[tuple[Record, Event]]:
    """The events of the shown thread, and results beside it, that answer calls made at the same time."""
    path = list(tree.shown(next(reversed(tree.messages), None)))
    yield from path
    lines = {record.line for record, _ in path}
    for record, event in tree.messages.values():
        if record.line not in lines and event.type == "tool.execution_complete":
            yield record, Event(type="beside", data=event.data, timestamp=event.timestamp, agentId=event.agentId)


class _Session:
    """The dialogues in a file, by the call that began them; the session's own has none."""

    def __init__(self, wire: Wire, line: int) -> None:
        self.wire = wire
        self.main = Talk(Gathering(wire.source, CopilotCLIReader.name, line), Speaker("user"))
        self.others: dict[str, Talk] = {}
        self.agents: dict[str, str] = {}  # a sub-agent → the call that began it
        self.names: dict[str, tuple[str, str | None]] = {}  # that call → name, model
        self._handlers: dict[str, Callable[[Step], None]] = {
            **dict.fromkeys(_SESSION, self._settled),
            "user.message": self._asked,
            "assistant.reasoning": self._thought,
            "assistant.message": self._answered,
            "tool.user_requested": self._requested,
            "tool.execution_start": self._started,
            "tool.execution_complete": self._result,
            "beside": self._result,
            "system.message": self._prompted,
        }

    def gatherings(self) -> Iterator[Gathering]:
        for talk in (self.main, *self.others.values()):
            talk.gathering.keep(talk.thoughts)
            if talk.gathering.drafts:
                yield talk.gathering

    def take(self, record: Record, event: Event) -> None:
        kind = event.type or ""
        piece = Record(event.data, record.line, f"{record.path}.data", record.spoilt)
        data = self.wire.decode(piece, Data) if bytes(memoryview(event.data)[:1]) == b"{" else Data()
        if data is None:
            self.main.gathering.keep(piece.spoilt)
            return
        if kind == "subagent.started" and data.tool_call_id:
            self.names[data.tool_call_id] = (data.agent_display_name or data.agent_name or "", data.model)
            if event.agentId:
                self.agents[event.agentId] = data.tool_call_id
        talk = self._talk(record, event, data)
        step = Step(talk, record, event, data, self.wire.time(record, event.timestamp, "timestamp"))
        handler = self._handlers.get(kind)
        if handler is not None:
            handler(step)
        else:
            self._other(step)

    def _settled(self, step: Step) -> None:
        """What holds for the session from here on."""
        data, gathering = step.data, step.talk.gathering
        step.talk.model = data.new_model or data.selected_model or step.talk.model
        gathering.id = gathering.id or data.session_id or ""
        gathering.title = data.title or gathering.title
        gathering.date = gathering.date or step.time
        gathering.keep(step.record.spoilt)

    def _thought(self, step: Step) -> None:
        _think(step.talk, step.data.content)
        step.talk.gathering.keep(step.record.spoilt)

    def _requested(self, step: Step) -> None:
        """A tool that the person runs."""
        call = tool_call(step.data.tool_name or "tool", plain(step.data.arguments), step.data.tool_call_id)
        step.talk.calls[call.id or ""] = call
        self._turn(step, step.talk.asker, [call])

    def _started(self, step: Step) -> None:
        """A call that no answer lists (most are listed, and this says it once more)."""
        if (step.data.tool_call_id or "") in step.talk.calls:
            step.talk.gathering.keep(step.record.spoilt)
            return
        call = tool_call(step.data.tool_name or "tool", plain(step.data.arguments), step.data.tool_call_id)
        self._answer(step, [call], joined=True)

    def _prompted(self, step: Step) -> None:
        """The system prompt; that of a session that goes on is told once more."""
        gathering, said = step.talk.gathering, step.data.content or ""
        aside = Aside("system prompt", said)
        if said.strip() and not gathering.drafts and aside not in gathering.preface:
            gathering.preface.append(aside)
        gathering.keep(step.record.spoilt)

    def _turn(self, step: Step, speaker: Speaker, parts: list[Part], *, joined: bool = False) -> None:
        id_ = "" if joined else step.event.id or ""
        parts = [*parts, *step.record.spoilt]
        step.talk.gathering.add(speaker, parts, step.record.line, id_=id_, time=step.time, joined=joined)

    def _talk(self, record: Record, event: Event, data: Data) -> Talk:
        """The dialogue that an event belongs to."""
        key = data.parent_tool_call_id or self.agents.get(event.agentId or "", event.agentId)
        if not key:
            return self.main
        if key not in self.others:
            name, model = self.names.get(key, ("", None))
            gathering = Gathering(self.wire.source, CopilotCLIReader.name, record.line, id=key)
            gathering.title = f"Sub-agent: {name}" if name else "Sub-agent"
            asker = Speaker("user", self.main.model, "Main agent", "model")
            self.others[key] = Talk(gathering, asker, model or self.main.model)
            call = self.main.calls.get(key)
            task = plain(call.input.encode("utf-8", "replace")) if call is not None else None
            if isinstance(task, dict) and word(task.get("prompt")).strip() and event.type != "user.message":
                gathering.add(asker, [Text(task["prompt"])], record.line)
        return self.others[key]

    def _asked(self, step: Step) -> None:
        data = step.data
        said = data.content or ""
        parts: list[Part] = _attachments(plain(data.attachments))
        sent = (data.transformed_content or "").strip()
        added = sent.replace(said.strip(), "", 1).strip() if said.strip() in sent else sent
        context = as_context([Text(added)]) if added else []
        words: list[Part] = [Text(said)] if said.strip() else []
        if data.is_autopilot_continuation or (data.source or "").startswith("skill-"):  # nobody typed it
            step.talk.gathering.defer([*as_context(words), *context, *parts, *step.record.spoilt])
        else:
            self._turn(step, step.talk.asker, [*context, *parts, *words])

    def _answered(self, step: Step) -> None:
        talk, data = step.talk, step.data
        _think(talk, data.reasoning_text)
        parts = talk.thoughts
        talk.thoughts = []
        parts += [Text(data.content)] if data.content and data.content.strip() else []
        cited = plain(data.citations)
        parts += sources(cited.get("sources") if isinstance(cited, dict) else None)
        parts += [
            tool_call(request.name or "tool", plain(request.arguments), request.tool_call_id)
            for request in data.tool_requests or ()
        ]
        talk.model = data.model or talk.model
        if parts or step.record.spoilt:
            self._answer(step, parts, joined=bool(data.chunk_index))

    def _answer(self, step: Step, parts: list[Part], *, joined: bool) -> None:
        talk = step.talk
        talk.calls.update({part.id: part for part in parts if isinstance(part, ToolCall) and part.id})
        self._turn(step, Speaker("assistant", talk.model), parts, joined=joined)

    def _result(self, step: Step) -> None:
        data, talk = step.data, step.talk
        if step.event.type == "beside" and data.tool_call_id not in talk.calls:
            return
        result, error = plain(data.result), plain(data.error)
        output = flat(result.get("content")) if isinstance(result, dict) else flat(result)
        failed = word(error.get("message")) if isinstance(error, dict) else flat(error)
        binary = result.get("binaryResultsForLlm") if isinstance(result, dict) else None
        files = [_binary(one) for one in (binary if isinstance(binary, list) else ())]
        talk.model = talk.model or data.model
        is_error = data.success is False or bool(failed)
        found = ToolResult(output or failed, data.tool_name, data.tool_call_id, is_error)
        talk.gathering.add_result(found, step.record.line, time=step.time, files=[*files, *step.record.spoilt])

    def _other(self, step: Step) -> None:
        """An event that nobody spoke: its text is set apart, and one that is not known is shown as it stands."""
        kind, gathering = step.event.type or "", step.talk.gathering
        gathering.keep(step.record.spoilt)
        held = plain(step.event.data)
        if kind in _ASIDES:
            name, key = _ASIDES[kind]
            said = word(held.get(key)) if isinstance(held, dict) else ""
            if said.strip():
                gathering.keep([Aside(name, f"Interrupted: {said}" if kind == "abort" else said)])
        elif not kind.startswith(tuple(_SILENT)):
            gathering.keep([self.wire.unknown(kind or "event", pretty(step.record.data), step.record.line)])


def _think(talk: Talk, said: str | None) -> None:
    """Note a thought for the answer that comes; some versions say it before the answer, in it, or in both places."""
    thought = Reasoning(said or "")
    drafts = talk.gathering.drafts
    if thought.text.strip() and thought not in talk.thoughts and not (drafts and thought in drafts[-1].parts):
        talk.thoughts.append(thought)


def _binary(value: Any) -> Attachment:
    kind = word(value.get("type")) if isinstance(value, dict) else ""
    return attached(value, "image" if kind == "image" else "file")


def _attachments(value: Any) -> list[Part]:
    """What was given with a message: files and folders by their names, selections with their text."""
    found: list[Part] = []
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            kind = word(one.get("type")) or "file"
            path = word(one.get("path")) or word(one.get("filePath")) or word(one.get("url"))
            name = word(one.get("displayName")) or word(one.get("title")) or path.replace("\\", "/").rpartition("/")[2]
            text = word(one.get("text")) or None
            target = path if path.startswith(("https://", "http://")) else None
            found.append(Attachment(name or kind, target, word(one.get("mimeType")) or None, text))
    return found
