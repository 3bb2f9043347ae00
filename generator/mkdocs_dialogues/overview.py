"""The archive as templates see it: ``dialogues``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs_dialogues.archive import Facet
from mkdocs_dialogues.render.context import FacetValue, Link, ListEntry

__all__ = ["Overview", "Watched"]


@dataclass(frozen=True, slots=True)
class Overview:
    """What templates see as ``dialogues``. URLs are relative to the site's root: use them with ``| url``."""

    count: int
    recent: list[ListEntry]
    facets: Mapping[Facet, list[FacetValue]]
    ways: list[Link]


class Watched:
    """An overview that tells when a template looks at it."""

    def __init__(self, overview: Overview, seen: Callable[[], None]) -> None:
        self._overview = overview
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        self._seen()
        return getattr(self._overview, name)
