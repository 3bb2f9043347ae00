"""Facebook Messenger and Instagram: ``message_1.json`` of *Download your information* (format JSON).

The files hold UTF-8 whose bytes were written as if they were Latin-1 (``Ã©`` for ``é``), newest message first. The
newer files of end-to-end encrypted chats (*Download your secure storage*) are true UTF-8 and spell their fields
otherwise. https://www.facebook.com/help/212802592074644; the fields are documented nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Aside, Dialogue, Part, Text
from mkdocs_dialogues.readers.builder import no_turns
from mkdocs_dialogues.readers.chat_parts import attached_file, oldest_first, reactions
from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.readers.shapes.gathering import Gathering, Speaker
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.times import Moment
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["MessengerReader"]

_NOTICES: Final = frozenset({"Call", "Subscribe", "Unsubscribe", "Payment", "Plan"})


class File(msgspec.Struct):
    uri: str | None = None


class Share(msgspec.Struct):
    link: str | None = None
    share_text: str | None = None


class Reaction(msgspec.Struct):
    reaction: str | None = None


class Message(msgspec.Struct, kw_only=True):
    """A message of either spelling; times in milliseconds since 1970."""

    sender_name: str | None = None
    senderName: str | None = None  # noqa: N815 - the name on the wire
    timestamp_ms: Moment = None
    timestamp: Moment = None
    content: str | None = None
    text: str | None = None
    type: str | None = None
    photos: list[File] | None = None
    videos: list[File] | None = None
    audio_files: list[File] | None = None
    gifs: list[File] | None = None
    files: list[File] | None = None
    media: list[File] | None = None
    sticker: File | None = None
    share: Share | None = None
    reactions: list[Reaction] | None = None
    call_duration: int | None = None
    is_unsent: bool | None = None
    isUnsent: bool | None = None  # noqa: N815 - the name on the wire


class Thread(msgspec.Struct):
    title: str | None = None
    thread_path: str | None = None
    threadName: str | None = None  # noqa: N815 - the name on the wire
    messages: list[msgspec.Raw] | None = None


class MessengerReader:
    """Reads one file of one thread; a long thread has several, each a dialogue of its own."""

    name = "messenger"
    title = "Messenger and Instagram"
    about = "Facebook Messenger and Instagram"
    suffixes: tuple[str, ...] = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Participants, and messages with a sender."""
        taken = sample(source)
        if taken is None or taken.shape != "object" or not taken.has("participants", "messages"):
            return False
        messages = taken.first["messages"]
        if messages == []:
            return "thread_path" in taken.first or "threadName" in taken.first
        return isinstance(messages, list) and any(_is_message(one) for one in messages[:20])

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The thread, oldest message first; DialogueError ``no-turns`` when nobody says anything."""
        wire = Wire(source)
        record = next(wire.records(), Record(b"{}"))
        thread = wire.decode(record, Thread) or Thread()
        mended = thread.threadName is None
        title = _mend(thread.title or "") if mended else thread.threadName or ""
        folder = (thread.thread_path or "").rpartition("/")[2]
        gathering = Gathering(source, self.name, id=folder, title=title)
        gathering.preface += record.spoilt
        items = wire.items(record, thread.messages or [], "messages")
        for item in oldest_first(items, "timestamp_ms" if mended else "timestamp"):
            _add(wire, gathering, item, folder, mended=mended)
        wire.report()
        if not gathering.drafts:
            raise no_turns(source, 0, "nobody says anything in this thread", "Expected 'messages' with 'content'.")
        return [gathering.build()]


def _is_message(value: Any) -> bool:
    return isinstance(value, dict) and (
        {"sender_name", "timestamp_ms"} <= value.keys() or {"senderName", "timestamp"} <= value.keys()
    )


def _add(wire: Wire, gathering: Gathering, item: Record, folder: str, *, mended: bool) -> None:
    message = wire.decode(item, Message)
    if message is None:
        gathering.keep(item.spoilt)
        return
    name = " ".join(_mend(message.sender_name or message.senderName or "", mended).split()) or "Deleted account"
    content = _mend(message.content or message.text or "", mended)
    if message.type in _NOTICES or message.call_duration is not None:
        told = content or f"{name}: {(message.type or 'call').lower()}, {message.call_duration or 0} seconds"
        gathering.keep([Aside("notice", told), *item.spoilt])
        return
    parts: list[Part] = []
    if message.is_unsent or message.isUnsent:
        parts.append(Aside("unsent", content or "The message was taken back."))
    elif content.strip():
        parts.append(Text(as_markdown(content, marks=True)))
    parts += _extras(message, folder, mended)
    when = wire.time(item, message.timestamp_ms or message.timestamp, "timestamp_ms")
    gathering.add(Speaker("user", name=name), [*parts, *item.spoilt], item.line, time=when)


def _extras(message: Message, folder: str, mended: bool) -> Iterator[Part]:
    held = (message.photos, message.videos, message.audio_files, message.gifs, message.files, message.media)
    files = [file for files in held for file in files or ()]
    for file in [*files, *([message.sticker] if message.sticker else [])]:
        if file.uri:
            yield attached_file(_beside(_mend(file.uri, mended), folder))
    if message.share is not None:
        text = [_mend(one, mended) for one in (message.share.share_text, message.share.link) if one]
        if text and text != [_mend(message.content or "", mended)]:
            yield Aside("link", "\n\n".join(text))
    counts = Counter(_mend(one.reaction or "", mended) for one in message.reactions or ())
    yield from reactions(counts.items())


def _beside(uri: str, folder: str) -> str:
    """A path of the export as one beside the file: what follows the thread's own folder."""
    _, found, rest = uri.partition(f"/{folder}/") if folder else ("", "", "")
    return rest if found else uri


def _mend(text: str, mended: bool = True) -> str:
    """The text whose UTF-8 was written as Latin-1; as it is where that was not done to it."""
    if not mended or text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
