"""Atom (RFC 4287)."""

from __future__ import annotations

import html
from typing import Any

from feedgenerator import Atom1Feed

from mkdocs_dialogues.hidden import one_line, reveal
from mkdocs_dialogues.syndication.feed import Feed

__all__ = ["as_atom"]


class _Atom(Atom1Feed):  # type: ignore[misc]
    """One ``<author>`` for each who speaks, which the library's own writer does not know; and the entry's language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item["language"] else {}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")


def as_atom(feed: Feed) -> bytes:
    """The feed as XML, in UTF-8."""
    atom = _Atom(
        one_line(feed.title), feed.page, one_line(feed.description), language=feed.language, feed_url=feed.url,
        feed_guid=feed.url, author_name=one_line(feed.title),
    )  # fmt: skip
    for entry in feed.entries:
        atom.add_item(
            one_line(entry.title), entry.url, html.escape(one_line(entry.summary)), unique_id=entry.url,
            pubdate=entry.when, updateddate=entry.when, categories=[one_line(theme) for theme in entry.themes],
            content=reveal(entry.html).replace("\f", " "),
            authors=[one_line(name) for name in entry.authors], language=entry.language,
        )  # fmt: skip
    return str(atom.writeString("utf-8")).encode()
