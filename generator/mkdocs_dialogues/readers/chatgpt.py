"""ChatGPT: the export's ``conversations.json`` (since 2026 ``conversations-000.json`` …), or one conversation.

A list of conversations, or one: ``{title, create_time, mapping: {id: {id, parent, children, message}}, current_node,
default_model_slug, conversation_id}``. The mapping is a tree; what ChatGPT shows is the way from ``current_node`` up to
the root. One answer is several messages: thoughts, calls of tools (``recipient``), their outputs (role tool), text.
Marks of citations in the text are replaced by numbered links. Described by nobody; read from files of 2023 to 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from mkdocs_dialogues.media import media_of
from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, tool_call
from mkdocs_dialogues.readers.shapes.context import as_context
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.references import Reference, refer
from mkdocs_dialogues.readers.shapes.sample import holds, wrapped
from mkdocs_dialogues.readers.shapes.text import plain, pretty
from mkdocs_dialogues.readers.shapes.times import Moment, changed, moment
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["ChatGPTReader"]

_CONTEXT: Final = frozenset({"user_editable_context", "model_editable_context"})
_ID: Final = re.compile(r"file[-_]\w[\w-]{3,}")
_POINTER: Final = re.compile(r"(?:file-service|sediment)://(?P<id>[\w-]+)")


class Author(msgspec.Struct):
    """Who wrote a message; ``name`` is the tool's."""

    role: str = "assistant"
    name: str | None = None


class Content(msgspec.Struct, kw_only=True):
    """What a message holds, by its ``content_type``."""

    content_type: str = "text"
    parts: list[msgspec.Raw] | None = None
    text: str | None = None
    language: str | None = None
    thoughts: msgspec.Raw = NULL
    content: msgspec.Raw = NULL
    result: msgspec.Raw = NULL
    title: str | None = None
    url: str | None = None


class Facts(msgspec.Struct, kw_only=True):
    """The metadata of a message."""

    model_slug: str | None = None
    is_visually_hidden_from_conversation: bool | None = None
    attachments: msgspec.Raw = NULL
    citations: msgspec.Raw = NULL
    content_references: msgspec.Raw = NULL


class Message(msgspec.Struct, kw_only=True):
    """A message of the tree."""

    author: Author = msgspec.field(default_factory=Author)
    id: str | None = None
    create_time: Moment = None
    content: Content | None = None
    metadata: Facts | None = None
    recipient: str | None = None
    end_turn: bool | None = None


class Node(msgspec.Struct):
    """A place in the tree; the first has no message."""

    parent: str | None = None
    message: Message | None = None


class Conversation(msgspec.Struct, kw_only=True):
    """A conversation; an entry of an export may lack its mapping."""

    title: str | None = None
    create_time: Moment = None
    update_time: Any = None
    mapping: dict[str, msgspec.Raw] | None = None
    current_node: str | None = None
    default_model_slug: str | None = None
    conversation_id: str | None = None
    id: str | None = None


