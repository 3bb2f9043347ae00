"""A dialogue as HTML that can stand anywhere, as in a feed reader: no scripts, classes of ours or relative links."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.parts import PartRenderer
from mkdocs_dialogues.render.templating import FEED_TEXT, Templates

__all__ = ["render_feed_text"]


def render_feed_text(dialogue: Dialogue, context: PageContext, templates: Templates, *, more: int = 0) -> str:
    """What was said, under the names of those who said it; the rest by name only. ``context.url`` is the page's own.

    ``context.resolve`` has to give absolute addresses. So many turns ``more`` stand on further pages: programs that
    read feeds hold all of one in memory, and each of its participants may have one.
    """
    parts = PartRenderer(replace(context, markdown=replace(context.markdown, colours=False)), indexed=False)
    turns = [
        (dialogue.participant(turn.participant).name, turn.heading, parts.render(turn.parts, turn.id, turn.location))
        for turn in dialogue.turns
    ]
    preface = parts.render(dialogue.preface, "preface-text", dialogue.source)
    afterword = parts.render(dialogue.afterword, "afterword-text", dialogue.source)
    html = templates.render(FEED_TEXT, turns=turns, preface=preface, afterword=afterword, context=context, more=more)
    return html.replace('href="#', f'href="{context.url}#')  # our own renderer's: text has no bare quotation marks
