"""What messages of chat programs have beside their words: replies, reactions, attached files, edits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from mkdocs_dialogues.model import Aside, Attachment, Part, Text
from mkdocs_dialogues.readers.shapes.text import beginning, plain
from mkdocs_dialogues.readers.shapes.times import Moment, moment
from mkdocs_dialogues.readers.shapes.wire import Record

__all__ = ["attached_file", "edited", "linked", "oldest_first", "reactions", "reply_to", "said"]

_QUOTED: Final = 120
_BEHIND_PATH: Final = re.compile("[?#]")
_SAFE_LINK: Final = re.compile(r"(?:https?|mailto|tel):[^\s<>]+", re.IGNORECASE)


def reply_to(name: str, said: str) -> Aside:
    """The message that this one answers: who said it, and its first words."""
    words = beginning(said, _QUOTED)
    return Aside("reply to", f"{name}: {words}" if words else name)


def reactions(counts: Iterable[tuple[str, int]]) -> list[Part]:
    """``👍 2, ❤️``; nothing where nobody reacted."""
    told = ", ".join(f"{mark} {count}" if count > 1 else mark for mark, count in counts if mark)
    return [Aside("reactions", told)] if told else []


def edited(when: datetime | None) -> list[Part]:
    """When the message was changed after it was sent."""
    return [Aside("edited", f"{when:%Y-%m-%d %H:%M}")] if when else []


def attached_file(target: str, name: str = "", media_type: str | None = None) -> Attachment:
    """A file by its path beside the transcript or its address; its name is the path's last part where none is given."""
    path = target.replace("\\", "/")
    return Attachment(name or unquote(_BEHIND_PATH.split(path)[0].rpartition("/")[2]) or path, path, media_type)


def linked(text: str, url: str) -> str:
    """A Markdown link; the text (Markdown) alone with its address where that is none that may be linked."""
    if not _SAFE_LINK.fullmatch(url):
        return f"{text} ({url})"
    return f"<{url}>" if text == url else f"[{text}](<{url}>)"


def oldest_first(items: Sequence[Record], key: str) -> Sequence[Record]:
    """The messages in the order of time, by the times that the first and the last of them have at ``key``."""
    ends = [moment(stamp) for item in (items[:1], items[-1:]) for one in item if (stamp := _stamp(one, key))]
    if len(ends) == 2 and ends[0] and ends[1] and ends[0].timestamp() > ends[1].timestamp():
        return items[::-1]
    return items


def _stamp(item: Record, key: str) -> Moment:
    value = plain(item.data)
    stamp = value.get(key) if isinstance(value, dict) else None
    return stamp if isinstance(stamp, (str, int, float)) else None


def said(parts: Iterable[Part]) -> str:
    """The words of a message."""
    return " ".join(part.text for part in parts if isinstance(part, Text))
