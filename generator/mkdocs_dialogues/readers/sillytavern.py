"""SillyTavern: a chat as it keeps and exports it, JSON Lines.

The first line is a header, ``{chat_metadata, user_name, character_name, create_date}`` (both names are ``unused`` since
1.13; chats of groups had no header before that), each other one a message: ``{name, is_user, is_system, mes, send_date,
swipes, swipe_id, swipe_info, extra: {type, model, reasoning, image, media, file, files, tool_invocations, …}}``.
``swipes`` are the answers that were generated for it, of which ``mes`` is shown. Times are those of the writer's clock
where they have no zone. Written by https://github.com/SillyTavern/SillyTavern (``saveChat``, ``sendSystemMessage``,
``ToolManager.saveFunctionToolInvocations``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Reasoning, Text, ToolResult
from mkdocs_dialogues.readers.chat_parts import attached_file
from mkdocs_dialogues.readers.shapes.blocks import NULL, attached, flat, tool_call
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.messages_tree import MessageTree
from mkdocs_dialogues.readers.shapes.records import built
from mkdocs_dialogues.readers.shapes.sample import holds
from mkdocs_dialogues.readers.shapes.text import beginning, plain, pretty, word
from mkdocs_dialogues.readers.shapes.thinking import split_thinking
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["SillyTavernReader"]

_SYSTEM: Final = "SillyTavern System"
_NO_NAMES: Final = frozenset({"", "unused", "You", "User", "System", _SYSTEM})
# ``2024-06-01@12h31m03s``, ``2024-6-1 @12h 31m 3s 45ms``
_HUMANIZED: Final = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2}) ?@ ?(\d{1,2})h ?(\d{1,2})m ?(\d{1,2})s(?: ?(\d{1,3})ms)?", re.ASCII
)
# ``June 1, 2024 12:31pm``
_SPOKEN: Final = re.compile(r"([a-z]{3,9}) (\d{1,2}), (\d{4}) (\d{1,2}):(\d{2}) ?([ap]m)", re.IGNORECASE | re.ASCII)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class Extra(msgspec.Struct, kw_only=True):
    """What else is known of a message."""

    type: str | None = None
    model: str | None = None
    reasoning: str | None = None
    display_text: str | None = None
    image: str | None = None
    video: str | None = None
    media: msgspec.Raw = NULL
    file: msgspec.Raw = NULL
    files: msgspec.Raw = NULL
    tool_invocations: msgspec.Raw = NULL


class Swipe(msgspec.Struct):
    """What is known of one of the answers to choose from."""

    send_date: Moment = None
    extra: Extra | None = None


class Line(msgspec.Struct, kw_only=True):
    """A line: the header, or a message (which has a ``mes``)."""

    chat_metadata: msgspec.Raw = NULL
    character_name: str | None = None
    create_date: Moment = None
    name: str | None = None
    is_user: bool | None = None
    is_system: bool | None = None
    mes: str | None = None
    send_date: Moment = None
    swipes: list[str | None] | None = None
    swipe_id: int | None = None
    swipe_info: list[Swipe | None] | None = None
    extra: Extra | None = None


@dataclass(slots=True)
class Message:
    """One way of a message: what is shown of it, or another answer."""

    line: Line
    said: str
    extra: Extra
    sent: Moment


@dataclass(slots=True)
class Chat:
    """The chat that is being read: calls of tools stand in lines of their own, before the answer that they led to."""

    wire: Wire
    gathering: Gathering
    tree: MessageTree[Message]
    calls: list[Part] = field(default_factory=list)
    called: Record | None = None
    last: Speaker = field(default_factory=lambda: Speaker("assistant", kind="model"))


class SillyTavernReader:
    """Reads chats of SillyTavern."""

    name = "sillytavern"
    title = "SillyTavern"
    about = "chats of SillyTavern"
    suffixes = (".jsonl",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A header with ``chat_metadata``, or lines with ``mes`` and ``is_user``."""
        return holds(source, _is_ours)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The chat's dialogue."""
        wire = Wire(source)
        gathering = Gathering(source, self.name)
        whole = Record(b"")
        chat = Chat(wire, gathering, MessageTree[Message](wire, whole))
        before: str | None = None
        number = 0
        for record in wire.records():
            line = wire.decode(record, Line)
            if line is None:
                chat.tree.spoilt += record.spoilt
            elif line.mes is not None or line.swipes:
                number += 1
                before = _take(chat, record, line, number, before)
            elif not _header(chat, record, line):
                chat.tree.spoilt.append(wire.unknown("line", pretty(record.data), record.line))
        for item, message in chat.tree.shown(before):
            _add(chat, item, message)
        _flush(chat)
        gathering.keep(chat.tree.spoilt)
        yield from built(wire, whole, gathering)
        wire.report()


def _is_ours(record: Mapping[str, Any]) -> bool:
    if isinstance(record.get("mes"), str) and "is_user" in record:
        return True
    return "chat_metadata" in record or {"user_name", "character_name", "create_date"} <= record.keys()


def _header(chat: Chat, record: Record, line: Line) -> bool:
    """Take in the header; False when the line is none."""
    metadata = plain(line.chat_metadata)
    if not isinstance(metadata, dict) and line.create_date is None and line.character_name is None:
        return False
    chat.gathering.date = _time(chat.wire, record, line.create_date, "create_date")
    told = metadata if isinstance(metadata, dict) else {}
    for key, kind in (("system_prompt", "system prompt"), ("scenario", "scenario"), ("note_prompt", "author's note")):
        if word(told.get(key)).strip():
            chat.gathering.preface.append(Aside(kind, word(told[key])))
    chat.gathering.keep(record.spoilt)
    return True


