"""The beginning of a JSON file as plain values, for ``detect``: cheap, and whole files or cut ones alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal
from weakref import WeakKeyDictionary

from mkdocs_dialogues.readers.shapes.cutting import cut_list
from mkdocs_dialogues.readers.shapes.mend import loads, shallow
from mkdocs_dialogues.source import HEAD, Source

__all__ = ["Sample", "Shape", "has_lists", "holds", "sample", "shape_of", "wrapped"]

Shape = Literal["object", "list", "lines"]
"""One JSON object, a JSON list, or JSON Lines."""

_LINE: Final = 64 * 1024
_LINES: Final = 60
# Where browser exporters and scripts put the conversations that an export has as a list.
_WRAPPERS: Final = ("conversations", "chats", "items", "data", "data.conversations", "data.chats")
_MARK: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records of a file: the object, the first items of the list, or the first lines.

    The last of them may be cut where the sample ends. ``items`` are all values, ``records`` the objects among them.
    """

    shape: Shape
    items: tuple[Any, ...]

    @property
    def records(self) -> Iterator[dict[str, Any]]:
        return (item for item in self.items if isinstance(item, dict))

    @property
    def first(self) -> dict[str, Any]:
        """The first object; empty when there is none."""
        return next(self.records, {})

    def any(self, test: Callable[[dict[str, Any]], object]) -> bool:
        """Whether some record passes a test."""
        return any(bool(test(record)) for record in self.records)

    def within(self, paths: Collection[str]) -> Iterator[dict[str, Any]]:
        """The objects in lists of the first object, at paths such as ``data.chats``."""
        for path in paths:
            held: Any = self.first
            for key in path.split("."):
                held = held.get(key) if isinstance(held, dict) else None
            yield from (item for item in held if isinstance(item, dict)) if isinstance(held, list) else ()

    def has(self, *keys: str) -> bool:
        """Whether some record has all these keys."""
        return self.any(lambda record: all(key in record for key in keys))


_samples: WeakKeyDictionary[Source, Sample | None] = WeakKeyDictionary()


def sample(source: Source) -> Sample | None:
    """The beginning of the file, or None when it is no JSON. Never raises; made once a source."""
    if source not in _samples:
        _samples[source] = _take(source.head, whole=source.size <= HEAD)
    return _samples[source]


def holds(source: Source, is_record: Callable[[dict[str, Any]], object]) -> bool:
    """Whether some record at the beginning of the file is one that is looked for: what most ``detect`` ask."""
    taken = sample(source)
    return taken is not None and taken.any(is_record)


def shape_of(source: Source) -> Shape:
    """What a file is, by its beginning; one that is no JSON is taken for what its first letter promises."""
    if taken := sample(source):
        return taken.shape
    return "list" if source.head[:_LINE].removeprefix(_MARK).lstrip()[:1] == b"[" else "object"


def wrapped(source: Source, is_record: Callable[[dict[str, Any]], object]) -> Collection[str]:
    """The paths of lists of records in a file that is an object around them; none when it is a record itself."""
    taken = sample(source)
    if taken is None or taken.shape != "object" or taken.any(is_record):
        return ()
    return [path for path in _WRAPPERS if any(map(is_record, taken.within([path])))]


def has_lists(source: Source, paths: Collection[str]) -> bool:
    """Whether a file is an object that has, at one of the paths, a list of objects."""
    taken = sample(source)
    return taken is not None and taken.shape == "object" and any(True for _ in taken.within(paths))


def _take(prefix: bytes, *, whole: bool) -> Sample | None:
    if prefix.startswith(_UTF_16):  # reading it says that it is no UTF-8; the format is known all the same
        prefix = prefix[: len(prefix) // 2 * 2].decode("utf-16", "replace").encode("utf-8", "replace")
    prefix = prefix.removeprefix(_MARK).lstrip()
    lines = _lines(prefix, whole=whole)
    if lines is not None:
        return lines
    value = _beginning(prefix) if prefix[:1] in (b"{", b"[") else None
    if isinstance(value, dict):
        return Sample("object", (value,))
    if value is None and prefix[:1] == b"[":  # broken early on: what is whole of it
        value = [_complete(piece.data) for piece in cut_list([prefix]) if piece.whole] or None
    return Sample("list", tuple(value)) if isinstance(value, list) else None


def _lines(prefix: bytes, *, whole: bool) -> Sample | None:
    """The sample of JSON Lines: more than one line that is a whole object, or a first one that more lines follow."""
    lines = [line for line in prefix.split(b"\n", _LINES * 2) if line.strip()]
    if len(lines) < 2:
        return None
    if not whole or len(lines) > _LINES:
        lines, last = lines[:-1][:_LINES], lines[-1]
        if len(lines) == 1:
            lines.append(last)
    found = [_complete(line) if len(line) <= _LINE else _beginning(line[:_LINE]) for line in lines if line[:1] == b"{"]
    records = [record for record in found if isinstance(record, dict)]
    first = lines[0].strip()
    opened = first.startswith(b"{") and _complete(first) is not None
    cut = not opened and len(first) > _LINE and len(records) > 1
    return Sample("lines", tuple(records)) if opened or cut or len(records) > 1 else None


def _complete(line: bytes) -> Any:
    """The value that a line is, or None."""
    return _read(line.decode("utf-8", "replace"))


def _beginning(data: bytes) -> Any:
    """The value that begins here, as far as it goes; None when it is no JSON."""
    text = data.decode("utf-8", "replace")
    value = _read(text, partial=True)
    if value is not None:
        return value
    try:
        return loads(text)
    except json.JSONDecodeError as error:
        text = text[: error.pos]
    except RecursionError:
        text = shallow(text)
    return _read(text, partial=True)


def _read(text: str, *, partial: bool = False) -> Any:
    """The value that a text is, or, with ``partial``, begins with; None when it is no JSON."""
    from pydantic_core import from_json  # noqa: PLC0415 - a build that reads no JSON does without

    try:
        return from_json(text, allow_partial="trailing-strings" if partial else "off", cache_strings="keys")
    except ValueError:
        return None
