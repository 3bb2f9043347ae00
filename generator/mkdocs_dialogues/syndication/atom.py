"""Atom (RFC 4287)."""

from __future__ import annotations

import html
import re
from typing import Any

from feedgenerator import Atom1Feed

from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.syndication.feed import Feed

__all__ = ["as_atom"]

_LINE_ENDS = re.compile(r"\s+")


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
        _line(feed.title), feed.page, _line(feed.description), language=feed.language, feed_url=feed.url,
        feed_guid=feed.url, author_name=_line(feed.title),
    )  # fmt: skip
    for entry in feed.entries:
        atom.add_item(
            _line(entry.title), entry.url, html.escape(_line(entry.summary)), unique_id=entry.url,
            pubdate=entry.when, updateddate=entry.when, categories=[_line(theme) for theme in entry.themes],
            content=reveal(entry.html).replace("\f", " "),
            authors=[_line(name) for name in entry.authors], language=entry.language,
        )  # fmt: skip
    return str(atom.writeString("utf-8")).encode()


def _line(text: str) -> str:
    return _LINE_ENDS.sub(" ", reveal(text)).strip()
