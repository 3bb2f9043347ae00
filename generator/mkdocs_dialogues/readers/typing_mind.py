"""TypingMind: the export of its chats.

``{data: {chats: [{chatID, chatTitle, createdAt, model, messages: […], chatParams, character, …}], folders, …}}``; since
2025 an archive in which ``chunks/chats_part_1.json`` … are lists of chats; or one chat. A message is an OpenAI message
with ``uuid``, ``model`` and ``createdAt``; its ``content`` is a string or a list of blocks. The format is not
documented; https://github.com/K2daOz/chatgpt2typingmind writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Dialogue
from mkdocs_dialogues.readers.shapes import messages
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.messages import add_message
from mkdocs_dialogues.readers.shapes.records import built
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.times import Moment, changed
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["TypingMindReader"]

_CHATS: Final = ("data.chats",)  # of a large export, read one by one


class Parameters(msgspec.Struct, rename="camel"):
    """How the model was asked."""

    system_message: str | None = None


class Character(msgspec.Struct):
    """The agent that was talked to."""

    title: str | None = None
    instruction: str | None = None


class Chat(msgspec.Struct, kw_only=True):
    """A chat; ``model`` is the one that was chosen last."""

    chatID: str | None = None  # noqa: N815 - the names on the wire
    id: str | None = None
    chatTitle: str | None = None  # noqa: N815
    createdAt: Moment = None  # noqa: N815
    updatedAt: Any = None  # noqa: N815
    model: str | None = None
    chatParams: Parameters | None = None  # noqa: N815
    character: Character | None = None
    messages: list[msgspec.Raw] | None = None


class Data(msgspec.Struct):
    """What the export holds."""

    chats: list[msgspec.Raw] | None = None


class File(Chat, kw_only=True):
    """A record of a file: the whole export, or a chat."""

    data: Data | None = None


class Message(messages.Message, kw_only=True):
    """A message."""

    uuid: str | None = None


class TypingMindReader:
    """Reads chats that TypingMind exported."""

    name = "typingmind"
    title = "TypingMind"
    about = "the export of TypingMind"
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Chats with messages and a ``chatTitle`` or ``chatID``, in ``data.chats`` or alone."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each chat that has a message."""
        wire = Wire(source)
        for record in wire.records(_CHATS if source.is_large else ()):
            file = wire.decode(record, File, severity=Severity.ERROR)
            if file is None:
                continue
            chats: list[tuple[Record, Chat | None]] = [(record, file)]
            if file.data is not None:
                items = wire.items(record, file.data.chats or (), "data.chats")
                chats = [(item, wire.decode(item, Chat, severity=Severity.ERROR)) for item in items]
                if not chats:
                    wire.empty(record)
            for item, chat in chats:
                if chat is not None:
                    yield from built(wire, item, _gather(wire, item, chat))
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    data = record.get("data")
    if isinstance(data, dict) and isinstance(chats := data.get("chats"), list):
        return not chats or any(isinstance(chat, dict) and _is_chat(chat) for chat in chats)
    return _is_chat(record)


def _is_chat(record: Mapping[str, Any]) -> bool:
    if isinstance(record.get("messages"), list):
        return "chatTitle" in record or "chatID" in record
    return "chatTitle" in record and "chatID" in record


def _gather(wire: Wire, record: Record, chat: Chat) -> Gathering:
    gathering = Gathering(
        wire.source, TypingMindReader.name, record.line, chat.chatTitle or "", chat.chatID or chat.id or ""
    )
    gathering.date = wire.time(record, chat.createdAt, "createdAt")
    gathering.changed = changed(chat.updatedAt)
    told: list[tuple[str, str | None]] = []
    if chat.character is not None:
        told += [("agent", chat.character.title), ("system prompt", chat.character.instruction)]
    if chat.chatParams is not None:
        told.append(("system prompt", chat.chatParams.system_message))
    gathering.preface += [Aside(kind, text) for kind, text in told if text and text.strip()]
    for item in wire.items(record, chat.messages or (), "messages"):
        message = wire.decode(item, Message)
        if message is None:
            gathering.keep(item.spoilt)
            continue
        message.id = message.id or message.uuid
        add_message(wire, gathering, item, message, model=chat.model)
    gathering.keep(record.spoilt)
    return gathering
