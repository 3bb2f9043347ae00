"""The MkDocs plugin: options in, library called, files and pages handed to MkDocs."""

from __future__ import annotations

import logging
from pathlib import Path, PurePosixPath
from typing import Literal

from jinja2 import Environment
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.assembly import Assembly
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.errors import Problems, Severity
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.metadata import is_metadata_file
from mkdocs_dialogues.pages import Faces
from mkdocs_dialogues.pipeline import Pipeline, is_companion
from mkdocs_dialogues.readers import BrokenReaderError, readers
from mkdocs_dialogues.render.mend import mend
from mkdocs_dialogues.render.templating import TEMPLATES

__all__ = ["DialoguesPlugin"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_STYLES = ("assets/dialogues/voices.css", "assets/dialogues/code.css", "assets/dialogues/dialogues.css")
_SCRIPTS = ("assets/dialogues/dialogues.js", "assets/dialogues/reading.js")


class DialoguesPlugin(BasePlugin[DialoguesConfig]):
    """Publishes the transcripts below ``docs_dir`` as pages."""

    def __init__(self) -> None:
        super().__init__()
        self._serving = False
        self._problems = Problems()
        self._faces = Faces()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        del dirty
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put our templates behind the theme's and our assets in front of the site's own."""
        try:
            readers()
        except BrokenReaderError as error:
            raise PluginError(str(error)) from None
        templates = str(TEMPLATES)
        if templates not in config.theme.dirs:
            config.theme.dirs.append(templates)
        for style in reversed(_STYLES):
            if style not in config.extra_css:
                config.extra_css.insert(0, style)
        for script in _SCRIPTS:
            if script not in config.extra_javascript:
                deferred = ExtraScriptValue(script)
                deferred.defer = True
                config.extra_javascript.append(deferred)
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read every transcript, and put pages of dialogues and of ways in where the raw files were."""
        self._problems = Problems()
        docs = Path(config.docs_dir)
        project = Path(config.config_file_path).parent if config.config_file_path else docs.parent
        pipeline = Pipeline(project, docs, self.config.themes, self._problems)
        raw: dict[str, File] = {}
        transcripts: dict[Path, File] = {}
        for file in [file for file in files if file.src_dir == config.docs_dir]:
            path = Path(str(file.abs_src_path))
            if not pipeline.stays_inside(path):
                files.remove(file)
                continue
            if not self._is_ours(file):
                continue
            if is_companion(file.src_uri):
                if not pipeline.is_harmless(path):
                    files.remove(file)
                continue
            files.remove(file)  # what is raw is not published as it stands
            if not is_metadata_file(file.src_uri):
                transcripts[path] = file
        library = Library(pipeline)
        cards: list[Card] = []
        for path, card in library.read(transcripts):
            raw[card.source.path] = transcripts[path]
            cards.append(card)
        pipeline.report_orphans(docs / self.config.path)
        root = pipeline.shown(docs)
        taken = {_page_of(file): f"{root}/{file.src_uri}" for file in files if file.inclusion.is_included()}
        placed = distinct(cards, root, taken, self._problems)
        self._assembly = Assembly(
            self.config, config, placed, raw, self._problems, library=library, serving=self._serving
        )
        self._assembly.add_to(files)
        self._report()
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let templates see the archive as ``dialogues``, and report what rendering found."""
        del config
        env.globals["dialogues"] = self._assembly.overview(files)
        self._report()
        return env

    @event_priority(100)
    def _before_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        del config, nav
        self._faces.to_plugins(page)
        return context

    @event_priority(-100)
    def _after_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        del config, nav
        self._faces.to_theme(page)
        return context

    on_page_context = CombinedEvent(_before_page_context, _after_page_context)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Mend the frame of pages that are no Markdown, such as 404.html."""
        del config
        return mend(output_content) if template_name.endswith(".html") else output_content

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Mend the theme's frame."""
        del page, config
        return mend(output)

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Say what was kept back; under ``--strict`` end the build if anything was wrong with a transcript."""
        for dialogue in self._assembly.kept_back:
            origin = dialogue.metadata.origins.get("status", "")
            log.info("not published (%s): %s (%s)", dialogue.metadata.status, dialogue.source.path, origin)
        errors = self._problems.errors
        if config.strict and errors:
            files = len({problem.location.path for problem in errors})
            raise PluginError(f"{len(errors)} error(s) in {files} file(s) of dialogues; each is named above.")

    def _is_ours(self, file: File) -> bool:
        folder = PurePosixPath(self.config.path)
        inside = PurePosixPath(file.src_uri).is_relative_to(folder)
        return inside and file.abs_src_path is not None and file.inclusion is not InclusionLevel.EXCLUDED

    def _report(self) -> None:
        """Say every problem that has not been said yet."""
        for problem in self._problems.unsaid():
            log.log(logging.ERROR if problem.severity is Severity.ERROR else logging.WARNING, "%s", problem)


def _page_of(file: File) -> str:
    """The address of a file's page without a suffix, in lower case, as ``addresses.address`` spells it."""
    return file.dest_uri.removesuffix("/index.html").removesuffix(".html").lower()
