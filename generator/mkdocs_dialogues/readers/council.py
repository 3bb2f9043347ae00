"""Councils: a question put to one or several models, and a section under a heading for each answer.

``# Trans-Architectural Dialogue: …``, an italic dateline that may name who asks and who answers,
``## The Question``, then ``## GLM 4.7's Response`` or ``### 💎 GLM 4.7 (The Prism)``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from mkdocs_dialogues.model import Aside, Dialogue
from mkdocs_dialogues.readers.builder import SUFFIXES, Builder, Opening, glance, no_turns, text_part, unruled
from mkdocs_dialogues.readers.header import read_fields, read_header, take_header
from mkdocs_dialogues.readers.markdown_blocks import Heading, heading, is_rule, settle, trim
from mkdocs_dialogues.readers.sections import Section, is_question, speaker_section
from mkdocs_dialogues.readers.speakers import clean_label, is_name, is_role_word, participant
from mkdocs_dialogues.source import Source

__all__ = ["CouncilReader"]

_OTHERS = re.compile(r"#{1,3}[ \t]+\W{0,8}(?:Voice Conversation|Voices Chat|LLM Arena)\b", re.IGNORECASE)
_ASKER = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"\basked by (?P<who>[^,;:·|—–*()]{1,60})",
        r"\b(?:questioner|asker|inquirer|from)\s*:\s*(?P<who>[^,;:·|—–*()]{1,60})",
        r"(?:^|[,;:·|—–]|\d{4})\s*(?P<who>[^,;:·|—–*()]{1,60}?)\s+(?:(?:asks|asked|asking|inquires|questions|invites|to)\b|→|->)",
    )
)
_EDITORIAL = re.compile(
    r"(?:the |a |some |brief |final |closing |my )*(?:editor(?:'s|’s|ial) |human(?:'s|’s) )?"
    r"(?:synthesis|reflections?|context|analysis|observations?|conclusions?|notes?|significance|afterword|coda|epilogue"
    r"|postscript|commentary|metadata|statistics|convergences?|resonances?|themes|summary|technical details"
    r"|what (?:this means|emerged|we (?:learned|found)|happened))\b.*",
    re.IGNORECASE,
)
_ASKED = "The Question"


class _Mark(NamedTuple):
    """A heading that opens a section: an answer, the question, or the editor's own."""

    heading: Heading
    section: Section | None
    question: bool


class CouncilReader:
    """Reads dialogues whose speakers are named in headings."""

    name = "council"
    title = "Councils"
    about = "`## The Question`, then `## GLM 4.7's Response` for each who answers"
    suffixes = SUFFIXES
    generic = False

    def detect(self, source: Source) -> bool:
        """A question with an answer to it, or answers of two speakers; no section of a plain role."""
        lines = glance(source)
        first, _ = trim(lines, 0, len(lines))
        if first == len(lines) or _OTHERS.match(lines[first]):
            return False
        marks = _marks(lines)
        if not _convince(marks.values()):  # whatever of it is code
            return False
        kept = [marks[index] for index in settle(lines, marks.keys())]
        return _convince(kept) and not any(mark.section and is_role_word(mark.section.name) for mark in kept)

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The one dialogue of the file; DialogueError ``no-turns`` when no heading names a speaker."""
        lines = source.lines
        marks = _marks(lines)
        kept = _of_one_depth({index: marks[index] for index in settle(lines, marks.keys())}, lines)
        first = next((index for index, mark in kept.items() if mark.section or mark.question), None)
        if first is None:
            raise no_turns(
                source,
                trim(lines, 0, len(lines))[0],
                "no heading of this council names a speaker",
                "Expected headings such as '## The Question' and '## GLM 4.7's Response'.",
            )
        builder = Builder(source, self.name, trim(lines, 0, len(lines))[0])
        header = read_header(lines, 0, first)
        read_fields(header, lines, next((i for i in range(header.stop, first) if _ends_fields(lines[i])), first))
        take_header(builder, header)
        builder.take_preface(header.stop, first)
        _add_sections(builder, {index: mark for index, mark in kept.items() if index >= first}, _asker(header.dateline))
        return [builder.build()]


def _convince(marks: Collection[_Mark]) -> bool:
    """Whether they are a question and an answer, or answers of two speakers."""
    answers = any(mark.section and not mark.question for mark in marks)
    told = {mark.section.name for mark in marks if mark.section and not mark.section.bare}
    return (answers and any(mark.question for mark in marks)) or len(told) > 1


def _ends_fields(line: str) -> bool:
    return is_rule(line) or heading(line) is not None


def _marks(lines: Sequence[str]) -> dict[int, _Mark]:
    """Headings that name a speaker, ask, or are an editor's; and headings of plain roles, which tell ``detect`` off."""
    found: dict[int, _Mark] = {}
    for index, line in enumerate(lines):
        one = heading(line) if line.startswith("#") else None
        if one is None or len(one.text) > 160 or (one.level == 1 and not found):
            continue
        section, question = speaker_section(one.text), is_question(one.text)
        if section is None and is_role_word(clean_label(one.text)) and not question:
            section = Section(clean_label(one.text), "", bare=True)
        if section or question or _EDITORIAL.fullmatch(clean_label(one.text)):
            found[index] = _Mark(one, section, question)
    return found


