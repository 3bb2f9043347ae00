"""Timed pieces of speech, whatever file they came from, to turns: consecutive ones of one speaker are one turn."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Final

from mkdocs_dialogues.model import Aside, Dialogue, Metadata, Part, Participant, Text, Turn
from mkdocs_dialogues.readers.plain_text import as_markdown
from mkdocs_dialogues.readers.speakers import participant
from mkdocs_dialogues.source import Source

__all__ = ["UNNAMED", "Cue", "Remark", "as_dialogue", "clock", "is_sound", "seconds", "unroll"]

UNNAMED: Final = "Speaker"
"""Who speaks where the transcript does not say."""

_PARAGRAPH = timedelta(seconds=2)  # a pause as long as this begins a new paragraph
_LONGEST_HOURS: Final = 10_000
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,5}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{1,3})(?:[.,:](?P<rest>\d{1,9}))?")
# "[Music]", "(12 seconds pause)", "♪ ♪": what is heard, but nobody said.
_SOUND = re.compile(r"\[[^\[\]]{1,200}\]|\([^()]{1,200}\)|[♪♫\s]+")
_PAUSE = re.compile(r"\b(?:pause[sd]?|silence)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A stretch of plain text with its time, on ``line`` (counted from 1) of the source.

    ``speaker`` is ``""`` when nothing tells; ``opens`` when it begins a turn of its own even so; ``id`` is the
    source's own.
    """

    start: timedelta
    stop: timedelta
    text: str
    line: int
    speaker: str = ""
    opens: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something between cues that nobody said: a comment, a style sheet, a block that was not understood."""

    part: Part


def clock(text: str) -> timedelta | None:
    """The time that ``01:02:03.456``, ``02:03,4`` or the like says, or None."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None or int(match["hours"] or 0) > _LONGEST_HOURS:
        return None
    return timedelta(
        hours=int(match["hours"] or 0),
        minutes=int(match["minutes"]),
        seconds=int(match["seconds"]),
        microseconds=int(f"{match['rest'] or 0:0<6}"[:6]),
    )


def seconds(count: float) -> timedelta:
    """The time that a number of seconds is; what is no time since a beginning becomes the nearest that is."""
    return timedelta(seconds=0.0 if math.isnan(count) else min(max(count, 0.0), _LONGEST_HOURS * 3600.0))


def is_sound(text: str) -> bool:
    """Whether a text without a blank at its ends is what is heard, but nobody said."""
    return _SOUND.fullmatch(text) is not None


def unroll(pieces: Sequence[Cue | Remark]) -> list[Cue | Remark]:
    """The pieces without lines that stand in two cues because they roll up the screen.

    Automatic captions show each line twice and thrice: their cues begin with the last line of the cue before, and
    many go on with a new one. Where most cues do, what is repeated was said once.
    """
    cues = [piece for piece in pieces if isinstance(piece, Cue) and piece.text.strip()]
    lines = [[line.strip() for line in cue.text.split("\n") if line.strip()] for cue in cues]
    repeats = [len(one) for before, one in pairwise(lines) if one[0] == before[-1]]
    rolling = len(repeats) * 2 >= len(cues) and sum(length > 1 for length in repeats) * 4 >= len(cues)
    if len(cues) < 4 or not rolling or any(cue.speaker for cue in cues):
        return list(pieces)
    kept: list[Cue | Remark] = []
    before: list[str] = []
    for piece in pieces:
        if isinstance(piece, Remark):
            kept.append(piece)
            continue
        now = [line.strip() for line in piece.text.split("\n") if line.strip()]
        size = min(len(now), len(before))
        shared = next((count for count in range(size, 0, -1) if before[-count:] == now[:count]), 0)
        if now[shared:]:
            kept.append(replace(piece, text="\n".join(now[shared:])))
        before = now or before
    return kept


def as_dialogue(
    source: Source,
    format_: str,
    pieces: Iterable[Cue | Remark],
    preface: Iterable[Part] = (),
    language: str | None = None,
) -> Dialogue:
    """The dialogue of pieces in their order; its turns may be none."""
    gathered = _Gathered(list(preface))
    for piece in pieces:
        if isinstance(piece, Remark):
            gathered.remark(piece.part)
        elif piece.text.strip():
            gathered.take(source, piece)
    labels = dict.fromkeys(turn.participant for turn in gathered.turns)
    origins = {"language": "transcript"} if language else {}
    return Dialogue(
        "",
        tuple(map(_participant, labels)),
        tuple(gathered.turns),
        source.at(1),
        metadata=Metadata(language=language, format=format_, origins=origins),
        preface=tuple(gathered.preface),
    )


def _participant(label: str) -> Participant:
    """A speaker is a person unless the label is a model's or a role; ``A`` and ``B`` are people, not an answer."""
    return Participant(label, label) if label == UNNAMED or len(label) == 1 else participant(label)


class _Gathered:
    """The turns so far; the last of them is open, and its words since the last remark are in ``_words``."""

    def __init__(self, preface: list[Part]) -> None:
        self.preface = preface
        self._turns: list[Turn] = []
        self._parts: list[list[Part]] = []
        self._words: list[str] = []
        self._ends = timedelta()

    @property
    def turns(self) -> list[Turn]:
        self._close()
        return [replace(turn, parts=tuple(parts)) for turn, parts in zip(self._turns, self._parts, strict=True)]

    def take(self, source: Source, cue: Cue) -> None:
        text = " ".join(cue.text.split())
        if not cue.speaker and not cue.opens and is_sound(text):
            self.remark(Aside("pause" if _PAUSE.search(text) else "sound", text.strip("[]()")))
            return
        speaker = cue.speaker or UNNAMED
        if not self._turns or cue.opens or self._turns[-1].participant != speaker:
            self._close()
            self._turns.append(Turn(speaker, (), source.at(cue.line), id=cue.id, offset=cue.start))
            self._parts.append([])
        elif self._words:
            self._words.append("\n\n" if cue.start - self._ends >= _PARAGRAPH else " ")
        self._words.append(text)
        self._ends = max(cue.stop, cue.start)

    def remark(self, part: Part) -> None:
        self._close()
        (self._parts[-1] if self._parts else self.preface).append(part)

    def _close(self) -> None:
        text = "".join(self._words)
        self._words = []
        if text:
            self._parts[-1].append(Text(as_markdown(text)))
