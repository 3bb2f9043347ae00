"""What happens to every dialogue that was read, in order: the transforms, with what its author says of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from mkdocs_dialogues import remarks
from mkdocs_dialogues.companions import mentioned, veiled
from mkdocs_dialogues.editing import Editing
from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.metadata import Author
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.provenance import digest_of, trace
from mkdocs_dialogues.secrets.texts import texts
from mkdocs_dialogues.transforms.attribute import CastEntry, attribute, unmatched
from mkdocs_dialogues.transforms.describe import describe
from mkdocs_dialogues.transforms.identify import identify, place
from mkdocs_dialogues.transforms.omit import drop_turns, omit
from mkdocs_dialogues.transforms.redact import Redactor, redact_labels, redact_source, redact_text, redact_turns
from mkdocs_dialogues.transforms.reveal import reveal_labels

__all__ = ["Transform", "Treatment"]

Transform = Callable[[Dialogue], Dialogue]


@dataclass(frozen=True, slots=True)
class Treatment:
    """That of the dialogues of one file. ``sha256`` is the file's, if it is known; ``problems`` gets what is wrong."""

    author: Author
    problems: Problems
    sha256: str | None
    _met: set[int] = field(default_factory=set, init=False)

    def of(self, dialogue: Dialogue, number: int | None, *, alone: bool, named: bool) -> Dialogue:
        """The dialogue as it is published.

        ``number`` is its own in the file, from 1; one without a number keeps its id. ``alone`` says whether no other
        stands in the file, ``named`` whether the file's name says something of the dialogue.
        """
        taken_out = self.author.metadata.redact or self.author.metadata.omit
        own = None if alone or taken_out or self.sha256 is None else digest_of(dialogue)
        shown = mentioned(text for text, _ in texts(dialogue)) if taken_out else frozenset[str]()
        for transform in self._transforms(number, own, named=named):
            dialogue = transform(dialogue)
        if shown and (removed := shown - mentioned(text for text, _ in texts(dialogue))):
            names = tuple(sorted(map(veiled, removed)))
            dialogue = replace(dialogue, metadata=replace(dialogue.metadata, removed=names))
        return dialogue

    def report(self) -> None:
        """Say which of the file's own redactions found nothing in any of its dialogues, all of which were treated."""
        for at, (number, where) in self.author.own_redactions.items():
            entry = self.author.metadata.redact[at]
            if at not in self._met and (entry.words or entry.pattern):
                self.problems.add(remarks.idle_redaction(number, entry, where))

    def _transforms(self, number: int | None, own: str | None, *, named: bool) -> tuple[Transform, ...]:
        """All of them. Nothing else changes a dialogue."""
        cast = {
            label: CastEntry(entry.name, entry.model, entry.kind, entry.url, entry.role)
            for label, entry in self.author.metadata.participants.items()
        }
        redactor = Redactor.of(self.author.metadata.redact, self._met)
        gone: set[str] = set()
        return (
            partial(self._report_silent, cast=cast),
            partial(redact_source, redactor=redactor),
            partial(redact_text, redactor=redactor, ids=True),
            identify,
            partial(self._omit, redactor=redactor, gone=gone),
            self._redact_turns,
            partial(attribute, cast=cast),
            partial(self._describe, redactor=redactor, named=named),
            partial(trace, author=self.author, sha256=self.sha256, own=own, problems=self.problems),
            partial(redact_text, redactor=redactor),  # what came with the metadata: names, title, notes, themes
            lambda dialogue: drop_turns(dialogue, frozenset(gone)),
            partial(redact_labels, redactor=redactor),
            reveal_labels,
            *([partial(place, number=number)] if number else []),
        )

    def _report_silent(self, dialogue: Dialogue, cast: dict[str, CastEntry]) -> Dialogue:
        for label in unmatched(dialogue, cast):
            if label in self.author.own_labels:
                self.problems.add(remarks.silent_participant(dialogue, label, self.author.own_labels[label]))
        return dialogue

    def _omit(self, dialogue: Dialogue, redactor: Redactor, gone: set[str]) -> Dialogue:
        """Make the author's cuts; ``gone`` gets the anchors of turns that are to be dropped in the end."""
        cuts = Editing(dialogue, self.author, self.problems).cuts(redactor.text)
        if cuts is None:  # what was to be left out is still there
            return self._held(dialogue)
        if not cuts:
            return dialogue
        dialogue, notes, anchors = omit(dialogue, cuts)
        gone |= anchors
        return replace(dialogue, metadata=replace(dialogue.metadata, notes=(*dialogue.metadata.notes, *notes)))

    def _redact_turns(self, dialogue: Dialogue) -> Dialogue:
        kinds = {}
        editing = Editing(dialogue, self.author, self.problems)
        for index, entry in enumerate(self.author.metadata.redact):
            if entry.turn is not None:
                turn = editing.turn_of(entry.turn, f"redact.{index}.turn")
                if turn is None:  # what was to be taken out is still there
                    return self._held(dialogue)
                kinds[turn] = entry.shown
        return redact_turns(dialogue, kinds)

    def _describe(self, dialogue: Dialogue, redactor: Redactor, *, named: bool) -> Dialogue:
        notes = Editing(dialogue, self.author, self.problems).notes(redactor.text)
        return describe(dialogue, self.author, (*dialogue.metadata.notes, *notes), named=named)

    def _held(self, dialogue: Dialogue) -> Dialogue:
        """Kept back: what its author said could not be done to it."""
        return describe(dialogue, replace(self.author, trusted=False))