def _take(chat: Chat, record: Record, line: Line, number: int, before: str | None) -> str:
    """Take a message with its swipes; the key of the one that is shown (``3-2``: message 3, swipe 2)."""
    swipes = line.swipes or []
    infos = line.swipe_info or []
    selected = line.swipe_id if line.swipe_id is not None else len(swipes) - 1
    if swipes and not 0 <= selected < len(swipes):
        chat.wire.problem(
            "bad-field",
            record,
            f"'{line.swipe_id}' at '{record.path}.swipe_id' is no swipe of the message",
            expected=f"Expected a number below {len(swipes)}.",
            todo="The message's own text is shown.",
        )
        selected = len(swipes)
    shown = f"{number}-{max(selected, 0) + 1}"
    for index, said in enumerate(swipes):
        if index != selected:
            info = (infos[index] if index < len(infos) else None) or Swipe()
            other = Message(line, said or "", info.extra or Extra(), info.send_date)
            chat.tree.add(Record(record.data, record.line, record.path), other, f"{number}-{index + 1}", before)
    if line.mes is None and 0 <= selected < len(swipes):
        line.mes = swipes[selected]
    chat.tree.add(record, Message(line, line.mes or "", line.extra or Extra(), line.send_date), shown, before)
    return shown


def _add(chat: Chat, item: Record, message: Message) -> None:
    """Add a message of the shown thread."""
    line, extra = message.line, message.extra
    calls = plain(extra.tool_invocations)
    if isinstance(calls, list) and calls:
        chat.calls += [part for call in calls for part in _call(chat.wire, item, call)]
        chat.called = chat.called or item
        chat.gathering.keep(item.spoilt)
        return
    name = (line.name or "").strip()
    parts: list[Part] = [Reasoning(extra.reasoning)] if extra.reasoning and extra.reasoning.strip() else []
    said = message.said
    parts += _files(extra)
    parts += [Text(said)] if line.is_user and said.strip() else split_thinking(said)
    if extra.display_text and extra.display_text.strip() and extra.display_text != said:
        parts.append(Aside("shown as", extra.display_text))
    narrated = extra.type == "narrator"
    if line.is_system and not narrated and (extra.type or name == _SYSTEM):
        kind = "comment" if extra.type == "comment" else "notice"
        chat.gathering.keep([Aside(kind, part.text) if isinstance(part, Text) else part for part in parts])
        chat.gathering.keep(item.spoilt)
        return
    time = _time(chat.wire, item, message.sent, "send_date")
    named = None if name in _NO_NAMES else name
    if narrated or line.is_user:
        _flush(chat)
        speaker = Speaker("system" if narrated else "user", name=named)
    else:
        speaker = chat.last = Speaker("assistant", extra.model or None, named, "model")
        parts = [*chat.calls, *parts]
        chat.calls, chat.called = [], None
    chat.gathering.add(speaker, [*parts, *item.spoilt], item.line, time=time)


def _flush(chat: Chat) -> None:
    """Calls after which no answer came are a turn of whoever answered last."""
    if chat.calls and chat.called is not None:
        chat.gathering.add(chat.last, chat.calls, chat.called.line)
    chat.calls, chat.called = [], None


def _call(wire: Wire, item: Record, call: Any) -> Iterator[Part]:
    if not isinstance(call, dict):
        yield wire.unknown("tool_invocations", pretty(call), item.line)
        return
    id_ = word(call.get("id")) or None
    yield tool_call(word(call.get("displayName")) or word(call.get("name")) or "tool", call.get("parameters"), id_)
    output = flat(call.get("result"))
    if output.strip():
        yield ToolResult(output, None, id_, bool(call.get("error")))


def _files(extra: Extra) -> list[Attachment]:
    """Pictures, films and files, each once: newer versions list them, older ones have a field for each."""
    found = [_file(one) for raw in (extra.media, extra.files) for one in _list(plain(raw))]
    found += [_file({"url": url}) for url in (extra.image, extra.video) if url]
    found += [_file(one) for one in [plain(extra.file)] if isinstance(one, dict)]
    return list(dict.fromkeys(one for one in found if one is not None))


def _file(value: Any) -> Attachment | None:
    if not isinstance(value, dict):
        return None
    url = word(value.get("url"))
    if not url or url.startswith("data:"):
        return attached(value, word(value.get("type")) or "file")
    found = attached_file(url.lstrip("/"), word(value.get("name")))
    return Attachment(found.name, found.target, None, word(value.get("text")) or None)


def _time(wire: Wire, record: Record, value: Moment, key: str) -> datetime | None:
    """A time in any of the forms that the program has written since 2023."""
    text = value.strip() if isinstance(value, str) else ""
    try:
        if match := _HUMANIZED.fullmatch(text):
            *whole, thousandths = (int(one or 0) for one in match.groups())
            year, month, day, hour, minute, second = whole
            return datetime(year, month, day, hour, minute, second, thousandths * 1000)  # noqa: DTZ001 - a local clock
        if (match := _SPOKEN.fullmatch(text)) and (name := match[1][:3].lower()) in _MONTHS:
            hour = int(match[4]) % 12 + (12 if match[6].lower() == "pm" else 0)
            month = _MONTHS.index(name) + 1
            return datetime(int(match[3]), month, int(match[2]), hour, int(match[5]))  # noqa: DTZ001 - a local clock
    except ValueError:
        wire.problem("bad-field", record, f"'{beginning(text)}' at '{record.path}.{key}' is no time")
        return None
    found: datetime | None = wire.time(record, value, key)
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
