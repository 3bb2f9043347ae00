"""MkDocs' side of insets: fences ``dialogue`` in its own pages, whatever makes fences there."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from mkdocs_dialogues.insets.fences import NAME, DialogueFences
from mkdocs_dialogues.page_links import resolver
from mkdocs_dialogues.pages import RenderedMkDocsPage
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.rendered import MarkdownOptions, Resolve
from mkdocs_dialogues.render.templating import Templates
from mkdocs_dialogues.voices import Voice

if TYPE_CHECKING:
    from mkdocs_dialogues.insets.inset import InsetRenderer

__all__ = ["Insets", "Means"]

_SUPERFENCES = "pymdownx.superfences"


@dataclass(frozen=True, slots=True)
class Means:
    """What the insets of a build are made with."""

    pipeline: Pipeline
    templates: Templates
    markdown: MarkdownOptions
    voices: Mapping[str, Voice]


class Insets:
    """The fences of the page that MkDocs is at."""

    def __init__(self, means: Callable[[], Means]) -> None:
        self._means = means
        self._page: Page | None = None
        self._make: Callable[[], InsetRenderer] | None = None
        self._renderer: InsetRenderer | None = None

    def register(self, config: MkDocsConfig) -> None:
        """Let Markdown know the fence: as one of superfences' own, where the site uses those. A site's own stays."""
        if _SUPERFENCES in config.markdown_extensions:
            fences = config.mdx_configs.setdefault(_SUPERFENCES, {}).setdefault("custom_fences", [])
            if not any(fence.get("name") == NAME for fence in fences):
                fences.append({"name": NAME, "class": NAME, "format": self._format})
        else:
            extensions: list[Any] = config.markdown_extensions  # Python-Markdown takes names and extensions
            extensions.append(DialogueFences(self._render))

    def begin(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        """The Markdown of this page comes next. A dialogue's own page has none."""
        if isinstance(page, RenderedMkDocsPage):
            return
        not_found = config.validation.links.not_found
        resolve = resolver(page.file, page.file.src_uri, files, not_found, {})
        self._page, self._renderer = page, None
        self._make = lambda: _renderer(self._means(), resolve)

    def end(self, page: Page, content: str) -> str:
        """The page's HTML with what its insets have to load; MkDocs learns their anchors."""
        renderer, self._page, self._renderer, self._make = self._renderer, None, None, None
        if renderer is None or not renderer.ids:
            return content
        if page.present_anchor_ids is not None:
            page.present_anchor_ids |= renderer.ids
        for need in sorted(renderer.needs & {"code", "math"}):
            url = get_relative_url(f"assets/dialogues/{need}.css", page.url)
            content = f'<link rel="stylesheet" href="{html.escape(url)}">\n{content}'
        return content

    def _format(self, source: str, *_details: Any, **_more: Any) -> str:
        """As superfences calls it."""
        return self._render(source)

    def _render(self, text: str) -> str:
        if self._page is None or self._make is None:  # a text that is no page's, rendered by another plugin
            return f"<pre><code>{html.escape(text)}</code></pre>"
        if self._renderer is None:
            self._renderer = self._make()
        pipeline = self._means().pipeline
        path = f"{pipeline.shown(pipeline.root)}/{self._page.file.src_uri}"
        return self._renderer.render(text, path, _line_of(text, self._page))


def _renderer(means: Means, resolve: Resolve) -> InsetRenderer:
    from mkdocs_dialogues.insets.inset import InsetRenderer  # noqa: PLC0415 - few pages have an inset

    return InsetRenderer(means.pipeline, means.templates, means.markdown, means.voices, resolve)


def _line_of(text: str, page: Page) -> int:
    """The line of the page's file on which a fence's text begins; 1 where it is not to be found."""
    lines = page.file.content_string.splitlines()
    wanted = next((line.strip() for line in text.splitlines() if line.strip()), "")
    inside = False
    for number, line in enumerate(map(str.strip, lines), start=1):
        if inside and line == wanted:
            return number
        inside = (inside and not line) or (line.startswith(("```", "~~~")) and NAME in line)
    return 1
