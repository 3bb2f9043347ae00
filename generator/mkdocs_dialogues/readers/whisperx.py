"""Whisper's JSON: WhisperX (segments with speakers), OpenAI's Whisper, its API (``verbose_json``, ``diarized_json``).

https://github.com/m-bain/whisperX, https://github.com/openai/whisper; a list of segments alone is taken as well.
A segment's words are not read one by one: the segment has their text, and its speaker is who says most of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any, Final

import msgspec

from mkdocs_dialogues.model import Dialogue, Part
from mkdocs_dialogues.readers.builder import no_turns
from mkdocs_dialogues.readers.cues import Cue, Remark, as_dialogue, seconds
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import clean
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["WhisperXReader"]

_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


class Segment(msgspec.Struct):
    """A stretch of speech; times in seconds since the recording began."""

    text: str | None = None
    start: float | None = None
    end: float | None = None
    speaker: str | int | None = None


class Transcript(msgspec.Struct):
    """A whole file; ``text`` is that of all segments."""

    segments: list[msgspec.Raw] | None = None
    language: str | None = None
    text: str | None = None


class WhisperXReader:
    """Reads what was said in a recording, with speakers where it was diarised."""

    name = "whisperx"
    title = "Whisper"
    about = "what Whisper or WhisperX heard"
    suffixes: tuple[str, ...] = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """Segments with a start, an end and a text."""
        taken = sample(source)
        if taken is None or taken.shape == "lines":
            return False
        held = taken.first.get("segments") if taken.shape == "object" else list(taken.items)
        if taken.shape == "object" and held == []:
            return isinstance(taken.first.get("text"), str) and "language" in taken.first
        return isinstance(held, list) and bool(held) and _is_segment(held[0])

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no segment has text."""
        wire = Wire(source)
        kept: list[Part] = []
        language: str | None = None
        pieces: list[Cue | Remark] = []
        for record in wire.records():
            if record.path != "$":  # a list of segments alone
                pieces += _pieces(wire, [record])
                continue
            transcript = wire.decode(record, Transcript)
            kept += record.spoilt
            if transcript is None:
                continue
            pieces += _pieces(wire, wire.items(record, transcript.segments or [], "segments"))
            if not pieces and transcript.text:
                pieces.append(Cue(timedelta(), timedelta(), clean(transcript.text), record.line))
            language = transcript.language
        tag = language if language and _TAG.fullmatch(language) else None
        dialogue = as_dialogue(source, self.name, pieces, kept, tag)
        wire.report()
        if not dialogue.turns:
            raise no_turns(
                source, 0, "no segment of this transcript has words", "Expected 'segments' with 'start', 'end', 'text'."
            )
        return [dialogue]


def _is_segment(value: Any) -> bool:
    return isinstance(value, dict) and "text" in value and {"start", "end"} <= value.keys()


def _pieces(wire: Wire, records: Iterable[Record]) -> Iterator[Cue | Remark]:
    """The segments; one without times (WhisperX could not align it) stands where the one before ended."""
    ended = timedelta()
    for record in records:
        segment = wire.decode(record, Segment)
        yield from (Remark(part) for part in record.spoilt)
        if segment is None:
            continue
        start = ended if segment.start is None else seconds(segment.start)
        ended = start if segment.end is None else seconds(segment.end)
        speaker = "" if segment.speaker is None else clean(str(segment.speaker)).strip()
        yield Cue(start, ended, clean(segment.text or ""), record.line, speaker)
