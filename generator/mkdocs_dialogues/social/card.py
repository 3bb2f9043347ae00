"""What stands on the card of a dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_dialogues.voices import Voice

__all__ = ["SocialCard"]


@dataclass(frozen=True, slots=True)
class SocialCard:
    """What stands on a card, as plain text. ``speakers`` are names with their voices, in order of appearance."""

    site: str
    title: str
    opening: str
    speakers: Sequence[tuple[str, Voice | None]]
    date: str
