"""Broken JSON: what is left of it, and what is wrong with it.

The slow way, taken only where the fast decoder refuses: text that is cut, ``NaN``, escapes of half a character,
bytes that are no UTF-8, numbers out of range.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NamedTuple

import msgspec

__all__ = ["Mended", "loads", "mend", "shallow"]

# An escape, so that an escaped backslash is not taken for the beginning of one; a pair is one character.
_ESCAPE: Final = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\."
)
_HALF: Final = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)
_DEEPEST: Final = 100
_MOST_DIGITS: Final = 400
_TOO_DEEP: Final = "it nests too deep"
_CUT: Final = "it ends in the middle"


class Mended(NamedTuple):
    """JSON that decodes, or None when none could be had; what was wrong (``""``: nothing), lines further down."""

    data: bytes | None
    fault: str = ""
    line: int = 0


def mend(data: bytes) -> Mended:
    """JSON that decodes to the same value as ``data``, as far as that goes."""
    text, fault, line = _text(data)
    try:
        value = loads(text)
    except json.JSONDecodeError as error:
        return _cut(text, error)
    except RecursionError:
        return mend(shallow(text).encode())._replace(fault=_TOO_DEEP)
    return _encoded(value, fault, line)


def loads(text: str) -> Any:
    """The value of a text, as forgiving as JSON in the wild asks for. Raises JSONDecodeError or RecursionError.

    ``NaN``, ``Infinity`` and numbers of hundreds of digits, which no transcript counts, are None.
    """
    return _DECODER.decode(text)


def _number(digits: str) -> int | None:
    return int(digits) if len(digits) < _MOST_DIGITS else None


def _no_number(name: str) -> None:
    del name


_DECODER: Final = json.JSONDecoder(parse_int=_number, parse_constant=_no_number, strict=False)


def shallow(text: str) -> str:
    """JSON in which what nests deeper than any transcript is ``null``."""
    pieces: list[str] = []
    depth = kept = 0
    for token in _TOKEN.finditer(text):
        if token[0] in "[{":
            depth += 1
            if depth == _DEEPEST:
                pieces.append(text[kept : token.start()])
        elif token[0] in "]}":
            depth -= 1
            if depth == _DEEPEST - 1:
                pieces.append("null")
                kept = token.end()
    return "".join(pieces) + (text[kept:] if depth < _DEEPEST else "null")


def _text(data: bytes) -> tuple[str, str, int]:
    """The text without halves of characters; what was wrong with its bytes, lines further down."""
    try:
        text, fault, line = data.decode("utf-8"), "", 0
    except UnicodeDecodeError as error:
        fault = f"byte '{data[error.start]:02x}' is not UTF-8"
        text, line = data.decode("utf-8", "replace"), data.count(b"\n", 0, error.start)
    if _HALF.search(text):
        whole = _ESCAPE.sub(lambda match: r"\ufffd" if len(match[0]) == 6 else match[0], text)
        fault = fault or ("an escape is half a character" if whole != text else "")
        text = whole
    return text, fault, line


def _cut(text: str, error: json.JSONDecodeError) -> Mended:
    """What stands before the fault: an object that ends in the middle is closed there."""
    from pydantic_core import from_json  # noqa: PLC0415 - few files are cut off, and it takes longer to load than to read

    at = error.pos
    rest = text[at:].strip()
    whole = not rest or rest[0] == '"' or error.msg.startswith("Unterminated")
    fault = _CUT if whole and '"' not in rest[1:] else f"{error.msg[:1].lower()}{error.msg[1:]}"
    line = text.count("\n", 0, at)
    for piece in (text if whole else text[:at], text[:at]):
        try:
            value = from_json(piece, allow_partial="trailing-strings")
        except ValueError:
            continue
        return _encoded(value, fault, line)
    return Mended(None, fault, line)


def _encoded(value: Any, fault: str, line: int) -> Mended:
    try:
        return Mended(msgspec.json.encode(value), fault, line)
    except (ValueError, RecursionError):
        return Mended(None, fault or _TOO_DEEP, line)