class ChatGPTReader:
    """Reads conversations of ChatGPT's export."""

    name = "chatgpt"
    title = "ChatGPT"
    about = "the export of ChatGPT"
    suffixes = (".json", ".jsonl")
    generic = False

    def detect(self, source: Source) -> bool:
        """Conversations with a ``mapping`` of nodes."""
        return holds(source, _is_ours) or bool(wrapped(source, _is_ours))

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each conversation that has a message."""
        return read_records(source, Conversation, _gather, wrapped(source, _is_ours))


def _is_ours(record: Mapping[str, Any]) -> bool:
    mapping = record.get("mapping")
    if not isinstance(mapping, dict):
        return False
    return "current_node" in record or any(isinstance(node, dict) and "message" in node for node in mapping.values())


def _gather(wire: Wire, record: Record, found: Conversation) -> Gathering:
    gathering = Gathering(wire.source, ChatGPTReader.name, record.line, found.title or "")
    gathering.id = found.conversation_id or found.id or ""
    gathering.date = wire.time(record, found.create_time, "create_time")
    gathering.changed = changed(found.update_time)
    items = wire.members(record, found.mapping or {}, "mapping")
    nodes: dict[str, Node] = {}
    for key, item in items.items():
        if bytes(item.data) != b"null":
            nodes[key] = wire.decode(item, Node) or Node()
    ordered = sorted(nodes, key=lambda key: _order(nodes[key]))
    shown = thread(wire, record, {key: nodes[key].parent for key in ordered}, found.current_node)
    answer = _Answer(wire, gathering, found.default_model_slug)
    for key in shown.ids:
        if (message := nodes[key].message) is not None:
            answer.add(items[key], message)
        else:
            gathering.keep(items[key].spoilt)
    gathering.keep([part for key in items if key not in shown.ids for part in items[key].spoilt] + record.spoilt)
    return gathering


def _order(node: Node) -> float:
    when = moment(node.message.create_time) if node.message else None
    return when.timestamp() if when else 0.0


class _Answer:
    """Adds messages to a dialogue; what an assistant says until its turn ends is one turn."""

    def __init__(self, wire: Wire, gathering: Gathering, model: str | None) -> None:
        self.wire = wire
        self.gathering = gathering
        self.model = model
        self.open = False

    def add(self, item: Record, message: Message) -> None:
        facts, gathering = message.metadata or Facts(), self.gathering
        time = self.wire.time(item, message.create_time, "create_time")
        content = message.content or Content()
        parts = [*_with_files(self.wire.source, _parts(self.wire, item, content), facts), *item.spoilt]
        speaker = role_of(self.wire, item, message.author.role)
        if facts.is_visually_hidden_from_conversation or content.content_type in _CONTEXT:
            gathering.defer(as_context(parts))
        elif speaker.role == "assistant":
            parts = (
                _called(message.recipient, parts) if message.recipient not in (None, "all") else _cited(parts, facts)
            )
            speaker = Speaker("assistant", facts.model_slug or self.model)
            if parts or message.end_turn:
                gathering.add(
                    speaker, parts, item.line, id_="" if self.open else message.id or "", time=time, joined=self.open
                )
            self.open = message.end_turn is not True
        elif speaker.role == "tool":
            self._result(item, message, content, parts, time)
        elif parts or speaker.role == "user":
            self.open = False
            gathering.add(speaker, parts, item.line, id_=message.id or "", time=time)

    def _result(self, item: Record, message: Message, content: Content, parts: list[Part], time: Any) -> None:
        texts = [part.text for part in parts if isinstance(part, (Text, Reasoning))]
        rest = [part for part in parts if not isinstance(part, (Text, Reasoning))]
        if texts or rest:
            failed = content.content_type == "system_error"
            result = ToolResult("\n\n".join(texts), message.author.name, None, failed)
            self.gathering.add_result(result, item.line, time=time, files=rest)


def _parts(wire: Wire, item: Record, content: Content) -> list[Part]:
    match content.content_type:
        case "thoughts":
            value = plain(content.thoughts)
            thoughts = [_thought(one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []
            return [Reasoning(one) for one in thoughts if one]
        case "reasoning_recap":
            recap = flat(plain(content.content))
            return [Aside("reasoning", recap)] if recap.strip() else []
        case "code":
            language = content.language if content.language not in (None, "unknown") else None
            return [ToolCall("code", content.text or "", None, language)] if content.text else []
        case "user_editable_context" | "model_editable_context":
            inner = _wire_content(item)
            said = [one for key, one in inner.items() if key != "content_type" and isinstance(one, str) and one.strip()]
            return [Text("\n\n".join(said))] if said else []
        case "tether_quote" | "sonic_webpage":
            head = " ".join(one for one in (content.title, content.url) if one)
            return [Text("\n\n".join(one for one in (head, content.text) if one))]
        case "tether_browsing_display":
            result = flat(plain(content.result))
            return [Text(result)] if result.strip() else []
    found = [part for raw in content.parts or () for part in _piece(wire, item, plain(raw))]
    found += [Text(content.text)] if content.text and content.text.strip() else []
    if content.content_type not in ("text", "multimodal_text", "execution_output", "system_error") and not found:
        return [wire.unknown(content.content_type, pretty(_wire_content(item)), item.line)]
    return found


def _wire_content(item: Record) -> Mapping[str, Any]:
    """All fields of a message's content."""
    node = plain(item.data)
    message = node.get("message") if isinstance(node, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    return content if isinstance(content, dict) else {}


def _thought(value: Mapping[str, Any]) -> str:
    said = [one for key in ("summary", "content") if isinstance(one := value.get(key), str) and one.strip()]
    return "\n\n".join([f"**{said[0]}**", *said[1:]]) if len(said) == 2 else "".join(said)


def _piece(wire: Wire, item: Record, value: Any) -> Iterable[Part]:
    """One of a content's parts: text, or a picture, a sound or what was heard of it."""
    if isinstance(value, str):
        return [Text(value)] if value.strip() else []
    if not isinstance(value, dict):
        return [] if value is None else [wire.unknown("content", pretty(value), item.line)]
    kind = value.get("content_type") if isinstance(value.get("content_type"), str) else "content"
    if isinstance(value.get("text"), str):
        return [Text(value["text"])] if value["text"].strip() else []
    pointer = value.get("asset_pointer") or _nested_pointer(value)
    if isinstance(pointer, str):
        match = _POINTER.match(pointer)
        media = "image/*" if "image" in str(kind) else "audio/*" if "audio" in str(kind) else None
        return [Attachment(match["id"] if match else pointer, None, media)]
    return [wire.unknown(str(kind), pretty(value), item.line)]


def _nested_pointer(value: Mapping[str, Any]) -> Any:
    held = value.get("audio_asset_pointer")
    return held.get("asset_pointer") if isinstance(held, dict) else None


def _with_files(source: Source, parts: list[Part], facts: Facts) -> list[Part]:
    """The parts with the files that the message came with, and before them the files that they do not show."""
    value = plain(facts.attachments)
    files: dict[str, Attachment] = {}
    for one in value if isinstance(value, list) else ():
        name, id_ = (one.get("name"), one.get("id")) if isinstance(one, dict) else (None, None)
        if isinstance(name, str):
            media = one.get("mimeType") or one.get("mime_type")
            key = id_ if isinstance(id_, str) else f"{len(files)} {name}"
            files[key] = _held(source, key, Attachment(name, None, media if isinstance(media, str) else None))
    shown: list[Part] = []
    for part in parts:
        if isinstance(part, Attachment):
            shown.append(files.pop(part.name) if part.name in files else _held(source, part.name, part))
        else:
            shown.append(part)
    return [*files.values(), *shown]


def _held(source: Source, id_: str, part: Attachment) -> Attachment:
    """The attachment with its data, where the export has the file: ``file-1a2b-kettle.png``, ``file_00c4.webp``."""
    data = source.beside(id_) if _ID.fullmatch(id_) else None
    media = media_of(data) if data else None
    return replace(part, media_type=media.type, data=data) if media else part


def _called(recipient: str | None, parts: list[Part]) -> list[Part]:
    """A message to a tool is a call of it."""
    found: list[Part] = []
    for part in parts:
        if isinstance(part, ToolCall):
            shown = tool_call(recipient or part.name, part.input)
            found.append(ToolCall(shown.name, shown.input, None, part.language or shown.language))
        else:
            found.append(tool_call(recipient or "tool", part.text) if isinstance(part, Text) else part)
    return found


def _cited(parts: list[Part], facts: Facts) -> list[Part]:
    """Text with numbered links in the place of the marks of citations, and the list of sources behind it."""
    references = [*_references(plain(facts.content_references)), *_references(plain(facts.citations))]
    texts = [part.text if isinstance(part, Text) else "" for part in parts]
    said, sources = refer(texts, references)
    found = [Text(text) if isinstance(part, Text) else part for part, text in zip(parts, said, strict=True)]
    return [*found, *sources]


def _references(value: Any) -> Iterable[Reference]:
    """``content_references`` name the text that they replace; ``citations`` only where it stands."""
    for one in value if isinstance(value, list) else ():
        if not isinstance(one, dict):
            continue
        held = one.get("metadata") if isinstance(one.get("metadata"), dict) else one
        listed = next((found for key in ("items", "sources") if isinstance(found := one.get(key), list)), [])
        pages = [page for page in (listed or [held]) if isinstance(page, dict) and isinstance(page.get("url"), str)]
        links = tuple((page["url"], str(page.get("title") or page["url"])) for page in pages if page["url"])
        mark, start, end = one.get("matched_text"), one.get("start_ix"), one.get("end_ix")
        place = (start, end) if isinstance(start, int) and isinstance(end, int) else None
        yield Reference(links, mark if isinstance(mark, str) else "", place)
