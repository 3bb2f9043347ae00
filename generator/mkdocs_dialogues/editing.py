"""What an author says of turns and passages, as transforms take it: notes and cuts, each found in the dialogue.

A note whose passage is not found stands below its turn, with a warning. A cut that cannot be made keeps the dialogue
back: what was to be left out would be there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.errors import Problem, Problems, Severity
from mkdocs_dialogues.metadata import Author, NoteEntry, OmitEntry
from mkdocs_dialogues.model import Dialogue, Note
from mkdocs_dialogues.passages import find_in_parts
from mkdocs_dialogues.transforms.omit import Cut

__all__ = ["Editing"]

_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Editing:
    """The notes and cuts of one dialogue, whose turns have their anchors."""

    dialogue: Dialogue
    author: Author
    problems: Problems

    def turn_of(self, wanted: str, key: str) -> int | None:
        """The index from 0 of the turn that the author means by its number or anchor; None is reported."""
        turns = self.dialogue.turns
        for index, turn in enumerate(turns):
            if wanted in (str(index + 1), turn.id):
                return index
        self._say(
            "bad-metadata",
            key,
            (
                f"'{key}' names no turn: '{wanted}'",
                f"Expected a number from 1 to {len(turns)}, or a turn's anchor.",
                "The number stands at data-turn, the anchor in the turn's permalink.",
            ),
        )
        return None

    def notes(self, clean: Callable[[str], str]) -> list[Note]:
        """The author's notes; ``clean`` takes out of a passage what was redacted in the turn."""
        notes = []
        for number, entry in enumerate(self.author.metadata.notes):
            index = self.turn_of(entry.turn, f"notes.{number}.turn") if entry.turn else None
            if index is None:
                notes.append(Note(entry.text))
                continue
            passage = clean(entry.passage) if entry.passage else None
            span = self._span(entry, passage, index, f"notes.{number}", Severity.WARNING) if passage else None
            anchor = self.dialogue.turns[index].id
            notes.append(Note(entry.text, anchor, passage, entry.occurrence or 1) if span else Note(entry.text, anchor))
        return notes

    def cuts(self, clean: Callable[[str], str]) -> list[Cut] | None:
        """What the author leaves out; None if something of it was not found, which was reported."""
        cuts = []
        whole = True
        for number, entry in enumerate(self.author.metadata.omit):
            cut = self._cut(entry, f"omit.{number}", clean)
            whole = whole and cut is not None
            cuts += [cut] if cut else []
        return cuts if whole else None

    def _cut(self, entry: OmitEntry, key: str, clean: Callable[[str], str]) -> Cut | None:
        limits = _RANGE.fullmatch(entry.turn)
        found = [self.turn_of(wanted, f"{key}.turn") for wanted in (limits.groups() if limits else (entry.turn,))]
        first, last = found[0], found[-1]
        if first is None or last is None:
            return None
        if first > last or (entry.passage and first != last):
            self._say(
                "bad-metadata",
                key,
                (
                    f"'{key}.turn' cannot be '{entry.turn}'",
                    "Expected one turn where a passage is named, or two numbers of which the second is not less.",
                    "Correct the turns, or leave the passage out.",
                ),
            )
            return None
        if not entry.passage:
            return Cut(first, last, entry.reason)
        span = self._span(entry, clean(entry.passage), first, key, Severity.ERROR)
        return Cut(first, first, entry.reason, span) if span else None

    def _span(
        self, entry: NoteEntry | OmitEntry, passage: str, index: int, key: str, severity: Severity
    ) -> tuple[int, int, int] | None:
        """Where a passage stands, as (part, start, end); None when that is nowhere, or not to be told."""
        places = find_in_parts(self.dialogue.turns[index].parts, passage)
        wanted = entry.occurrence or 1
        # What is to be left out is not repeated in a log.
        shown = f"'{clip(passage, _QUOTED)}'" if isinstance(entry, NoteEntry) else f"'{key}.passage'"
        if len(places) < wanted:
            times = f"only {len(places)} time(s)" if places else "not"
            self._say(
                "missing-passage",
                key,
                (
                    f"{shown} stands {times} in turn {index + 1}",
                    "Expected words of what is said in that turn, as they stand there.",
                    "Copy them from the page or the transcript; '…' stands for any words between.",
                ),
                severity,
            )
            return None
        if len(places) > 1 and entry.occurrence is None:
            self._say(
                "ambiguous-passage",
                key,
                (
                    f"{shown} stands {len(places)} times in turn {index + 1}",
                    "Expected words that stand there once.",
                    "Name more words, or say which it is, counted from 1 (occurrence: 2).",
                ),
                severity,
            )
            return None
        return places[wanted - 1]

    def _say(self, code: str, key: str, texts: tuple[str, str, str], severity: Severity = Severity.ERROR) -> None:
        place = self.author.places[key.partition(".")[0]]
        self.problems.add(Problem(code, place, *texts, severity))
