"""Pages rendered by others before they are asked for: they lie in the cache when their turn comes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mkdocs_dialogues.archive import FACETS, facet_values
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.jobs import Jobs
from mkdocs_dialogues.kept_pages import KeptPages
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.remote import Question, ToRender, render_dialogue, unanswered
from mkdocs_dialogues.render.context import PageContext

__all__ = ["Ahead", "render_ahead"]


class Ahead(NamedTuple):
    """A page that is in the cache, by mark and token as ``KeptPages.at`` takes them, and what was asked for it."""

    mark: bytes
    token: bytes
    questions: tuple[Question, ...]


def render_ahead(
    jobs: Jobs,
    cards: Sequence[Card],
    *,
    library: Library,
    kept: KeptPages,
    context: Callable[[Card], PageContext],
    templates: tuple[str, ...],
) -> Mapping[Card, Ahead]:
    """Render the pages of the cards and put them into the cache, all but those that ask what only the site knows.

    Gives what they are found by there: nothing has to be asked of the site for them again.

    ``context`` gives what surrounds the page of a card; ``templates`` are folders of the site's own templates.
    """
    sent: deque[tuple[Card, bytes, PageContext]] = deque()
    kept_as: dict[Card, Ahead] = {}

    def work() -> Iterator[ToRender]:
        for card in cards:
            around = context(card)
            key = library.key(card)
            token = kept.wanted("page", key, around) if key is not None else None
            if token is not None:
                sent.append((card, token, around))
                yield _to_render(library.packed(card), card, around, templates, kept.templates)

    for result in jobs.map(render_dialogue, work(), len(cards), "Rendering dialogues"):
        card, token, around = sent.popleft()
        if result is not None:
            page, questions = result
            kept_as[card] = Ahead(kept.keep(token, around, questions, page), token, questions)
    return kept_as


def _to_render(
    dialogue: bytes, card: Card, context: PageContext, templates: tuple[str, ...], version: bytes
) -> ToRender:
    asked = {(facet, value) for facet in FACETS for value in facet_values(card, facet)}
    asked |= {("participant", participant.name) for participant in card.participants}
    answers = {("facet", facet, value): context.facet_url(facet, value) for facet, value in sorted(asked)}
    sent = replace(context, facet_url=unanswered, resolve=unanswered)
    return ToRender(dialogue, sent, answers, templates, version)
