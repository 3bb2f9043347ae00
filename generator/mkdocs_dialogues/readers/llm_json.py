"""``llm logs --json`` of Simon Willison's *llm*: its log as a list of prompts with their responses.

``[{id, conversation_id, conversation_name, model, resolved_model, datetime_utc, prompt, system, response, reasoning,
options_json, schema_json, prompt_fragments, system_fragments, tools, tool_calls, tool_results, attachments}]``, as
written from 0.4 to 0.36; in the first versions a conversation is a ``chat_id`` and a time is a ``timestamp``.
https://llm.datasette.io/en/stable/logging.html. Entries of one conversation are a dialogue, by time wherever they
stand. ``prompt_json`` and ``response_json``, what went to the provider and came back, say all of it once more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text
from mkdocs_dialogues.readers.llm_entries import (
    Entry,
    Repeated,
    Result,
    add_entry,
    attachment,
    fragments_apart,
    in_order,
    in_utc,
    laid_out,
    options,
    tool_result,
)
from mkdocs_dialogues.readers.shapes.blocks import NULL, flat, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["LLMJSONReader"]

_CONVERSATION: Final = ("conversation_id", "chat_id")
_TIME: Final = ("datetime_utc", "timestamp_utc", "timestamp")
_NEEDED: Final = frozenset({"id", "model", "prompt", "response"})


class Row(msgspec.Struct, kw_only=True):
    """One prompt and its response."""

    id: str | int | None = None
    conversation_id: str | int | None = None
    chat_id: str | int | None = None
    conversation_name: str | None = None
    model: str | None = None
    resolved_model: str | None = None
    datetime_utc: Moment = None
    timestamp_utc: Moment = None
    timestamp: Moment = None
    prompt: str | None = None
    system: str | None = None
    response: str | None = None
    reasoning: str | None = None
    options_json: msgspec.Raw = NULL
    schema_json: msgspec.Raw = NULL
    prompt_fragments: msgspec.Raw = NULL
    system_fragments: msgspec.Raw = NULL
    tools: msgspec.Raw = NULL
    tool_calls: msgspec.Raw = NULL
    tool_results: msgspec.Raw = NULL
    attachments: msgspec.Raw = NULL


class LLMJSONReader:
    """Reads a log; each conversation in it is a dialogue."""

    name = "llm-json"
    title = "llm"
    about = "the log of `llm`, as JSON"
    suffixes = (".json", ".jsonl", ".ndjson")
    generic = False

    def detect(self, source: Source) -> bool:
        """Entries with a model, prompt, response, time and conversation."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The conversations in the order in which they begin in the file."""
        wire = Wire(source)
        found: dict[str, tuple[Gathering, list[Entry]]] = {}
        for record in wire.records():
            row = wire.decode(record, Row, severity=Severity.ERROR)
            if row is None:
                continue
            entry = _entry(wire, record, row)
            if not (entry.asked or entry.answered or entry.results or row.response is not None):
                wire.empty(record)
                continue
            # A prompt without a conversation is one; in the first versions those that went on with it name its id.
            ids = (row.conversation_id, row.chat_id, row.id, record.path)
            id_ = next(str(one) for one in ids if one not in (None, ""))
            gathering, entries = found.setdefault(
                id_, (Gathering(source, self.name, record.line, row.conversation_name or "", id_), [])
            )
            gathering.title = gathering.title or row.conversation_name or ""
            entries.append(entry)
        for gathering, entries in found.values():
            repeated = Repeated()
            for entry in in_order(entries):
                add_entry(gathering, entry, repeated)
            yield gathering.build()
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    return (
        record.keys() >= _NEEDED and any(key in record for key in _TIME) and any(key in record for key in _CONVERSATION)
    )


def _entry(wire: Wire, record: Record, row: Row) -> Entry:
    key = next((key for key in _TIME if getattr(row, key)), _TIME[0])
    schema = _listed(row.schema_json)
    asked = fragments_apart(row.prompt or "", _fragments(row.prompt_fragments), "prompt fragments")
    asked += [attachment(one) for one in _objects(row.attachments)]
    settings = options(_listed(row.options_json))
    if schema:
        settings.append(Aside("schema", f"```json\n{pretty(schema)}\n```"))
    system = fragments_apart(row.system or "", _fragments(row.system_fragments), "system fragments")
    answered: list[Part] = [Reasoning(row.reasoning)] if row.reasoning and row.reasoning.strip() else []
    if row.response and row.response.strip():
        answered.append(Text(laid_out(row.response, schema)))
    for call in _objects(row.tool_calls):
        arguments = call.get("arguments")
        answered.append(tool_call(word(call.get("name")) or "tool", arguments, word(call.get("tool_call_id"))))
    return Entry(
        str(row.id) if row.id not in (None, "") else "",
        record.line,
        row.resolved_model or row.model,
        in_utc(wire.time(record, getattr(row, key), key)),
        asked,
        settings,
        system,
        ", ".join(name for tool in _objects(row.tools) if (name := word(tool.get("name")))),
        [_result(one) for one in _objects(row.tool_results)],
        [*answered, *_strange(wire, record, row), *record.spoilt],
    )


def _listed(raw: msgspec.Raw) -> Any:
    """What a field holds; some versions write JSON into a string."""
    value = plain(raw)
    return plain(value.encode("utf-8", "replace")) if isinstance(value, str) and value else value


def _objects(raw: msgspec.Raw) -> list[Mapping[str, Any]]:
    value = _listed(raw)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _fragments(raw: msgspec.Raw) -> list[str]:
    """Contents, or hashes where there is no more."""
    return [flat(one.get("content")) or word(one.get("hash")) for one in _objects(raw)]


def _result(told: Mapping[str, Any]) -> Result:
    held = told.get("attachments")
    value = plain(held.encode("utf-8", "replace")) if isinstance(held, str) else held
    files = value if isinstance(value, list) else []
    return tool_result(told, [attachment(one) for one in files if isinstance(one, dict)])


def _strange(wire: Wire, record: Record, row: Row) -> list[Part]:
    """Lists that are none, and items of them that are no objects: shown as they stand."""
    found: list[Part] = []
    for key in ("prompt_fragments", "system_fragments", "tools", "tool_calls", "tool_results", "attachments"):
        value = _listed(getattr(row, key))
        items = value if isinstance(value, list) else [] if value is None else [value]
        found += [wire.unknown(key, pretty(one), record.line) for one in items if not isinstance(one, dict)]
    return found
