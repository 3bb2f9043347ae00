"""Text out of JSON strings, made fit for the model: LF line ends, and nothing that no page can show."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any, TypeVar

import msgspec

from mkdocs_dialogues.model import Part

__all__ = ["beginning", "clean", "clean_part", "plain", "pretty", "pretty_arguments", "word"]

# Colours and cursor movements that programs write to terminals.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])")
# C0 controls but for tab and LF, DEL, and surrogates that stand alone.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

P = TypeVar("P", bound=Part)


def clean(text: str) -> str:
    """The text with LF line ends, without terminal codes; other control characters become U+FFFD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x1b" in text:
        text = _ANSI.sub("", text)
    text = text.replace("\x0c", "\n")
    return _UNFIT.sub(_REPLACEMENT, text) if _UNFIT.search(text) else text


def clean_part(part: P) -> P:
    """The part with all its text clean."""
    changes = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, str) and (cleaned := clean(value)) != value:
            changes[field.name] = cleaned
    return replace(part, **changes) if changes else part  # type: ignore[arg-type]


def beginning(text: str, length: int = 60) -> str:
    """The beginning of a text on one line."""
    text = " ".join(text[: length * 4].split())
    return text if len(text) <= length else text[: length - 1] + "…"


def plain(raw: bytes | msgspec.Raw) -> Any:
    """What a piece of JSON says; its text where that cannot be had."""
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError):
        return bytes(raw).decode("utf-8", "replace")


def word(value: Any) -> str:
    """The string that a plain value is, or ``""``: values out of a file may be of any type."""
    return value if isinstance(value, str) else ""


def pretty(value: Any) -> str:
    """A value, or the JSON that it is (bytes, Raw), as indented JSON with its letters as they are."""
    if isinstance(value, (bytes, msgspec.Raw)):
        raw = bytes(value)
        try:
            value = msgspec.json.decode(raw)
        except (ValueError, RecursionError):
            return raw.decode("utf-8", "replace")
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2).decode("utf-8", "replace")
    except (ValueError, RecursionError):
        return str(value)


def pretty_arguments(arguments: str) -> tuple[str, str | None]:
    """The input of a tool as it is shown, and its language: JSON that stands in a string is laid out."""
    if arguments.lstrip()[:1] in ("{", "["):
        try:
            return pretty(msgspec.json.decode(arguments)), "json"
        except (ValueError, RecursionError):
            return arguments, None
    return arguments, None
