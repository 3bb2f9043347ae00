"""Every text of a dialogue that is published, with its place."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final

from mkdocs_dialogues.model import Dialogue, Location, Turn

__all__ = ["texts"]

_UNWRITTEN: Final = frozenset(
    {"allowed", "removed", "sha256", "reader", "redacted", "origins", "location", "source", "role", "status", "format"}
)


def texts(dialogue: Dialogue) -> list[tuple[str, Location]]:
    """The texts field by field, whatever the model's fields are; those that stand in one turn have its place."""
    found = [(dialogue.source.public, dialogue.source)]
    _gather(dialogue, dialogue.source, found)
    return found


def _gather(value: Any, place: Location, found: list[tuple[str, Location]]) -> None:
    if isinstance(value, str):
        if value:
            found.append((value, place))
    elif isinstance(value, tuple):
        for item in value:
            _gather(item, place, found)
    elif written := _written(value.__class__):
        inner = value.location if isinstance(value, Turn) else place
        for name in written:
            if item := getattr(value, name):  # most fields are empty
                _gather(item, inner, found)


@cache
def _written(kind: type[Any]) -> tuple[str, ...]:
    """The fields of a dataclass that texts stand in; none of any other class, and none of a place."""
    if not is_dataclass(kind) or issubclass(kind, Location):
        return ()
    return tuple(field.name for field in fields(kind) if field.name not in _UNWRITTEN)
