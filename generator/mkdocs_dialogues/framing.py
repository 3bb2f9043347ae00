"""MkDocs' side of frames: the theme's template of dialogue pages, rendered once for all that are alike.

Plugins, hooks and overrides see what they always see; only the last step, in which MkDocs renders the template for
each page, is done by ``frames`` where that gives the same page to the letter.
"""

from __future__ import annotations

import logging
from typing import Any

from jinja2 import Environment, Template

from mkdocs_dialogues.frames import Frames
from mkdocs_dialogues.pages import RenderedMkDocsPage

__all__ = ["Framing"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_DIALOGUES = "dialogues/page.html"
_TEMPLATES = frozenset({_DIALOGUES, "dialogues/listing.html"})
# What MkDocs gives every template; all of it is the same for two pages of one folder, but for the page.
_COMMON = frozenset("nav pages base_url extra_css extra_javascript mkdocs_version build_date_utc config page".split())
_FEW = 100


class Framing:
    """Puts frames between MkDocs and the templates of one build."""

    def __init__(self) -> None:
        self._framed: dict[str, _Framed] = {}

    def install(self, environment: Environment) -> None:
        """From now on ``environment`` gives out a template of dialogue pages that uses frames."""
        get = environment.get_template

        def get_template(name: Any, parent: str | None = None, globals: Any = None) -> Any:  # noqa: A002
            template = get(name, parent, globals)
            if name not in _TEMPLATES or parent is not None:
                return template
            if name not in self._framed:
                self._framed[name] = _Framed(template)
            return self._framed[name]

        environment.get_template = get_template  # type: ignore[method-assign]

    def report(self) -> None:
        """Say when the theme, or a plugin, asks so much of each page that frames were of no use."""
        framed = self._framed.get(_DIALOGUES)
        frames = framed.frames if framed else None
        # A small archive in many folders has a frame for each, which is proved on the few pages that there are.
        if frames is not None and (alone := frames.rendered - frames.proved) > max(_FEW, frames.framed):
            log.info(
                "The theme's templates, or a plugin, make pages of dialogues unlike each other: %d of %d were rendered "
                "one by one, which takes longer.",
                alone,
                frames.rendered + frames.framed,
            )


class _Framed:
    """Stands where MkDocs expects the template of a page."""

    def __init__(self, template: Template) -> None:
        self.frames = Frames(template, address=lambda page: page.url)
        self._template = template
        self._listed: set[int] | None = None

    def render(self, context: dict[str, Any]) -> str:
        page = context["page"]
        beside = {key: value for key, value in context.items() if key not in _COMMON}
        plain = all(isinstance(value, str | int | float | bool | None) for value in beside.values())
        # A further page of a dialogue stands in a folder of its own, for which a frame would be made.
        own = isinstance(page, RenderedMkDocsPage) and getattr(page.file, "leaf", 1) == 1
        if self._listed is None:
            self._listed = {id(listed) for listed in context["nav"].pages}
        if not own or not plain or id(page) in self._listed:
            return self._template.render(context)
        return self.frames.page(context, page, tuple(sorted(beside.items())))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._template, name)
