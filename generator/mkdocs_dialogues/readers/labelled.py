"""Hand-typed dialogues: a label at the beginning of a line, in one style from the first turn to the last.

The styles: ``**Name:** text`` (or text below), ``**Name**: text``, ``**Name**`` alone, ``### Name``,
``## Turn 1 — glm5 (A)``, ``Name: text``; a time may stand beside the label. The style is the one that first
yields turns on good evidence; labels in another style are text, and so are words such as ``**Note:**``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from weakref import WeakKeyDictionary

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.readers.builder import SUFFIXES, Builder, Opening, glance, no_turns
from mkdocs_dialogues.readers.cues import clock
from mkdocs_dialogues.readers.dates import parse_date
from mkdocs_dialogues.readers.evidence import speakers
from mkdocs_dialogues.readers.header import read_fields, read_header, take_header
from mkdocs_dialogues.readers.labels import Label, labels_by_style
from mkdocs_dialogues.readers.markdown_blocks import fenced, heading, is_rule, settle, trim
from mkdocs_dialogues.readers.once import Doubt, Told, report
from mkdocs_dialogues.readers.roster import present, roster
from mkdocs_dialogues.readers.speakers import is_common_word, participant
from mkdocs_dialogues.source import Source

__all__ = ["LabelledReader", "guess"]

_SOON = timedelta(minutes=5)

_DATE = re.compile(r"[-*+ \t]{0,4}\**(?:Date|Recorded|When)(?::\**|\**:)[ \t]*(?P<date>.{4,60})", re.IGNORECASE)

_WORD = re.compile(r"[^\W\d_]+")


class _Turns(NamedTuple):
    """What opens the turns of a range of lines, and the labels that were taken for text and may open others."""

    openings: list[Opening]
    doubts: list[Doubt]


_NONE = _Turns([], [])
_SEEN: WeakKeyDictionary[Source, _Turns] = WeakKeyDictionary()


class LabelledReader:
    """Reads dialogues that people type; asked only when no other reader claims a file."""

    name = "labelled"
    title = "Hand-typed dialogues"
    about = "`**Name:** text`, `### Name`, `Name: text`, with times or an attendee list"
    suffixes = SUFFIXES
    generic = True

    def detect(self, source: Source) -> bool:
        """Whether some style of label yields turns on evidence that prose does not give."""
        return bool(_sure(source).openings)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file, by the best guess; DialogueError ``no-turns`` when no line has a label."""
        lines = source.lines
        begin, _ = trim(lines, 0, len(lines))
        openings, doubts = _sure(source)
        if not openings:
            openings, doubts = _turns(lines, 0, len(lines), source, sure=False)
        if not openings:
            raise no_turns(
                source,
                min(begin, len(lines) - 1),
                "no line of this transcript begins with a speaker's label",
                "Expected labels in one style, such as '**Name:** text', '### Name' or 'Name: text'.",
            )
        builder = Builder(source, self.name, begin)
        first = openings[0].line
        header = read_header(lines, begin, first)
        read_fields(header, lines, next((i for i in range(header.stop, first) if _ends_fields(lines[i])), first))
        take_header(builder, header)
        _take_date(builder, first)
        names = roster(lines[:first], {opening.label for opening in openings})
        for label, name in names.items():
            builder.take_part(participant(label, name=name))
        builder.take_preface(header.stop, first)
        builder.add_turns(openings, len(lines))
        report(source, doubts)
        return [builder.build()]


def _sure(source: Source) -> _Turns:
    """What opens the turns of a file on good evidence, found once for ``detect`` and ``read``."""
    if source not in _SEEN:
        lines = glance(source)
        _SEEN[source] = _turns(lines, 0, len(lines), source, sure=True)
    return _SEEN[source]


