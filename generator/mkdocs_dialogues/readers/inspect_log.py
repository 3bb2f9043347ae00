"""Inspect: logs of evaluations, of which each sample is a dialogue.

``{version, status, eval: {task, model, created, …}, results, samples: [{id, epoch, input, target, messages, output,
scores, events, attachments, …}]}`` in one JSON file; a ``.eval`` file is a zip archive with a sample in each
``samples/<id>_epoch_<n>.json``, without the log around it. A message is ``{id, role, content, source, model,
tool_calls: [{id, function, arguments}], tool_call_id, function, error}``; ``attachment://<hash>`` stands for what is in
the sample's ``attachments``. Declared in ``log/_log.py``, ``model/_chat_message.py`` and ``_util/content.py`` of
https://github.com/UKGovernmentBEIS/inspect_ai.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, sources, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.records import built
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["InspectReader"]

_FILES: Final = frozenset({"image", "audio", "video", "document"})
_REFERENCE: Final = re.compile(r"attachment://([0-9a-f]{32})")
_MOST_HELD: Final = 64_000_000  # characters that references may stand for, all together


class Eval(msgspec.Struct, kw_only=True):
    """What was evaluated."""

    task: str | None = None
    task_display_name: str | None = None
    model: str | None = None
    created: Moment = None


class Output(msgspec.Struct, kw_only=True):
    """What the model gave in the end."""

    model: str | None = None
    choices: list[msgspec.Raw] | None = None
    error: str | None = None


class Sample(msgspec.Struct, kw_only=True):
    """A sample: a task of the data set and all that was said about it."""

    id: str | int | None = None
    epoch: int | None = None
    uuid: str | None = None
    input: msgspec.Raw = NULL
    target: msgspec.Raw = NULL
    messages: list[msgspec.Raw] | None = None
    output: Output | None = None
    scores: msgspec.Raw = NULL
    error: msgspec.Raw = NULL
    limit: msgspec.Raw = NULL
    events: msgspec.Raw = NULL
    attachments: msgspec.Raw = NULL
    started_at: Moment = None


class Log(Sample, kw_only=True):
    """A file: a log with its samples, or (``eval`` is not there) one sample."""

    eval: Eval | None = None
    samples: list[msgspec.Raw] | None = None


class Call(msgspec.Struct, kw_only=True):
    """A call of a tool."""

    id: str | None = None
    function: str | None = None
    arguments: msgspec.Raw = NULL
    parse_error: str | None = None


class Message(msgspec.Struct, kw_only=True):
    """A message."""

    role: str
    id: str | None = None
    content: msgspec.Raw = NULL
    source: str | None = None
    model: str | None = None
    tool_calls: list[Call] | None = None
    tool_call_id: str | list[str] | None = None
    function: str | None = None
    error: msgspec.Raw = NULL


class Event(msgspec.Struct, kw_only=True):
    """As much of an event as says when a message was made."""

    timestamp: Moment = None
    message_id: str | None = None
    output: Output | None = None


@dataclass(slots=True)
class Run:
    """A sample that is being read: whose it is, what its references stand for, and when its messages were made."""

    wire: Wire
    gathering: Gathering
    model: str | None
    held: Mapping[str, str]
    times: Mapping[str, Moment]
    left: int = field(default=_MOST_HELD)


class InspectReader:
    """Reads logs of Inspect, and single samples of them."""

    name = "inspect"
    title = "Inspect"
    about = "logs of Inspect's evaluations"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A log of a task with a model, or a sample with its epoch, input and target."""
        found = sample(source)
        return found is not None and found.shape == "object" and _is_ours(found.first)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each sample in which something was said."""
        wire = Wire(source)
        for record in wire.records():
            log = wire.decode(record, Log, severity=Severity.ERROR)
            if log is None:
                continue
            if log.eval is None and log.samples is None:
                yield from _dialogue(wire, record, log, Eval())
                continue
            items = wire.items(record, log.samples or (), "samples")
            if not items:
                wire.empty(record, log.eval.task or "" if log.eval is not None else "")
            for item in items:
                one = wire.decode(item, Sample, severity=Severity.ERROR)
                if one is not None:
                    yield from _dialogue(wire, item, one, log.eval or Eval())
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    told = record.get("eval")
    if isinstance(told, dict):
        return "task" in told and "model" in told and ("samples" in record or "status" in record or "plan" in record)
    if record.keys() >= {"id", "epoch", "input", "target", "messages"}:
        return True
    return list(record) == ["id", "epoch", "input"]  # cut within a long input


def _dialogue(wire: Wire, record: Record, found: Sample, told: Eval) -> Iterator[Dialogue]:
    gathering = Gathering(wire.source, InspectReader.name, record.line, _title(found, told))
    gathering.id = found.uuid or (f"{found.id}_epoch_{found.epoch}" if found.id is not None else "")
    key = "started_at" if found.started_at else "created"
    gathering.date = wire.time(record, found.started_at or told.created, key)
    output = found.output or Output()
    attachments = plain(found.attachments)
    held = (
        {name: text for name, text in attachments.items() if isinstance(text, str)} if _is_object(attachments) else {}
    )
    run = Run(wire, gathering, told.model or output.model, held, _times(found.events))
    items = wire.items(record, found.messages or (), "messages")
    for item in items or _input(wire, record, found):
        message = wire.decode(item, Message)
        if message is None:
            gathering.keep(item.spoilt)
        else:
            _add(run, item, message)
    gathering.keep(record.spoilt)
    gathering.afterword += _outcome(run, found)
    yield from built(wire, record, gathering)


def _title(found: Sample, told: Eval) -> str:
    task = told.task_display_name or told.task or ""
    epoch = f", epoch {found.epoch}" if (found.epoch or 1) > 1 else ""
    numbered = f"sample {found.id}{epoch}" if found.id is not None else ""
    title = ", ".join(one for one in (task, numbered) if one)
    return title[:1].upper() + title[1:] if not task else title


def _input(wire: Wire, record: Record, found: Sample) -> list[Record]:
    """What was asked and what came, of a sample that lists no messages."""
    [asked] = wire.items(record, [found.input])
    value = plain(asked.data)
    if isinstance(value, str) and value.strip():
        message = msgspec.json.encode({"role": "user", "content": value})
        items = [Record(message, asked.line, f"{record.path}.input")]
    elif isinstance(value, list):
        items = wire.items(asked, msgspec.json.decode(asked.data, type=list[msgspec.Raw]))
    else:
        return []
    for choice in (found.output.choices or ())[:1] if found.output is not None else ():
        held = plain(choice)
        if isinstance(held, dict) and isinstance(held.get("message"), dict):
            items.append(Record(msgspec.json.encode(held["message"]), asked.line, f"{record.path}.output"))
    return items


def _times(events: msgspec.Raw) -> dict[str, Moment]:
    """When each message was made, by its id: models' answers and tools' results are events with a time."""
    found: dict[str, Moment] = {}
    try:
        raws = msgspec.json.decode(events, type=list[msgspec.Raw])
    except (ValueError, RecursionError):
        return found
    for raw in raws:
        try:
            event = msgspec.json.decode(raw, type=Event)
        except (ValueError, RecursionError):
            continue
        ids = [event.message_id]
        for choice in (event.output.choices or ()) if event.output is not None else ():
            held = plain(choice)
            message = held.get("message") if isinstance(held, dict) else None
            ids.append(word(message.get("id")) if isinstance(message, dict) else None)
        found.update({id_: event.timestamp for id_ in ids if id_ and event.timestamp and id_ not in found})
    return found


def _add(run: Run, item: Record, message: Message) -> None:
    speaker = role_of(run.wire, item, message.role)
    content = _resolved(run, plain(message.content))
    parts = [part for one in (content if isinstance(content, list) else [content]) for part in _piece(run, item, one)]
    time = run.wire.time(item, run.times.get(message.id or ""), "timestamp")
    gathering = run.gathering
    if speaker.role == "tool":
        texts = [part.text for part in parts if isinstance(part, Text)]
        error = plain(message.error)
        failed = word(error.get("message")) if _is_object(error) else ""
        output = "\n\n".join([*texts, *([failed] if failed and failed not in "\n".join(texts) else [])])
        call_id = message.tool_call_id if isinstance(message.tool_call_id, str) else None
        result = ToolResult(output, message.function, call_id, _is_object(error))
        files = [part for part in parts if not isinstance(part, Text)]
        gathering.add_result(result, item.line, time=time, files=[*files, *item.spoilt])
        return
    if speaker.role == "user" and message.tool_call_id:  # what a tool showed, as the model's interface wants it
        gathering.keep([*(Aside("context", part.text) if isinstance(part, Text) else part for part in parts)])
        gathering.keep(item.spoilt)
        return
    for call in message.tool_calls or ():
        parts.append(tool_call(call.function or "tool", _resolved(run, plain(call.arguments)), call.id))
        if call.parse_error:
            parts.append(Aside("error", call.parse_error))
    if speaker.role == "assistant":
        given = message.source == "input"  # the data set's words in the model's mouth
        speaker = Speaker("assistant", message.model or (None if given else run.model))
    gathering.add(speaker, [*parts, *item.spoilt], item.line, id_=message.id or "", time=time)


def _resolved(run: Run, value: Any) -> Any:
    """The value with what its references stand for, as far as there is room."""
    if isinstance(value, str):
        return _REFERENCE.sub(lambda match: _held(run, match), value) if "attachment://" in value else value
    if isinstance(value, list):
        return [_resolved(run, one) for one in value]
    return {key: _resolved(run, one) for key, one in value.items()} if isinstance(value, dict) else value


def _held(run: Run, match: re.Match[str]) -> str:
    text = run.held.get(match[1])
    if text is None or len(text) > run.left:
        return match[0]
    run.left -= len(text)
    return text


def _piece(run: Run, item: Record, value: Any) -> Iterable[Part]:
    """One piece of ``content``."""
    if isinstance(value, str):
        return [Text(value)] if value.strip() else []
    if not isinstance(value, dict):
        return [] if value is None else [run.wire.unknown("content", pretty(value), item.line)]
    kind = word(value.get("type"))
    if kind in _FILES:
        return [attached(value, kind)]
    match kind:
        case "text":
            said = word(value.get("text"))
            return [*([Text(said)] if said.strip() else []), *sources(value.get("citations"))]
        case "reasoning":
            thought = "" if value.get("redacted") is True else word(value.get("reasoning"))
            thought = thought if thought.strip() else word(value.get("summary"))
            return [Reasoning(thought)] if thought.strip() else []
        case "tool_use":
            call = tool_call(word(value.get("name")) or "tool", value.get("arguments"), word(value.get("id")))
            failed = flat(value.get("error"))
            output = flat(value.get("result")) or failed
            return [call, *([ToolResult(output, None, call.id, bool(failed))] if output.strip() else [])]
        case "data":
            return [Aside("provider's data", f"```json\n{pretty(value.get('data'))}\n```")]
    return [run.wire.unknown(kind or "content", pretty(value), item.line)]


def _outcome(run: Run, found: Sample) -> list[Part]:
    """What was expected, what came of it, and why it stopped."""
    told: list[Part] = []
    target = plain(found.target)
    wanted = [flat(one) for one in (target if isinstance(target, list) else [target])]
    if any(one.strip() for one in wanted):
        told.append(Aside("target", "\n".join(one for one in wanted if one)))
    scores = _resolved(run, plain(found.scores))
    for name, score in scores.items() if isinstance(scores, dict) else ():
        held: Mapping[str, Any] = score if isinstance(score, dict) else {"value": score}
        lines = [f"{name}: {flat(held.get('value'))}"]
        lines += [f"{key}: {flat(held[key])}" for key in ("answer", "explanation") if held.get(key)]
        told.append(Aside("score", "\n\n".join(lines)))
    error, limit = plain(found.error), plain(found.limit)
    failed = word(error.get("message")) if _is_object(error) else flat(error)
    if failed.strip():
        told.append(Aside("error", failed))
    if _is_object(limit) and word(limit.get("type")):
        told.append(Aside("notice", f"Stopped by a limit: {word(limit['type'])} {flat(limit.get('limit'))}".strip()))
    return told


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
