"""Open WebUI: the export of chats (*Settings → Chats → Export*), or of one.

A list of ``{id, title, created_at, chat: {title, models, history: {currentId, messages: {id: message}}}}``, or one such
object; a message is ``{id, parentId, childrenIds, role, content, model, timestamp (seconds), files?, sources?,
output?}``. What a model thought and which tools it called stand in ``output`` as the Responses interface has them, or
in ``content`` as ``<details type="reasoning|tool_calls|code_interpreter">``. Written by
https://github.com/open-webui/open-webui.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, read_content, sources, tool_call
from mkdocs_dialogues.readers.shapes.details import split_details
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds, wrapped
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment, changed
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["OpenWebUIReader"]


class History(msgspec.Struct, rename="camel"):
    """The tree of messages, and the last one of the shown thread."""

    messages: dict[str, msgspec.Raw] | None = None
    current_id: str | None = None


class Chat(msgspec.Struct, kw_only=True):
    """A chat; ``messages`` is its shown thread once more, and all there is in the oldest exports."""

    title: str | None = None
    system: str | None = None
    models: msgspec.Raw = NULL
    history: History | None = None
    messages: list[msgspec.Raw] | None = None
    timestamp: Moment = None


class Entry(msgspec.Struct, kw_only=True):
    """An entry of the export."""

    id: str | None = None
    title: str | None = None
    created_at: Moment = None
    updated_at: Any = None
    chat: Chat | None = None


class Message(msgspec.Struct, kw_only=True):
    """A message of the tree."""

    role: str = "user"
    id: str | None = None
    parentId: str | None = None  # noqa: N815 - the name on the wire
    content: msgspec.Raw = NULL
    reasoning_content: str | None = None
    model: str | None = None
    timestamp: Moment = None
    output: list[msgspec.Raw] | None = None
    files: msgspec.Raw = NULL
    sources: msgspec.Raw = NULL
    citations: msgspec.Raw = NULL
    error: msgspec.Raw = NULL


class OpenWebUIReader:
    """Reads chats that Open WebUI exported."""

    name = "open-webui"
    title = "Open WebUI"
    about = "chats of Open WebUI"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Entries with a ``chat`` that has a history or messages."""
        return holds(source, _is_ours) or bool(wrapped(source, _is_ours))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each chat that has a message."""
        return read_records(source, Entry, _gather, wrapped(source, _is_ours))


def _is_ours(record: Mapping[str, Any]) -> bool:
    chat = record.get("chat")
    if not isinstance(chat, dict):
        return False
    history = chat.get("history")
    return (isinstance(history, dict) and "messages" in history) or isinstance(chat.get("messages"), list)


def _gather(wire: Wire, record: Record, found: Entry) -> Gathering:
    chat = found.chat or Chat()
    gathering = Gathering(
        wire.source, OpenWebUIReader.name, record.line, found.title or chat.title or "", found.id or ""
    )
    gathering.date = wire.time(record, found.created_at or chat.timestamp, "created_at")
    gathering.changed = changed(found.updated_at)
    if chat.system and chat.system.strip():
        gathering.preface.append(Aside("system prompt", chat.system))
    tree = MessageTree[Message](wire, record)
    leaf = None
    if chat.history is not None and chat.history.messages:
        leaf = chat.history.current_id
        for key, item in wire.members(record, chat.history.messages, "chat.history.messages").items():
            if (message := tree.take(item, Message)) is not None:
                tree.add(item, message, message.id or key, message.parentId)
    else:
        for item in wire.items(record, chat.messages or (), "chat.messages"):
            if (message := tree.take(item, Message)) is not None:
                tree.add(item, message, message.id, message.parentId, chained=True)
    for item, message in tree.shown(leaf):
        _add(wire, gathering, item, message)
    gathering.keep([*tree.spoilt, *record.spoilt])
    return gathering


def _add(wire: Wire, gathering: Gathering, item: Record, message: Message) -> None:
    speaker = role_of(wire, item, message.role)
    if speaker.role == "assistant":
        speaker = Speaker("assistant", message.model)
    output = [part for piece in wire.items(item, message.output or (), "output") for part in _output(wire, piece)]
    results = [part for part in output if isinstance(part, ToolResult)]
    parts: list[Part] = [part for part in output if not isinstance(part, ToolResult)]
    thought = message.reasoning_content or ""
    if thought.strip() and not any(isinstance(part, Reasoning) for part in parts):
        parts.insert(0, Reasoning(thought))
    if not any(isinstance(part, Text) for part in parts):
        told = _told(wire, item, message)
        parts += [part for part in told if not output or isinstance(part, Text)]
    parts = [*_files(message), *parts, *_cited(message), *_failed(message), *item.spoilt]
    time = wire.time(item, message.timestamp, "timestamp")
    gathering.add(speaker, parts, item.line, id_=message.id or "", time=time)
    for result in results:
        gathering.add_result(result, item.line, time=time)


def _told(wire: Wire, item: Record, message: Message) -> Iterable[Part]:
    """The parts of ``content``, with what stands in wrappers taken out of them."""
    for part in read_content(wire, item, message.content):
        yield from split_details(part.text) if isinstance(part, Text) else [part]


def _output(wire: Wire, piece: Record) -> Iterable[Part]:
    """An item of ``output``: a message, a reasoning, a call of a tool, what came back."""
    value = plain(piece.data)
    if not isinstance(value, dict):
        return [] if value is None else [wire.unknown("output", pretty(value), piece.line)]
    kind = word(value.get("type"))
    match kind:
        case "message":
            said = flat(value.get("content"))
            return [Text(said)] if said.strip() else []
        case "reasoning":
            said = flat(value.get("content")) or flat(value.get("summary"))
            return [Reasoning(said)] if said.strip() else []
        case "function_call":
            return [tool_call(word(value.get("name")) or "tool", value.get("arguments"), word(value.get("call_id")))]
        case "function_call_output":
            return [ToolResult(flat(value.get("output")), None, word(value.get("call_id")) or None)]
        case "open_webui:code_interpreter":
            call = tool_call("code interpreter", value.get("code"), word(value.get("id")))
            output = flat(value.get("output"))
            return [call, *([ToolResult(output, None, call.id)] if output.strip() else [])]
    return [wire.unknown(kind or "output", pretty(value), piece.line)]


def _files(message: Message) -> Iterable[Attachment]:
    value = plain(message.files)
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        image = one.get("type") == "image"
        held: Mapping[str, Any] = one["file"] if isinstance(one.get("file"), dict) else {}
        data = held.get("data")
        name = word(one.get("name")) or word(held.get("filename")) or ("image" if image else "file")
        text = word(data.get("content")) if isinstance(data, dict) else ""
        shown = attached(one, "image" if image else "file")
        media_type = shown.media_type or ("image/*" if image else None)
        yield Attachment(name, shown.target, media_type, text or None, shown.data)


def _cited(message: Message) -> Iterable[Part]:
    """Web pages and documents that the answer rests on."""
    pages: list[Any] = []
    for raw in (message.sources, message.citations):
        value = plain(raw)
        for one in value if isinstance(value, list) else ():
            told = one.get("source") if isinstance(one, dict) else None
            title = word(told.get("name")) if isinstance(told, dict) else ""
            facts = one.get("metadata") if isinstance(one, dict) else None
            for fact in facts if isinstance(facts, list) else [told]:
                if isinstance(fact, dict):
                    url = word(fact.get("source")) or word(fact.get("url")) or word(fact.get("name"))
                    pages.append({"url": url, "title": word(fact.get("title")) or title})
    return sources(pages)


def _failed(message: Message) -> Iterable[Part]:
    value = plain(message.error)
    said = flat(value.get("content") if isinstance(value, dict) else None) or (value if isinstance(value, str) else "")
    return [Aside("error", said)] if said.strip() else []
