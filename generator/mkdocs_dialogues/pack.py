"""The model and other frozen dataclasses as bytes and back, for the disk: MessagePack, so that nothing in it can run.

Only classes that are registered here come back. What was packed by another version is told apart by its key
(``cache.py``), never by looking at it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final

import msgspec
from markupsafe import Markup

from mkdocs_dialogues import model
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.errors import Problem, Severity
from mkdocs_dialogues.render.rendered import RenderedPage, TocEntry

__all__ = ["pack", "unpack"]

_CLASSES: Final[tuple[type[Any], ...]] = (
    model.Dialogue, model.Participant, model.Turn, model.Location, model.Metadata, model.Note,
    model.Text, model.Reasoning, model.ToolCall, model.ToolResult, model.Attachment, model.Aside, model.Unknown,
    model.Provenance,
    model.Alternative, model.Document,
    Card, Problem, RenderedPage, TocEntry,
)  # fmt: skip
# What a list of the packed form begins with: the number of a class, or one of these.
_TUPLE, _DATETIME, _DATE, _DURATION, _SET, _SEVERITY, _MARKUP, _LIST = range(-1, -9, -1)


def _getter(class_: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
    names = [field.name for field in fields(class_)]
    get = attrgetter(*names)
    return get if len(names) > 1 else lambda value: (get(value),)


_GETTERS: Final = {class_: (number, _getter(class_)) for number, class_ in enumerate(_CLASSES)}
_PARTICIPANT: Final = _CLASSES.index(model.Participant)
_participant: Final = lru_cache(4096)(model.Participant)  # the same few take part in thousands of dialogues
_PLAIN: Final = frozenset({str, int, bool, float, type(None), bytes})
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder()


def pack(value: object) -> bytes:
    """Bytes for a value made of registered dataclasses, tuples, mappings with text keys, dates and plain values."""
    return _encoder.encode(_packed(value))


def unpack(data: bytes) -> Any:
    """The value again. ValueError for anything that ``pack`` did not write."""
    try:
        return _unpacked(_decoder.decode(data))
    except (msgspec.DecodeError, TypeError, IndexError, KeyError) as error:
        raise ValueError(f"not packed by us: {error}") from None


def _packed(value: Any) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if (known := _GETTERS.get(kind)) is not None:
        number, get = known
        return (number, *[item if type(item) in _PLAIN else _packed(item) for item in get(value)])
    if kind is tuple:
        return (_TUPLE, *map(_packed, value))
    if kind is list:
        return (_LIST, *map(_packed, value))
    if isinstance(value, Mapping):
        return {key: _packed(item) for key, item in value.items()}
    return _packed_rest(value)


def _packed_rest(value: Any) -> tuple[Any, ...]:
    match value:
        case datetime():
            return _DATETIME, value.isoformat(), value.fold
        case date():
            return _DATE, value.isoformat()
        case timedelta():
            return _DURATION, value.days, value.seconds, value.microseconds
        case frozenset():
            return (_SET, *sorted(value))
        case Severity():
            return _SEVERITY, value.value
        case Markup():
            return _MARKUP, str(value)
        case _:
            described = f"a {type(value).__name__} cannot be packed"
            raise TypeError(described + (": register it" if is_dataclass(value) else ""))


def _unpacked(value: Any) -> Any:
    kind = type(value)
    if kind is list:
        tag = value[0]
        if tag == _PARTICIPANT:
            return _participant(*value[1:])
        if tag >= 0:
            return _CLASSES[tag](*[_unpacked(item) if type(item) in _NESTED else item for item in value[1:]])
        if tag == _TUPLE:
            return tuple([_unpacked(item) if type(item) in _NESTED else item for item in value[1:]])
        return _REST[tag](*value[1:])
    if kind is dict:
        return {key: _unpacked(item) if type(item) in _NESTED else item for key, item in value.items()}
    return value


_NESTED: Final = frozenset({list, dict})
_REST: Final[Mapping[int, Callable[..., Any]]] = {
    _DATETIME: lambda text, fold: datetime.fromisoformat(text).replace(fold=fold),
    _DATE: date.fromisoformat,
    _DURATION: timedelta,
    _SET: lambda *items: frozenset(items),
    _SEVERITY: Severity,
    _MARKUP: Markup,
    _LIST: lambda *items: [_unpacked(item) for item in items],
}
