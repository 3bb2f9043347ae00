"""A dialogue's card: what a site knows of it without its text. Lists, facets, neighbours and addresses need no more.

An archive holds the cards of all its dialogues and the text of none.
"""

from __future__ import annotations

from dataclasses import dataclass

from mkdocs_dialogues.companions import mentioned
from mkdocs_dialogues.media import files_of, stored_name
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Participant
from mkdocs_dialogues.relations.wording import Bag, terms
from mkdocs_dialogues.render.leaves import bytes_of
from mkdocs_dialogues.render.text import clip, excerpt, minutes, words_by
from mkdocs_dialogues.secrets.texts import texts

__all__ = ["Card", "card_of"]

_OPENING = 400
_TERMS = 48
_TERMS_FROM = 2_500


@dataclass(frozen=True, slots=True, eq=False)
class Card:
    """A dialogue's facts as ``Dialogue`` has them, how many ``turns`` it has, and what had to be counted.

    ``words`` and ``minutes`` are those of ``render.text``; ``opening`` is plain text, the first words said;
    ``terms`` are the most frequent words of its beginning, by which related dialogues are found;
    ``shows`` are names of pictures and the like, as ``companions`` finds them.
    """

    id: str
    title: str
    participants: tuple[Participant, ...]
    source: Location
    metadata: Metadata
    turns: int
    words: int
    minutes: int
    opening: str
    terms: Bag = ()
    files: tuple[str, ...] = ()
    """The names of the files that it holds: see ``media.stored_name``."""
    shows: frozenset[str] = frozenset()
    spoken: tuple[int, ...] = ()
    """How many words each of ``participants`` said."""
    size: int = 0
    """All texts that it holds, in bytes of UTF-8."""

    def summary(self, length: int) -> str:
        """What the author says of it, else its first words, at most ``length`` characters of them."""
        return self.metadata.summary or clip(self.opening, length)


def card_of(dialogue: Dialogue) -> Card:
    """The card of a dialogue that ``pipeline`` has finished."""
    spoken = words_by(dialogue)
    count = sum(spoken.values())
    written = [text for text, _ in texts(dialogue)]
    return Card(
        dialogue.id,
        dialogue.title,
        dialogue.participants,
        dialogue.source,
        dialogue.metadata,
        len(dialogue.turns),
        count,
        minutes(dialogue, count),
        "" if dialogue.metadata.summary else excerpt(dialogue, _OPENING),
        terms(dialogue, _TERMS, _TERMS_FROM),
        tuple(dict.fromkeys(map(stored_name, files_of(dialogue)))),
        mentioned(written),
        tuple(spoken[participant.id] for participant in dialogue.participants),
        bytes_of(written),
    )
