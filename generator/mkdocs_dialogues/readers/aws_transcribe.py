"""Amazon Transcribe's JSON: ``results`` with ``items`` (words and punctuation) and ``speaker_labels`` or channels.

https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html#how-it-works-output
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

import msgspec

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.readers.builder import no_turns
from mkdocs_dialogues.readers.cues import Cue, Remark, as_dialogue, seconds
from mkdocs_dialogues.readers.shapes.sample import sample
from mkdocs_dialogues.readers.shapes.text import clean
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["AWSTranscribeReader"]

_PAUSE: Final = timedelta(seconds=2)
_UNSPACED: Final = ("ja", "zh", "th", "my", "km", "lo")
Seconds = str | float | None


class Alternative(msgspec.Struct):
    content: str | None = None


class Item(msgspec.Struct):
    """A word with its times (seconds, as strings), or punctuation without."""

    type: str | None = None
    start_time: Seconds = None
    end_time: Seconds = None
    alternatives: list[Alternative] | None = None
    speaker_label: str | None = None


class LabelledItem(msgspec.Struct):
    start_time: Seconds = None
    speaker_label: str | None = None


class LabelledSegment(msgspec.Struct):
    items: list[LabelledItem] | None = None


class SpeakerLabels(msgspec.Struct):
    segments: list[LabelledSegment] | None = None


class Channel(msgspec.Struct):
    channel_label: str | None = None
    items: list[msgspec.Raw] | None = None


class ChannelLabels(msgspec.Struct):
    channels: list[Channel] | None = None


class Whole(msgspec.Struct):
    transcript: str | None = None


class Results(msgspec.Struct):
    """What was heard; ``transcripts`` has the same words without times."""

    items: list[msgspec.Raw] | None = None
    speaker_labels: SpeakerLabels | None = None
    channel_labels: ChannelLabels | None = None
    transcripts: list[Whole] | None = None
    language_code: str | None = None


class Job(msgspec.Struct):
    results: Results | None = None
    job_name: str | None = msgspec.field(name="jobName", default=None)


class AWSTranscribeReader:
    """Reads a transcription job's result; each speaker's (or channel's) words until another speaks are a turn."""

    name = "aws-transcribe"
    title = "Amazon Transcribe"
    about = "what Amazon Transcribe heard"
    suffixes: tuple[str, ...] = (".json",)
    generic = False

    def detect(self, source: Source) -> bool:
        """``results`` with ``transcripts`` or ``items``, beside the job's name or status."""
        taken = sample(source)
        results = taken.first.get("results") if taken is not None and taken.shape == "object" else None
        return isinstance(results, dict) and ("transcripts" in results or "speaker_labels" in results)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when it holds no words."""
        wire = Wire(source)
        record = next(wire.records(), Record(b"{}"))
        job = wire.decode(record, Job) or Job()
        results = job.results or Results()
        joint = "" if (results.language_code or "").startswith(_UNSPACED) else " "
        pieces = list(_pieces(wire, record, results, joint))
        if not pieces and results.transcripts:
            said = "\n".join(one.transcript or "" for one in results.transcripts)
            pieces = [Cue(timedelta(), timedelta(), clean(said), record.line)]
        dialogue = as_dialogue(source, self.name, pieces, record.spoilt, results.language_code or None)
        wire.report()
        if not dialogue.turns:
            raise no_turns(source, 0, "this transcription holds no words", "Expected 'results' with 'items'.")
        return [dialogue]


def _pieces(wire: Wire, record: Record, results: Results, joint: str) -> Iterator[Cue | Remark]:
    channels = (results.channel_labels.channels if results.channel_labels else None) or []
    heard: list[Cue | Remark] = []
    for index, channel in enumerate(channels):
        records = wire.items(record, channel.items or [], f"results.channel_labels.channels[{index}].items")
        label = channel.channel_label or f"ch_{index}"
        heard += _utterances(wire, records, {}, joint, label)
    if heard:
        yield from sorted(heard, key=lambda piece: piece.start if isinstance(piece, Cue) else timedelta())
        return
    segments = (results.speaker_labels.segments if results.speaker_labels else None) or []
    labels = {
        start: item.speaker_label or ""
        for segment in segments
        for item in segment.items or ()
        if (start := _time(item.start_time)) is not None
    }
    yield from _utterances(wire, wire.items(record, results.items or [], "results.items"), labels, joint)


def _utterances(
    wire: Wire, records: Sequence[Record], labels: dict[timedelta, str], joint: str, channel: str = ""
) -> Iterator[Cue | Remark]:
    """Words of one speaker without a pause, as one cue; punctuation goes with the word before it."""
    cue: Cue | None = None
    words: list[str] = []
    for record in records:
        item = wire.decode(record, Item)
        yield from (Remark(part) for part in record.spoilt)
        word = clean((item.alternatives[0].content or "") if item is not None and item.alternatives else "")
        if item is None or not word:
            continue
        start, stop = _time(item.start_time), _time(item.end_time)
        if cue is not None and (item.type == "punctuation" or start is None):
            words.append(word)
            continue
        start = start or timedelta()
        speaker = channel or item.speaker_label or labels.get(start, cue.speaker if cue else "")
        if cue is None or speaker != cue.speaker or start - cue.stop >= _PAUSE:
            if cue is not None:
                yield replace(cue, text="".join(words))
            cue, words = Cue(start, stop or start, "", record.line, clean(speaker)), [word]
        else:
            words += (joint, word)
            cue = replace(cue, stop=stop or start)
    if cue is not None:
        yield replace(cue, text="".join(words))


def _time(value: Seconds) -> timedelta | None:
    try:
        return None if value is None else seconds(float(value))
    except ValueError:
        return None
