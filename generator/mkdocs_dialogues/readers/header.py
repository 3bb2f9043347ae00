"""The head of a Markdown transcript: its title, the italic dateline, and ``**Key:** value`` lines."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from mkdocs_dialogues.model import Aside
from mkdocs_dialogues.readers.builder import Builder
from mkdocs_dialogues.readers.dates import find_date, parse_date
from mkdocs_dialogues.readers.markdown_blocks import heading, is_rule, trim

__all__ = ["Field", "Header", "read_fields", "read_header", "take_header"]

_FIELD = re.compile(r"\*\*(?P<key>[^*:\n]{1,40})(?::\*\*|\*\*:)(?:[ \t]+|$)")
_ITALIC = re.compile(r"\*(?![* ])[^*\n]+\*|_(?![_ ])[^_\n]+_")
_DIGITS = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


@dataclass(frozen=True, slots=True)
class Field:
    """``**Key:** value``; a value may go on over several lines. ``key`` is in lower case."""

    key: str
    value: str
    line: int


# A longer paragraph in italics is a preface.
_LONGEST_DATELINE = 240


@dataclass(slots=True)
class Header:
    """What stands at the top; ``stop`` is the index of the first line after it. Lines are indices, or None."""

    title: str = ""
    title_line: int | None = None
    date: date | datetime | None = None
    date_line: int | None = None
    dateline: str = ""
    fields: list[Field] = field(default_factory=list)
    stop: int = 0

    def value(self, key: str) -> str:
        """The value of a field, or ``""``."""
        return next((one.value for one in self.fields if one.key == key), "")


def read_header(lines: Sequence[str], start: int, stop: int) -> Header:
    """Read title and dateline from the first lines of a range; fields are left to ``read_fields``."""
    start, _ = trim(lines, start, stop)
    header = Header(stop=start)
    if start < stop and (found := heading(lines[start])) is not None:
        header.title, header.title_line, header.stop = found.text, start, start + 1
    at, _ = trim(lines, header.stop, stop)
    if at < stop and len(lines[at]) < _LONGEST_DATELINE and _ITALIC.fullmatch(lines[at].strip()):
        header.dateline = lines[at].strip()[1:-1].strip()
        header.date_line = at
        header.stop = at + 1
        found_date = find_date(header.dateline)
        header.date = found_date.date if found_date else None
    return header


def read_fields(header: Header, lines: Sequence[str], stop: int) -> None:
    """Read the ``**Key:** value`` lines that follow; a line between two of them goes on with the first's value."""
    at = header.stop
    begin, _ = trim(lines, at, stop)
    if begin == stop or _FIELD.match(lines[begin]) is None:
        return
    open_: list[tuple[str, int, list[str]]] = []
    for index in range(begin, stop):
        match = _FIELD.match(lines[index])
        if match:
            open_.append((match["key"].strip().lower(), index, [lines[index][match.end() :]]))
        else:
            open_[-1][2].append(lines[index])
    for key, line, value in open_:
        first, last = trim(value, 0, len(value))
        if last > first and is_rule(value[last - 1]):
            first, last = trim(value, first, last - 1)
        header.fields.append(Field(key, "\n".join(value[first:last]).strip(" "), line))
    header.stop = stop


def take_header(
    builder: Builder, header: Header, *, title: str | None = None, taken: Collection[str] = frozenset()
) -> None:
    """Put title, date and fields into the dialogue; what is no date stays readable.

    ``title`` replaces the heading's text; ``taken`` are the keys whose values have found another place.
    """
    shown = header.title if title is None else title
    if shown and header.title_line is not None:
        builder.title = shown
        builder.origin("title", header.title_line)
    if header.date_line is not None:
        _take_dateline(builder, header, header.date_line)
    for one in header.fields:
        if one.key == "date" and builder.date is None and (found := parse_date(one.value)) is not None:
            builder.date = found
            builder.origin("date", one.line)
        elif one.value and one.key not in taken:
            builder.preface.append(Aside(one.key, one.value))


def _take_dateline(builder: Builder, header: Header, line: int) -> None:
    if header.date is not None:
        builder.date = header.date
        builder.origin("date", line)
    if parse_date(header.dateline) is None:
        builder.preface.append(Aside("dateline", header.dateline))
    if header.date is None and _DIGITS.search(header.dateline):
        builder.source.warn(
            "bad-metadata",
            line + 1,
            f"'{header.dateline}' is no date",
            "Expected a day that exists, such as 2026-01-31 or 2026-01-31 21:13:12.",
            "Correct the line, or set 'date' in the metadata.",
        )
