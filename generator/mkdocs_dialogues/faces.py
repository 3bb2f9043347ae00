"""The two faces of a page of ours: one for plugins that index texts, one for everybody else.

MkDocs' and Material's search plugins read ``page.content`` in ``on_page_context`` and make one entry for each heading
with an id; in the page itself the turn has the id, not its heading. So they, and they alone, are shown a lean text
whose headings have it. Plugins see the title and description of ``page.meta`` as plain text; themes print them as HTML.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.structure.pages import Page

from mkdocs_dialogues.pages import RenderedMkDocsPage

__all__ = ["hide_from_search", "show_indexers", "show_theme"]

_INDEXERS: Final = ("material.plugins.search.", "mkdocs.contrib.search")
_PRINTED_AS_HTML: Final = frozenset({"title", "description"})


def show_indexers(config: MkDocsConfig) -> None:
    """From now on search plugins are shown the lean text."""
    methods = config.plugins.events["page_context"]
    for place, method in enumerate(methods):
        if type(getattr(method, "__self__", None)).__module__.startswith(_INDEXERS):
            methods[place] = _shown_lean(method)


def show_theme(page: Page) -> None:
    """Give templates the metadata as HTML, when plugins have seen it."""
    if isinstance(page, RenderedMkDocsPage):
        for key in _PRINTED_AS_HTML & page.meta.keys():
            page.meta[key] = html.escape(page.meta[key])


def hide_from_search(page: Page, config: MkDocsConfig) -> None:
    """Take an unlisted page, or a draft, out of the index of MkDocs' own search; Material's reads it from the page."""
    if not isinstance(page, RenderedMkDocsPage) or not page.meta.get("search", {}).get("exclude"):
        return
    for plugin in config.plugins.values():
        if isinstance(plugin, SearchPlugin):
            entries = plugin.search_index._entries
            entries[:] = [entry for entry in entries if entry["location"].partition("#")[0] != page.url]


def _shown_lean(method: Callable[..., Any]) -> Callable[..., Any]:
    """A search plugin's ``on_page_context``, which sees of pages of ours the lean text."""

    @wraps(method)
    def on_page_context(context: Any, *, page: Page, **more: Any) -> Any:
        if not isinstance(page, RenderedMkDocsPage):
            return method(context, page=page, **more)
        whole, page.content = page.content, page.search_html
        try:
            return method(context, page=page, **more)
        finally:
            page.content = whole

    return on_page_context
