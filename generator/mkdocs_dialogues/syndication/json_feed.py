"""JSON Feed, version 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.syndication.feed import Entry, Feed
from mkdocs_dialogues.writers.json import json_text, known

__all__ = ["as_json_feed"]


def as_json_feed(feed: Feed) -> str:
    """The feed as JSON."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": reveal(feed.title),
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": reveal(feed.description),
        "language": feed.language,
    }
    items = [_item(entry) for entry in feed.entries]
    return json_text({**known(data), "items": items}, indent=1) + "\n"


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.url,
        "url": entry.url,
        "title": reveal(entry.title),
        "summary": reveal(entry.summary),
        "content_html": reveal(entry.html),
        "date_published": entry.when.isoformat(),
        "authors": [{"name": reveal(name)} for name in entry.authors],
        "tags": [reveal(theme) for theme in entry.themes],
        "language": entry.language,
    }
    return known(item)
