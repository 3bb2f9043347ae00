"""The MkDocs plugin: options in, library called, files and pages handed to MkDocs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, PluginError
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from mkdocs_dialogues.afterwards import Afterwards
from mkdocs_dialogues.assembly import Assembly
from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.collecting import Collecting
from mkdocs_dialogues.compiled import KeptTemplates
from mkdocs_dialogues.config import DialoguesConfig, config_file, project_of
from mkdocs_dialogues.errors import Problems, Severity
from mkdocs_dialogues.faces import hide_from_search, show_indexers, show_theme
from mkdocs_dialogues.finishing import Finishing
from mkdocs_dialogues.framing import Framing
from mkdocs_dialogues.inset_pages import Insets
from mkdocs_dialogues.jobs import Jobs
from mkdocs_dialogues.kept_pages import KeptPages
from mkdocs_dialogues.last_build import LastBuild
from mkdocs_dialogues.last_look import LastLook
from mkdocs_dialogues.library import Library, Memory
from mkdocs_dialogues.overview import Watched
from mkdocs_dialogues.own_assets import add_assets
from mkdocs_dialogues.page_links import lead_to_leaves
from mkdocs_dialogues.pages import RenderedMkDocsPage, Shelf
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.preview_folder import Content, discard_unless
from mkdocs_dialogues.progress import Course
from mkdocs_dialogues.published_site import PublishedSite
from mkdocs_dialogues.publishing import WholeBuild
from mkdocs_dialogues.raw_files import Namesakes, refuse_published, refuse_remade
from mkdocs_dialogues.render.templating import CompiledTemplates
from mkdocs_dialogues.searching.index import FOLDER
from mkdocs_dialogues.secrets.allowed import BASELINE
from mkdocs_dialogues.site_dialogues import jobs_of, read_site
from mkdocs_dialogues.site_search import SiteSearch
from mkdocs_dialogues.site_secrets import SiteSecrets
from mkdocs_dialogues.surroundings import (
    Listed,
    are_left_alone,
    is_foreseen,
    listed,
    settings_of,
    surroundings,
    will_be_listed,
    writes_afterwards,
)
from mkdocs_dialogues.theme_files import list_visible
from mkdocs_dialogues.unwritten import unwritten
from mkdocs_dialogues.versions import code_version

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

__all__ = ["DialoguesPlugin"]

log = logging.getLogger("mkdocs.plugins.dialogues")

_FIRST = 100_000  # a priority before that of any other plugin
_LAST = -_FIRST


class DialoguesPlugin(BasePlugin[DialoguesConfig]):
    """Publishes the transcripts below ``docs_dir`` as pages."""

    _files: Files

    def __init__(self) -> None:
        super().__init__()
        self._serving = False
        self._problems = Problems()
        self._whole: WholeBuild | None = None
        self._folders: dict[str, str] = {}
        self._last: LastBuild | None = None
        self._memory = Memory()
        self._compiled: CompiledTemplates | None = None
        self._search = SiteSearch()
        self._dirty = False
        self._page: Page | None = None
        self._surroundings = b""
        self._content = Content(b"", b"")
        self._collecting = Collecting(later=False)
        self._afterwards = Afterwards()
        self._course = Course()
        self._jobs = Jobs()
        self._has_new = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._serving = command == "serve"
        self._dirty = dirty
        self._collecting = Collecting(later=self._serving)
        self._whole = WholeBuild() if not dirty and not self._serving else None
        self._last = LastBuild() if not dirty else None
        self._compiled = CompiledTemplates() if self._serving else None

    def _prepare(self, config: MkDocsConfig) -> MkDocsConfig:
        """Begin a build: what the last one left to be done is done or given up."""
        self._search.stop()
        self._afterwards.wait()
        self._collecting.begin()
        add_assets(config)
        list_visible(config.theme)
        self._shelf = Shelf()
        self._search.begin(config, self.config, serving=self._serving, dirty=self._dirty)
        self._finishing = Finishing(config, self.config, self._search, serving=self._serving)
        self._insets = Insets(lambda: self._assembly.means(self._pipeline))
        self._insets.register(config)
        self._namesakes = Namesakes(self.config.path)
        self._namesakes.begin()
        return config

    @event_priority(_FIRST)
    def _build_aside(self, config: MkDocsConfig) -> MkDocsConfig:
        """Build aside, before other plugins remember where. The preview's folder is temporary, and stays."""
        refuse_remade(config)
        if self._whole and self.config.build_aside:
            self._whole.begin(config)
        return config

    @event_priority(_LAST)
    def _settle_place(self, config: MkDocsConfig) -> MkDocsConfig:
        """Build in whatever folder other plugins have chosen."""
        if self._whole:
            self._whole.follow(config)
        kept = self.config.kept_in(config)
        called = (self._whole and self._whole.called) or config.site_dir
        if kept:
            refuse_published(kept, config, called)
        cache = str(self.config.cache_folder(config))
        self._folders = {config.site_dir: called, cache: cache}
        if self._last and self._serving:
            self._last.hold(config, config_file(config) if kept else None)
        elif self._last:
            self._last.look_back(self._whole.site if self._whole else None, kept, config)
        return config

    on_config = CombinedEvent(_build_aside, _prepare, _settle_place)

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Read every transcript, and put pages of dialogues and of ways in where the raw files were."""
        self._namesakes.end()
        self._problems = Problems()
        self._alone = are_left_alone(config) and not writes_afterwards(config)
        project = project_of(config)
        self._cache = Cache(self.config.kept_in(config))
        self._search.keep_in(self._cache)
        secrets = self._secrets = SiteSecrets(self.config, project, self._problems, drafts=self._serving)
        docs = Path(config.docs_dir)
        pipeline = Pipeline(project, docs, self.config.themes, self._problems, lookout=secrets.lookout)
        self._pipeline = pipeline
        self._jobs = jobs_of(self.config)
        library = Library(pipeline, self._cache, self._memory if self._serving else None, self._jobs)
        placed, raw, content = read_site(
            files, config, self.config, library=library, pipeline=pipeline, secrets=secrets, serving=self._serving
        )
        self._content = Content(content, digest(settings_of(config), *secrets.settings))
        former = getattr(self, "_assembly", None)
        self._assembly = Assembly(
            self.config,
            config,
            placed,
            raw,
            self._problems,
            library=library,
            serving=self._serving,
            put_off=self._serving and self._alone,
            former=self._last.former if self._last else lambda _place: None,
        )
        self._assembly.add_to(files)
        if former is not None:
            self._collecting.leave(partial(former.let_go, self._files))
        self._files, self._root = files, pipeline.shown(docs)
        if is_foreseen(config):
            self._settle(will_be_listed(config, files), config)
        self._report()
        return files

    def _settle(self, nav: Listed, config: MkDocsConfig) -> None:
        """Take over what did not change since the last build: the sooner, the less MkDocs goes through."""
        if self._last:
            files = self._files
            self._surroundings = around = surroundings(config, files, nav, code_version(), *self._secrets.settings)
            overview = digest(repr(self._assembly.overview(files)))
            self._has_new = self._last.settle(
                files,
                config,
                listed=nav.places,
                around=around,
                overview=overview,
                take_searched=self._search.take,
                index=FOLDER if self._search.wanted else "",
            )
            self._assembly.site_map.leave_out(config)

    @event_priority(-100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Fences of dialogue in this page are rendered next."""
        self._insets.begin(page, config, files)
        return markdown

    @event_priority(100)
    def _complete_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give the page what its fences of dialogue have to load."""
        del config, files
        return lead_to_leaves(page, self._insets.end(page, html))

    @event_priority(_LAST)
    def _put_away(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str | None:
        """Take a page into search, and let one of ours wait on the disk, unless another plugin may change it later."""
        del config, files
        self._course.step()
        if not self._alone:
            return html
        self._search.add(page)
        if not isinstance(page, RenderedMkDocsPage):
            return html
        page.put_away(self._shelf)
        return ""

    on_page_content = CombinedEvent(_complete_content, _put_away)

    @event_priority(_LAST)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take over what did not change, and have pages rendered by others, before MkDocs goes through them."""
        if not is_foreseen(config):
            self._settle(listed(nav), config)
        self._assembly.render_ahead(self._jobs, files)
        self._jobs.close()
        if self._has_new:
            self._search.expect()
        self._course.begin("Collecting pages", len(files.documentation_pages()))
        return nav

    @event_priority(100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Let templates see the archive as ``dialogues``, and report what rendering found."""
        self._course.begin("Setting pages", len(files.documentation_pages()))
        show_indexers(config)
        self._search.ask_nobody(config)
        self._finishing.watch(env)
        env.bytecode_cache = KeptTemplates(self._compiled or CompiledTemplates(), self._cache, self._finishing.mark)
        env.globals["dialogues"] = Watched(self._assembly.overview(files), self._overview_is_shown)
        self._framing = Framing()
        if self.config.frames == "shared":
            self._framing.install(env)
        if self._alone and not self._serving:
            self._search.begin_index(config)
        self._report()
        return env

    @event_priority(_FIRST)
    def _take_out(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Bring a page of ours back from the disk."""
        del config, nav
        if isinstance(page, RenderedMkDocsPage):
            page.take_out(self._shelf)
        return context

    @event_priority(100)
    def _before_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        del nav
        if not self._alone:
            self._search.add(page)
        if self._last:
            self._last.entries.before(config)
        return context

    @event_priority(-100)
    def _after_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        del nav
        self._page = page
        show_theme(page)
        hide_from_search(page, config)
        if self._last:
            self._last.entries.after(page.file.dest_uri, config)
        return context

    on_page_context = CombinedEvent(_take_out, _before_page_context, _after_page_context)

    @event_priority(100)
    def _guard_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Look at pages that are no Markdown, such as 404.html, before other plugins do."""
        del config
        return self._finishing.look_at_template(output_content, template_name)

    @event_priority(-100)
    def _finish_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Mend the frame of those pages, and say what may run on them."""
        del config
        return self._finishing.finish_template(output_content, template_name)

    on_post_template = CombinedEvent(_guard_template, _finish_template)

    @event_priority(100)
    def _guard_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Look at the page before other plugins do."""
        del config
        return self._finishing.look(output, page)

    @event_priority(-100)
    def _finish_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Mend the theme's frame, let feed readers find the site's feed, and say what may run on the page."""
        del config
        return self._finishing.finish(output, page, lambda: self._assembly.outlets.head(None, page.file))

    @event_priority(_LAST)
    def _let_go(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Hold no page in memory that is set."""
        del config
        self._course.step()
        if self._alone and isinstance(page, RenderedMkDocsPage):
            page.let_go()
        return output

    on_post_page = CombinedEvent(_guard_page, _finish_page, _let_go)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Let the site map know the pages that stay as they are."""
        del template_name, config
        if self._last:
            context["pages"] = self._last.pages(context["pages"])
        return context

    @event_priority(100)
    def _complete_index(self, *, config: MkDocsConfig) -> None:
        """Give search plugins, before they write their index, what they found on pages that stay."""
        self._course.end()
        if self._last:
            self._last.entries.complete(self._files, config)
            self._last.before_others(config)

    @event_priority(-100)
    def _finish_site(self, *, config: MkDocsConfig) -> None:
        """Say what was kept back; under ``--strict`` end the build if anything was wrong with a transcript."""
        self._search.begin_index(config)
        self._framing.report()
        self._assembly.outlets.images.tidy()
        self._finishing.styles(self._kept_for_all, kept=bool(self._last and self._last.settled))
        if self._last:
            self._cache.use(self._last.in_use)
        for dialogue in self._assembly.kept_back:
            origin = dialogue.metadata.origins.get("status", "")
            log.info("not published (%s): %s (%s)", dialogue.metadata.status, dialogue.source.path, origin)
        whole = None if self._serving else self._root
        self._afterwards.begin(self._assembly.left, config.site_dir, self._cache, whole=whole)
        look = None if self._serving else self._last_look(config)
        if look:
            look.begin(self._assembly.outlets.fresh)
        self._search.finish(config)
        if look:
            look.end(self._files, self._root)
            self._report()
            self._secrets.refuse()
        errors = self._problems.errors
        if config.strict and errors:
            files = len({problem.location.path for problem in errors})
            raise PluginError(f"{len(errors)} error(s) in {files} file(s) of dialogues; each is named above.")

    @event_priority(_LAST)
    def _publish(self, *, config: MkDocsConfig) -> None:
        """Let what was built be the site, when every plugin has done its part."""
        if not self._serving:
            self._afterwards.wait()
        if self._last:
            self._last.note(Path(config.site_dir), self._search.searched, self._assembly.left)
            if self._serving:
                self._afterwards.then(self._is_written)
        if self._whole and self._last and self._whole.end(config, self._last.recycle):
            self._last.keep()
        if not self._serving:
            discard_unless(config_file(config), Path(config.docs_dir), self._content)
        self._collecting.end()

    on_post_build = CombinedEvent(_complete_index, _finish_site, _publish)

    def _give_up(self, *, error: Exception) -> None:
        """Leave the last site as it was."""
        self._course.end()
        self._jobs.close()
        if self._last and isinstance(error, OSError):
            self._last.distrust()
        self._search.stop()
        self._afterwards.wait()
        self._collecting.end()
        self._is_whole = bool(self._whole and self._whole.site)
        if self._whole:
            self._whole.abandon()

    @event_priority(_LAST)
    def _say_what_is_unwritten(self, *, error: Exception) -> None:
        """A full disk is no fault of anybody's code, and ends in no traceback."""
        if said := unwritten(error, self._folders, whole=self._is_whole):
            log.error("%s", said)
            raise Abort("Aborted with a BuildError!") from None

    on_build_error = CombinedEvent(_give_up, _say_what_is_unwritten)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., object]
    ) -> LiveReloadServer:
        """Let the preview learn of edits at once."""
        from mkdocs_dialogues.observing import observe  # noqa: PLC0415 - most builds are no preview

        del builder
        observe(server, config.docs_dir, project_of(config) / BASELINE)
        return server

    def on_shutdown(self) -> None:
        """Let the next preview go on from this one."""
        self._course.end()
        self._search.stop()
        self._afterwards.wait()
        if self._last:
            self._last.leave()

    def _is_written(self) -> None:
        """What a preview writes behind its pages is there."""
        if self._last:
            self._last.note_left()
            if self._search.is_there():
                self._last.keep_preview(self._content)

    def _last_look(self, config: MkDocsConfig) -> LastLook:
        published = self._last.published if self._last else None
        settled = self._last.settled if self._last else frozenset[str]()
        return LastLook(config, published or PublishedSite(), settled, self._finishing, self._secrets)

    def _kept_for_all(self, own: bytes, make: Callable[[], str]) -> str:
        """What hangs on the surroundings of all pages and on a little more."""
        if not self._surroundings:
            return make()
        return KeptPages(self._cache, b"").text("for all pages", digest(self._surroundings, own), make)

    def _overview_is_shown(self) -> None:
        if self._last:
            self._last.overview_is_shown(self._page)

    def _report(self) -> None:
        """Say every problem that has not been said yet."""
        for problem in self._problems.unsaid():
            log.log(logging.ERROR if problem.severity is Severity.ERROR else logging.WARNING, "%s", problem)
