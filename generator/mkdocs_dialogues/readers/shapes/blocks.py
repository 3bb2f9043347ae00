"""Content blocks: what messages of language models are made of, whatever program wrote them down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from mkdocs_dialogues.media import decoded, media_of
from mkdocs_dialogues.model import Aside, Attachment, Part, Reasoning, Text, ToolCall, ToolResult
from mkdocs_dialogues.readers.shapes.text import plain, pretty, pretty_arguments, word
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["NULL", "Block", "attached", "flat", "read_content", "sources", "tool_call"]

NULL: Final = msgspec.Raw(b"null")

_TEXT: Final = frozenset({"text", "input_text", "output_text", "summary_text", "refusal", "reasoning_text"})
_REASONING: Final = frozenset({"thinking", "reasoning", "reasoning_content", "thought"})
_CALLS: Final = frozenset({"tool_use", "server_tool_use", "mcp_tool_use", "tool_call"})
_FILES: Final = frozenset(
    "image image_url input_image audio audio_url input_audio video video_url file input_file document".split()
)
_SILENT: Final = frozenset({"redacted_thinking", "token_budget", "cache_edits", "fallback"})
_DATA_URL: Final = re.compile(r"data:(?P<type>[\w.+-]+/[\w.+-]+)?[^,]{0,100},", re.IGNORECASE)


class Block(msgspec.Struct, kw_only=True):
    """One block; every field is optional, since vendors share the names and not the rest."""

    type: str | None = None
    text: str | None = None
    value: msgspec.Raw = NULL
    refusal: str | None = None
    thinking: str | None = None
    reasoning: str | None = None
    summary: msgspec.Raw = NULL
    name: str | None = None
    id: str | None = None
    input: msgspec.Raw = NULL
    tool_use_id: str | None = None
    content: msgspec.Raw = NULL
    is_error: bool | None = None
    citations: msgspec.Raw = NULL


def read_content(wire: Wire, record: Record, content: msgspec.Raw, key: str = "content") -> list[Part]:
    """The parts of a message's content: a string, a list of blocks and strings, or one block. Blank text is no part."""
    piece = Record(content, record.line, f"{record.path}.{key}")
    first = bytes(memoryview(content)[:1])
    if first == b"[":
        raws = wire.decode(piece, list[msgspec.Raw]) or []
        pieces = wire.items(piece, raws)
        return [*piece.spoilt, *(part for item in pieces for part in _item(wire, item))]
    return [] if first in (b"n", b"") else _item(wire, piece)


def _item(wire: Wire, piece: Record) -> list[Part]:
    if bytes(memoryview(piece.data)[:1]) == b'"':
        text = wire.decode(piece, str)
        said: list[Part] = [Text(text)] if text and text.strip() else []
        return [*said, *piece.spoilt]
    if not piece.opens_object:
        return [] if bytes(piece.data) == b"null" else [wire.unknown("content", pretty(piece.data), piece.line)]
    block = wire.decode(piece, Block)
    return [*(_block(wire, piece, block) if block is not None else []), *piece.spoilt]


def _block(wire: Wire, piece: Record, block: Block) -> Iterable[Part]:
    kind = block.type or ("text" if block.text is not None else "")
    if kind in _TEXT:
        return _text(block)
    if kind in _REASONING:
        said = block.thinking or block.reasoning or block.text or _string(block.value) or _summary(block)
        return [Reasoning(said)] if said and said.strip() else []
    if kind in _CALLS:
        return [_call(block)]
    if kind == "tool_result" or kind.endswith("_tool_result"):
        return _result(wire, piece, block)
    if kind in _FILES:
        return [attached(plain(piece.data), kind)]
    return [] if kind in _SILENT else [wire.unknown(kind or "content", pretty(piece.data), piece.line)]


def _text(block: Block) -> Iterable[Part]:
    said = block.text if block.text is not None else block.refusal or _string(block.value)
    if said and said.strip():
        yield Text(said)
    yield from sources(plain(block.citations))


def _summary(block: Block) -> str:
    """The text of a reasoning whose words stand in a list."""
    return flat(plain(block.summary)) or flat(plain(block.content))


def _call(block: Block) -> ToolCall:
    if block.type == "tool_call" and not block.name:
        value = plain(block.value)
        value = plain(value.encode()) if isinstance(value, str) else value
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            return tool_call(value["name"], value.get("arguments"), block.id)
        return tool_call("tool", value, block.id)
    return tool_call(block.name or "tool", plain(block.input), block.id)


def tool_call(name: str, arguments: Any, id_: str | None = None) -> ToolCall:
    """A call of a tool; its input laid out when it is JSON or a string that holds JSON."""
    if isinstance(arguments, str):
        text, language = pretty_arguments(arguments)
    else:
        text, language = ("", None) if arguments is None else (pretty(arguments), "json")
    return ToolCall(name, text, id_ or None, language)


