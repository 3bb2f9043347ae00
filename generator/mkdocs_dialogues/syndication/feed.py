"""What a feed holds, whatever its form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Final

from mkdocs_dialogues.cards import Card

__all__ = ["Entry", "Feed", "moment", "newest"]

_ENTRIES: Final = 20
"""How many of the newest dialogues a feed holds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One dialogue: plain text, but for ``html``, which is finished; ``url`` is absolute, and its identity."""

    url: str
    title: str
    when: datetime
    authors: Sequence[str]
    themes: Sequence[str]
    summary: str
    html: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """Some dialogues, newest first. ``page`` is what the feed follows, ``url`` the feed itself: absolute."""

    title: str
    page: str
    url: str
    description: str
    language: str | None
    entries: Sequence[Entry]


def newest(dialogues: Iterable[Card]) -> list[Card]:
    """The newest of dialogues that come newest first. What has no date is in no feed: who knows whether it is new?"""
    dated = (dialogue for dialogue in dialogues if dialogue.metadata.date)
    return list(islice(dated, _ENTRIES))


def moment(when: date) -> datetime:
    """A date as feeds need it, with a time and a zone; UTC where the transcript names none."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time())
    return when if when.tzinfo else when.replace(tzinfo=UTC)
