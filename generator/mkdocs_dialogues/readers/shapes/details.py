"""``<details type="…">`` in a message: what Open WebUI writes into an answer for its reasoning, tools and code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from mkdocs_dialogues.model import Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.shapes.blocks import flat, tool_call
from mkdocs_dialogues.readers.shapes.text import plain

__all__ = ["split_details"]

_TYPES: Final = "reasoning|tool_calls|code_interpreter"
_OPENING: Final = re.compile(rf'<details\s(?P<attributes>[^<>]*\btype="(?P<type>{_TYPES})"[^<>]*)>')
_ATTRIBUTE: Final = re.compile(r'(?P<name>[\w-]+)="(?P<value>[^"]*)"')
_SUMMARY: Final = re.compile(r"\s*<summary>[^<]*</summary>\n?")
_CLOSING: Final = "</details>"
_CODE: Final = re.compile(r"\s*```(?P<language>[\w+-]*)\n(?P<code>.*?)\n?```\s*\Z", re.DOTALL)


def split_details(text: str) -> list[Part]:
    """The text as parts: what was said, and between it what the wrappers hold.

    One that does not end is text, unless the program says that it was not done.
    """
    parts: list[Part] = []
    at = 0
    while (opening := _OPENING.search(text, at)) is not None:
        close = text.find(_CLOSING, opening.end())
        if close < 0 and 'done="false"' in opening["attributes"]:  # it was stopped amid its thoughts
            close = len(text)
        elif close < 0:
            break
        parts += _said(text[at : opening.start()])
        attributes = {match["name"]: unescape(match["value"]) for match in _ATTRIBUTE.finditer(opening["attributes"])}
        inner = _SUMMARY.sub("", text[opening.end() : close], count=1)
        parts += _wrapped(opening["type"], attributes, inner)
        at = close + len(_CLOSING)
    return [*parts, *_said(text[at:])]


def _said(text: str) -> Iterator[Text]:
    if text.strip():
        yield Text(text.strip("\n"))


def _wrapped(type_: str, attributes: dict[str, str], inner: str) -> Iterator[Part]:
    if type_ == "reasoning":
        lines = (re.sub(r"^> ?", "", unescape(line)) for line in inner.strip("\n").split("\n"))
        if said := "\n".join(lines).strip():
            yield Reasoning(said)
        return
    id_ = attributes.get("id") or None
    if type_ == "tool_calls":
        if "name" in attributes or "arguments" in attributes:
            yield tool_call(attributes.get("name") or "tool", _unquoted(attributes.get("arguments", "")), id_)
        result = attributes.get("result") or unescape(inner).strip()
        if result:
            yield ToolResult(_unquoted(result), attributes.get("name") or None, id_)
        return
    code = _CODE.match(unescape(inner))
    if code is not None:
        yield ToolCall("code interpreter", code["code"], id_, code["language"] or None)
    elif text := unescape(inner).strip():
        yield ToolCall("code interpreter", text, id_)
    if attributes.get("output"):
        yield ToolResult(flat(plain(attributes["output"].encode())), "code interpreter", id_)


def _unquoted(text: str) -> str:
    """The text in a JSON string; other text as it is."""
    value = plain(text.encode("utf-8", "replace")) if text.startswith('"') else text
    return value if isinstance(value, str) else text
