"""A dialogue as the ``<article>`` of its page, with what themes and indexers need beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from markupsafe import escape

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.parts import PartRenderer, PartView
from mkdocs_dialogues.render.rendered import RenderedPage, TocEntry
from mkdocs_dialogues.render.templating import Templates
from mkdocs_dialogues.render.view import PageView, TurnView, view_page

__all__ = ["RenderedPage", "TocEntry", "render_page"]

_ID = 'id="'
_TOC_WORDS = 44


def render_page(dialogue: Dialogue, context: PageContext, templates: Templates) -> RenderedPage:
    """Render a dialogue whose turns have their anchors and whose participants have their names.

    Of a dialogue that has several pages it is given what stands on this one (``leaves.leaf_of``). Faults of its
    Markdown come back as problems; a fault of a site's own template is a ``jinja2.TemplateError``.
    """
    context = replace(context, resolve=_to_turns(dialogue, context))
    parts = PartRenderer(context)
    view = view_page(dialogue, context, parts)
    html = templates.render("dialogues/article.html", page=view)
    return RenderedPage(
        html=html,
        toc=tuple(_toc(view)),
        ids=frozenset(_ids(html)),
        search_html=_search_html(view),
        needs=frozenset(parts.needs | {"long"} if view.is_long else parts.needs),
        problems=tuple(parts.problems),
        head=templates.render("dialogues/head.html", page=view),
    )


def _to_turns(dialogue: Dialogue, context: PageContext) -> Callable[[str, str], str | None]:
    """Lets what is said in one turn link to another of the dialogue by its anchor, on another page of it, too."""
    anchors = {f"#{turn.id}" for turn in dialogue.turns}
    resolve, alone = context.resolve, context.leaves is None

    def resolve_here(target: str, kind: str) -> str | None:
        if kind == "turn" and (alone or target in anchors):
            return target if target in anchors else None
        return resolve(target, kind)

    return resolve_here


def _ids(html: str) -> Iterator[str]:
    """The ids of all tags. Our templates and renderers escape text, so that a tag is a tag wherever one stands."""
    opened = closed = -1
    before = 0
    while (at := html.find(_ID, before)) > 0:
        start = at + len(_ID)
        opened = max(opened, html.rfind("<", before, at))
        closed = max(closed, html.rfind(">", before, at))
        if opened > closed and html[opened + 1].isalpha() and html[at - 1].isspace():
            yield html[start : html.find('"', start)]
        before = start


def _toc(view: PageView) -> Iterator[TocEntry]:
    level = 2
    for turn in view.named:
        if turn.heading:
            yield TocEntry(turn.heading, turn.heading_id, 2)
            level = 3
        yield TocEntry(_toc_title(turn), turn.id, level)


def _toc_title(turn: TurnView) -> str:
    return f"{turn.speaker.name}: {clip(turn.first_words, _TOC_WORDS)}" if turn.first_words else turn.speaker.name


def _search_html(view: PageView) -> str:
    # Without an id on the heading Material's search would take the raw title of page.meta.
    pieces = [f'<h1 id="title">{escape(view.dialogue.title)}</h1>']
    pieces += _paragraphs(view.preface)
    for turn in view.turns:
        pieces.append(f'<h2 id="{escape(turn.id)}">{escape(turn.speaker.name)}</h2>')
        pieces += _paragraphs(turn.parts)
    pieces += _paragraphs(view.afterword)
    return "\n".join(pieces)


def _paragraphs(parts: Sequence[PartView]) -> Iterator[str]:
    return (f"<p>{escape(part.plain)}</p>" for part in parts if part.plain)
