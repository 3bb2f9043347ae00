"""ShareGPT: the shape of shared ChatGPT conversations that training sets have kept since 2023.

``{"conversations": [{"from": "human"|"gpt"|"system"|…, "value": text}], "id"?, "system"?, "tools"?, "model"?}`` as one
object, a list of them, or one a line. ``function_call`` and ``observation`` (LLaMA-Factory) are a call of a tool and
its result. Described at https://github.com/hiyouga/LLaMA-Factory/tree/main/data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Text, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages import role_of
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["ShareGPTReader"]

_LISTS: Final = ("conversations", "items", "conversation")


class Entry(msgspec.Struct, rename={"who": "from"}):
    """One message."""

    who: str
    value: msgspec.Raw = NULL


class Conversation(msgspec.Struct):
    """One dialogue; ``items`` is its list in the oldest collections."""

    conversations: list[msgspec.Raw] | None = None
    items: list[msgspec.Raw] | None = None
    conversation: list[msgspec.Raw] | None = None
    id: str | int | None = None
    title: str | None = None
    system: msgspec.Raw = NULL
    tools: msgspec.Raw = NULL
    model: str | None = None


class ShareGPTReader:
    """Reads files of messages with ``from`` and ``value``."""

    name = "sharegpt"
    title = "ShareGPT"
    about = "ShareGPT data sets"
    suffixes = (".json", ".jsonl", ".ndjson")
    generic = False

    def detect(self, source: Source) -> bool:
        """A conversation whose messages have ``from`` and ``value``."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each conversation."""
        return read_records(source, Conversation, _conversation)


def _is_ours(record: Mapping[str, Any]) -> bool:
    lists = (record[key] for key in _LISTS if isinstance(record.get(key), list))
    return any(isinstance(one, dict) and "from" in one and "value" in one for listed in lists for one in listed)


def _conversation(wire: Wire, record: Record, found: Conversation) -> Gathering:
    gathering = Gathering(wire.source, ShareGPTReader.name, record.line, found.title or "", str(found.id or ""))
    for kind, value in (("system prompt", found.system), ("tools", found.tools)):
        if text := flat(plain(value)).strip():
            gathering.preface.append(Aside(kind, text))
    key, raws = next(((key, raws) for key in _LISTS if (raws := getattr(found, key)) is not None), ("", []))
    for item in wire.items(record, raws, key):
        entry = wire.decode(item, Entry)
        if entry is None:
            gathering.keep(item.spoilt)
        else:
            _add(wire, gathering, item, entry, found.model)
    gathering.keep(record.spoilt)
    return gathering


def _add(wire: Wire, gathering: Gathering, item: Record, entry: Entry, model: str | None) -> None:
    said = flat(plain(entry.value))
    if entry.who == "function_call":
        gathering.add(Speaker("assistant", model), [*_calls(said), *item.spoilt], item.line)
        return
    speaker = role_of(wire, item, entry.who)
    if speaker.role == "tool":
        gathering.add_result(ToolResult(said), item.line)
        return
    if speaker.role == "assistant":
        speaker = Speaker("assistant", model, speaker.name)
    text: Sequence[Part] = [Text(said)] if said.strip() else []
    gathering.add(speaker, [*text, *item.spoilt], item.line)


def _calls(said: str) -> Sequence[Part]:
    """The calls in a ``function_call``: JSON of one, or of a list of them."""
    value = plain(said.encode("utf-8", "replace"))
    calls: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(call, dict) and isinstance(call.get("name"), str) for call in calls):
        return [tool_call("tool", said)]
    return [tool_call(call["name"], call.get("arguments", call.get("parameters"))) for call in calls]
