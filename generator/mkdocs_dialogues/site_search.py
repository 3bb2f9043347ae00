"""MkDocs' side of search: which pages are searched and as what, and whose index and dialog the theme has."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Any, Final

from mkdocs.config import config_options as c
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page

from mkdocs_dialogues.cache import Cache
from mkdocs_dialogues.config import DialoguesConfig
from mkdocs_dialogues.own_assets import add_script
from mkdocs_dialogues.pages import RenderedMkDocsPage
from mkdocs_dialogues.searching.documents import SearchDocument, plain
from mkdocs_dialogues.searching.folder import make_openable
from mkdocs_dialogues.searching.frame import take_over
from mkdocs_dialogues.searching.index import FOLDER, Held, SearchIndex, Stopped
from mkdocs_dialogues.searching.pagefind import PagefindError

__all__ = ["WASM_SOURCE", "SiteSearch"]

log = logging.getLogger("mkdocs.plugins.dialogues")

WASM_SOURCE: Final = ("script-src", "'wasm-unsafe-eval'")
"""What a page's Content-Security-Policy has to allow, or Pagefind cannot run: it is WebAssembly."""

_SCRIPT: Final = "assets/dialogues/search.js"
_OFFLINE: Final = "material/offline"  # who lists it wants a site that is opened from a folder, without a server
_FRAME_WORKER: Final = "iframe-worker"  # what it loads from another host, for Material's own search
_THEIRS: Final = "material/search"  # the name under which Material's templates look for its search plugin
# The facets that a reader can choose from, and where a page's metadata has their values.
_FACETS: Final = {"model": "models", "theme": "themes", "participant": "participants", "series": "series"}


class _Field(Config):
    enabled = c.Type(bool, default=True)


class _ShowsField(BasePlugin[_Field]):
    """Stands where Material's templates look for a search plugin, in a site that has none."""


