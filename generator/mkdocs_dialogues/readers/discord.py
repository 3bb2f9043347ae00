"""Discord, as DiscordChatExporter writes it with ``--format Json``: one channel, thread or direct message a file.

https://github.com/Tyrrrz/DiscordChatExporter (2.x). Discord's own data package has no such files. What people write is
Markdown already; mentions that the exporter left as ids are given their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Text
from mkdocs_dialogues.readers.builder import no_turns
from mkdocs_dialogues.readers.chat_parts import attached_file, edited, linked, oldest_first, reactions, reply_to, said
from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["DiscordReader"]

# What the program says of a person; the content is the exporter's sentence ("Joined the server.").
_NOTICES: Final = frozenset(
    "RecipientAdd RecipientRemove Call ChannelNameChange ChannelIconChange ChannelPinnedMessage GuildMemberJoin"
    " ThreadCreated".split()
)
_LOOKS = re.compile(r"\*\*|__|~~|\|\||`")
_MENTION = re.compile(r"<@!?(?P<id>\d{5,25})>|<a?(?P<emoji>:\w{2,64}:)\d{5,25}>")


class User(msgspec.Struct):
    id: str = ""
    name: str | None = None
    nickname: str | None = None


class File(msgspec.Struct):
    url: str | None = None
    file_name: str | None = msgspec.field(name="fileName", default=None)


class Sticker(msgspec.Struct):
    name: str | None = None
    source_url: str | None = msgspec.field(name="sourceUrl", default=None)


class Emoji(msgspec.Struct):
    name: str | None = None


class Reaction(msgspec.Struct):
    emoji: Emoji | None = None
    count: int | None = None


class Named(msgspec.Struct):
    name: str | None = None
    url: str | None = None
    text: str | None = None
    value: str | None = None


class Embed(msgspec.Struct):
    """A card below a message: of a link, or what a bot says."""

    title: str | None = None
    url: str | None = None
    description: str | None = None
    author: Named | None = None
    fields: list[Named] | None = None
    footer: Named | None = None
    image: Named | None = None
    images: list[Named] | None = None
    thumbnail: Named | None = None
    video: Named | None = None


class Reference(msgspec.Struct):
    message_id: str | None = msgspec.field(name="messageId", default=None)


class Forwarded(msgspec.Struct):
    content: str | None = None
    timestamp: str | None = None
    attachments: list[File] | None = None
    embeds: list[Embed] | None = None
    stickers: list[Sticker] | None = None


class Interaction(msgspec.Struct):
    name: str | None = None
    user: User | None = None


class Message(msgspec.Struct, kw_only=True, rename="camel"):
    """A message; ids are strings of digits, times ISO 8601 in the zone of whoever exported."""

    id: str = ""
    type: str = "Default"
    timestamp: str | None = None
    timestamp_edited: str | None = None
    content: str | None = None
    author: User | None = None
    attachments: list[File] | None = None
    embeds: list[Embed] | None = None
    stickers: list[Sticker] | None = None
    reactions: list[Reaction] | None = None
    mentions: list[User] | None = None
    reference: Reference | None = None
    forwarded_message: Forwarded | None = None
    interaction: Interaction | None = None


class Place(msgspec.Struct):
    id: str | None = None
    name: str | None = None
    type: str | None = None
    topic: str | None = None


class Export(msgspec.Struct):
    guild: Place | None = None
    channel: Place | None = None
    messages: list[msgspec.Raw] | None = None


class DiscordReader:
    """Reads what DiscordChatExporter wrote of a channel."""

    name = "discord"
    title = "Discord"
    about = "a channel of Discord"
    suffixes: tuple[str, ...] = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """A guild, a channel and messages."""
        taken = sample(source)
        return taken is not None and taken.shape == "object" and taken.has("guild", "channel")

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The channel; DialogueError ``no-turns`` when nobody says anything in it."""
        wire = Wire(source)
        record = next(wire.records(), Record(b"{}"))
        export = wire.decode(record, Export) or Export()
        channel = export.channel or Place()
        gathering = Gathering(source, self.name, id=channel.id or "", title=_title(export.guild, channel))
        gathering.preface += record.spoilt
        if channel.topic:
            gathering.preface.append(Aside("topic", channel.topic))
        names = _Names()
        heard: dict[str, tuple[str, str]] = {}
        for item in oldest_first(wire.items(record, export.messages or [], "messages"), "timestamp"):
            _add(wire, gathering, item, names, heard)
        wire.report()
        if not gathering.drafts:
            raise no_turns(source, 0, "nobody says anything in this channel", "Expected 'messages' with 'content'.")
        return [gathering.build()]


