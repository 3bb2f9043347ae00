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
from mkdocs_dialogues.remote import ToRender, render_dialogue, unanswered
from mkdocs_dialogues.render.context import PageContext, Question

__all__ = ["Ahead", "PageOf", "render_ahead"]


PageOf = tuple[Card, int]
"""A page of a dialogue: its number, from 1, is another for the further ones of a dialogue that has several."""


class Ahead(NamedTuple):
    """A page that is in the cache, by mark and token as ``KeptPages.at`` takes them, and what was asked for it."""

    mark: bytes
    token: bytes
    questions: tuple[Question, ...]


def render_ahead(
    jobs: Jobs,
    pages: Sequence[PageOf],
    *,
    library: Library,
    kept: KeptPages,
    context: Callable[[Card, int], PageContext],
    packed: Callable[[Card, int], bytes],
    templates: tuple[str, ...],
) -> Mapping[PageOf, Ahead]:
    """Render pages of dialogues and put them into the cache, all but those that ask what only the site knows.

    Gives what they are found by there: nothing has to be asked of the site for them again.

    ``context`` gives what surrounds a page, ``packed`` what of its dialogue stands on it; ``templates`` are folders of
    the site's own templates.
    """
    sent: deque[tuple[PageOf, bytes, PageContext]] = deque()
    kept_as: dict[PageOf, Ahead] = {}
    asked: dict[Question, Question] = {}  # the same few by thousands of pages, and each brings its own

    def work() -> Iterator[ToRender]:
        for card, number in pages:
            around = context(card, number)
            key = library.key(card)
            token = kept.wanted("page", key, around) if key is not None else None
            if token is not None:
                sent.append(((card, number), token, around))
                yield _to_render(packed(card, number), card, around, templates, kept.templates)

    for result in jobs.map(render_dialogue, work(), len(pages), "Rendering dialogues"):
        page_of, token, around = sent.popleft()
        if result is not None:
            page, its = result
            questions = tuple([asked.setdefault(question, question) for question in its])
            kept_as[page_of] = Ahead(kept.keep(token, around, questions, page), token, questions)
    return kept_as


def _to_render(
    dialogue: bytes, card: Card, context: PageContext, templates: tuple[str, ...], version: bytes
) -> ToRender:
    asked = {(facet, value) for facet in FACETS for value in facet_values(card, facet)}
    asked |= {("participant", participant.name) for participant in card.participants}
    answers = {("facet", facet, value): context.facet_url(facet, value) for facet, value in sorted(asked)}
    sent = replace(context, facet_url=unanswered, resolve=unanswered)
    return ToRender(dialogue, sent, answers, templates, version)
