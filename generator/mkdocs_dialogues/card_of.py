"""Makes a dialogue's card: what has to be counted, or looked for in its text, once."""

from __future__ import annotations

from mkdocs_dialogues.cards import Card, pack_bag
from mkdocs_dialogues.companions import mentioned
from mkdocs_dialogues.media import files_of, stored_name
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.relations.wording import terms
from mkdocs_dialogues.render.leaves import bytes_of
from mkdocs_dialogues.render.text import excerpt, minutes, words_by
from mkdocs_dialogues.secrets.texts import texts

__all__ = ["card_of"]

_OPENING = 400
_TERMS = 48
_TERMS_FROM = 2_500


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
        pack_bag(terms(dialogue, _TERMS, _TERMS_FROM)),
        tuple(dict.fromkeys(map(stored_name, files_of(dialogue)))),
        mentioned(written),
        tuple(spoken[participant.id] for participant in dialogue.participants),
        bytes_of(written),
    )
