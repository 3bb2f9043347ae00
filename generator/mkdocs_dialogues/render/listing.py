"""Pages of ways in: lists of dialogues, and the values of a facet to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.render.context import ListEntry, Listing
from mkdocs_dialogues.render.page import TocEntry
from mkdocs_dialogues.render.templating import Templates

__all__ = ["listing_toc", "render_listing"]


@dataclass(frozen=True, slots=True)
class _Group:
    """Dialogues under a heading; ``id`` is the heading's, unlike any other of the page."""

    heading: str
    id: str
    entries: Sequence[ListEntry]


def render_listing(listing: Listing, templates: Templates) -> str:
    """The ``<div class="dialogue-listing">`` of a page of ways in, with its ``<h1>``."""
    return templates.render("dialogues/ways-in.html", listing=listing, groups=_groups(listing))


def listing_toc(listing: Listing) -> tuple[TocEntry, ...]:
    """A line for each heading of the page."""
    return tuple(TocEntry(group.heading, group.id, 2) for group in _groups(listing) if group.heading)


def _groups(listing: Listing) -> tuple[_Group, ...]:
    groups = []
    taken: set[str] = set()
    for number, (heading, entries) in enumerate(listing.groups, start=1):
        id_ = f"in-{slugify(heading)}" if heading else f"in-{number}"
        if id_ in taken:
            id_ = f"{id_}-{number}"
        taken.add(id_)
        groups.append(_Group(heading, id_, entries))
    return tuple(groups)
