"""WebVTT (``.vtt``): captions of the web, as Zoom, Teams, Webex, YouTube and Whisper write them.

W3C, *WebVTT: The Web Video Text Tracks Format* (https://www.w3.org/TR/webvtt1/). Read with more patience than a
browser has: a comma before the milliseconds, a missing blank line, a block that makes no sense are kept.

The package webvtt-py was looked at for this (0.6): it gives no line numbers, one voice a cue, and skips broken blocks
without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape
from typing import Final

from mkdocs_dialogues.model import Aside, Dialogue, Unknown
from mkdocs_dialogues.readers.builder import glance, no_turns
from mkdocs_dialogues.readers.cue_labels import attribute_cues
from mkdocs_dialogues.readers.cues import Cue, Remark, as_dialogue, clock, unroll
from mkdocs_dialogues.source import Source

__all__ = ["TIMING", "Block", "WebVTTReader", "blocks"]

TIMING: Final = re.compile(
    r"[ \t]*(?P<start>[\d:.,]{4,20})[ \t]*--?>[ \t]*(?P<stop>[\d:.,]{4,20})(?:[ \t]+(?P<settings>.*))?[ \t]*"
)
_SIGNATURE = re.compile(r"\ufeff?WEBVTT(?:[ \t]+(?:[-–—]+[ \t]*)?(?P<rest>.*))?")
_BLOCK = re.compile(r"(?P<kind>NOTE|STYLE|REGION)(?:[ \t]+(?P<first>.*))?")
_LANGUAGE = re.compile(r"Language:[ \t]*(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})[ \t]*")
# What Azure's Speech service writes above each cue, and once above all.
_CONFIDENCE = re.compile(r"Confidence: ?[\d.]{1,20}")
_SPOKEN = re.compile(r"language: ?(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3})")
_TAG = re.compile(
    r"<(?:(?P<end>/)?(?P<name>v|c|i|b|u|ruby|rt|lang|font)(?P<classes>\.[^\s<>]*)?(?:[ \t\n]+(?P<note>[^<>]*))?"
    r"|\d{1,3}:[\d:.]+)>"
)
_COUNTER = re.compile(r"\d*|[0-9a-f]{8}-[0-9a-f-]{27}(?:/[\d-]+)?")
_LONGEST_ID: Final = 200
# What tools write behind the signature: what the file is, who made it, settings, where the recording is.
_BY_A_TOOL = re.compile(
    r"(?:this|the|a|an|webvtt|vtt)?[ \t]*(?:file|captions?|subtitles?|transcript(?:ion)?|untitled|title)"
    r"(?:\W*$|[ \t]+(?:has|with|contains?|is|was|were|by|from|created|generated|made|exported)\b.*)"
    r"|(?:auto[- ]?|automatically )?"
    r"(?:captioned|converted|created|exported|generated|made|produced|subtitled|transcribed)"
    r"[ \t]+(?:by|from|on|using|via|with)\b.*"
    r"|(?:kind|language|x-[a-z-]{1,40})[ \t]*[:=].*"
    r"|(?:[a-z]+://)?\S+\.[a-z][a-z0-9]{1,4}(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LONGEST_TITLE: Final = 150


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between: those above a timing, the timing's match or None, those below it.

    ``line`` is that of the first, counted from 1.
    """

    line: int
    above: tuple[str, ...]
    timing: re.Match[str] | None
    below: tuple[str, ...]


