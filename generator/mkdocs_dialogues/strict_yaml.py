"""YAML for metadata, read strictly: a mapping of plain values, each with its line.

Every scalar stays the text that was typed (``title: 1.10`` is not ``1.1``, ``no`` is not False); the
schema decides what it means. Aliases, tags, duplicate keys, deep nesting and large documents are refused:
metadata needs none of them, and each has hurt somebody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from mkdocs_dialogues.errors import DialogueError, Problem
from mkdocs_dialogues.model import Location

__all__ = ["Document", "Value", "load", "texts_in"]

Value = str | None | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]

_SPELLING = "Put text that holds ':', '#' or quotes in single quotes, and indent with spaces."
_WRITE_OUT = "Write the value itself."
_MAX_CHARACTERS = 256 * 1024
_MAX_DEPTH = 12
# libyaml's reader where PyYAML was built with it: the same events, ten times as fast.
_QUICK: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Document:
    """A mapping and the place of each value in it, by path: ``("participants", "USER")`` → line."""

    path: str
    values: dict[str, Value] = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)

    def at(self, path: Path) -> Location:
        """The place of a value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Location(self.path, self.lines.get(path, 1))


def load(text: str, path: str, first_line: int = 1) -> Document:
    """Read one YAML document that is a mapping (or empty).

    Raises DialogueError ``bad-yaml`` or ``duplicate-key`` at the line at fault.
    """
    if len(text) > _MAX_CHARACTERS:
        raise _error(path, first_line, f"{len(text)} characters of metadata", "Expected at most 262144.")
    try:
        builder = _built(text, path, first_line, _QUICK)
    except yaml.YAMLError:
        builder = None  # the slow reader says better what is wrong
    try:
        builder = builder or _built(text, path, first_line, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _error(path, line, error.problem or str(error), "Expected YAML, a 'key: value' on each line.") from None
    except yaml.YAMLError as error:  # characters that YAML forbids
        what = str(error).splitlines()[0]
        raise _error(path, first_line, what, "Expected YAML, a 'key: value' on each line.") from None
    if builder.root is None:
        return Document(path)
    if not isinstance(builder.root, dict):
        raise _error(path, first_line, "the metadata is no mapping", "Expected a 'key: value' on each line.")
    return Document(path, builder.root, builder.lines)


def texts_in(value: object) -> Iterator[str]:
    """The texts of a piece of configuration, such as the pages that ``nav`` names, at whatever depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from texts_in(item)


def _built(text: str, path: str, first_line: int, loader: type[yaml.SafeLoader | yaml.CSafeLoader]) -> _Builder:
    builder = _Builder(path, first_line)
    for event in yaml.parse(text, Loader=loader):
        builder.take(event)
    return builder


def _error(
    path: str, line: int, what: str, expected: str, *, code: str = "bad-yaml", todo: str = _SPELLING
) -> DialogueError:
    return DialogueError(Problem(code, Location(path, line), what, expected, todo))


class _Builder:
    """Builds plain values from YAML events, without recursion."""

    def __init__(self, path: str, first_line: int) -> None:
        self.root: Value = None
        self.lines: dict[Path, int] = {}
        self._path = path
        self._first_line = first_line
        self._open: list[tuple[list[Value] | dict[str, Value], Path]] = []
        self._key: list[str | None] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):  # most are
            self._refuse_decoration(event, event.anchor, event.tag)
            plain_null = not event.style and event.value in _NULLS
            self._scalar(event, None if plain_null else _whole(event.value))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._at(event, "a second YAML document", "Expected one document.")
        elif isinstance(event, yaml.AliasEvent):
            raise self._at(
                event, f"the alias '*{event.anchor}'", "Expected plain values, without aliases.", todo=_WRITE_OUT
            )
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_decoration(event, event.anchor, event.tag)
            container: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
            place = self._place(event, container)
            self._open.append((container, place))
            self._key.append(None)
            if len(self._open) > _MAX_DEPTH:
                raise self._at(event, f"values nested more than {_MAX_DEPTH} deep", "Expected flat metadata.")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._open.pop()
            self._key.pop()

    def _scalar(self, event: yaml.Event, value: str | None) -> None:
        if self._open and isinstance(self._open[-1][0], dict) and self._key[-1] is None:
            container, place = self._open[-1]
            key = value or ""
            if key in container:
                first = self.lines[*place, key]
                what = f"the key '{key}' stands twice, first on line {first}"
                raise self._at(event, what, "Expected each key once.", code="duplicate-key", todo="Remove one of them.")
            self._key[-1] = key
            self.lines[*place, key] = self._line(event)
            return
        self._place(event, value)

    def _place(self, event: yaml.Event, value: Value) -> Path:
        """Put a value where it belongs, and say which path that is."""
        if not self._open:
            self.root = value
            return ()
        container, place = self._open[-1]
        if isinstance(container, list):
            path: Path = (*place, len(container))
            container.append(value)
            self.lines[path] = self._line(event)
            return path
        key = self._key[-1]
        if key is None:
            raise self._at(event, "a key that is itself a list or a mapping", "Expected a word before the colon.")
        container[key] = value
        self._key[-1] = None
        return (*place, key)

    def _refuse_decoration(self, event: yaml.Event, anchor: str | None, tag: str | None) -> None:
        if anchor is not None:
            raise self._at(event, f"the anchor '&{anchor}'", "Expected plain values, without anchors.", todo=_WRITE_OUT)
        if tag not in (None, "!"):
            raise self._at(event, f"the tag '{tag}'", "Expected plain values, without tags.", todo=_WRITE_OUT)

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark is not None else 0)

    def _at(
        self, event: yaml.Event, what: str, expected: str, *, code: str = "bad-yaml", todo: str = _SPELLING
    ) -> DialogueError:
        return _error(self._path, self._line(event), what, expected, code=code, todo=todo)


def _whole(text: str) -> str:
    r"""Text whose characters in two halves (``\ud83d\ude42``, as JSON escapes them) are one; half of one is U+FFFD."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
