"""Files of message lists: which interface they were made for, and the dialogues in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Dialogue
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.messages import Message, add_message, is_message
from mkdocs_dialogues.readers.shapes.records import built
from mkdocs_dialogues.readers.shapes.sample import Sample
from mkdocs_dialogues.readers.shapes.text import plain, word
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["Found", "message_lists", "read_lists"]

_LISTS: Final = ("messages", "conversations", "conversation")
_ANTHROPIC: Final = frozenset(
    {"tool_use", "tool_result", "thinking", "redacted_thinking", "server_tool_use", "document"}
)
_OPENAI_ROLES: Final = frozenset({"system", "developer", "tool", "function"})
# Fields of other programs' formats, whose messages have roles too.
_FOREIGN: Final = frozenset(
    """
    chat chatID chat_messages chunkedPrompt conversationId current_node history mapping messageId
    parentMessageId parentUuid projectHash record_type samples sessionId versions chat_metadata parentId epoch
    """.split()
)


class _Message(msgspec.Struct):
    """As much of a record as tells a message."""

    role: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a file's beginning shows: whether its messages are Anthropic's."""

    anthropic: bool


class Conversation(msgspec.Struct, kw_only=True):
    """An object around a list of messages: a request's body, or a line of a training set."""

    messages: list[msgspec.Raw] | None = None
    conversations: list[msgspec.Raw] | None = None
    conversation: list[msgspec.Raw] | None = None
    system: msgspec.Raw = NULL
    tools: msgspec.Raw = NULL
    model: str | None = None
    title: str | None = None
    id: str | int | None = None

    @property
    def listed(self) -> tuple[str, list[msgspec.Raw]]:
        """The list's own key, and the list."""
        return next(((key, found) for key in _LISTS if (found := getattr(self, key)) is not None), ("messages", []))


def message_lists(found: Sample) -> Found | None:
    """What the messages of a file are, or None when it holds none (or another program's)."""
    met: list[Mapping[str, Any]] = []
    system = False
    for item in found.items:
        if isinstance(item, dict) and not is_message(item):
            if not _FOREIGN.isdisjoint(item):
                return None
            system = system or "system" in item
            listed: list[Any] = next((item[key] for key in _LISTS if isinstance(item.get(key), list)), [])
        else:
            listed = item if isinstance(item, list) else [item]
        met += [one for one in listed if isinstance(one, dict)]
    if not any(map(is_message, met)) or not all("role" in one for one in met):
        return None
    if any(not _FOREIGN.isdisjoint(one) for one in met):
        return None
    blocks = [block for one in met for block in _list(one.get("content")) if isinstance(block, dict)]
    openai = any(word(one.get("role")) in _OPENAI_ROLES or "tool_calls" in one for one in met)
    anthropic = any(_is_anthropic(block) for block in blocks) or any(
        one.get("type") == "message" and "stop_reason" in one for one in met
    )
    return Found(anthropic or (system and not openai))


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _is_anthropic(block: Mapping[str, Any]) -> bool:
    return word(block.get("type")) in _ANTHROPIC or (block.get("type") == "image" and "source" in block)


def read_lists(source: Source, format_: str) -> Iterator[Dialogue]:
    """The dialogues of a file: one for each list of messages, and one for all messages that stand alone."""
    wire = Wire(source)
    alone: Gathering | None = None
    for record in wire.records():
        if alone is not None or _stands_alone(record):
            alone = alone or Gathering(source, format_, record.line)
            _add(wire, alone, [record])
            continue
        gathering = _conversation(wire, source, format_, record)
        if gathering is not None:
            yield from built(wire, record, gathering)
    if alone is not None and alone.drafts:
        yield alone.build()
    wire.report()


def _stands_alone(record: Record) -> bool:
    """Whether a record is a message rather than a list of them."""
    try:
        return msgspec.json.decode(record.data, type=_Message).role is not None
    except (ValueError, RecursionError):
        return False


def _conversation(wire: Wire, source: Source, format_: str, record: Record) -> Gathering | None:
    gathering = Gathering(source, format_, record.line)
    if not record.opens_object:
        raws = wire.decode(record, list[msgspec.Raw], severity=Severity.ERROR)
        if raws is None:
            return None
        _add(wire, gathering, wire.items(record, raws))
        return gathering
    found = wire.decode(record, Conversation, severity=Severity.ERROR)
    if found is None:
        return None
    gathering.title, gathering.id = found.title or "", str(found.id or "")
    if system := flat(plain(found.system)).strip():
        gathering.preface.append(Aside("system prompt", system))
    if names := _tools(plain(found.tools)):
        gathering.preface.append(Aside("tools", names))
    key, raws = found.listed
    _add(wire, gathering, wire.items(record, raws, key), found.model)
    gathering.keep(record.spoilt)
    return gathering


def _add(wire: Wire, gathering: Gathering, records: Iterable[Record], model: str | None = None) -> None:
    for record in records:
        message = wire.decode(record, Message)
        if message is not None:
            add_message(wire, gathering, record, message, model=model)
        else:
            gathering.keep(record.spoilt)


def _tools(value: Any) -> str:
    """The names of the tools that were offered; a string is shown as it is (training sets keep JSON in one)."""
    if isinstance(value, str):
        return value.strip()
    names = [_name(tool) for tool in _list(value) if isinstance(tool, dict)]
    return ", ".join(name for name in names if name)


def _name(tool: Mapping[str, Any]) -> str:
    function = tool.get("function")
    name = function.get("name") if isinstance(function, dict) else tool.get("name") or tool.get("type")
    return name if isinstance(name, str) else ""
