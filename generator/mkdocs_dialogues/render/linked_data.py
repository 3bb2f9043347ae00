"""What a page says of its dialogue to search engines and other programs: schema.org's vocabulary, as JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urljoin

from markupsafe import Markup

from mkdocs_dialogues.archive import cast
from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.model import Dialogue, Participant
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.text import words
from mkdocs_dialogues.writers.json import json_text, known

__all__ = ["conversation", "script_json"]


def conversation(dialogue: Dialogue, context: PageContext, first_words: Sequence[str]) -> dict[str, Any]:
    """The dialogue as a ``Conversation`` whose parts are ``Message``s (https://schema.org/Conversation).

    ``first_words`` has the beginning of each turn. The words in full stand on the page and in its JSON, to which
    ``encoding`` leads; here they would double the page.

    Of a dialogue that has several pages, the first describes the whole: its parts are the messages that stand there and
    the conversations that the other pages are, each of which says that it is part of the whole.
    """
    leaves = context.leaves
    further = leaves is not None and leaves.number > 1
    metadata = dialogue.metadata
    people = {participant.id: f"#{_fragment(place)}" for place, participant in enumerate(dialogue.participants, 1)}
    data = {
        "@context": "https://schema.org",
        "@type": "Conversation",
        "url": context.url,
        "name": f"{dialogue.title}, page {leaves.number}" if leaves and further else dialogue.title,
        "headline": dialogue.title,
        "position": leaves.number if leaves and further else None,
        "description": context.description,
        "datePublished": metadata.date.isoformat() if metadata.date else None,
        "inLanguage": metadata.language,
        "license": metadata.license,
        "keywords": list(metadata.themes),
        "isBasedOn": metadata.source_url,
        "isPartOf": _whole(dialogue, context),
        "publisher": {"@type": "Organization", "name": context.site} if context.site else None,
        "wordCount": words(dialogue) if further else context.words,
        "author": [_agent(participant, people[participant.id]) for participant in cast(dialogue)],
        "encoding": [
            {"@type": "MediaObject", "encodingFormat": download.media_type, "contentUrl": download.absolute}
            for download in (() if further else context.downloads)
            if download.absolute
        ],
        "hasPart": [*_messages(dialogue, context, people, first_words), *_pages(context)],
    }
    return known(data)


def _messages(
    dialogue: Dialogue, context: PageContext, people: Mapping[str, str], first_words: Sequence[str]
) -> Iterator[dict[str, Any]]:
    first = context.leaves.here.turns[0] if context.leaves else 1
    for place, (turn, words_) in enumerate(zip(dialogue.turns, first_words, strict=True), first):
        yield known(
            {
                "@type": "Message",
                "url": f"{context.url}#{turn.id}",
                "position": place,
                "sender": {"@id": people[turn.participant]},
                "dateSent": turn.time.isoformat() if turn.time else None,
                "abstract": words_,
            }
        )


def _pages(context: PageContext) -> Iterator[dict[str, Any]]:
    """What of the dialogue stands on further pages, for the first."""
    if context.leaves and context.leaves.number == 1:
        for leaf in context.leaves.shown[1:]:
            yield {"@type": "Conversation", "url": urljoin(context.url, leaf.url), "position": leaf.number}


def _whole(dialogue: Dialogue, context: PageContext) -> dict[str, Any] | None:
    """What the page's own work is a part of: the dialogue on several pages, the series."""
    series = dialogue.metadata.series
    if context.leaves and context.leaves.number > 1:
        return known({"@type": "Conversation", "name": dialogue.title, "url": context.leaves.url})
    return {"@type": "CreativeWorkSeries", "name": series} if series else None


def script_json(data: object) -> Markup:
    """JSON that stands in a ``<script>`` as it is: no tag, comment or entity of HTML begins in it."""
    text = reveal(json_text(data, indent=-1))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - no character of HTML is left in it


def _agent(participant: Participant, id_: str) -> dict[str, Any]:
    """schema.org has no word for a model; what is not known to be a person is a ``Thing`` that speaks."""
    kinds = {"human": "Person", "model": "SoftwareApplication"}
    kind = kinds.get(participant.kind or ("model" if participant.model else ""), "Thing")
    model = participant.model if kind == "SoftwareApplication" else None
    return known({"@type": kind, "@id": id_, "name": participant.name, "identifier": model, "url": participant.url})


def _fragment(place: int) -> str:
    return f"participant-{place}"
