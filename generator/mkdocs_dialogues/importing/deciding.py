"""What is to be done with a dialogue: nothing that would lose what the author did."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from mkdocs_dialogues.importing.manifest import Entry, fingerprint

__all__ = ["State", "is_older", "state_of"]


class State(StrEnum):
    """How a dialogue of an export and its transcript stand to each other."""

    NEW = "new"
    SAME = "there"
    CHANGED = "changed"  # the export has another version than was written, and the author has not touched it
    EDITED = "edited"  # by the author; in the export it is as it was
    BOTH = "edited, changed"  # by the author, and in the export too
    DELETED = "deleted"  # by the author
    OLDER = "older"  # the export has an older version than was written


def is_older(one: datetime | None, other: datetime | None) -> bool:
    """Whether something was changed before something else; False where the two times cannot be compared."""
    return one is not None and other is not None and (one.tzinfo is None) == (other.tzinfo is None) and one < other


def state_of(entry: Entry | None, text: str, folder: Path, changed: datetime | None = None) -> State:
    """The state of a dialogue that would be written as ``text``, and of which ``entry`` is known.

    ``changed`` is when it was changed last, where that is known: what is older than what was written changes nothing.

    Raises OSError when its transcript cannot be read.
    """
    if entry is None:
        return State.NEW
    try:
        there = fingerprint((folder / entry.file).read_bytes().decode("utf-8", "surrogateescape"))
    except FileNotFoundError:
        return State.DELETED
    new = fingerprint(text)
    if there == new:
        return State.SAME
    if new in (entry.written, entry.offered):
        return State.EDITED
    if is_older(changed, entry.changed):
        return State.OLDER
    return State.CHANGED if there == entry.written else State.BOTH
