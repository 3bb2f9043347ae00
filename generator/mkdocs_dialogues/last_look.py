"""MkDocs' side of a build's last look at what it wrote: for secrets, and for what servers have to know of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mkdocs_dialogues.finishing import Finishing
from mkdocs_dialogues.published_site import PublishedSite
from mkdocs_dialogues.searching.index import FOLDER
from mkdocs_dialogues.site_secrets import SiteSecrets

__all__ = ["LastLook"]

_INDEX: Final = f"{FOLDER}/"


class LastLook:
    """Looks at all but the index of search while that is being made, and at the index when it is there.

    ``published`` is what the build goes on from, and ``settled`` the places of what it took over.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        published: PublishedSite,
        settled: Set[str],
        finishing: Finishing,
        secrets: SiteSecrets,
    ) -> None:
        self._site = config.site_dir
        self._published = published
        self._settled = settled
        self._finishing = finishing
        self._secrets = secrets
        self._found = secrets.look_at(config)
        self._written: dict[str, int] = {}

    def begin(self, fresh: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        """All is written but the index; ``fresh`` tells which parts of long files were not in the last build's."""
        settled = self._settled
        self._written = self._published.look_around(self._site, _INDEX, settled)
        self._found.look(sorted(self._written), settled, fresh if settled else {})

    def end(self, files: Files, root: str) -> None:
        """The index is written, too: what is found in the site is among the problems, which name ``docs_dir`` as
        ``root``.
        """
        index = self._published.look_at_index(self._site, _INDEX)
        written = self._written | index
        pages = {place for place in self._settled if place.endswith(".html")}
        made, again = self._finishing.headers(files, pages.union(written))
        headers = dict.fromkeys(made, 0)
        self._found.look(sorted(index | headers), self._settled | self._published.same_as_ever(index))
        self._secrets.add(self._found, files, root)
        self._published.found(written | headers, again)
