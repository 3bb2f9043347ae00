"""Voices Chat: rounds of two voices under ``## Round n``, with the count of tokens after each and statistics last.

The first voice's words are quoted by the program (``>``); the second's may begin on the label's own line.
In a round each voice speaks once, so a label that comes again is text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from mkdocs_dialogues.model import Aside, Dialogue
from mkdocs_dialogues.readers.builder import SUFFIXES, Builder, Opening, begins_with, no_turns, unruled
from mkdocs_dialogues.readers.header import Header, read_fields, read_header, take_header
from mkdocs_dialogues.readers.markdown_blocks import between, heading, settle, trim
from mkdocs_dialogues.readers.speakers import is_common_word, is_model_id, participant, squash
from mkdocs_dialogues.source import Source

__all__ = ["VoicesChatReader"]

_TITLE = re.compile(r"#{1,3}[ \t]+\W{0,8}Voices Chat\b(?P<rest>.*)", re.IGNORECASE)
_ROUND = re.compile(r"#{2,3}[ \t]+(?P<round>Round[ \t]+\d{1,6}\b.*)", re.IGNORECASE)
_STATISTICS = re.compile(r"#{2,3}[ \t]+(?P<name>Session Statistics)[ \t]*#*[ \t]*", re.IGNORECASE)
_LABEL = re.compile(r"\*\*(?P<label>[^*:\n]{1,80})(?::\*\*|\*\*:)[ \t]*(?P<first>.*)")
_BETWEEN = re.compile(r"<-+>|↔|⇄|<=+>")


class _Round(NamedTuple):
    """A round: its heading's line, the line where it ends, and its labels by line, first to last."""

    line: int
    stop: int
    labels: dict[int, re.Match[str]]


class VoicesChatReader:
    """Reads what two voices said to each other, with what it cost."""

    name = "voices-chat"
    title = "Voices Chat"
    about = "`# Voices Chat: Claude Opus 4.6 <-> z-ai/glm-5`, then `## Round 1`"
    suffixes = SUFFIXES
    generic = False

    def detect(self, source: Source) -> bool:
        return begins_with(source, _TITLE)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no round holds a label."""
        lines = source.lines
        begin, _ = trim(lines, 0, len(lines))
        rounds, stop = _rounds(lines)
        if not rounds:
            raise no_turns(
                source,
                min(begin, len(lines) - 1),
                "this Voices Chat has no turn",
                "Expected '## Round 1', and below it a label such as '**Claude:**' at the beginning of a line.",
            )
        builder = Builder(source, self.name, begin)
        header = read_header(lines, begin, rounds[0].line)
        read_fields(header, lines, rounds[0].line)
        title, sides = _title(header, lines[begin])
        voices = _voices(rounds, sides)
        known = frozenset(voices)
        openings = [opening for one in rounds for opening in _openings(lines, one, known)]
        taken = _name_voices(builder, header, voices, sides)
        take_header(builder, header, title=title, taken={"model"} if taken else set())
        builder.take_preface(header.stop, openings[0].line)
        builder.add_turns(openings, stop, rules=True, quotes=True)
        if stop < len(lines):
            start, end = unruled(lines, stop + 1, len(lines))
            name = heading(lines[stop])
            builder.afterword.append(Aside(name.text.lower() if name else "", "\n".join(lines[start:end])))
        return [builder.build()]


def _rounds(lines: Sequence[str]) -> tuple[list[_Round], int]:
    """The rounds, and the line of the statistics (or the end). A round's heading stands right above a label."""
    marks: dict[int, str] = {}
    openers: dict[int, str] = {}
    labels: dict[int, re.Match[str]] = {}
    for index, line in enumerate(lines):
        if line.startswith("**") and (match := _LABEL.fullmatch(line)):
            labels[index] = match
        elif line.startswith("##") and _STATISTICS.fullmatch(line):
            marks[index] = "statistics"
        elif line.startswith("##") and _ROUND.fullmatch(line):
            at, _ = trim(lines, index + 1, len(lines))
            if at < len(lines) and (match := _LABEL.fullmatch(lines[at])):
                openers[index] = match["label"].strip()
    usual = Counter(openers.values())
    usual.update(list(openers.values())[:1])
    marks.update({index: "round" for index, label in openers.items() if usual[label] > 1})
    kept = settle(lines, labels.keys() | marks.keys())
    heads = [index for index in kept if marks.get(index) == "round"]
    ends = [index for index in kept if marks.get(index) == "statistics"]
    stop = ends[-1] if ends and heads and ends[-1] > heads[-1] else len(lines)
    spans = zip(heads, [*heads[1:], stop], strict=False)
    seen = [index for index in kept if index in labels]
    return [_Round(a, b, {index: labels[index] for index in between(seen, a, b)}) for a, b in spans], stop