class WebVTTReader:
    """Reads captions with ``<v Name>`` voices, or with names in their text."""

    name = "webvtt"
    title = "WebVTT and SubRip"
    about = "captions of meetings and films"
    suffixes: tuple[str, ...] = (".vtt",)
    generic = False

    def detect(self, source: Source) -> bool:
        """The signature, or (for a file that lost it) a timing in its first lines."""
        lines = glance(source)[:200]
        return _SIGNATURE.fullmatch(lines[0]) is not None or any(TIMING.fullmatch(line) for line in lines)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no cue has text."""
        lines = source.lines
        title, header, start = _header(lines)
        pieces = [piece for block in blocks(lines, start) for piece in _pieces(source, block)]
        spoken, pieces = _without_measures(pieces)
        pieces = unroll(pieces)
        if not any(isinstance(piece, Cue) and piece.speaker for piece in pieces):
            pieces = attribute_cues(pieces, source)
        tag = next((match["tag"] for line in header if (match := _LANGUAGE.fullmatch(line))), spoken)
        told = [line for line in header if line.strip() and not (tag and _LANGUAGE.fullmatch(line))]
        preface = [Aside("header", "\n".join(told))] if told else []
        dialogue = as_dialogue(source, self.name, pieces, preface, tag)
        if title:
            metadata = replace(dialogue.metadata, origins={**dialogue.metadata.origins, "title": "transcript, line 1"})
            dialogue = replace(dialogue, title=title, metadata=metadata)
        if not dialogue.turns:
            raise no_turns(
                source, 0, "these captions hold no words", "Expected cues such as '00:01.000 --> 00:02.500' with text."
            )
        return [dialogue]


def _without_measures(pieces: Sequence[Cue | Remark]) -> tuple[str | None, list[Cue | Remark]]:
    """The language that a note names, and the pieces without it and without the notes of how sure a program was."""
    spoken: str | None = None
    kept: list[Cue | Remark] = []
    for piece in pieces:
        note = piece.part.text if isinstance(piece, Remark) and isinstance(piece.part, Aside) else ""
        if spoken is None and (match := _SPOKEN.fullmatch(note)):
            spoken = match["tag"]
        elif not _CONFIDENCE.fullmatch(note):
            kept.append(piece)
    return spoken, kept


def blocks(lines: Sequence[str], start: int) -> Iterator[Block]:
    """The blocks from a line on. A timing begins a block even where the blank line above it is missing."""
    above: list[str] = []
    below: list[str] = []
    timing: re.Match[str] | None = None
    first = start
    for index in range(start, len(lines) + 1):
        line = lines[index] if index < len(lines) else ""
        found = TIMING.fullmatch(line) if "->" in line else None
        if found is not None and timing is not None:
            id_ = [below.pop()] if below and below[-1].strip().isdecimal() else []
            yield Block(first + 1, tuple(above), timing, tuple(below))
            above, below, timing, first = id_, [], found, index - len(id_)
        elif found is not None:
            timing = found
            first = index if not above else first
        elif not line.strip():
            if timing is not None and not below and _goes_on(lines, index):
                continue
            if above or timing is not None:
                yield Block(first + 1, tuple(above), timing, tuple(below))
            above, below, timing = [], [], None
        elif timing is not None:
            below.append(line)
        else:
            first = index if not above else first
            above.append(line)


def _goes_on(lines: Sequence[str], index: int) -> bool:
    """Whether a blank line right below a timing stands in the cue: captions that roll begin with one."""
    line, after = (lines[at] if at < len(lines) else "" for at in (index + 1, index + 2))
    return bool(line.strip()) and not (TIMING.fullmatch(line) or TIMING.fullmatch(after) or _BLOCK.fullmatch(line))


def _header(lines: Sequence[str]) -> tuple[str, list[str], int]:
    """The title behind ``WEBVTT``, what else stands there and below, and where the blocks begin."""
    match = _SIGNATURE.fullmatch(lines[0])
    if match is None:
        return "", [], 0
    stop = next((i for i in range(1, len(lines)) if not lines[i].strip() or TIMING.fullmatch(lines[i])), len(lines))
    words = (match["rest"] or "").strip()
    if len(words) <= _LONGEST_TITLE and _LETTERS.search(words) and not _BY_A_TOOL.fullmatch(words):
        return " ".join(words.split()), list(lines[1:stop]), stop
    return "", [words, *lines[1:stop]], stop


def _pieces(source: Source, block: Block) -> Iterator[Cue | Remark]:
    if block.timing is None:
        yield _remark(source, block)
        return
    start, stop = clock(block.timing["start"]), clock(block.timing["stop"])
    if start is None or stop is None:
        yield _stray(source, block, "\n".join((*block.above, block.timing[0], *block.below)))
        return
    id_ = block.above[-1].strip() if block.above else ""
    if len(block.above) > 1:
        yield _remark(source, replace(block, above=block.above[:-1], timing=None, below=()))
    kept = "" if _COUNTER.fullmatch(id_) else id_[:_LONGEST_ID]
    for speaker, text in _voices("\n".join(block.below)):
        if text.strip():
            yield Cue(start, stop, text, block.line, speaker, id=kept)
            kept = ""


def _remark(source: Source, block: Block) -> Remark:
    match = _BLOCK.fullmatch(block.above[0])
    if match is None:
        return _stray(source, block, "\n".join(block.above))
    text = "\n".join(line for line in ((match["first"] or "").strip(), *block.above[1:]) if line.strip())
    kind = {"NOTE": "note", "STYLE": "style sheet", "REGION": "region"}[match["kind"]]
    return Remark(Aside(kind, text if kind == "note" else f"```\n{text}\n```"))


def _stray(source: Source, block: Block, text: str) -> Remark:
    source.warn(
        "unknown-part",
        block.line,
        f"'{text.partition(chr(10))[0][:80]}' is neither a cue nor a comment",
        "Expected a timing such as '00:01.000 --> 00:02.500', or NOTE, STYLE or REGION.",
        "It is shown as it stands; mend or remove it.",
    )
    return Remark(Unknown("block", text))


def _voices(text: str) -> Iterator[tuple[str, str]]:
    """Each stretch of a cue with its voice (``""`` when it has none), as plain text."""
    voice = ""
    words: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        words.append(text[at : tag.start()])
        at = tag.end()
        if tag["name"] == "rt":  # ruby: the reading in brackets behind the word
            words.append(")" if tag["end"] else " (")
        elif tag["name"] == "v":
            yield voice, unescape("".join(words))
            voice = "" if tag["end"] else " ".join(unescape(tag["note"] or "").split())
            words = []
    words.append(text[at:])
    yield voice, unescape("".join(words))
