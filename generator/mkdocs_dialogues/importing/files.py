"""Names of transcripts that no other file has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import count
from typing import Final

from mkdocs_dialogues.naming import slugify

__all__ = ["file_name"]

_LONGEST: Final = 200  # bytes of a name, of which file systems take 255


def file_name(title: str, when: date | None, taken: Collection[str]) -> str:
    """A name for a transcript from its date and title; ``taken`` are names in lower case that others have."""
    slug = slugify(title).encode()[: _LONGEST - 12].decode("utf-8", "ignore").rstrip("-._")
    stem = f"{when.isoformat()}-{slug}" if when else slug
    names = (f"{stem}.md" if number == 1 else f"{stem}-{number}.md" for number in count(1))
    return next(name for name in names if name.lower() not in taken)
