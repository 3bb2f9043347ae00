"""Following a site: feeds of its newest dialogues, as Atom and as JSON Feed, and what models are told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mkdocs_dialogues.syndication.atom import as_atom
from mkdocs_dialogues.syndication.feed import Entry, Feed, moment, newest
from mkdocs_dialogues.syndication.json_feed import as_json_feed
from mkdocs_dialogues.syndication.llms import as_llms_txt
from mkdocs_dialogues.syndication.oembed import as_oembed

__all__ = ["FEEDS", "Entry", "Feed", "FeedForm", "as_llms_txt", "as_oembed", "moment", "newest"]


@dataclass(frozen=True, slots=True)
class FeedForm:
    """A form of feeds: its name for people, its file's name, its media type, and what writes it."""

    label: str
    file: str
    media_type: str
    write: Callable[[Feed], str | bytes]


FEEDS: Mapping[str, FeedForm] = {
    "atom": FeedForm("Atom", "feed.xml", "application/atom+xml", as_atom),
    "json": FeedForm("JSON Feed", "feed.json", "application/feed+json", as_json_feed),
}
