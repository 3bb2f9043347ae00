"""What rendering takes and gives: a turn's Markdown, a page."""

from __future__ import annotations

from collections.abc import Callable

from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.values import value

__all__ = ["Fault", "MarkdownOptions", "Rendered", "RenderedPage", "Resolve", "TocEntry"]

Resolve = Callable[[str, str], str | None]
"""``resolve(path, kind)``: a relative target (percent-decoded, without query and fragment) becomes a URL for the page.

``kind`` is ``link`` or ``image``; None says that there is no such file.
"""


@value
class MarkdownOptions:
    """``line_breaks``: a single newline shows as a line break, as chats do.

    ``image_hosts``: the remote hosts whose images may be shown; any other remote image becomes a link.
    ``colours``: code is taken apart for the colours that our style sheet gives it.
    """

    line_breaks: bool = True
    image_hosts: frozenset[str] = frozenset()
    colours: bool = True


@value
class Fault:
    """Something the author should look at; ``line`` counts from 1 within the text. See ``errors.Problem``."""

    code: str
    line: int
    what: str
    expected: str
    todo: str


@value
class Rendered:
    """Safe HTML, what a page that shows it must load (``code``, ``math``, ``mermaid``), and what went wrong."""

    html: str
    needs: frozenset[str]
    faults: tuple[Fault, ...]


@value
class TocEntry:
    """A line of the table of contents: plain text, an id of the page, a level (2: a turn or a division)."""

    title: str
    id: str
    level: int


@value
class RenderedPage:
    """A dialogue's HTML, and what others need of it.

    ``head`` is HTML for the head of the page;
    ``ids`` are all ids of ``html``; ``search_html`` is the said text under one heading a turn, for indexers;
    ``needs`` names what the page has to load (``math``, ``mermaid``, ``code``), and whether it is
    ``long``; ``anchors`` is JSON that tells which turns stand on which further page of the dialogue.
    """

    html: str
    toc: tuple[TocEntry, ...]
    ids: frozenset[str]
    search_html: str
    needs: frozenset[str]
    problems: tuple[Problem, ...]
    head: str = ""
    anchors: str = ""
