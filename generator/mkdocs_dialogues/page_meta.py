"""What a page of a dialogue says of itself as front matter, for themes, search and other plugins."""

from __future__ import annotations

import html
from typing import Any, Final

from mkdocs_dialogues.archive import cast, facet_values
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.render.leaves import Leaf, turns_of

__all__ = ["description", "page_meta", "page_title"]

_LENGTH: Final = 160


def page_title(dialogue: Card, number: int) -> str:
    """How page ``number`` of a dialogue is called, as plain text."""
    return dialogue.title if number == 1 else f"{dialogue.title}, page {number}"


def description(dialogue: Card, number: int, leaf: Leaf | None) -> str:
    """A line or two on what is on page ``number``, which is a ``leaf`` of a dialogue that has several."""
    if number > 1 and leaf:
        return clip(f"{dialogue.title}, {turns_of(leaf)}: {leaf.opening}", _LENGTH)
    return dialogue.summary(_LENGTH)


def page_meta(dialogue: Card, number: int, leaf: Leaf | None, contents_from: int) -> dict[str, Any]:
    """The front matter of page ``number``, which is a ``leaf`` of a dialogue that has several.

    The tags plugin of Material shows tags as HTML, so those are escaped here. It lists the first page alone.
    """
    metadata = dialogue.metadata
    models = facet_values(dialogue, "model")
    meta: dict[str, Any] = {
        "title": page_title(dialogue, number),
        "date": metadata.date,
        "participants": [participant.name for participant in cast(dialogue)],
        "models": list(models),
        "themes": list(metadata.themes),
        "series": metadata.series,
        "language": metadata.language,
        "words": dialogue.words,
        "source": dialogue.source.public,
        "tags": [html.escape(tag) for tag in dict.fromkeys((*models, *metadata.themes))],
        "description": description(dialogue, number, leaf),
        "template": "dialogues/page.html",
    }
    if number > 1:
        del meta["tags"]
    if metadata.status != "published":
        meta |= {"robots": "noindex", "search": {"exclude": True}}
    if (leaf.stop - leaf.start if leaf else dialogue.turns) < contents_from:
        meta["hide"] = ["toc"]
    return {key: value for key, value in meta.items() if value is not None}
