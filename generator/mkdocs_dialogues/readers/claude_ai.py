"""Claude.ai: the official export (``conversations.json`` of its zip) and what browser exporters save.

A list of conversations, or one: ``{uuid, name, created_at, chat_messages: […]}``; a message is ``{uuid, sender: human|
assistant, text, content: blocks, parent_message_uuid, attachments, files}``. The messages are a tree (edits and
retries); only browser exporters say which leaf was shown (``current_leaf_message_uuid``) and which ``model`` spoke. Of
attached files there is the extracted text, or only the name. Described by nobody; read from files of 2024 to 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Text
from mkdocs_dialogues.readers.shapes.blocks import NULL, read_content
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds, wrapped
from mkdocs_dialogues.readers.shapes.text import beginning, plain
from mkdocs_dialogues.readers.shapes.times import Moment, changed
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["ClaudeAIReader"]

_ROOT: Final = "00000000-0000-4000-8000-000000000000"


class Conversation(msgspec.Struct, kw_only=True):
    """A conversation; ``messages`` is its list in newer variants."""

    uuid: str | None = None
    name: str | None = None
    summary: str | None = None
    created_at: Moment = None
    updated_at: Any = None
    model: str | None = None
    current_leaf_message_uuid: str | None = None
    chat_messages: list[msgspec.Raw] | None = None
    messages: list[msgspec.Raw] | None = None


class Message(msgspec.Struct, kw_only=True):
    """A message; ``text`` repeats what the text blocks of ``content`` say, or stands alone in older exports."""

    sender: str
    uuid: str | None = None
    text: str | None = None
    content: msgspec.Raw = NULL
    created_at: Moment = None
    parent_message_uuid: str | None = None
    model: str | None = None
    attachments: msgspec.Raw = NULL
    files: msgspec.Raw = NULL
    files_v2: msgspec.Raw = NULL


class ClaudeAIReader:
    """Reads conversations of Claude.ai."""

    name = "claude-ai"
    title = "Claude.ai"
    about = "the export of Claude.ai"
    suffixes = (".json", ".jsonl")
    generic = False

    def detect(self, source: Source) -> bool:
        """Conversations with ``chat_messages``, or with messages that have a ``sender``."""
        return holds(source, _is_ours) or bool(wrapped(source, _is_ours))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each conversation that has a message."""
        return read_records(source, Conversation, _gather, wrapped(source, _is_ours))


def _is_ours(record: dict[str, Any]) -> bool:
    if "chat_messages" in record:
        return True
    messages = record.get("messages")
    return "uuid" in record and isinstance(messages, list) and any(_is_message(one) for one in messages)


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and value.get("sender") in ("human", "assistant") and "uuid" in value


def _gather(wire: Wire, record: Record, found: Conversation) -> Gathering:
    gathering = Gathering(wire.source, ClaudeAIReader.name, record.line, found.name or "", found.uuid or "")
    gathering.date = wire.time(record, found.created_at, "created_at")
    gathering.changed = changed(found.updated_at)
    if found.summary and found.summary.strip():
        gathering.preface.append(Aside("summary", found.summary))
    for item, message in _shown(wire, record, found):
        if message is None:
            gathering.keep(item.spoilt)
        else:
            _add(wire, gathering, item, message, found.model)
    gathering.keep(record.spoilt)
    return gathering


def _shown(wire: Wire, record: Record, found: Conversation) -> Sequence[tuple[Record, Message | None]]:
    """The messages of the shown thread, and beside them what could not be read."""
    key, raws = (
        ("messages", found.messages or ()) if found.chat_messages is None else ("chat_messages", found.chat_messages)
    )
    messages: dict[str, tuple[Record, Message | None]] = {}
    parents: dict[str, str | None] = {}
    spoilt: list[tuple[Record, Message | None]] = []
    last: str | None = None
    for item in wire.items(record, raws, key):
        if bytes(item.data) == b"null":
            continue
        message = wire.decode(item, Message)
        if message is None:
            spoilt.append((item, None))
            continue
        id_ = message.uuid or item.path
        if id_ in messages:
            if bytes(messages[id_][0].data) == bytes(item.data):
                continue
            wire.problem(
                "duplicate-id",
                item,
                f"another message has the id '{beginning(id_)}' too",
                expected="Expected an id for each message.",
            )
            id_ = item.path
        parents[id_] = message.parent_message_uuid or last
        messages[id_] = (item, message)
        last = id_
    shown = thread(wire, record, parents, found.current_leaf_message_uuid, roots=(_ROOT,))
    return [*(messages[id_] for id_ in shown.ids), *spoilt]


def _add(wire: Wire, gathering: Gathering, item: Record, message: Message, model: str | None) -> None:
    parts = read_content(wire, item, message.content)
    if not any(isinstance(part, Text) for part in parts) and message.text and message.text.strip():
        parts.append(Text(message.text))
    speaker = role_of(wire, item, message.sender)
    if speaker.role == "assistant":
        speaker = Speaker("assistant", message.model or model)
    time = wire.time(item, message.created_at, "created_at")
    gathering.add(speaker, [*_files(message), *parts, *item.spoilt], item.line, id_=message.uuid or "", time=time)


def _files(message: Message) -> Sequence[Part]:
    """The files of a message, each once: with its text, or by its name alone."""
    found: dict[str, Attachment] = {}
    for raw in (message.attachments, message.files, message.files_v2):
        value = plain(raw)
        for one in value if isinstance(value, list) else ():
            if not isinstance(one, dict):
                continue
            name = one.get("file_name") or one.get("file_uuid") or one.get("uuid") or "file"
            text, kind = one.get("extracted_content"), one.get("file_type")
            media_type = (
                kind
                if isinstance(kind, str) and "/" in kind
                else "image/*"
                if one.get("file_kind") == "image"
                else None
            )
            if isinstance(name, str) and (name not in found or name == "file"):
                held = text if isinstance(text, str) and text else None
                found[name if name != "file" else f"file {len(found)}"] = Attachment(name, None, media_type, held)
    return tuple(found.values())