class SiteSearch:
    """The search of a Material site by Pagefind.

    Material's own search plugin may be among a site's plugins or not: with it, it writes no index; without it, the
    theme shows the field all the same. Under other themes, and with ``search: material``, nothing is changed.
    """

    def __init__(self) -> None:
        self._index: SearchIndex | None = None
        self._former: SearchIndex | None = None
        self._making: threading.Thread | None = None
        self._written = False
        self._given_up = False
        self._unused: Path | None = None
        self._background = False
        self._facets: frozenset[str] = frozenset()
        self._openable = False

    @property
    def wanted(self) -> bool:
        return self._index is not None

    def begin(self, config: MkDocsConfig, options: DialoguesConfig, *, serving: bool, dirty: bool) -> None:
        """Prepare a build; the last one's was stopped. A preview makes the index when its pages are there."""
        self._written = self._given_up = False
        self._former, self._index = self._index if serving else None, None
        kept = options.kept_in(config)
        cache = kept / "search" if kept else None
        self._unused = None if serving else cache
        theirs = config.plugins.get(_THEIRS)
        if (
            options.search != "pagefind"
            or config.theme.name != "material"
            or (theirs and not theirs.config.get("enabled"))
        ):
            return
        offline = config.plugins.get(_OFFLINE)
        self._openable = bool(offline and offline.config.get("enabled"))
        if theirs is None:
            field = _ShowsField()
            field.load_config({})
            dict.__setitem__(config.plugins, _THEIRS, field)
        else:
            _silence(config, theirs)
        add_script(config, _SCRIPT)
        self._background = serving
        self._facets = frozenset(options.facets)
        self._dirty = dirty
        language = config.theme.get("language") or "en"
        self._site_language = _primary(str(language)) or "en"
        self._index = SearchIndex(cache, self._site_language, self._former, alone=not serving)

    def ask_nobody(self, config: MkDocsConfig) -> None:
        """Take out what only Material's own search needs, from another host, in a site for a folder."""
        if self._index is not None and self._openable:
            shims = config.extra.get("polyfills") or []
            config.extra["polyfills"] = [shim for shim in shims if _FRAME_WORKER not in str(shim)]

    def keep_in(self, cache: Cache) -> None:
        """Keep pages as they are searched where the next build finds those that it does not make again."""
        if self._index is not None:
            self._index.documents = cache

    def take(self, path: str, held: Held) -> bool:
        """Take a page in as the last build did, if it can be had."""
        return self._index is not None and self._index.take(path, held)

    def expect(self) -> None:
        """There are pages that were not taken in: a build is going to make an index with them."""
        if self._index is not None and not self._background and not self._dirty:
            self._index.expect()

    def searched(self, path: str) -> Held | None:
        """What was taken in of a page."""
        return self._index.held(path) if self._index is not None else None

    def add(self, page: Page) -> None:
        """Take in a page that MkDocs is about to set, unless its metadata keeps it out of search."""
        options = page.meta.get("search")
        options = options if isinstance(options, dict) else {}
        if self._index is None or options.get("exclude"):
            return
        own = isinstance(page, RenderedMkDocsPage)
        body = page.search_html if isinstance(page, RenderedMkDocsPage) else page.content or ""
        dialogue = own and page.meta.get("participants") is not None
        if dialogue:  # who speaks is a fact of the dialogue, and not what was said in each of the speaker's turns
            body = body.replace('<h2 id="', '<h2 data-pagefind-weight="0" id="')
        self._index.add(
            SearchDocument(
                path=page.file.dest_uri,
                title=plain(str(page.title or "")),
                body=body,
                language=_primary(str(page.meta.get("language") or "")) or self._site_language,
                filters=tuple(self._filters(page.meta)) if dialogue else (),
                facts=_facts(page.meta) if dialogue else {},
                date=_day(page.meta.get("date")) if dialogue else "",
                weight=_weight(options.get("boost")),
            )
        )

    def begin_index(self, config: MkDocsConfig) -> None:
        """Have the index made, now that all pages are known, beside other work. A preview shows them first.

        Behind this the cache is asked for nothing.
        """
        index = self._index
        if index is None or index.begun or self._given_up or not self._is_due(index, config):
            return
        self._given_up = not self._tried(index.fetch if self._background else index.begin)

    def finish(self, config: MkDocsConfig) -> None:
        """Write the index into the site: now, or, in a preview, in the background."""
        if self._index is None:
            if self._unused is not None:  # what was searched before, and may have been withdrawn since
                shutil.rmtree(self._unused, ignore_errors=True)
            return
        site = Path(config.site_dir)
        if not self._is_due(self._index, config):
            if len(self._index):
                log.info("a dirty build leaves search as it was")
        elif self._given_up:
            self._remove(site)
        elif self._background:
            self._making = threading.Thread(name="search", target=self._write, args=(self._index, site), daemon=True)
            self._making.start()
        else:
            self._write(self._index, site)

    def is_there(self) -> bool:
        """Whether the site has its index, or needs none; waits for one that is being made."""
        making = self._making
        if making is not None:
            making.join()
        return self._index is None or self._written

    def _is_due(self, index: SearchIndex, config: MkDocsConfig) -> bool:
        """Whether there is an index to be made: a dirty build knows of few pages."""
        return not self._dirty or (len(index) > 0 and not (Path(config.site_dir) / FOLDER).is_dir())

    def stop(self) -> None:
        """Let an index that is still being made be."""
        if self._index is None:
            return
        if self._making is not None:
            self._index.stop()
            self._making.join()
        else:
            self._index.stop()
            self._index.close()
        self._making = None

    def frame(self, html: str) -> str:
        """A finished page, its search dialog taken over where search is ours."""
        return take_over(html) if self._index is not None else html

    def _write(self, index: SearchIndex, site: Path) -> None:
        def write() -> None:
            index.write(site)
            if self._openable:
                make_openable(site / FOLDER)

        self._written = self._tried(write)
        if not self._written:
            self._remove(site)

    def _remove(self, site: Path) -> None:
        """Without a new index a site has none: the last one has what may have been withdrawn since."""
        if not self._background:
            shutil.rmtree(site / FOLDER, ignore_errors=True)

    def _tried(self, work: Callable[[], None]) -> bool:
        """Whether that was done; what is wrong with the index is said, and the build goes on without."""
        try:
            work()
        except Stopped:
            return False
        except (PagefindError, OSError, ValueError) as error:
            log.warning(
                "search: the index could not be made: %s\n"
                "  Readers find nothing until it is. To use the theme's own search, set search: material at the "
                "options of dialogues.",
                error,
            )
            return False
        return True

    def _filters(self, meta: Any) -> Iterator[tuple[str, str]]:
        for facet, key in _FACETS.items():
            if facet in self._facets:
                values = meta.get(key) or ()
                yield from ((facet, value) for value in ([values] if isinstance(values, str) else values))
        if "year" in self._facets and isinstance(meta.get("date"), date):
            yield "year", f"{meta['date'].year:04d}"


def _silence(config: MkDocsConfig, plugin: BasePlugin[Any]) -> None:
    """Let a plugin hear of nothing more in this build but its configuration."""
    for event, methods in config.plugins.events.items():
        if event != "config":  # MkDocs is going through that list
            methods[:] = [method for method in methods if getattr(method, "__self__", None) is not plugin]


def _facts(meta: Any) -> dict[str, str]:
    names = {
        "date": _day(meta.get("date")),
        "participants": ", ".join(meta["participants"]),
        "models": ", ".join(name for name in meta["models"] if name not in meta["participants"]),
        "themes": ", ".join(meta.get("themes") or ()),
    }
    return {name: value for name, value in names.items() if value}


def _day(when: object) -> str:
    return when.isoformat()[:10] if isinstance(when, date) else ""


def _weight(boost: object) -> float:
    """Material's boost as Pagefind's weight, which ends at ten."""
    return min(max(float(boost), 0.0), 10.0) if isinstance(boost, int | float) else 1.0


def _primary(language: str) -> str:
    """The primary subtag of a language tag; "" where there is none."""
    subtag = language.replace("_", "-").partition("-")[0].lower()
    return escape(subtag) if subtag.isascii() and subtag.isalpha() else ""
