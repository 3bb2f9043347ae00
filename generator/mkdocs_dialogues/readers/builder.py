"""From lines that open turns to a ``Dialogue``: what every reader of a Markdown transcript does alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from mkdocs_dialogues.errors import DialogueError
from mkdocs_dialogues.model import Aside, Dialogue, Metadata, Part, Participant, Text, Turn
from mkdocs_dialogues.readers.markdown_blocks import Heading, heading, is_rule, lift_quote, trim
from mkdocs_dialogues.readers.speakers import participant
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.values import value

__all__ = ["SUFFIXES", "Builder", "Opening", "begins_with", "glance", "no_turns", "text_part", "unruled"]

SUFFIXES: tuple[str, ...] = (".md", ".markdown", ".txt")

_USAGE = re.compile(r"\*\[((?:tokens?|usage|cost)\b[^\]\n]*\d[^\]\n]*)\]\*[ \t]*", re.IGNORECASE)


@value
class Opening:
    """A line that opens a turn.

    ``line`` is its index; ``last`` is that of the label when what opens the turn begins above it. The turn's
    text begins with ``first``, the rest of the label's line.
    """

    line: int
    label: str
    first: str = ""
    heading: str | None = None
    time: datetime | None = None
    last: int | None = None
    offset: timedelta | None = None

    @property
    def label_line(self) -> int:
        return self.line if self.last is None else self.last


def glance(source: Source) -> list[str]:
    """The lines for ``detect``, which never raises: bytes that are no UTF-8 are read as well as may be."""
    if source.is_text:
        return source.lines
    return source.data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def begins_with(source: Source, title: re.Pattern[str]) -> bool:
    """Whether the first line that is not blank is such a title."""
    lines = glance(source)
    first, _ = trim(lines, 0, len(lines))
    return first < len(lines) and title.match(lines[first]) is not None


def text_part(lines: Sequence[str], start: int, stop: int) -> tuple[Text, ...]:
    """The text of a range of lines without its blank edges; empty when there is none."""
    start, stop = trim(lines, start, stop)
    return (Text("\n".join(lines[start:stop])),) if start < stop else ()


class Builder:
    """Gathers one dialogue. Indices are into ``source.lines``."""

    def __init__(self, source: Source, format_: str, line: int) -> None:
        self.source = source
        self.format = format_
        self.line = line
        self.title = ""
        self.date: date | datetime | None = None
        self.origins: dict[str, str] = {}
        self.preface: list[Part] = []
        self.afterword: list[Part] = []
        self.turns: list[Turn] = []
        self.participants: dict[str, Participant] = {}
        self._division: str | None = None

    def origin(self, key: str, index: int) -> None:
        """Note that ``key`` was stated on a line of the transcript."""
        self.origins[key] = f"transcript, line {self.source.at(index + 1).line}"

    def take_part(self, who: Participant) -> None:
        """Make a participant known before (or instead of) what its label alone would tell."""
        self.participants.setdefault(who.id, who)

    def take_preface(self, start: int, stop: int) -> None:
        """Keep the text between header and first turn, without the rules around it.

        A heading right above the first turn is the first division.
        """
        lines = self.source.lines
        start, stop = unruled(lines, start, stop)
        if stop > start and (found := _division(lines[stop - 1])) is not None:
            self._division = found.text
            start, stop = unruled(lines, start, stop - 1)
        self.preface.extend(text_part(lines, start, stop))

    def take_afterword(self, start: int, stop: int) -> None:
        """Keep text that stands after the last turn, without the rules around it."""
        lines = self.source.lines
        start, stop = unruled(lines, start, stop)
        self.afterword.extend(text_part(lines, start, stop))

    def add_turns(
        self,
        openings: Sequence[Opening],
        stop: int,
        *,
        rules: bool | None = None,
        quotes: bool = False,
        divisions: bool = True,
    ) -> None:
        """Add the turns that begin at ``openings``, the last of which ends before line ``stop``.

        ``rules`` tells whether a ``---`` at the end of a turn is the format's own; None looks whether most
        turns have one. ``quotes``: a turn that is one block quote all over is quoted by the format. ``divisions``: a
        heading right above a label divides the transcript, and is not the last line of a turn.
        """
        ends = [opening.line for opening in openings[1:]] + [stop]
        bodies = [
            self._body(opening, end, last=end == stop or not divisions)
            for opening, end in zip(openings, ends, strict=True)
        ]
        if rules is None:
            ruled = sum(body.ruled for body in bodies[:-1])
            rules = ruled * 2 >= len(bodies) - 1 and ruled > 0
        lines = self.source.lines
        carried = self._division
        for opening, body in zip(openings, bodies, strict=True):
            start, end = trim(lines, body.start, body.stop - (rules and body.ruled))
            said = [opening.first, *lines[body.start : end]] if opening.first else lines[start:end]
            text = "\n".join(said).rstrip()
            first = opening.label_line if opening.first else start
            parts = _parts(lift_quote(text) if quotes else text, self.source.at(first + 1).line)
            division = " · ".join(one for one in (carried, opening.heading) if one) or None
            self.turns.append(
                Turn(
                    opening.label,
                    parts,
                    self.source.at(opening.label_line + 1),
                    time=opening.time,
                    heading=division,
                    offset=opening.offset,
                )
            )
            if opening.label not in self.participants:
                self.take_part(participant(opening.label))
            carried = body.heading

    def _body(self, opening: Opening, end: int, *, last: bool) -> _Body:
        lines = self.source.lines
        begin = opening.label_line + 1
        _, stop = trim(lines, begin, end)
        division = None
        if not last and stop > begin and (found := _division(lines[stop - 1])) is not None:
            division = found.text
            _, stop = trim(lines, begin, stop - 1)
        return _Body(begin, stop, division, stop > begin and is_rule(lines[stop - 1]))

    def build(self) -> Dialogue:
        """The dialogue; participants stand in the order in which they first speak."""
        spoken = dict.fromkeys(turn.participant for turn in self.turns)
        who = [self.participants[id_] for id_ in spoken]
        who += [one for id_, one in self.participants.items() if id_ not in spoken]
        metadata = Metadata(date=self.date, format=self.format, origins=dict(self.origins))
        return Dialogue(
            self.title,
            tuple(who),
            tuple(self.turns),
            self.source.at(self.line + 1),
            metadata=metadata,
            preface=tuple(self.preface),
            afterword=tuple(self.afterword),
        )


@value
class _Body:
    """The lines of a turn; the heading that stood before the next label; whether a rule ends the turn."""

    start: int
    stop: int
    heading: str | None
    ruled: bool


def _division(line: str) -> Heading | None:
    """The heading that a line is, when it is one that divides a transcript rather than a turn's text."""
    found = heading(line)
    return found if found is not None and found.level <= 3 else None


def unruled(lines: Sequence[str], start: int, stop: int) -> tuple[int, int]:
    """The range without blank lines and rules at its edges."""
    start, stop = trim(lines, start, stop)
    while start < stop and is_rule(lines[start]):
        start, stop = trim(lines, start + 1, stop)
    while start < stop and is_rule(lines[stop - 1]):
        start, stop = trim(lines, start, stop - 1)
    return start, stop


def _parts(text: str, line: int) -> tuple[Part, ...]:
    """A turn's text, which begins on a line of the file, and the program's count of tokens where one ends it."""
    body, _, end = text.rpartition("\n")
    usage = _USAGE.fullmatch(end)
    if usage is None:
        return (Text(text, line),) if text.strip() else ()
    body = body.rstrip()
    aside = Aside("usage", usage[1])
    return (Text(body, line), aside) if body else (aside,)


def no_turns(source: Source, index: int, what: str, expected: str) -> DialogueError:
    """The error for a file that was recognised and holds no turn."""
    return source.error(
        "no-turns",
        index + 1,
        what,
        expected,
        "Put a label on a line of its own before each turn, or name another 'format' in the metadata.",
    )