def _of_one_depth(marks: dict[int, _Mark], lines: Sequence[str]) -> dict[int, _Mark]:
    """The marks no deeper than most speakers' headings; an editor's only where it stands apart."""
    levels = Counter(mark.heading.level for mark in marks.values() if mark.section and not mark.question)
    depth = max(levels, key=lambda level: (levels[level], -level), default=2)

    ruled = {index for index in marks if _after_rule(lines, index)}
    speaking = [index for index, mark in marks.items() if mark.section and mark.heading.level <= depth]
    apart = sum(index in ruled for index in speaking) * 2 >= len(speaking)  # whether rules part the sections

    def fits(index: int, mark: _Mark) -> bool:
        if mark.section or mark.question:
            return mark.heading.level <= depth
        return mark.heading.level <= depth and (index in ruled or (not apart and mark.heading.level < depth))

    return {index: mark for index, mark in marks.items() if fits(index, mark)}


def _after_rule(lines: Sequence[str], index: int) -> bool:
    before = next((lines[at] for at in range(index - 1, -1, -1) if lines[at].strip()), "")
    return is_rule(before)


def _asker(dateline: str) -> str:
    """Who asks, where the dateline says so; else ``""``."""
    for form in _ASKER:
        match = form.search(dateline[:400])
        if match and is_name(who := match["who"].strip()):
            return who
    return ""


def _add_sections(builder: Builder, marks: dict[int, _Mark], asker: str) -> None:
    """Add turns, with an editor's sections between them as asides and those behind them as the afterword."""
    lines = builder.source.lines
    stops = [*list(marks)[1:], len(lines)]
    run: list[Opening] = []
    behind: list[tuple[int, int]] = []
    for (index, mark), stop in zip(marks.items(), stops, strict=True):
        if not (mark.section or mark.question):
            if run:
                builder.add_turns(run, index, rules=True, quotes=True)
                run = []
            behind.append((index, stop))
            continue
        _take_asides(builder, behind)
        behind = []
        run.append(_opening(builder, index, mark, asker))
    if run:
        builder.add_turns(run, len(lines), rules=True, quotes=True)
    for start, stop in behind:
        builder.take_afterword(start, stop)


def _opening(builder: Builder, index: int, mark: _Mark, asker: str) -> Opening:
    if mark.section is not None:
        return Opening(index, mark.section.name, heading=mark.section.division or None)
    label = asker or _ASKED
    builder.take_part(participant(label, role="user", name=asker or "Question"))
    return Opening(index, label, heading=mark.heading.text)


def _take_asides(builder: Builder, behind: list[tuple[int, int]]) -> None:
    lines = builder.source.lines
    for start, stop in behind:
        found = heading(lines[start])
        text = "\n".join(part.text for part in text_part(lines, *unruled(lines, start + 1, stop)))
        aside = Aside(found.text if found else "", text)
        last = builder.turns[-1]
        builder.turns[-1] = replace(last, parts=(*last.parts, aside))