def _title(header: Header, line: str) -> tuple[str, list[str]]:
    """The title that a person wrote, or ``""`` and the voices that the program put there."""
    match = _TITLE.fullmatch(line)
    told = match["rest"].strip(" \t:—–#") if match else header.title
    sides = [side.strip() for side in _BETWEEN.split(told[:500])]
    return ("", sides) if len(sides) > 1 else (told, [])


def _voices(rounds: Sequence[_Round], sides: Sequence[str]) -> list[str]:
    """The labels that are voices: those that open a round, and those that the title or most rounds name."""
    openers = Counter(next(iter(one.labels.values()))["label"].strip() for one in rounds if one.labels)
    others = Counter(
        label
        for one in rounds
        for label in dict.fromkeys(match["label"].strip() for match in one.labels.values())
        if label not in openers and not is_common_word(label)
    )
    free = [side for side in sides if not any(_same(label, side) for label in openers)]
    named = []
    for label, _ in others.most_common():  # one label a side: another name for it is a word in somebody's text
        if side := next((side for side in free if _same(label, side)), None):
            named.append(label)
            free.remove(side)
    most = max(others.values(), default=0)
    often = [label for label, times in others.items() if times == most and times * 2 >= len(rounds)][:1]
    return [*openers, *(named or often)]


def _openings(lines: Sequence[str], one: _Round, voices: frozenset[str]) -> list[Opening]:
    """The first label of each voice in a round; the round's heading goes with the first of them."""
    found: list[Opening] = []
    taken: set[str] = set()
    division: str | None = None
    if (head := heading(lines[one.line])) is not None:
        division = head.text
    for index, match in one.labels.items():
        label = match["label"].strip()
        if label in voices and label not in taken:
            taken.add(label)
            line = index if found else one.line
            found.append(Opening(line, label, match["first"].rstrip(), division, last=index))
            division = None
    return found


def _name_voices(builder: Builder, header: Header, voices: Sequence[str], sides: Sequence[str]) -> bool:
    """Give each voice the name or model that the title and ``**Model:**`` tell of it; whether the latter was of use."""
    model = header.value("model").strip("` ")
    left = [side for side in sides if not any(_same(label, side) for label in voices)]
    for place, label in enumerate(voices):
        side = next((side for side in sides if _same(label, side)), "")
        if not side and left and len(voices) == len(sides):
            side = left.pop(0)
        id_ = side if is_model_id(side) else ""
        if not id_ and is_model_id(model) and (_same(label, model) or (place > 0 and len(voices) == 2)):
            id_ = model
        builder.take_part(participant(label, model=id_ or None, name=side if side and side != id_ else None))
    builder.preface.extend(Aside("voice", side) for side in left)
    return any(one.model == model for one in builder.participants.values())


def _same(label: str, side: str) -> bool:
    """Whether a label is short for a side of the title, as ``glm5`` is for ``z-ai/glm-5``."""
    return bool(squash(label)) and (squash(label) in squash(side) or squash(side) in squash(label))
