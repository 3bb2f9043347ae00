"""Voice Conversation: ``# Voice Conversation: <model id>``, ``*date*``, and turns between ``---`` lines.

A label opens a turn where the program writes one: alone on its line, after the header's or a turn's closing
``---``. The same label elsewhere, or quoted in a fence that closes, or in a block quote, is text. What stands
right after a thematic break outside of code cannot be told from the program's own and counts as a turn.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, Literal, NamedTuple

from mkdocs_dialogues.model import Aside, Dialogue, Text
from mkdocs_dialogues.readers.builder import SUFFIXES, Builder, Opening, glance, no_turns, text_part
from mkdocs_dialogues.readers.dates import find_date
from mkdocs_dialogues.readers.header import Header, read_fields, read_header, take_header
from mkdocs_dialogues.readers.labelled import guess
from mkdocs_dialogues.readers.markdown_blocks import between, heading, is_rule, settle, trim
from mkdocs_dialogues.readers.sections import speaker_section
from mkdocs_dialogues.readers.speakers import is_common_word, is_known_speaker, is_model_id, is_name, participant
from mkdocs_dialogues.source import Source

__all__ = ["VoiceConversationReader"]

_TITLE = re.compile(r"#{1,3}[ \t]+\W{0,8}Voice Conversation\b(?P<rest>.*)", re.IGNORECASE)
_OPENS = re.compile(r"#{1,6}[ \t]|```|~~~|\*\*[^*\n]{1,80}(?::\*\*|\*\*:)")  # what ends a remark above the title
_SIBLINGS = re.compile(r"#{1,3}[ \t]+\W{0,8}(?:Voices Chat|LLM Arena)\b", re.IGNORECASE)
_LABEL = re.compile(r"\*\*(?P<label>[^*\n]{1,80}?)[ \t]*(?::\*\*|\*\*:)[ \t]*(?P<first>.*)")
_ROLES: Final = frozenset({"USER", "ASSISTANT", "SYSTEM", "HUMAN", "AI", "TOOL"})
_BETWEEN = re.compile(r"<-+>|↔|⇄")
_AFTERWORD = re.compile(
    r"(?:session |closing |editor(?:'s|’s|ial) |final |human(?:'s|’s) )*"
    r"(?:afterword|epilogue|postscript|coda|notes?|statistics|commentary|reflections?|context)\b.*",
    re.IGNORECASE,
)
_SEARCHED: Final = 20  # lines at the top in which the title line is looked for


class _Mark(NamedTuple):
    """A line that may open a run (``# Voice Conversation``) or a turn.

    ``role``: a role's label in the program's place; ``name``: another label there; ``section``: a heading that
    names a speaker; ``loose``: a role's label alone on its line, elsewhere.
    """

    kind: Literal["run", "role", "name", "section", "loose"]
    label: str = ""
    first: str = ""
    division: str = ""


class VoiceConversationReader:
    """Reads the transcripts of a small OpenRouter client, hand-edited ones and several in one file included."""

    name = "voice-conversation"
    title = "Voice Conversation"
    about = "`# Voice Conversation: anthropic/claude-haiku-4.5`, then `**USER:**` and `**ASSISTANT:**`"
    suffixes = SUFFIXES
    generic = False

    def detect(self, source: Source) -> bool:
        """The title line among the first lines, or a role's label after the first rule."""
        lines = glance(source)
        first, _ = trim(lines, 0, len(lines))
        head = range(first, min(len(lines), first + _SEARCHED))
        title = next((index for index in head if _OPENS.match(lines[index])), first)
        if title < len(lines) and _TITLE.match(lines[title]) and (title == first or _has_header(lines, title)):
            return True
        ruled = next((index for index in head if is_rule(lines[index])), first)
        if not all(_is_head(lines[index]) for index in range(first, ruled)):
            return False
        begin, _ = trim(lines, ruled + 1, len(lines))
        match = _label(lines[begin]) if begin < len(lines) else None
        return match is not None and _is_role(match["label"]) and not match["first"]

    def read(self, source: Source) -> Iterable[Dialogue]:
        """The runs of the file; DialogueError ``no-turns`` when none of them holds a turn."""
        lines = source.lines
        marks = _marks(lines)
        order = list(marks)
        kept = set(
            settle(lines, {index: mark.label for index, mark in marks.items() if mark.kind != "loose"}, exact=True)
        )
        starts = [index for index in order if index in kept and marks[index].kind == "run"]
        lead = min(starts, default=0)
        if any(marks[index].kind == "role" for index in kept if index < lead):
            starts, lead = [0, *starts], 0  # a first run without its title
        begins = starts or [0]
        dialogues: list[Dialogue] = []
        stray = list(text_part(lines, 0, lead))
        empty: list[int] = []
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            dialogue = _read_run(source, begin, end, {i: marks[i] for i in between(order, begin, end)}, kept)
            if dialogue is None:
                stray += text_part(lines, begin, end)
                empty.append(trim(lines, begin, end)[0])
                continue
            dialogues.append(replace(dialogue, preface=(*stray, *dialogue.preface)))
            stray = []
        return _keep_stray(source, dialogues, stray, empty)


def _is_role(label: str) -> bool:
    return label.split(" (", maxsplit=1)[0] in _ROLES


def _is_head(line: str) -> bool:
    """Whether a line may stand in a header: blank, a title that is no sibling's, a dateline, a field."""
    if heading(line) is not None:
        return _SIBLINGS.match(line) is None
    return not line.strip() or _label(line) is not None or _is_dateline(line)


def _label(line: str) -> re.Match[str] | None:
    return _LABEL.fullmatch(line) if line.startswith("**") else None


def _has_header(lines: Sequence[str], index: int) -> bool:
    """Whether a title line is followed by a dateline or the header's rule, as the program writes it."""
    at, _ = trim(lines, index + 1, min(len(lines), index + 6))
    return at < min(len(lines), index + 6) and (is_rule(lines[at]) or _is_dateline(lines[at]))


def _is_whole_header(lines: Sequence[str], index: int) -> bool:
    """Title, dateline, rule and label: a run pasted where the one before has lost its last rule."""
    rest = [line for line in lines[index + 1 : index + 12] if line.strip()]
    return len(rest) > 2 and _is_dateline(rest[0]) and is_rule(rest[1]) and _label(rest[2]) is not None


def _is_dateline(line: str) -> bool:
    line = line.strip()
    return len(line) < 200 and line[:1] == line[-1:] and line[:1] in {"*", "_"} and find_date(line) is not None


def _marks(lines: Sequence[str]) -> dict[int, _Mark]:
    """The lines that may open something, in order; whether code hides them is not yet asked."""
    found: dict[int, _Mark] = {}
    before, before_that = "", ""  # the last two lines that are not blank
    for index, line in enumerate(lines):
        if not line or line.isspace():
            continue
        mark = None
        if line.startswith("**"):
            divided = heading(before) is not None and is_rule(before_that)
            mark = _label_mark(line, in_place=divided or is_rule(before))
        elif line.startswith("#"):
            mark = _heading_mark(lines, index, before)
        if mark is not None:
            found[index] = mark
        before_that, before = before, line
    return found


def _label_mark(line: str, *, in_place: bool) -> _Mark | None:
    match = _label(line)
    if match is None:
        return None
    label, first = match["label"].strip(), match["first"].rstrip()
    if _is_role(label):
        return _Mark("role", label, first) if in_place else (None if first else _Mark("loose", label))
    if first or not in_place or is_common_word(label) or not is_name(label):
        return None
    return _Mark("name", label)


def _heading_mark(lines: Sequence[str], index: int, before: str) -> _Mark | None:
    if _TITLE.match(lines[index]):
        follows = not before or (is_rule(before) and _has_header(lines, index)) or _is_whole_header(lines, index)
        return _Mark("run") if follows else None
    found = heading(lines[index])
    section = speaker_section(found.text) if found and found.level > 1 else None
    if found is None or section is None:
        return None
    at, _ = trim(lines, index + 1, min(len(lines), index + 4))
    if at < len(lines) and _label(lines[at]):
        return None  # the label below it opens the turn, and the heading is its division
    return _Mark("section", section.name, division=section.division)


def _openings(lines: Sequence[str], begin: int, end: int, marks: dict[int, _Mark], kept: set[int]) -> list[int]:
    """The lines of a run that open its turns."""
    strict = _of_one_style({index: mark for index, mark in marks.items() if index in kept and mark.kind != "run"})
    first = strict[0] if strict else end
    loose = {index for index, mark in marks.items() if mark.kind == "loose"}
    if not loose or (len(strict) > 1 and min(loose) > first):
        return strict
    settled = settle(lines, {index: marks[index].label for index in loose.union(strict)}, begin, end, exact=True)
    if len(strict) <= 1 and len({marks[index].label for index in settled}) > 1:
        return settled  # a hand has taken the rules away
    return [*[index for index in settled if index < first][:1], *strict]


def _of_one_style(marks: dict[int, _Mark]) -> list[int]:
    """The marks that fit the run's first: roles, names of the author's own, or headings that name speakers."""
    if not marks:
        return []
    if any(mark.kind == "role" and not mark.first for mark in marks.values()):
        marks = {index: mark for index, mark in marks.items() if not mark.first}  # labels stand alone in this run
    first = next(iter(marks))
    style = marks[first].kind
    often = Counter(mark.label for mark in marks.values() if mark.kind == "name")
    folded = {label.casefold() for label in often}

    names = {
        label
        for label, times in often.items()
        if label.isupper() or (style == "name" and (times > 1 or len(often) == 2 or is_known_speaker(label, folded)))
    }
    return [
        index
        for index, mark in marks.items()
        if (mark.kind == "name" and mark.label in names)
        or mark.kind == "role"
        or (mark.kind, style) == ("section",) * 2
        or index == first
    ]


def _read_run(source: Source, begin: int, end: int, marks: dict[int, _Mark], kept: set[int]) -> Dialogue | None:
    """One run, or None when it holds no turn."""
    lines = source.lines
    at = _openings(lines, begin, end, marks, kept)
    found = [marks[index] for index in at]
    openings = [
        Opening(index, mark.label, mark.first, mark.division or None) for index, mark in zip(at, found, strict=True)
    ]
    if not openings and end - begin == len(lines):
        openings = guess(source, begin, end)
    if not openings:
        return None
    builder = Builder(source, VoiceConversationReader.name, begin)
    first = openings[0].line
    header = read_header(lines, begin, first)
    read_fields(header, lines, next((i for i in range(header.stop, first) if is_rule(lines[i])), first))
    _take_title(builder, header, {opening.label for opening in openings})
    builder.take_preface(header.stop, first)
    stop = _afterword(lines, openings[-1].line + 1, end)
    builder.add_turns(openings, stop, rules=True)
    builder.afterword.extend(text_part(lines, stop, end))
    if any(mark.kind == "role" for mark in found):
        _report_strangers(source, [index for index, mark in zip(at, found, strict=True) if mark.kind == "name"], marks)
    return builder.build()


def _take_title(builder: Builder, header: Header, labels: set[str]) -> None:
    """The title names the model that ASSISTANT is; one that a person wrote is a title."""
    match = _TITLE.fullmatch(builder.source.lines[header.title_line]) if header.title_line is not None else None
    if match is None:
        take_header(builder, header)
        return
    told = match["rest"].lstrip(" \t:—–-").rstrip(" \t#")
    sides = [side.strip() for side in _BETWEEN.split(told[:500])]
    paired = len(sides) == 2
    models = (
        sides if paired or is_model_id(told) else [one for one in told[:500].split() if "/" in one and is_model_id(one)]
    )
    take_header(builder, header, title="" if models == sides else told)
    by_role = {participant(label).role: label for label in sorted(labels, reverse=True) if _is_role(label)}
    for role, side in zip(("user", "assistant") if paired else ("assistant",), models, strict=False):
        if role not in by_role:
            builder.preface.append(Aside("model", side))
        elif is_model_id(side):
            builder.take_part(participant(by_role[role], model=side))
        else:
            builder.take_part(participant(by_role[role], name=side))


def _afterword(lines: Sequence[str], begin: int, end: int) -> int:
    """Where the last turn ends: before remarks under a heading such as ``## Afterword`` behind its closing rule."""
    _, end_of_text = trim(lines, begin, end)
    if end_of_text > begin and is_rule(lines[end_of_text - 1]):
        return end
    ruled = next((index for index in range(end_of_text - 1, begin, -1) if is_rule(lines[index])), None)
    if ruled is None:
        return end
    at, _ = trim(lines, ruled + 1, end_of_text)
    found = heading(lines[at])
    return at if found is not None and len(found.text) < 80 and _AFTERWORD.fullmatch(found.text) else end


def _report_strangers(source: Source, strangers: list[int], marks: dict[int, _Mark]) -> None:
    often = Counter(marks[index].label for index in strangers)
    for index in strangers:
        label = marks[index].label
        if often[label] == 1 and label not in source.labels and not is_known_speaker(label):
            source.warn(
                "unknown-role",
                index + 1,
                f"unknown role '{label}'",
                "Expected one of: USER, ASSISTANT, SYSTEM.",
                f"It is shown as a speaker: say who it is in the metadata (participants: {{{label}: …}}), "
                "or correct the line.",
            )


def _keep_stray(
    source: Source, dialogues: list[Dialogue], stray: Sequence[Text], empty: Sequence[int]
) -> list[Dialogue]:
    """The dialogues, with runs that hold no turn reported and their text kept beside the nearest one."""
    if not dialogues:
        raise no_turns(
            source,
            empty[0],
            "this Voice Conversation has no turn",
            "Expected '**USER:**' or '**ASSISTANT:**' alone on a line after the '---' that ends the header.",
        )
    for line in empty:
        source.warn(
            "no-turns",
            line + 1,
            "this run has a title and no turn",
            "Expected '**USER:**' or '**ASSISTANT:**' alone on a line after its '---'.",
            "Its text is kept with the dialogue beside it; complete it, or remove it from the file.",
        )
    dialogues[-1] = replace(dialogues[-1], afterword=(*dialogues[-1].afterword, *stray))
    return dialogues
