"""LLM Arena: two models in turns under ``## Turn n — name (A)``, with mode, topic and models in the header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from mkdocs_dialogues.model import Aside, Dialogue
from mkdocs_dialogues.readers.builder import SUFFIXES, Builder, Opening, begins_with, no_turns
from mkdocs_dialogues.readers.header import Header, read_fields, read_header, take_header
from mkdocs_dialogues.readers.markdown_blocks import heading, settle, trim
from mkdocs_dialogues.readers.sections import Numbered, numbered_turn
from mkdocs_dialogues.readers.speakers import participant, squash
from mkdocs_dialogues.source import Source

__all__ = ["LLMArenaReader"]

_TITLE = re.compile(r"#{1,3}[ \t]+\W{0,8}LLM Arena\b(?P<rest>.*)", re.IGNORECASE)
_MODEL = re.compile(r"`(?P<id>[^`]{1,120})`\s*(?:\((?P<name>[^()]{1,80})\))?")
_BETWEEN = re.compile(r"\s+vs\.?\s+|<-+>|↔", re.IGNORECASE)
_LONGEST_TITLE = 120


class LLMArenaReader:
    """Reads a conversation of two models that a program ran."""

    name = "llm-arena"
    title = "LLM Arena"
    about = "`# LLM Arena: gemini vs haiku`, then `## Turn 1 — gemini (A)`"
    suffixes = SUFFIXES
    generic = False

    def detect(self, source: Source) -> bool:
        return begins_with(source, _TITLE)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no heading opens a turn."""
        lines = source.lines
        begin, _ = trim(lines, 0, len(lines))
        turns = _turns(lines)
        if not turns:
            raise no_turns(
                source,
                begin,
                "this LLM Arena has no turn",
                "Expected headings such as '## Turn 1 — gemini (A)'.",
            )
        builder = Builder(source, self.name, begin)
        first = next(iter(turns))
        header = read_header(lines, begin, first)
        read_fields(header, lines, first)
        labels = _labels(turns.values())
        taken = {key for key in ("model a", "model b") if _take_model(builder, header, key, labels)}
        _take_title(builder, header, taken)
        openings = [Opening(index, labels[turn.name, turn.letter]) for index, turn in turns.items()]
        builder.take_preface(header.stop, first)
        builder.add_turns(openings, len(lines), rules=True, divisions=False)
        return [builder.build()]


def _turns(lines: Sequence[str]) -> dict[int, Numbered]:
    """The headings that open turns, at the depth of the first."""
    found: dict[int, Numbered] = {}
    level = 0
    for index, line in enumerate(lines):
        one = heading(line) if line.startswith("##") else None
        if one is None or level not in {0, one.level} or not one.text.lower().startswith("turn"):
            continue
        if (turn := numbered_turn(one.text)) is not None:
            level = one.level
            found[index] = turn
    return {
        index: found[index] for index in settle(lines, {at: f"{turn.name} {turn.letter}" for at, turn in found.items()})
    }


def _labels(turns: Iterable[Numbered]) -> dict[tuple[str, str], str]:
    """A label for each speaker: the name, with its letter where both sides have one name."""
    speakers = list(dict.fromkeys((turn.name, turn.letter) for turn in turns))
    names = Counter(name for name, _ in speakers)
    return {(name, letter): f"{name} ({letter})" if letter and names[name] > 1 else name for name, letter in speakers}


def _take_title(builder: Builder, header: Header, taken: set[str]) -> None:
    """A topic is a better title than ``gemini vs haiku``, which every conversation of the two would have."""
    match = _TITLE.fullmatch(builder.source.lines[header.title_line]) if header.title_line is not None else None
    told = match["rest"].strip(" \t:—–#") if match else header.title
    sides = [side.strip() for side in _BETWEEN.split(told[:500])]
    take_header(builder, header, title=told if len(sides) == 1 else "", taken=taken)
    topic = next((one for one in header.fields if one.key == "topic"), None)
    if len(sides) == 1:
        return
    known = squash(" ".join(f"{one.id} {one.model}" for one in builder.participants.values()))
    builder.preface.extend(Aside("voice", side) for side in sides if squash(side) not in known)
    if topic is not None and "\n" not in topic.value and 0 < len(topic.value) <= _LONGEST_TITLE:
        builder.title = topic.value
        builder.origin("title", topic.line)


def _take_model(builder: Builder, header: Header, key: str, labels: dict[tuple[str, str], str]) -> bool:
    """``**Model A:** `id` (name)``: the model of the speaker with that letter; whether it told no more than that."""
    value = header.value(key)
    match = _MODEL.search(value[:400])
    if match is None:
        return False
    told, letter = match["name"] or "", key[-1].upper()
    for (name, side), label in labels.items():
        if side == letter or (not side and name == told):
            builder.take_part(participant(label, model=match["id"]))
            return match[0] == value and told in {"", name}
    return False