def guess(source: Source, start: int, stop: int) -> list[Opening]:
    """What opens the turns of a range of lines: on good evidence, else by the best guess; maybe nothing."""
    found = _turns(source.lines, start, stop, source, sure=True)
    if not found.openings:
        found = _turns(source.lines, start, stop, source, sure=False)
    report(source, found.doubts)
    return found.openings


def _turns(lines: Sequence[str], start: int, stop: int, source: Source, *, sure: bool) -> _Turns:
    """The turns of the style that comes first; on a guess, of the style with most of them."""
    found: list[_Turns] = []
    blank = [not line or line.isspace() for line in lines[start:stop]]
    heads = [start + at for at, empty in enumerate(blank) if not empty and (at == 0 or blank[at - 1])]
    fences = fenced(lines, start, stop)
    hides = any(lines[at].lstrip(" ").startswith(("```", "~~~")) for at in fences)
    words = cache(lambda: frozenset(_WORD.findall("\n".join(lines[start:stop]))))
    for style, written in labels_by_style(lines, start, stop, source.labels).items():
        labels = written
        if hides:
            seen = frozenset(settle(lines, [label.line for label in written], start, stop, fences=fences))
            labels = [label for label in written if label.line in seen]
        if not labels:
            continue
        names = {label.name for label in labels}
        named = {*roster(lines[start : _first_to_recur(labels)], names), *source.labels}
        there = present(lines[start : _first_name(labels)], names)
        told = Told(there, source.models, source.format == LabelledReader.name, words)
        shown, doubts = speakers(labels, named, sure=sure, style=style, heads=heads, told=told)
        chosen = {label.line: label for label in labels if label.key in shown}
        keys = {index: label.key for index, label in chosen.items()}
        openings = _as_openings([chosen[index] for index in settle(lines, keys, start, stop, fences=fences)], shown)
        if len(openings) > 1 or (openings and not sure):
            found.append(_Turns(openings, doubts))
    if not found:
        return _NONE
    return min(found, key=lambda one: one.openings[0].line) if sure else max(found, key=lambda one: len(one.openings))


def _first_name(labels: Sequence[Label]) -> int:
    """The line above which those present may be listed: that of the first label that could be a name."""
    return next((label.line for label in labels if not is_common_word(label.name)), labels[0].line)


def _first_to_recur(labels: Sequence[Label]) -> int:
    """The line above which an attendee list would stand: that list may itself look like labels."""
    times = Counter(label.key for label in labels)
    return next((label.line for label in labels if times[label.key] > 1), labels[0].line)


def _as_openings(labels: Sequence[Label], shown: dict[str, str]) -> list[Opening]:
    """The openings; stamps beside the labels are times since a recording began, or else stay in the text."""
    offsets = [clock(label.stamp) if label.stamp else None for label in labels]
    known = [offset for offset in offsets if offset is not None]
    stamps = sum(bool(label.stamp) for label in labels)
    if len(known) < stamps or stamps < min(2, len(labels)) or not _counts_from_zero(known):
        offsets = [None] * len(labels)
    return [
        Opening(
            label.line,
            shown[label.key],
            label.first if offset is None else label.bare,
            label.division or None,
            label.time,
            offset=offset,
        )
        for label, offset in zip(labels, offsets, strict=True)
    ]


def _counts_from_zero(times: Sequence[timedelta]) -> bool:
    """Whether times grow from soon after a beginning: what does not may be the clock on the wall."""
    return bool(times) and times[0] < _SOON and all(one <= after for one, after in pairwise(times))


def _ends_fields(line: str) -> bool:
    return is_rule(line) or heading(line) is not None


def _take_date(builder: Builder, first: int) -> None:
    """The date that a ``Date:`` line of the preface states; the line stays where it is."""
    if builder.date is not None:
        return
    for index, line in enumerate(builder.source.lines[:first]):
        match = _DATE.fullmatch(line) if len(line) < 120 else None
        if match and (found := parse_date(match["date"].strip(" *"))) is not None:
            builder.date = found
            builder.origin("date", index)
            return
