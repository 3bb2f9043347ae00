"""Prompts and responses as Simon Willison's *llm* logs them, for the readers of its JSON and of its database.

An entry is one prompt with its response; those of one conversation are a dialogue. What every entry repeats (the system
prompt, the tools on offer) is told where it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Part, Text, ToolResult
from mkdocs_dialogues.readers.chat_parts import attached_file
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.text import pretty, word

__all__ = [
    "Entry",
    "Repeated",
    "Result",
    "add_entry",
    "attachment",
    "fragments_apart",
    "in_order",
    "in_utc",
    "laid_out",
    "options",
    "tool_result",
]


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool gave back, with the files that came along; ``within``: the provider ran it during the response."""

    result: ToolResult
    files: tuple[Part, ...] = ()
    within: bool = False


@dataclass(slots=True)
class Entry:
    """One prompt and its response. ``system`` is None where the entry says nothing of it."""

    id: str
    line: int = 1
    model: str | None = None
    time: datetime | None = None
    asked: list[Part] = field(default_factory=list)
    settings: list[Part] = field(default_factory=list)
    system: list[Part] | None = None
    tools: str = ""
    results: list[Result] = field(default_factory=list)
    answered: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Repeated:
    """What the entries of a conversation said last of what they all repeat."""

    system: list[Part] | None = None
    tools: str = ""


def add_entry(gathering: Gathering, entry: Entry, repeated: Repeated) -> None:
    """Add the turns of an entry: results to the calls before it, the system prompt if it is new, prompt, response."""
    for told in entry.results:
        if not told.within:
            gathering.add_result(told.result, entry.line, time=entry.time, files=told.files)
    if entry.system and entry.system != repeated.system:
        gathering.add(Speaker("system"), entry.system, entry.line, time=entry.time)
        repeated.system = entry.system
    settings = list(entry.settings)
    if entry.tools and entry.tools != repeated.tools:
        settings.append(Aside("tools", entry.tools))
        repeated.tools = entry.tools
    if entry.asked:
        id_ = entry.id and f"{entry.id}-prompt"
        gathering.add(Speaker("user"), [*entry.asked, *settings], entry.line, id_=id_, time=entry.time)
    else:
        gathering.defer(settings)
    speaker = Speaker("assistant", entry.model)
    gathering.add(speaker, entry.answered, entry.line, id_=entry.id, time=entry.time)
    for told in entry.results:
        if told.within:
            gathering.add_result(told.result, entry.line, time=entry.time, files=told.files)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by time; one without a time stays behind the one that it follows."""
    keyed: list[tuple[float, Entry]] = []
    last = 0.0
    for entry in entries:
        last = entry.time.timestamp() if entry.time is not None else last
        keyed.append((last, entry))
    return [entry for _, entry in sorted(keyed, key=lambda one: one[0])]


def in_utc(time: datetime | None) -> datetime | None:
    """The time with its zone: llm's times are in UTC, and older versions do not say so."""
    return time.replace(tzinfo=UTC) if time is not None and time.tzinfo is None else time


def fragments_apart(text: str, fragments: Sequence[str], kind: str) -> list[Part]:
    """The text with the fragments in front of it as asides.

    Since 0.32 the text holds the fragments too. One of which only the beginning is known (``…...``) cannot be cut out
    there: it stays in the text.
    """
    asides: list[Part] = []
    for fragment in fragments:
        known = fragment.removesuffix("...")
        if fragment and fragment in text:
            before, _, behind = text.partition(fragment)
            text = "\n".join(piece for piece in (before.strip("\n"), behind.strip("\n")) if piece)
        elif not fragment.strip() or (known != fragment and known in text):
            continue
        asides.append(Aside(kind, fragment.strip("\n")))
    return [*asides, *([Text(text)] if text.strip() else [])]


def options(value: Any) -> list[Part]:
    """``- temperature: 0.2``, one a line; what is no object as it stands."""
    if not value:
        return []
    if not isinstance(value, Mapping):
        return [Aside("options", value if isinstance(value, str) else pretty(value))]
    lines = (f"- {key}: {one if isinstance(one, (str, int, float)) else pretty(one)}" for key, one in value.items())
    return [Aside("options", "\n".join(lines))]


def laid_out(response: str, schema: Any) -> str:
    """A response that had to keep to a schema is JSON, and laid out as such."""
    if not schema:
        return response
    try:
        value = msgspec.json.decode(response)
    except (ValueError, RecursionError):
        return response
    return f"```json\n{pretty(value)}\n```"


def attachment(told: Mapping[str, Any]) -> Attachment:
    """A file by its path or address; one whose bytes stand in the log by its type and size."""
    kind = word(told.get("type")) or None
    where = word(told.get("path")) or word(told.get("url"))
    if where:
        return attached_file(where, "", kind)
    size = told.get("content_length")
    held = f"<{size:,} bytes>" if isinstance(size, int) else ""
    return Attachment(" ".join(one for one in (kind or "file", held) if one), None, kind)


def tool_result(told: Mapping[str, Any], files: Iterable[Part] = ()) -> Result:
    """A tool's result as llm keeps it: ``{name, output, tool_call_id, exception, server_executed}``."""
    output, exception = told.get("output"), word(told.get("exception"))
    said = output if isinstance(output, str) else "" if output is None else pretty(output)
    if exception and exception not in said:
        said = "\n".join(one for one in (said, exception) if one)
    name, id_ = word(told.get("name")) or None, word(told.get("tool_call_id")) or None
    return Result(ToolResult(said, name, id_, bool(exception)), tuple(files), told.get("server_executed") is True)
