"""OpenRouter: the export of its chat room, ``orpg.1.0`` to ``orpg.3.0``.

``{version, title?, characters: {id: {model, modelInfo: {name, short_name}}}, messages: {id: message}}``; a message is
``{characterId: "USER" or a character's id, content?, createdAt | updatedAt, parentMessageId?, items?}``. The messages
are a map without order: parents order them where there are any, else their times. Since 3.0 the words stand in
``items`` beside the messages, ``{id: {data: {type: message | reasoning | …, content: [{type, text}]}}}``, and a message
names its own. Described by nobody; read from files of 2024 to 2026.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from mkdocs_dialogues.model import Attachment, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, read_content, sources, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment, moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["OpenRouterReader"]


class ModelInfo(msgspec.Struct):
    """What the room knew of a model."""

    slug: str | None = None
    name: str | None = None
    short_name: str | None = None


class Character(msgspec.Struct, kw_only=True):
    """A model in the room, perhaps under a name of its own."""

    model: str | None = None
    modelInfo: ModelInfo | None = None  # noqa: N815 - the name on the wire
    name: str | None = None


class Item(msgspec.Struct):
    """A piece of a message."""

    data: msgspec.Raw = NULL


class Export(msgspec.Struct, kw_only=True):
    """A whole file."""

    title: str | None = None
    characters: dict[str, msgspec.Raw] | None = None
    messages: dict[str, msgspec.Raw] | None = None
    items: dict[str, msgspec.Raw] | None = None
    createdAt: Moment = None  # noqa: N815


class Message(msgspec.Struct, kw_only=True, rename="camel"):
    """A message; ``items`` are ids, or objects with an id, of pieces beside it."""

    character_id: str = "USER"
    parent_message_id: str | None = None
    content: msgspec.Raw = NULL
    reasoning: str | None = None
    created_at: Moment = None
    updated_at: Moment = None
    items: list[msgspec.Raw] | None = None
    attachments: msgspec.Raw = NULL
    annotations: msgspec.Raw = NULL

    @property
    def when(self) -> Moment:
        return self.created_at or self.updated_at


class OpenRouterReader:
    """Reads exports of OpenRouter's chat room."""

    name = "openrouter"
    title = "OpenRouter"
    about = "OpenRouter's chat room"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A ``version`` that begins with ``orpg.``, or messages with a ``characterId``."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The room's dialogue."""
        return read_records(source, Export, _gather)


def _is_ours(record: Mapping[str, Any]) -> bool:
    if word(record.get("version")).startswith("orpg."):
        return True
    messages = record.get("messages")
    listed = messages.values() if isinstance(messages, dict) and "characters" in record else ()
    return any(isinstance(one, dict) and "characterId" in one for one in listed)


def _gather(wire: Wire, record: Record, found: Export) -> Gathering:
    gathering = Gathering(wire.source, OpenRouterReader.name, record.line, found.title or "")
    characters: dict[str, Character] = {}
    for key, item in wire.members(record, found.characters or {}, "characters").items():
        characters[key] = wire.decode(item, Character) or Character()
        gathering.keep(item.spoilt)
    pieces = wire.members(record, found.items or {}, "items")
    tree = MessageTree[Message](wire, record)
    for key, item in wire.members(record, found.messages or {}, "messages").items():
        if (message := tree.take(item, Message)) is not None:
            tree.add(item, message, key, message.parent_message_id)
    tree.order(lambda message: when.timestamp() if (when := moment(message.when)) else 0.0)
    if not any(tree.parents.values()):  # the first form: one message after the other
        ids = list(tree.parents)
        tree.parents = dict(zip(ids, [None, *ids], strict=False))
    for item, message in tree.shown():
        parts = [*_parts(wire, item, message, pieces), *item.spoilt]
        id_ = item.path.rpartition("['")[2].removesuffix("']")
        speaker = _speaker(message.character_id, characters)
        gathering.add(speaker, parts, item.line, id_=id_, time=wire.time(item, message.when, "createdAt"))
    gathering.keep([*tree.spoilt, *record.spoilt])
    return gathering


def _parts(wire: Wire, item: Record, message: Message, pieces: Mapping[str, Record]) -> list[Part]:
    parts: list[Part] = [Reasoning(message.reasoning)] if message.reasoning and message.reasoning.strip() else []
    parts += read_content(wire, item, message.content)
    for part in [part for raw in message.items or () for part in _item(wire, item, plain(raw), pieces)]:
        if not (isinstance(part, Text) and part in parts):  # some versions say it in both places
            parts.append(part)
    value = plain(message.attachments)
    parts += [attached(one) for one in (value if isinstance(value, list) else ()) if isinstance(one, dict)]
    return [*parts, *sources(plain(message.annotations))]


def _speaker(id_: str, characters: Mapping[str, Character]) -> Speaker:
    if id_ == "USER":
        return Speaker("user")
    character = characters.get(id_, Character())
    info = character.modelInfo or ModelInfo()
    return Speaker("assistant", character.model or info.slug, character.name or _plain_name(info), "model")


def _plain_name(info: ModelInfo) -> str | None:
    """``Claude 3.5 Haiku`` of ``Anthropic: Claude 3.5 Haiku (self-moderated)``."""
    name = info.short_name or (info.name or "").rpartition(": ")[2]
    return name.removesuffix(" (self-moderated)") or None


def _item(wire: Wire, record: Record, told: Any, pieces: Mapping[str, Record]) -> Iterable[Part]:
    """A piece of a message, inline or by its id."""
    id_ = told if isinstance(told, str) else word(told.get("id")) if isinstance(told, dict) else ""
    held: Any = told.get("data") if isinstance(told, dict) else None
    if held is None and id_ in pieces:
        found = wire.decode(pieces[id_], Item)
        held = plain(found.data) if found is not None else None
        if held is None:
            return pieces[id_].spoilt
    if not isinstance(held, dict):
        return [wire.unknown("item", pretty(told), record.line)]
    kind = word(held.get("type")) or "message"
    if kind == "message":
        return read_content(wire, record, msgspec.Raw(msgspec.json.encode(held.get("content"))), "items")
    if kind == "reasoning":
        said = flat(held.get("content")) or flat(held.get("summary"))
        return [Reasoning(said)] if said.strip() else []
    if kind.endswith("_output"):
        return [ToolResult(flat(held.get("output")), None, word(held.get("call_id")) or None)]
    if kind.endswith("_call") or "search" in kind or "fetch" in kind:
        arguments = held.get("arguments", held.get("action", held.get("input")))
        call = tool_call(word(held.get("name")) or kind.removesuffix("_call"), arguments, word(held.get("call_id")))
        output = flat(held.get("result", held.get("output")))
        return [call, *([ToolResult(output, None, call.id)] if output.strip() else [])]
    if kind in ("image", "file"):
        return [_with_type(attached(held, kind), held)]
    return [wire.unknown(kind, pretty(held), record.line)]


def _with_type(attachment: Attachment, held: Mapping[str, Any]) -> Attachment:
    media_type = attachment.media_type or word(held.get("mediaType")) or None
    return Attachment(attachment.name, attachment.target, media_type, attachment.text)
