"""MkDocs' side of whole builds: its ``site_dir`` is a folder aside while it builds, and the site afterwards."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import CountHandler

from mkdocs_dialogues.whole import Aside

__all__ = ["WholeBuild"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class WholeBuild:
    """One build after the other, each whole or not at all."""

    def __init__(self) -> None:
        self._aside: Aside | None = None
        self._config: MkDocsConfig | None = None
        self._site_dir = ""

    def begin(self, config: MkDocsConfig) -> None:
        """Let MkDocs, and plugins that remember ``site_dir``, build aside from here on.

        Where no folder can be made beside the site, it is built in its place.
        """
        self.abandon()
        try:
            self._aside = Aside(Path(config.site_dir))
        except OSError as error:
            log.info("the site is built in its place, not aside: %s", error)
            return
        self._config, self._site_dir = config, config.site_dir
        config.site_dir = str(self._aside.folder)
        atexit.register(self.abandon)

    def follow(self, config: MkDocsConfig) -> None:
        """Build aside of the folder that another plugin has chosen since, if one has: the site's, or one below it."""
        if self._aside is None or config.site_dir == str(self._aside.folder):
            return
        chosen, folder, site_dir = Path(config.site_dir), self._aside.folder, Path(self._site_dir)
        place = site_dir / chosen.relative_to(folder) if chosen.is_relative_to(folder) else chosen
        self.abandon()
        config.site_dir = str(place)
        self.begin(config)

    @property
    def called(self) -> str:
        """Where the finished site belongs, as it was called; empty where it is made in its place."""
        return self._site_dir if self._aside else ""

    @property
    def site(self) -> Path | None:
        """The site as it was published last, while the next one is made; None where it is made in its place."""
        return self._aside.site if self._aside else None

    def end(self, config: MkDocsConfig, recycle: Callable[[Path], bool] = lambda _old: False) -> bool:
        """Let what was built be the site, unless MkDocs is about to end a strict build because of warnings.

        The old one is removed, unless ``recycle`` has use for it.
        """
        if self._aside is None or (config.strict and _has_warned()):
            return False
        self._aside.publish(recycle)
        self._aside = None
        self._restore()
        log.info("the site is in %s", config.site_dir)
        return True

    def abandon(self) -> None:
        """Leave the site as it was before the build."""
        if self._aside is not None:
            self._aside.discard()
            self._aside = None
            self._restore()

    def _restore(self) -> None:
        if self._config is not None:
            self._config.site_dir = self._site_dir
        self._config = None
        atexit.unregister(self.abandon)


def _has_warned() -> bool:
    """Whether MkDocs has counted a warning in this build; it looks at the same counter when all plugins are done."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)
