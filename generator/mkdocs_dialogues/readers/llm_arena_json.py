"""LLM Arena as JSON: what its program writes beside the Markdown.

``{timestamp, metadata: {name_a, name_b, model_a_id, model_b_id, topic, mode, num_turns, …}, transcript: [{turn,
speaker: "A"|"B", model, model_name, content, usage, error}], heuristics, llm_analysis, status}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Text
from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.records import read_records
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.readers.voices_chat_json import usage
from mkdocs_dialogues.source import Source

__all__ = ["LLMArenaJSONReader"]

_LONGEST_TITLE: Final = 120


class Facts(msgspec.Struct, kw_only=True):
    """Who talked about what."""

    name_a: str | None = None
    name_b: str | None = None
    model_a_id: str | None = None
    model_b_id: str | None = None
    topic: str | None = None
    mode: str | None = None
    total_cost: float | None = None


class Entry(msgspec.Struct, kw_only=True):
    """What one side said."""

    speaker: str | None = None
    model: str | None = None
    model_name: str | None = None
    content: str | None = None
    usage: msgspec.Raw = NULL
    error: bool | None = None


class Match(msgspec.Struct, kw_only=True):
    """The file."""

    timestamp: Moment = None
    metadata: Facts | None = None
    transcript: list[msgspec.Raw] | None = None
    llm_analysis: str | None = None


class LLMArenaJSONReader:
    """Reads a conversation of two models that a program ran."""

    name = "llm-arena-json"
    title = "LLM Arena"
    about = '`{"metadata": {"name_a": "gemini", "model_a_id": …}, "transcript": […]}`'
    suffixes = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A transcript, and facts about its sides A and B."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The conversation's dialogue."""
        return read_records(source, Match, _gather)


def _is_ours(record: Mapping[str, Any]) -> bool:
    facts = record.get("metadata")
    return isinstance(facts, dict) and ("model_a_id" in facts or "name_a" in facts) and "transcript" in record


def _gather(wire: Wire, record: Record, found: Match) -> Gathering:
    gathering = Gathering(wire.source, LLMArenaJSONReader.name, record.line)
    gathering.date = wire.time(record, found.timestamp, "timestamp")
    facts = found.metadata or Facts()
    topic = (facts.topic or "").strip()
    if "\n" not in topic and len(topic) <= _LONGEST_TITLE:
        gathering.title = topic
    told = (("mode", facts.mode), ("topic", topic))
    gathering.preface += [Aside(kind, text) for kind, text in told if text and text.strip()]
    for item in wire.items(record, found.transcript or (), "transcript"):
        entry = wire.decode(item, Entry)
        if entry is not None:
            _add(gathering, item, entry, facts)
        else:
            gathering.keep(item.spoilt)
    if found.llm_analysis and found.llm_analysis.strip():
        gathering.afterword.append(Aside("analysis", found.llm_analysis))
    if facts.total_cost is not None:
        gathering.afterword.append(Aside("total cost", f"${facts.total_cost:.4f}"))
    gathering.keep(record.spoilt)
    return gathering


def _add(gathering: Gathering, item: Record, entry: Entry, facts: Facts) -> None:
    side = (entry.speaker or "").strip()
    names = {"A": (facts.name_a, facts.model_a_id), "B": (facts.name_b, facts.model_b_id)}
    name, model = names.get(side, (None, None))
    name = entry.model_name or name or side
    if side and facts.name_a == facts.name_b:  # a model that talks to itself
        name = f"{name} ({side})"
    said = entry.content or ""
    spoken: list[Part] = [Text(said)] if said.strip() else []
    parts = [*spoken, *usage(plain(entry.usage)), *item.spoilt]
    if entry.error:
        gathering.keep([Aside("error", said), *item.spoilt])
    else:
        gathering.add(Speaker("assistant", entry.model or model, name or None, "model"), parts, item.line)
