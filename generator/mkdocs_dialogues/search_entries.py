"""What search plugins, MkDocs' and Material's, found on each page: they look at pages that are set, and some stay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File

__all__ = ["SearchEntries"]

_NO_INDEX: Final[list[Any]] = []


class SearchEntries:
    """The entries of a search plugin's index, by the places of their pages; of one build."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Any, ...]] = {}
        self._length = 0

    def of(self, place: str) -> tuple[Any, ...]:
        """What was found on a page."""
        return self._found.get(place, ())

    def take(self, place: str, entries: tuple[Any, ...]) -> None:
        """Take over what was found on a page that stays."""
        self._found[place] = entries

    def before(self, config: MkDocsConfig) -> None:
        """The plugin is about to look at a page."""
        self._length = len(_index(config))

    def after(self, place: str, config: MkDocsConfig) -> None:
        """It has looked at the page of that place."""
        self._found[place] = tuple(_index(config)[self._length :])

    def complete(self, files: Iterable[File], config: MkDocsConfig) -> None:
        """Give the plugin, before it writes its index, what was found on all pages, in the order of MkDocs' files."""
        index = _index(config)
        if index is not _NO_INDEX:
            index[:] = [entry for file in files for entry in self.of(file.dest_uri)]


def _index(config: MkDocsConfig) -> list[Any]:
    """The entries of the search plugin's index, as they are."""
    for name in ("material/search", "search"):
        index = getattr(config.plugins.get(name), "search_index", None)
        for attribute in ("entries", "_entries"):
            if isinstance(found := getattr(index, attribute, None), list):
                return found
    return _NO_INDEX
