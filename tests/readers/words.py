"""The words of a transcript and those that a model kept, to see that none is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from mkdocs_dialogues.model import Aside, Dialogue, Part, Reasoning, Text, ToolResult

# What the formats write around the words: titles' first words, section headings, keys of the header. A reader
# keeps the value; a date is kept as a date.
_STRUCTURE = re.compile(
    r"^#{1,3} (?:Voice Conversation|Voices Chat|LLM Arena):"
    r"|^\*\*(?:Model|Date|Model [AB]):\*\*"
    r"|^#{2,3} Turn \d+ —|(?<=\w) \([AB]\)$| said:$|Z\)\*\*_$"
    r"|^\*\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?\*$"
    r"|^# aider chat started at .*$"
    r"|^<div class=\"chat-transcript\"[^<>\n]*>$|^</div>$"
    r"|^\*\*Date:\*\* .*$"
    r"|[’']s (?:Response|Reply|Answer)$"
    r"|(?:<->| vs )",
    re.MULTILINE,
)
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> Iterator[str]:
    """The words of a transcript that a model has to hold."""
    return (match[0] for match in _WORD.finditer(_STRUCTURE.sub(" ", text)))


def kept_words(dialogues: Iterable[Dialogue]) -> Counter[str]:
    """The words that the dialogues hold, a speaker's label counted with each turn."""
    kept: Counter[str] = Counter()
    for one in dialogues:
        texts = [one.title]
        for participant in one.participants:
            texts += [participant.id, participant.name, participant.model or ""] * 2
        texts += [_said(part) for part in (*one.preface, *one.afterword)]
        for turn in one.turns:
            texts += [turn.participant, turn.heading or "", str(turn.time or "")]
            texts += [_said(part) for part in turn.parts]
        for text in texts:
            kept.update(match[0] for match in _WORD.finditer(text))
    return kept


def _said(part: Part) -> str:
    if isinstance(part, (Text, Reasoning)):
        return part.text
    if isinstance(part, Aside):
        return f"{part.kind} {part.kind.title()} {part.kind.capitalize()} {part.text}"
    return part.output if isinstance(part, ToolResult) else ""
