"""Telegram Desktop's ``result.json`` (*Export chat history* or *Export Telegram data*, machine-readable JSON).

https://telegram.org/blog/export-and-more; the fields are those of Telegram Desktop 2 to 6. An export of one chat is one
dialogue, that of an account has one for each chat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any, Final

import msgspec

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Aside, Attachment, Dialogue, Part, Text
from mkdocs_dialogues.readers.builder import no_turns
from mkdocs_dialogues.readers.chat_parts import attached_file, edited, linked, reactions, reply_to
from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.readers.shapes.blocks import NULL
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import plain
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.readers.telegram_notices import notice
from mkdocs_dialogues.source import Source

__all__ = ["TelegramReader"]

_TYPES: Final = ("personal_chat", "bot_chat", "saved_messages", "private_", "public_", "replies", "verify_codes")
_CHATS: Final = ("chats.list", "left_chats.list")  # of a large export, read one by one
_MARKS: Final = {"bold": "**", "italic": "*", "strikethrough": "~~"}


class Entity(msgspec.Struct):
    """A piece of text with its looks."""

    type: str = "plain"
    text: str = ""
    href: str | None = None
    language: str | None = None


class Reaction(msgspec.Struct):
    type: str | None = None
    emoji: str | None = None
    count: int | None = None


class Answer(msgspec.Struct):
    text: msgspec.Raw = NULL
    voters: int | None = None


class Poll(msgspec.Struct):
    question: msgspec.Raw = NULL
    answers: list[Answer] | None = None


class Contact(msgspec.Struct):
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None


class Position(msgspec.Struct):
    latitude: float | None = None
    longitude: float | None = None


class Message(msgspec.Struct, kw_only=True):
    """A message. ``date`` is the exporter's local time, ``date_unixtime`` the moment."""

    id: int | None = None
    type: str = "message"
    date: str | None = None
    date_unixtime: str | int | None = None
    edited: str | None = None
    edited_unixtime: str | int | None = None
    from_: str | None = msgspec.field(name="from", default=None)
    from_id: str | int | None = None
    actor: str | None = None
    actor_id: str | int | None = None
    text: str | list[str | Entity] | None = None
    text_entities: list[Entity] | None = None
    reply_to_message_id: int | None = None
    forwarded_from: str | None = None
    photo: str | None = None
    file: str | None = None
    file_name: str | None = None
    mime_type: str | None = None
    media_type: str | None = None
    sticker_emoji: str | None = None
    contact_information: Contact | None = None
    location_information: Position | None = None
    place_name: str | None = None
    address: str | None = None
    poll: Poll | None = None
    reactions: list[Reaction] | None = None


class Chat(msgspec.Struct):
    name: str | None = None
    type: str | None = None
    id: int | None = None
    messages: list[msgspec.Raw] | None = None


class Chats(msgspec.Struct):
    held: list[msgspec.Raw] | None = msgspec.field(name="list", default=None)


class Account(msgspec.Struct):
    """An export of one chat, or of an account with its chats."""

    messages: msgspec.Raw = NULL
    chats: Chats | None = None
    left_chats: Chats | None = None


class TelegramReader:
    """Reads what Telegram Desktop exported."""

    name = "telegram"
    title = "Telegram"
    about = "the export of Telegram Desktop"
    suffixes: tuple[str, ...] = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A chat with its name, type and messages, or a list of such chats."""
        taken = sample(source)
        if taken is None or taken.shape != "object":
            return False
        chats = [taken.first.get(key) for key in ("chats", "left_chats")]
        lists = [held.get("list") for held in chats if isinstance(held, dict)]
        found = [taken.first, *(chat for held in lists if isinstance(held, list) for chat in held)]
        return any(_is_chat(chat) for chat in found)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """A dialogue for each chat in which somebody says something; DialogueError ``no-turns`` when none is."""
        wire = Wire(source)
        found = False
        for record in wire.records(_CHATS if source.is_large else ()):
            for chat in _chats(wire, record):
                dialogue = _read(wire, chat)
                if dialogue is not None:
                    found = True
                    yield dialogue
        wire.report()
        if not found:
            raise no_turns(source, 0, "nobody says anything in this export", "Expected 'messages' with 'text'.")


def _is_chat(value: Any) -> bool:
    return isinstance(value, dict) and "messages" in value and str(value.get("type", "")).startswith(_TYPES)


def _chats(wire: Wire, record: Record) -> Iterator[Record]:
    account = wire.decode(record, Account, severity=Severity.ERROR)
    if account is None:
        return
    if account.messages is not NULL and bytes(account.messages) != b"null":
        yield record
    for key, chats in (("chats", account.chats), ("left_chats", account.left_chats)):
        yield from wire.items(record, (chats.held if chats else None) or [], f"{key}.list")


def _read(wire: Wire, record: Record) -> Dialogue | None:
    chat = wire.decode(record, Chat)
    if chat is None:
        return None
    title = "Saved messages" if chat.type == "saved_messages" else chat.name or ""
    gathering = Gathering(wire.source, TelegramReader.name, record.line, title, str(chat.id or ""))
    gathering.preface += record.spoilt
    names = _Names()
    for item in wire.items(record, chat.messages or [], "messages"):
        message = wire.decode(item, Message)
        if message is None:
            gathering.keep(item.spoilt)
        elif message.type == "service":
            raw = plain(item.data)
            actor = names.of(message.actor, message.actor_id) if message.actor or message.actor_id else ""
            said = notice(actor, raw if isinstance(raw, dict) else {}, names.heard, _markdown(message.text))
            gathering.keep([Aside("notice", said), *item.spoilt])
        else:
            _add(wire, gathering, item, message, names)
    return gathering.build() if gathering.drafts else None


class _Names:
    """One name for each person: where several have the same, the second has a number, as in ``Tom 2``.

    ``heard`` are the name and the words of each message so far, by its id.
    """

    def __init__(self) -> None:
        self.heard: dict[int, tuple[str, str]] = {}
        self._of: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def of(self, name: str | None, id_: str | int | None) -> str:
        """The name to show; who has no id in the export is the first of that name."""
        name = " ".join((name or "").split()) or "Deleted account"
        owner = str(id_ or "").removeprefix("user")
        if not owner and name in self._taken:
            return name
        if (name, owner) not in self._of:
            shown, number = name, 1
            while shown in self._taken:
                number += 1
                shown = f"{name} {number}"
            self._taken.add(shown)
            self._of[name, owner] = shown
        return self._of[name, owner]


def _add(wire: Wire, gathering: Gathering, item: Record, message: Message, names: _Names) -> None:
    name = names.of(message.from_, message.from_id)
    text = _markdown(message.text if message.text is not None else message.text_entities).strip("\n")
    parts: list[Part] = []
    if message.reply_to_message_id in names.heard:
        parts.append(reply_to(*names.heard[message.reply_to_message_id]))
    if message.forwarded_from:
        parts.append(Aside("forwarded from", message.forwarded_from))
    if text.strip():
        parts.append(Text(text))
    parts += _media(message)
    parts += reactions((one.emoji or f"({one.type or 'reaction'})", one.count or 1) for one in message.reactions or ())
    if message.edited and message.edited[:4] != "1970":
        parts += edited(_when(wire, item, message.edited, message.edited_unixtime))
    if message.id is not None:
        names.heard[message.id] = (name, _words(message.text if message.text is not None else message.text_entities))
    gathering.add(
        Speaker("user", name=name),
        [*parts, *item.spoilt],
        item.line,
        id_="" if message.id is None else str(message.id),
        time=_when(wire, item, message.date, message.date_unixtime),
    )


def _when(wire: Wire, item: Record, local: str | None, seconds: str | int | None) -> datetime | None:
    """The moment in the exporter's zone, which the two ways of writing it tell; one alone says what it can."""
    here: datetime | None = wire.time(item, local, "date")
    moment: datetime | None = wire.time(item, seconds, "date_unixtime")
    if here is None or moment is None or here.tzinfo is not None:
        return here or moment
    zone = here - moment.replace(tzinfo=None)
    return here.replace(tzinfo=timezone(zone)) if abs(zone) < timedelta(hours=16) else moment


