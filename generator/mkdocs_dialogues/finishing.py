"""MkDocs' side of what is done with a page that its theme has set: policies, mended frames, styles, links to feeds.

Each page is seen twice: before other plugins change it, and when they have.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.pages import Page

from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.guard import HEADERS, Guard, finish
from mkdocs_dialogues.pages import DialogueFile, RenderedFile, RenderedMkDocsPage
from mkdocs_dialogues.render.mend import mend
from mkdocs_dialogues.render.templating import TEMPLATES
from mkdocs_dialogues.site_search import WASM_SOURCE, SiteSearch
from mkdocs_dialogues.slim import slim, with_listing_styles
from mkdocs_dialogues.theme_styles import ThemeStyles

__all__ = ["Finishing"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class Finishing:
    """The pages of one build. The preview's have no policy: MkDocs puts a script of its own into each there."""

    def __init__(self, config: MkDocsConfig, options: DialoguesConfig, search: SiteSearch, *, serving: bool) -> None:
        self._config = config
        self._options = options
        self._search = search
        self._serving = serving
        wanted = options.content_security_policy
        self._guard = None if serving or not wanted else _guard(config, options, wanted, search)

    @property
    def mark(self) -> str:
        """The word of this build that ``watch`` lets templates be compiled with."""
        return self._guard.mark if self._guard else ""

    def watch(self, environment: Environment) -> None:
        """Look at everything that the site's templates are compiled from here on."""
        if self._guard:
            self._guard.watch(environment)
        self._styles = ThemeStyles(self._config, environment, wanted=self._options.lean_styles and not self._serving)

    def look(self, output: str, page: Page) -> str:
        """A page as its template made it, before other plugins see it."""
        own = "" if isinstance(page, RenderedMkDocsPage) else page.content or ""
        return self._looked_at(output, page.file.src_uri, own, page.file)

    def look_at_template(self, output: str, name: str) -> str:
        """The same of a page that is no Markdown, such as 404.html."""
        return self._looked_at(output, name) if name.endswith(".html") else output

    def finish(self, output: str, page: Page, head: Callable[[], str]) -> str:
        """The page as it goes out. ``head`` gives links for the head of a page that somebody wrote."""
        given = output
        if not isinstance(page, RenderedMkDocsPage):
            output = output.replace("</head>", f"{head()}</head>", 1)
        output = output if isinstance(page.file, DialogueFile) else with_listing_styles(output)
        output, policy = self._finished(output, given)
        if isinstance(page.file, RenderedFile):
            page.file.policy = policy
        return output

    def finish_template(self, output: str, name: str) -> str:
        """The same of a page that is no Markdown."""
        return self._finished(output, output)[0] if name.endswith(".html") else output

    def styles(self, keep: Callable[[bytes, Callable[[], str]], str], *, kept: bool) -> None:
        """Write styles and scripts as they go out; ``keep`` and ``kept`` as ``ThemeStyles.write`` has them."""
        if not self._serving:
            slim(Path(self._config.site_dir), TEMPLATES)
            self._styles.write(keep, kept=kept)

    def headers(self, files: Iterable[File], places: Collection[str]) -> tuple[Sequence[str], set[str]]:
        """Write what servers have to say of the finished site, which has files at these places; where it lies, and
        the places of pages that were written again, because one policy serves all.
        """
        if self._guard is None:
            return (), set()
        instant = "navigation.instant" in self._config.theme.get("features", [])
        known = {file.dest_uri: file.policy for file in files if isinstance(file, RenderedFile) and file.policy}
        site = Path(self._config.site_dir)
        again = finish(site, known, places=places, one_for_all=instant, embed=self._options.embed)
        return () if HEADERS in places else (HEADERS,), again

    def _looked_at(self, output: str, where: str, own: str = "", file: File | None = None) -> str:
        output = self._search.frame(mend(output))  # while the markup is the theme's: a minifier writes it otherwise
        if self._guard is None:
            return output
        output, blocked = self._guard.before(output, own)
        if blocked and isinstance(file, RenderedFile):
            file.speaks = True
        for directive, source in sorted(blocked):
            log.warning(
                "%s: something on this page wants %s %s\n"
                "  It stands in no template and in no page that you wrote, and is blocked when the page is read.\n"
                '  Find out how it came there; to allow it, set content_security_policy: {%s: ["%s"]} in mkdocs.yml.',
                *(where, directive, source, directive, source),
            )
        return output

    def _finished(self, output: str, given: str) -> tuple[str, str]:
        """The page as it goes out, and its policy."""
        return self._guard.after(output, given) if self._guard else (output, "")


def _guard(config: MkDocsConfig, options: DialoguesConfig, wanted: object, search: SiteSearch) -> Guard:
    return Guard(
        trusted=[config.copyright, config.extra],
        scripts=[str(script) for script in config.extra_javascript],
        image_hosts=options.image_hosts,
        extra=wanted if isinstance(wanted, dict) else {},
        needs=[WASM_SOURCE] if search.wanted else [],
    )