def _result(wire: Wire, piece: Record, block: Block) -> Iterable[Part]:
    """The result as text, and beside it the files that came with it."""
    inner = read_content(wire, piece, block.content) if _plain_blocks(block.content) else []
    files = [part for part in inner if isinstance(part, Attachment)]
    texts = [part.text for part in inner if isinstance(part, (Text, Reasoning))]
    rest = [part for part in inner if not isinstance(part, (Text, Reasoning, Attachment))]
    output = "\n\n".join(texts) if inner else flat(plain(block.content))
    yield ToolResult(output, None, block.tool_use_id or None, bool(block.is_error))
    yield from files
    yield from rest


def _plain_blocks(content: msgspec.Raw) -> bool:
    """Whether content is a list of blocks that are known everywhere, rather than a tool's own data."""
    value = plain(content)
    known = _TEXT | _FILES
    return isinstance(value, list) and all(isinstance(one, dict) and word(one.get("type")) in known for one in value)


def flat(value: Any) -> str:
    """Plain values as text: strings as they are, lists one below the other, texts of objects, other values as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "\n\n".join(text for one in value if (text := flat(one)))
    if isinstance(value, dict):
        if isinstance(value.get("url"), str) and isinstance(value.get("title"), str):
            said = [value["title"], value["url"], value.get("text") if isinstance(value.get("text"), str) else ""]
            return "\n".join(one for one in said if one)
        for key in ("text", "output", "stdout", "logs"):
            if isinstance(value.get(key), str) and set(value) <= {"type", key, "annotations", "logprobs"}:
                return str(value[key])
    return pretty(value)


def sources(value: Any) -> Iterable[Aside]:
    """Citations as a numbered list of links, each address once."""
    found: dict[str, str] = {}
    for one in value if isinstance(value, list) else []:
        if not isinstance(one, dict):
            continue
        told = next(
            (held for key in ("url_citation", "details", "metadata") if isinstance(held := one.get(key), dict)), one
        )
        if isinstance(url := told.get("url"), str) and url:
            title = told.get("title") or one.get("title")
            found.setdefault(url, title if isinstance(title, str) and title.strip() else url)
    if found:
        lines = (f"{number}. {_link(title, url)}" for number, (url, title) in enumerate(found.items(), start=1))
        yield Aside("sources", "\n".join(lines))


def _link(title: str, url: str) -> str:
    if not re.fullmatch(r"https?://[^\s<>]+", url):
        return f"{title} ({url})"
    title = re.sub(r"([\\\[\]*_`<>])", r"\\\1", " ".join(title.split()))
    return f"[{title}](<{url}>)"


def attached(value: Any, kind: str = "file") -> Attachment:
    """The file that a block carries or points to. Data that may not be published is named by its type and size."""
    block = value if isinstance(value, dict) else {}
    base = kind.removeprefix("input_").removesuffix("_url")
    held = next(
        (block[key] for key in ("source", kind, base, f"{base}_url", "file", "value") if block.get(key) is not None),
        block,
    )
    told = held if isinstance(held, dict) else {"url": held}
    strings = {key: one for key, one in {**block, **told}.items() if isinstance(one, str)}
    where = strings.get("url") or strings.get("file_url") or strings.get("uri")
    data = strings.get("data") or strings.get("file_data") or ""
    media_type = strings.get("media_type") or strings.get("mime_type") or strings.get("mimeType")
    if where and (match := _DATA_URL.match(where)):
        media_type, data, where = match["type"] or media_type, where[match.end() :], None
    elif match := _DATA_URL.match(data):
        media_type = match["type"] or media_type
    name = strings.get("filename") or strings.get("file_name") or strings.get("title") or strings.get("name")
    if told.get("type") == "text":
        return Attachment(name or base, where, media_type, data)
    if not where and (file := decoded(data)) is not None and (media := media_of(file)) is not None:
        if base == "file" and not media.type.startswith("application/"):
            base = media.type.partition("/")[0]
        return Attachment(name or base, None, media.type, None, file)
    if name is None:
        name = where.rpartition("/")[2] if where else strings.get("file_id") or _inside(base, media_type, data)
    return Attachment(name or base, where, media_type)


def _inside(base: str, media_type: str | None, data: str) -> str:
    """A name for data that has none: ``image (image/png, 12 kB, inside the transcript)``."""
    if not data:
        return base
    size = f"{max(1, len(data) * 3 // 4 // 1000):,} kB"
    return f"{base} ({', '.join(one for one in (media_type, size, 'inside the transcript') if one)})"


def _string(raw: msgspec.Raw) -> str:
    value = plain(raw)
    return value if isinstance(value, str) else ""
