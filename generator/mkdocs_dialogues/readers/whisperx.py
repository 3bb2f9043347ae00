"""Whisper's JSON: WhisperX (segments with speakers), OpenAI's Whisper, its API (``verbose_json``, ``diarized_json``).

https://github.com/m-bain/whisperX, https://github.com/openai/whisper; a list of segments alone is taken as well. And
that of whisper.cpp (https://github.com/ggml-org/whisper.cpp, ``--output-json``), whose segments have milliseconds.
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
from mkdocs_dialogues.readers.cues import UNNAMED, Cue, Remark, as_dialogue, seconds
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import clean
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["WhisperXReader"]

_TAG: Final = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


class Offsets(msgspec.Struct):
    """Milliseconds since the recording began."""

    start: float | None = msgspec.field(name="from", default=None)
    end: float | None = msgspec.field(name="to", default=None)


class Segment(msgspec.Struct):
    """A stretch of speech; times in seconds since the recording began.

    The last two fields are whisper.cpp's: its times, and that somebody else speaks next.
    """

    text: str | None = None
    start: float | None = None
    end: float | None = None
    speaker: str | int | None = None
    offsets: Offsets | None = None
    speaker_turn_next: bool | None = None


class Result(msgspec.Struct):
    language: str | None = None


class Transcript(msgspec.Struct):
    """A whole file; ``text`` is that of all segments. ``transcription`` and ``result`` are whisper.cpp's."""

    segments: list[msgspec.Raw] | None = None
    language: str | None = None
    text: str | None = None
    transcription: list[msgspec.Raw] | None = None
    result: Result | None = None


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
        if held is None and "result" in taken.first:
            held = taken.first.get("transcription")
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
            pieces += _pieces(wire, wire.items(record, transcript.transcription or [], "transcription"), channels=True)
            if not pieces and transcript.text:
                pieces.append(Cue(timedelta(), timedelta(), clean(transcript.text), record.line))
            language = transcript.language or (transcript.result.language if transcript.result else None)
        tag = language if language and _TAG.fullmatch(language) else None
        dialogue = as_dialogue(source, self.name, pieces, kept, tag)
        wire.report()
        if not dialogue.turns:
            raise no_turns(
                source, 0, "no segment of this transcript has words", "Expected 'segments' with 'start', 'end', 'text'."
            )
        return [dialogue]


def _is_segment(value: Any) -> bool:
    return isinstance(value, dict) and "text" in value and ({"start", "end"} <= value.keys() or "offsets" in value)


def _pieces(wire: Wire, records: Iterable[Record], *, channels: bool = False) -> Iterator[Cue | Remark]:
    """The segments; one without times (WhisperX could not align it) stands where the one before ended.

    ``channels``: the speakers are channels' numbers, and ``?`` where several are as loud.
    """
    ended = timedelta()
    opens = False
    for record in records:
        segment = wire.decode(record, Segment)
        yield from (Remark(part) for part in record.spoilt)
        if segment is None:
            continue
        begin, end = _times(segment)
        start = ended if begin is None else seconds(begin)
        ended = start if end is None else seconds(end)
        speaker = "" if segment.speaker is None else clean(str(segment.speaker)).strip()
        if channels:
            speaker = "" if speaker == "?" else f"{UNNAMED} {speaker}" if speaker.isdecimal() else speaker
        yield Cue(start, ended, clean(segment.text or ""), record.line, speaker, opens)
        opens = bool(segment.speaker_turn_next)


def _times(segment: Segment) -> tuple[float | None, float | None]:
    if segment.offsets is None:
        return segment.start, segment.end
    start, end = (None if time is None else time / 1000 for time in (segment.offsets.start, segment.offsets.end))
    return start, end
