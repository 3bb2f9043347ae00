"""Every text of a dialogue that is published, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from mkdocs_dialogues.model import Dialogue, Location, Turn

__all__ = ["texts"]

_UNWRITTEN: Final = frozenset(
    {"allowed", "removed", "sha256", "reader", "redacted", "origins", "location", "source", "role", "status", "format"}
)


def texts(dialogue: Dialogue) -> Iterator[tuple[str, Location]]:
    """The texts field by field, whatever the model's fields are; those that stand in one turn have its place."""
    yield dialogue.source.public, dialogue.source
    yield from _texts(dialogue, dialogue.source)


def _texts(value: Any, place: Location) -> Iterator[tuple[str, Location]]:
    if isinstance(value, str):
        if value:
            yield value, place
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item, place)
    elif is_dataclass(value) and not isinstance(value, Location):
        inner = value.location if isinstance(value, Turn) else place
        for field in fields(value):
            if field.name not in _UNWRITTEN:
                yield from _texts(getattr(value, field.name), inner)
