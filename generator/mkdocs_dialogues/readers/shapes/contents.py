"""Parts of Google's ``Content``: what messages of the Gemini interface are made of, in whatever program's file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import attached, flat, sources, tool_call
from mkdocs_dialogues.readers.shapes.text import plain, pretty, word
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["function_result", "grounded", "read_contents"]

# Fields that say something about a part, and hold none of what was said.
_SILENT = frozenset({"thought", "thoughtSignature", "thoughtSignatures", "videoMetadata", "mediaResolution", "role"})


def read_contents(wire: Wire, record: Record, content: msgspec.Raw) -> list[Part]:
    """The parts of a content: a string, one part, a list of them, or ``{"parts": […]}``."""
    value = plain(content)
    if isinstance(value, dict) and isinstance(value.get("parts"), list):
        value = value["parts"]
    listed = value if isinstance(value, list) else [] if value is None else [value]
    return [part for one in listed for part in _part(wire, record, one)]


def _part(wire: Wire, record: Record, value: Any) -> Iterable[Part]:
    if isinstance(value, str):
        return [Text(value)] if value.strip() else []
    if not isinstance(value, dict):
        return [wire.unknown("content", pretty(value), record.line)]
    found: list[Part] = []
    for key, held in value.items():
        if key in _SILENT or held is None:
            continue
        if key == "text" and isinstance(held, str):
            kind = Reasoning if value.get("thought") is True else Text
            found += [kind(held)] if held.strip() else []
        elif isinstance(held, dict) and (part := _held(key, held)) is not None:
            found.append(part)
        else:
            found.append(wire.unknown(key, pretty({key: held}), record.line))
    return found


def _held(key: str, held: Mapping[str, Any]) -> Part | None:
    match key:
        case "functionCall":
            return tool_call(word(held.get("name")) or "tool", held.get("args"), word(held.get("id")))
        case "functionResponse":
            return function_result(held)
        case "executableCode":
            return ToolCall("code execution", word(held.get("code")), None, word(held.get("language")).lower() or None)
        case "codeExecutionResult":
            failed = word(held.get("outcome")) not in ("", "OUTCOME_OK")
            return ToolResult(word(held.get("output")), is_error=failed)
        case "inlineData" | "inlineFile" | "inlineImage" | "inlineAudio" | "inlineVideo":
            return attached(held, key.removeprefix("inline").lower().replace("data", "file"))
        case "fileData":
            return Attachment(
                word(held.get("displayName")) or word(held.get("fileUri")) or "file", word(held.get("fileUri"))
            )
        case _:
            return None


def function_result(held: Mapping[str, Any]) -> ToolResult:
    """What a function gave back: its response's ``output`` and ``error``, or all of it where there is more."""
    response = held.get("response")
    error = isinstance(response, dict) and bool(response.get("error"))
    if isinstance(response, dict) and (len(response) == 1 or set(response) <= {"output", "error"}):
        response = [said for said in response.values() if said]
    return ToolResult(flat(response), None, word(held.get("id")) or None, error)


def grounded(value: Any) -> Sequence[Aside]:
    """Web pages that an answer rests on, as numbered links."""
    if not isinstance(value, dict):
        return ()
    listed = value.get("groundingSources") or value.get("groundingChunks") or value.get("corroborationSegments")
    pages = [
        {"url": page.get("uri"), "title": page.get("title")}
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and isinstance(page := one.get("web", one), dict)
    ]
    return tuple(sources(pages))