class _Names:
    """One name for each person: the nickname, with the account's name where two people have the same."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._owner: dict[str, str] = {}

    def of(self, user: User | None) -> str:
        if user is None:
            return "Somebody"
        if user.id not in self._of:
            name = " ".join((user.nickname or user.name or "Somebody").split()) or "Somebody"
            if self._owner.setdefault(name, user.id) != user.id:
                name = f"{name} ({user.name or user.id})"
            self._of[user.id] = name
        return self._of[user.id]


def _title(guild: Place | None, channel: Place) -> str:
    if channel.type and channel.type.startswith("Direct"):
        return channel.name or ""
    return " · ".join(name for place in (guild, channel) if place is not None and (name := place.name))


def _add(wire: Wire, gathering: Gathering, item: Record, names: _Names, heard: dict[str, tuple[str, str]]) -> None:
    message = wire.decode(item, Message)
    if message is None:
        gathering.keep(item.spoilt)
        return
    name = names.of(message.author)
    content = _named(message.content or "", message.mentions or [], names)
    if message.type in _NOTICES:
        gathering.keep([Aside("notice", f"{name}: {content}"), *item.spoilt])
        return
    parts: list[Part] = []
    answered = heard.get(message.reference.message_id or "") if message.reference else None
    if answered is not None and message.forwarded_message is None:
        parts.append(reply_to(*answered))
    if message.interaction is not None and message.interaction.name:
        parts.append(Aside("command", f"/{message.interaction.name} ({names.of(message.interaction.user)})"))
    if content.strip():
        parts.append(Text(content))
    if message.forwarded_message is not None:
        parts += _forwarded(message.forwarded_message)
    parts += _files(message.attachments, message.stickers)
    for embed in message.embeds or ():
        parts += _embed(embed, alone=not content.strip())
    parts += reactions(
        (one.emoji.name or "", one.count or 1) for one in message.reactions or () if one.emoji is not None
    )
    parts += edited(wire.time(item, message.timestamp_edited, "timestampEdited"))
    heard[message.id] = (name, _LOOKS.sub("", said(parts)))
    when = wire.time(item, message.timestamp, "timestamp")
    gathering.add(Speaker("user", name=name), [*parts, *item.spoilt], item.line, id_=message.id, time=when)


def _named(content: str, mentions: Iterable[User], names: _Names) -> str:
    """The content with mentions and emoji that stand there as ids given as names."""
    if "<" not in content:
        return content
    known = {user.id: names.of(user) for user in mentions}

    def name(match: re.Match[str]) -> str:
        if match["emoji"]:
            return match["emoji"]
        return as_markdown(f"@{known[match['id']]}") if match["id"] in known else match[0]

    return _MENTION.sub(name, content)


def _forwarded(message: Forwarded) -> Iterator[Part]:
    yield Aside("forwarded", message.content or "")
    yield from _files(message.attachments, message.stickers)
    for embed in message.embeds or ():
        yield from _embed(embed, alone=False)


def _files(files: list[File] | None, stickers: list[Sticker] | None) -> Iterator[Part]:
    for file in files or ():
        if file.url or file.file_name:
            yield attached_file(file.url or file.file_name or "", file.file_name or "")
    for sticker in stickers or ():
        yield attached_file(sticker.source_url or "", sticker.name or "sticker")


def _embed(embed: Embed, *, alone: bool) -> Iterator[Part]:
    """The words of a card: speech where the message has no other (bots), else an aside; its pictures."""
    title = embed.title or ""
    if embed.url:
        title = linked(as_markdown(title) if title else embed.url, embed.url)
    heads = [embed.author.name if embed.author else "", f"**{title}**" if title and alone else title]
    fields = [f"**{one.name or ''}** {one.value or ''}" for one in embed.fields or ()]
    told = [*heads, embed.description, *fields, embed.footer.text if embed.footer else ""]
    text = "\n\n".join(one for one in told if one and one.strip())
    if text:
        yield Text(text) if alone else Aside("link" if embed.url else "card", text)
    for picture in (embed.image, embed.thumbnail, embed.video, *(embed.images or ())):
        if picture is not None and picture.url:
            yield attached_file(picture.url)
