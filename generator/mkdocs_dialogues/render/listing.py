"""Pages of ways in: lists of dialogues, and the values of a facet to choose from."""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from markupsafe import Markup, escape

from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.render.context import Link, ListEntry, Listing
from mkdocs_dialogues.render.rendered import TocEntry
from mkdocs_dialogues.render.templating import Templates

__all__ = ["EntryTexts", "listing_toc", "pager_head", "render_listing"]

# Stands for the way to the site's root in an entry that waits for its page; no text that is set can know it.
_ROOT: Final = secrets.token_hex(8)
_NOTHING: Final = Markup()


@dataclass(frozen=True, slots=True)
class _Group:
    """Dialogues under a heading; ``id`` is the heading's, unlike any other of the page."""

    heading: str
    id: str
    entries: Sequence[ListEntry]
    html: Markup = _NOTHING


class EntryTexts:
    """Entries as HTML. On every page they are the same but for the way to the site's root, so each is set once."""

    def __init__(self, templates: Templates) -> None:
        self._module: Any = templates.environment.get_template("dialogues/entries.html").module
        self._texts: dict[tuple[int, int, bool], tuple[ListEntry, bytes]] = {}

    def text(self, entry: ListEntry, base: str, *, level: int, year: bool) -> str:
        """An entry whose title is a heading of that level; ``base`` leads to the root, ``year`` shows it."""
        key = (id(entry), level, year)
        if key not in self._texts:
            text = str(self._module.entry(entry, base=_ROOT, level=level, year=year))
            self._texts[key] = entry, zlib.compress(text.encode("utf-8", "surrogatepass"), 1)
        return zlib.decompress(self._texts[key][1]).decode("utf-8", "surrogatepass").replace(_ROOT, base)


def render_listing(listing: Listing, templates: Templates, texts: EntryTexts | None = None) -> str:
    """The ``<div class="dialogue-listing">`` of a page of ways in, with its ``<h1>``.

    ``texts`` are the entries of all lists that are rendered with the same templates.
    """
    texts = texts or EntryTexts(templates)
    groups = [replace(group, html=_entries(group, listing.base, texts)) for group in _groups(listing)]
    jumps = [Link(jump.text, f"{jump.url}#{_id(jump.text)}") for jump in listing.jumps]
    return templates.render("dialogues/ways-in.html", listing=listing, groups=groups, jumps=jumps)


def _entries(group: _Group, base: str, texts: EntryTexts) -> Markup:
    level, year = (3 if group.heading else 2), not group.heading[-4:].isdecimal()
    return Markup("".join(texts.text(entry, base, level=level, year=year) for entry in group.entries))  # noqa: S704 - set by the template, which escapes


def listing_toc(listing: Listing) -> tuple[TocEntry, ...]:
    """A line for each heading of the page."""
    return tuple(TocEntry(group.heading, group.id, 2) for group in _groups(listing) if group.heading)


def pager_head(listing: Listing) -> str:
    """What the head of a page of a long list says of the pages beside it."""
    pager = listing.pager
    beside = (("prev", pager.previous), ("next", pager.next)) if pager else ()
    return "".join(f'<link rel="{rel}" href="{escape(url)}">\n' for rel, url in beside if url)


def _groups(listing: Listing) -> tuple[_Group, ...]:
    groups = []
    taken: set[str] = set()
    for number, (heading, entries) in enumerate(listing.groups, start=1):
        id_ = _id(heading) if heading else f"in-{number}"
        if id_ in taken:
            id_ = f"{id_}-{number}"
        taken.add(id_)
        groups.append(_Group(heading, id_, entries))
    return tuple(groups)


def _id(heading: str) -> str:
    return f"in-{slugify(heading)}"