def _media(message: Message) -> Iterator[Part]:
    kind = (message.media_type or "").replace("_", " ")
    for path, type_ in ((message.photo, "image/jpeg"), (message.file, message.mime_type)):
        if path is None:
            continue
        if path.startswith("("):  # "(File not included. Change data exporting settings to download.)"
            name = message.file_name or message.sticker_emoji or kind or "photo"
            yield Attachment(f"{name} {path}", None, type_)
        else:
            yield attached_file(path, message.file_name or "", type_)
    if message.sticker_emoji and message.file is None:
        yield Aside("sticker", message.sticker_emoji)
    if message.contact_information is not None:
        who = message.contact_information
        yield Aside("contact", " ".join(one for one in (who.first_name, who.last_name, who.phone_number) if one))
    if message.location_information is not None:
        where = message.location_information
        names = [one for one in (message.place_name, message.address) if one]
        yield Aside("place", ", ".join([*names, f"{where.latitude}, {where.longitude}"]))
    if message.poll is not None:
        answers = [f"- {_string(one.text)} ({one.voters or 0})" for one in message.poll.answers or ()]
        yield Aside("poll", "\n".join([_string(message.poll.question), "", *answers]))


def _string(raw: msgspec.Raw) -> str:
    value = plain(raw)
    if isinstance(value, list):
        return "".join(str(one.get("text", "")) if isinstance(one, dict) else str(one) for one in value)
    return value if isinstance(value, str) else ""


def _markdown(text: str | Iterable[str | Entity] | None) -> str:
    """The text with its looks as Markdown."""
    if text is None:
        return ""
    if isinstance(text, str):
        return as_markdown(text)
    return "".join(as_markdown(one) if isinstance(one, str) else _entity(one) for one in text)


def _words(text: str | Iterable[str | Entity] | None) -> str:
    """The text without its looks."""
    if text is None or isinstance(text, str):
        return text or ""
    return "".join(one if isinstance(one, str) else one.text for one in text)


def _entity(entity: Entity) -> str:
    text = entity.text
    if mark := _MARKS.get(entity.type):
        return _around(text, lambda inner: f"{mark}{as_markdown(inner)}{mark}")
    if entity.type == "code":
        return _around(text, _code)
    if entity.type == "pre":
        fence = "`" * max(3, _longest_run(text) + 1)
        return f"\n{fence}{entity.language or ''}\n{text.strip(chr(10))}\n{fence}\n"
    if entity.type in ("text_link", "link") and (entity.href or entity.type == "text_link"):
        return _around(text, lambda inner: linked(as_markdown(inner), entity.href or inner))
    if entity.type == "link":
        return text
    if entity.type == "blockquote":
        return "\n" + "\n".join(f"> {as_markdown(line)}" for line in text.strip("\n").split("\n")) + "\n\n"
    return as_markdown(text)


def _around(text: str, mark: Callable[[str], str]) -> str:
    """The text marked line by line, with the blank space at its edges outside of the marks."""
    return "\n".join(
        line.replace(inner, mark(inner), 1) if (inner := line.strip()) else line for line in text.split("\n")
    )


def _code(text: str) -> str:
    ticks = "`" * (_longest_run(text) + 1)
    edge = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{edge}{text}{edge}{ticks}"


def _longest_run(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest
