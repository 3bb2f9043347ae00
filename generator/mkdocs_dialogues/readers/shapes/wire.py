"""JSON on the wire: the records of a file, each with its place, decoded into declared types one by one.

What is broken is mended as far as it goes and reported with its file, line and path (``$[2].messages[0].content``);
one bad record never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import msgspec

from mkdocs_dialogues.errors import Problem, Severity
from mkdocs_dialogues.model import Unknown
from mkdocs_dialogues.readers.shapes.cutting import Piece, cut_lines, cut_list, cut_lists
from mkdocs_dialogues.readers.shapes.mend import Mended, mend
from mkdocs_dialogues.readers.shapes.sample import has_lists, shape_of
from mkdocs_dialogues.readers.shapes.text import beginning, pretty
from mkdocs_dialogues.readers.shapes.times import Moment, moment
from mkdocs_dialogues.source import Source

__all__ = ["Record", "Wire"]

T = TypeVar("T")

_MARK: Final = b"\xef\xbb\xbf"
_AT: Final = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>.*)`)?", re.DOTALL)
_STEP: Final = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+)\]|(?P<any>\[\.\.\.\])")
_MISSING: Final = re.compile(r"Object missing required field `(?P<key>.*)`")
_MOST_FIELDS: Final = 16


@dataclass(slots=True)
class Record:
    """A piece of JSON and where it stands: ``line`` counts from 1 in the source's text, ``path`` is JSONPath.

    ``spoilt`` is what could not be decoded: show it beside what could.
    """

    data: bytes | msgspec.Raw
    line: int = 1
    path: str = "$"
    spoilt: list[Unknown] = field(default_factory=list)

    @property
    def opens_object(self) -> bool:
        return bytes(memoryview(self.data)[:1]) == b"{"


class Wire:
    """One JSON file on its way into the model. Call ``report`` when all records are read."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._unknown: dict[str, tuple[int, int]] = {}
        self._empty: list[tuple[int, str]] = []

    def records(self, within: Collection[str] = ()) -> Iterator[Record]:
        """The records of the file: the object, the items of the list, or the lines.

        ``within`` are paths of lists, such as ``data.chats``: of an object that has one, the items are the records.
        """
        if self.source.head.startswith((b"\xff\xfe", b"\xfe\xff")):
            _ = self.source.text  # raises: it is no UTF-8
        shape = shape_of(self.source)
        if shape == "object" and has_lists(self.source, within):
            yield from self._cut(cut_lists(self.source.blocks(), within))
            return
        if self.source.is_large and shape != "object":
            blocks = self.source.blocks()
            yield from self._cut(cut_list(blocks) if shape == "list" else cut_lines(blocks))
            return
        data = self.source.data
        start = len(_MARK) if data.startswith(_MARK) else 0
        if shape == "list":
            yield from self._list(data[start:] if start else data)
        elif shape == "lines":
            yield from _lines(data, start)
        else:
            data = data[start:] if start else data
            yield Record(data.strip(), 1 + data.count(b"\n", 0, len(data) - len(data.lstrip())))

    def decode(self, record: Record, type_: type[T], *, severity: Severity = Severity.WARNING) -> T | None:
        """The record as a value of ``type_``.

        A field of a wrong type is reported, left out of the value and kept in ``record.spoilt``. None when nothing of
        the type can be had: reported with ``severity``, and the whole record is in ``record.spoilt``.
        """
        try:
            return msgspec.json.decode(record.data, type=type_)
        except msgspec.ValidationError as error:
            return self._without_bad_fields(record, type_, error, severity)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            mended = self._mend(record, severity)
        if mended.data is None:
            record.spoilt.append(Unknown("record", bytes(record.data).decode("utf-8", "replace")))
            return None
        record.data = mended.data
        try:
            return msgspec.json.decode(record.data, type=type_)
        except msgspec.ValidationError as error:
            return self._without_bad_fields(record, type_, error, severity)

    def items(self, record: Record, raws: Sequence[msgspec.Raw], key: str = "") -> list[Record]:
        """Records for the items of a list that ``record`` has at ``key`` (``"messages"``, ``"chat.history"``)."""
        path = f"{record.path}.{key}" if key else record.path
        lines = _line_of_each(bytes(record.data), raws, record.line)
        return [
            Record(raw, line, f"{path}[{index}]") for index, (raw, line) in enumerate(zip(raws, lines, strict=True))
        ]

    def members(self, record: Record, raws: dict[str, msgspec.Raw], key: str = "") -> dict[str, Record]:
        """Records for the members of an object that ``record`` has at ``key``, by their own keys."""
        path = f"{record.path}.{key}" if key else record.path
        lines = _line_of_each(bytes(record.data), list(raws.values()), record.line)
        return {
            name: Record(raw, line, f"{path}['{beginning(name)}']")
            for (name, raw), line in zip(raws.items(), lines, strict=True)
        }

    def unknown(self, kind: str, value: Any, line: int) -> Unknown:
        """A part for what the reader does not know; ``report`` says once for each kind how often it came."""
        first, count = self._unknown.get(kind, (line, 0))
        self._unknown[kind] = (first, count + 1)
        return Unknown(beginning(kind) or "unknown", value if isinstance(value, str) else pretty(value))

    def time(self, record: Record, value: Moment, key: str) -> Any:
        """The time that a field holds (a ``datetime`` or None); a value that is no time is reported."""
        found = moment(value)
        if found is None and value not in (None, "", 0):
            self.problem(
                "bad-field",
                record,
                f"'{beginning(str(value))}' at '{record.path}.{key}' is no time",
                expected="Expected a time such as 2026-01-04T21:13:12Z, or seconds since 1970.",
                todo="The turn is shown without it.",
            )
        return found

    def empty(self, record: Record, title: str = "", *, lost: bool = False) -> None:
        """Note a dialogue without a message: ``report`` says how many there are.

        One that held something which could not be read (``lost``, or in ``record.spoilt``) is an error.
        """
        if lost or record.spoilt:
            named = f" '{beginning(title)}'" if title.strip() else ""
            self.problem(
                "no-turns",
                record,
                f"no message of the dialogue{named} at '{record.path}' could be read",
                expected="Expected a list of messages.",
                todo="Look at the problems that are reported for the same line.",
                severity=Severity.ERROR,
            )
        else:
            self._empty.append((record.line, title))

    def report(self) -> None:
        """Say what was not understood, once for each kind, and how many dialogues were empty."""
        if self._empty:
            line, title = self._empty[0]
            named = f", '{beginning(title)}'" if title.strip() else ""
            self.source.warn(
                "no-turns",
                line,
                f"{len(self._empty)} of the file's dialogues hold no message (this is the first{named})",
                "Expected at least one message.",
                "Nothing is made of them.",
            )
            self._empty.clear()
        for kind, (line, count) in self._unknown.items():
            times = "once" if count == 1 else f"{count} times"
            self.source.warn(
                "unknown-part",
                line,
                f"unknown kind of content '{beginning(kind)}' ({times} in this file)",
                "Expected a kind that this reader knows.",
                "It is shown as it stands, as JSON.",
            )
        self._unknown.clear()

    def problem(
        self,
        code: str,
        record: Record,
        what: str,
        *,
        expected: str = "Expected what the format has there.",
        todo: str = "Look at the file there; what could be read is shown.",
        severity: Severity = Severity.WARNING,
    ) -> None:
        """Report something at a record."""
        self.source.problems.add(Problem(code, self.source.at(record.line), what, expected, todo, severity))

    def _list(self, data: bytes) -> Iterator[Record]:
        whole = Record(data)
        try:
            raws = msgspec.json.decode(data, type=list[msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield from self._cut(cut_list([data]))
            return
        yield from self.items(whole, raws)

    def _cut(self, pieces: Iterator[Piece]) -> Iterator[Record]:
        """The records that pieces of the file are; of one that is broken, what can be read."""
        for piece in pieces:
            record = Record(piece.data, piece.line, f"${piece.place}")
            if not piece.whole:
                mended = mend(piece.data) if piece.data else Mended(None, "it ends in the middle")
                if mended.fault:
                    place = Record(b"", piece.line + mended.line, record.path if piece.data else "$")
                    self._bad_json(place, mended.fault, Severity.ERROR)
                if mended.data is None:
                    continue
                record.data = mended.data
            yield record

    def _mend(self, record: Record, severity: Severity) -> Mended:
        mended = mend(bytes(record.data))
        if mended.fault:
            place = Record(b"", record.line + mended.line, record.path)
            self._bad_json(place, mended.fault, severity if mended.data is None else Severity.WARNING)
        return mended

    def _bad_json(self, record: Record, fault: str, severity: Severity) -> None:
        where = "" if record.path == "$" else f" at '{record.path}'"
        self.problem(
            "bad-json",
            record,
            f"the JSON is broken{where}: {fault}",
            expected="Expected JSON.",
            todo="Export or copy it once more; what could be read is shown.",
            severity=severity,
        )

    def _without_bad_fields(
        self, record: Record, type_: type[T], error: msgspec.ValidationError, severity: Severity
    ) -> T | None:
        mended = mend(bytes(record.data))
        value = msgspec.json.decode(mended.data) if mended.data is not None else None
        for _ in range(_MOST_FIELDS):
            what, path = _fault(error)
            steps = _steps(path) if value is not None else None
            if not steps:
                break
            self._bad_field(record, what, path, Severity.WARNING)
            try:
                taken = _take_out(value, steps)
            except (LookupError, TypeError):  # a key stands twice, and what is wrong is the first of them
                taken = record.data
            record.spoilt.append(Unknown(f"{path.lstrip('$.')}", pretty(taken)))
            try:
                record.data = msgspec.json.encode(value)
                return msgspec.json.decode(record.data, type=type_)
            except msgspec.ValidationError as again:
                error = again
        what, path = _fault(error)
        self._bad_field(record, what, path, severity)
        record.spoilt.append(Unknown("record", pretty(record.data)))
        return None

    def _bad_field(self, record: Record, what: str, path: str, severity: Severity) -> None:
        if missing := _MISSING.fullmatch(what):
            expected, said = f"Expected a field '{missing['key']}' there.", "a field is missing"
        else:
            expected, said = f"{what}.".replace("`", "'"), "a wrong value"
        where = record.path + path.removeprefix("$")
        self.problem(
            "bad-field",
            record,
            f"{said} at '{beginning(where, 120)}'",
            expected=expected,
            todo="It is shown as it stands, as JSON; look at the file there."
            if severity is Severity.WARNING
            else "Look at the file there: nothing of this could be read.",
            severity=severity,
        )


def _lines(data: bytes, start: int) -> Iterator[Record]:
    number = 0
    while start < len(data):
        stop = data.find(b"\n", start)
        stop = len(data) if stop < 0 else stop
        number += 1
        if line := data[start:stop].strip():
            yield Record(line, number)
        start = stop + 1


def _line_of_each(data: bytes, raws: Sequence[msgspec.Raw], line: int) -> list[int]:
    """The lines on which pieces of ``data`` begin, that stand there in this order."""
    if b"\n" not in data:
        return [line] * len(raws)
    lines = []
    at = 0
    for raw in raws:
        piece = bytes(raw)
        found = data.find(piece, at)
        if found >= 0:
            line += data.count(b"\n", at, found)
            lines.append(line)
            line += piece.count(b"\n")
            at = found + len(piece)
        else:
            lines.append(line)
    return lines


def _fault(error: msgspec.ValidationError) -> tuple[str, str]:
    """What is wrong, and the path where."""
    match = _AT.fullmatch(str(error))
    return (match["what"], match["path"] or "$") if match else (str(error), "$")


def _steps(path: str) -> list[str | int] | None:
    """The steps of a path from the top; None when it does not say which member is meant."""
    steps: list[str | int] = []
    for match in _STEP.finditer(path):
        if match["any"]:
            return None
        steps.append(match["key"] if match["key"] is not None else int(match["index"]))
    return steps


def _take_out(value: Any, steps: Sequence[str | int]) -> Any:
    """Remove and return what stands at the end of the steps."""
    for step in steps[:-1]:
        value = value[step]
    return value.pop(steps[-1])
