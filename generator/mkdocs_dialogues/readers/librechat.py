"""LibreChat: a conversation exported as JSON, recursive (messages in messages) or flat.

``{conversationId, endpoint, title, options: {model, promptPrefix, …}, branches, recursive, messages: […]}`` (older:
``messagesTree``); a message is ``{messageId, parentMessageId, isCreatedByUser, sender, text, content?, model,
createdAt, children?}``. ``content`` is a list of parts ``text``, ``think``, ``tool_call``, ``image_file``, ``error``.
Written by ``useExportConversation`` of https://github.com/danny-avila/LibreChat.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment, moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["LibreChatReader"]

_ROOT: Final = "00000000-0000-0000-0000-000000000000"
_THINKING: Final = (":::thinking", ":::")
_SILENT: Final = frozenset({"agent_update"})


class Options(msgspec.Struct, kw_only=True, rename="camel"):
    """The settings of a conversation; ``label`` is what its owner called the model."""

    model: str | None = None
    prompt_prefix: str | None = None
    chat_gpt_label: str | None = None
    model_label: str | None = None
    instructions: str | None = None


class Conversation(msgspec.Struct, kw_only=True, rename="camel"):
    """A conversation and its messages, by either name."""

    conversation_id: str | None = None
    title: str | None = None
    options: Options | None = None
    created_at: Moment = None
    messages: list[msgspec.Raw] | None = None
    messages_tree: list[msgspec.Raw] | None = None


class Message(msgspec.Struct, kw_only=True, rename="camel"):
    """A message; in recursive exports ``children`` are those that answer it."""

    message_id: str | None = None
    parent_message_id: str | None = None
    is_created_by_user: bool | None = None
    sender: str | None = None
    text: str | None = None
    content: msgspec.Raw = NULL
    model: str | None = None
    created_at: Moment = None
    children: list[msgspec.Raw] | None = None
    files: msgspec.Raw = NULL
    attachments: msgspec.Raw = NULL


class LibreChatReader:
    """Reads conversations that LibreChat exported."""

    name = "librechat"
    title = "LibreChat"
    about = "a conversation of LibreChat"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Messages with a ``messageId`` and ``isCreatedByUser``."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The conversation's dialogue."""
        return read_records(source, Conversation, _gather)


def _is_ours(record: Mapping[str, Any]) -> bool:
    listed: list[Any] = next(
        (record[key] for key in ("messages", "messagesTree") if isinstance(record.get(key), list)), []
    )
    if any(isinstance(one, dict) and "messageId" in one and "isCreatedByUser" in one for one in listed):
        return True
    return "conversationId" in record and "recursive" in record and "branches" in record


def _gather(wire: Wire, record: Record, found: Conversation) -> Gathering:
    gathering = Gathering(
        wire.source, LibreChatReader.name, record.line, found.title or "", found.conversation_id or ""
    )
    gathering.date = wire.time(record, found.created_at, "createdAt")
    options = found.options or Options()
    for prompt in (options.prompt_prefix, options.instructions):
        if prompt and prompt.strip():
            gathering.preface.append(Aside("system prompt", prompt))
    key = "messages" if found.messages is not None else "messagesTree"
    tree = MessageTree[Message](wire, record)
    _take(tree, wire.items(record, found.messages or found.messages_tree or (), key), None)
    if not any(message.children for _, message in tree.messages.values()):
        tree.order(lambda message: when.timestamp() if (when := moment(message.created_at)) else 0.0)
    for item, message in tree.shown(roots=(_ROOT,)):
        _add(wire, gathering, item, message, options)
    gathering.keep([*tree.spoilt, *record.spoilt])
    return gathering


def _take(tree: MessageTree[Message], items: Iterable[Record], parent: str | None) -> None:
    """Take messages and those that answer them, however deep they nest."""
    waiting = [(item, parent) for item in reversed(list(items))]
    while waiting:
        item, above = waiting.pop()
        message = tree.take(item, Message)
        if message is None:
            continue
        id_ = message.message_id or item.path
        tree.add(item, message, id_, message.parent_message_id or above)
        inner = tree.wire.items(item, message.children or (), "children")
        waiting += [(child, id_) for child in reversed(inner)]


def _add(wire: Wire, gathering: Gathering, item: Record, message: Message, options: Options) -> None:
    parts = [part for one in _list(plain(message.content)) for part in _piece(wire, item, one)]
    if not any(isinstance(part, Text) for part in parts) and message.text and message.text.strip():
        parts += _text(message.text)
    time = wire.time(item, message.created_at, "createdAt")
    parts = [*_files(message), *parts, *item.spoilt]
    if message.is_created_by_user or (message.is_created_by_user is None and message.sender == "User"):
        speaker = Speaker("user", name=message.sender if message.sender not in (None, "User") else None)
    else:
        label = options.chat_gpt_label or options.model_label
        speaker = Speaker(
            "assistant", message.model or options.model, label if label and message.sender == label else None
        )
    gathering.add(speaker, parts, item.line, id_=message.message_id or "", time=time)


def _text(text: str) -> Iterable[Part]:
    """Older answers have their reasoning in front, between ``:::thinking`` and ``:::``."""
    opening, closing = _THINKING
    if text.lstrip().startswith(opening) and (end := text.find(f"\n{closing}", len(opening))) > 0:
        thought = text[text.index(opening) + len(opening) : end].strip()
        rest = text[end + len(closing) + 1 :].strip("\n")
        return [*([Reasoning(thought)] if thought else []), *([Text(rest)] if rest.strip() else [])]
    return [Text(text)]


def _piece(wire: Wire, item: Record, value: Any) -> Iterable[Part]:
    """One part of ``content``."""
    if isinstance(value, str):
        return [Text(value)] if value.strip() else []
    if not isinstance(value, dict):
        return [] if value is None else [wire.unknown("content", pretty(value), item.line)]
    kind = word(value.get("type"))
    held = value.get(kind)
    said = held.get("value") if isinstance(held, dict) and "value" in held else held
    match kind:
        case "text":
            return _text(said) if isinstance(said, str) and said.strip() else []
        case "think":
            return [Reasoning(said)] if isinstance(said, str) and said.strip() else []
        case "tool_call" if isinstance(held, dict):
            return _called(held)
        case "error":
            return [Aside("error", flat(said))] if flat(said).strip() else []
        case "image_file" | "image_url" | "input_audio" | "video_url":
            return [attached(value, kind)]
    return [] if kind in _SILENT else [wire.unknown(kind or "content", pretty(value), item.line)]


def _called(held: Mapping[str, Any]) -> Iterable[Part]:
    """A call with what came back: functions, and the code interpreter of assistants."""
    function: Mapping[str, Any] = held["function"] if isinstance(held.get("function"), dict) else held
    id_ = word(held.get("id")) or None
    if isinstance(code := held.get("code_interpreter"), dict):
        yield tool_call("code interpreter", code.get("input"), id_)
        output = flat(code.get("outputs"))
    else:
        yield tool_call(word(function.get("name")) or "tool", function.get("args", function.get("arguments")), id_)
        output = flat(function.get("output", held.get("output")))
    if output.strip():
        yield ToolResult(output, None, id_)


def _files(message: Message) -> Iterable[Attachment]:
    for raw in (message.files, message.attachments):
        for one in _list(plain(raw)):
            if isinstance(one, dict):
                name = word(one.get("filename")) or word(one.get("name")) or word(one.get("file_id")) or "file"
                path = word(one.get("filepath")) or None
                yield Attachment(name, path, word(one.get("type")) or None, word(one.get("text")) or None)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
