"""MkDocs' side of a build's last look at what it wrote: for secrets, and for what servers have to know of the site."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from mkdocs_dialogues.finishing import Finishing
from mkdocs_dialogues.last_build import LastBuild
from mkdocs_dialogues.searching.index import FOLDER
from mkdocs_dialogues.site_files import files_below
from mkdocs_dialogues.site_secrets import SiteSecrets

__all__ = ["LastLook"]

_INDEX: Final = f"{FOLDER}/"


class LastLook:
    """Looks at all but the index of search while that is being made, and at the index when it is there.

    ``last`` is None where nothing is taken over from one build to the next.
    """

    def __init__(
        self, config: MkDocsConfig, last: LastBuild | None, finishing: Finishing, secrets: SiteSecrets
    ) -> None:
        self._site = config.site_dir
        self._last = last
        self._finishing = finishing
        self._secrets = secrets
        self._found = secrets.look_at(config)
        self._written: dict[str, int] = {}

    def begin(self, fresh: Mapping[str, Sequence[tuple[int, int]]]) -> None:
        """All is written but the index; ``fresh`` tells which parts of long files were not in the last build's."""
        last, site = self._last, self._site
        if last:
            self._written = last.look_around(site, _INDEX)
        else:
            self._written = {place: 0 for place in files_below(site) if not place.startswith(_INDEX)}
        seen = last.settled if last else ()
        self._found.look(sorted(self._written), seen, fresh if seen else {})

    def end(self, files: Files, root: str) -> None:
        """The index is written, too: what is found in the site is among the problems, which name ``docs_dir`` as
        ``root``.
        """
        last, site = self._last, self._site
        index = (
            last.look_at_index(site, _INDEX)
            if last
            else {_INDEX + place: 0 for place in files_below(f"{site}/{_INDEX}")}
        )
        written = self._written | index
        pages = {place for place in last.settled if place.endswith(".html")} if last else set()
        headers = dict.fromkeys(self._finishing.headers(files, pages.union(written)), 0)
        self._found.look(sorted(index | headers), last.looked_through(index) if last else ())
        self._secrets.add(self._found, files, root)
        if last:
            last.found(Path(site), written | headers)
