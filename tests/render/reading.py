"""What a reader sees of HTML, and an independent CommonMark reading to hold ours against."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from mkdocs_dialogues.render.markdown import MarkdownOptions, Rendered, render_markdown

__all__ = ["FILES", "Page", "commonmark", "letters", "render"]

FILES = {"notes.md": "../notes/", "pic.png": "../pic.png", "a b.md": "../a-b/"}

_COMMONMARK = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])


def render(text: str, image_hosts: frozenset[str] = frozenset(), *, line_breaks: bool = True) -> Rendered:
    """Our rendering, for a transcript with ``FILES`` beside it."""
    options = MarkdownOptions(line_breaks, image_hosts)
    return render_markdown(text, prefix="t1", options=options, resolve=lambda path, _kind: FILES.get(path))


def commonmark(text: str) -> str:
    """HTML by markdown-it-py: CommonMark with tables and strikethrough, raw HTML as text."""
    return str(_COMMONMARK.render(text))


class Page(HTMLParser):
    """The tags, attributes and text of HTML, as Python's parser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.pieces: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) != len(attrs):
            self.unbalanced.append(f"attribute twice in {tag}")
        self.tags.append((tag, dict(attrs)))
        if tag not in {"br", "hr", "img", "input"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_comment(self, data: str) -> None:
        self.unbalanced.append(f"comment {data}")

    def handle_decl(self, decl: str) -> None:
        self.unbalanced.append(f"declaration {decl}")

    def unknown_decl(self, data: str) -> None:
        self.unbalanced.append(f"declaration {data}")

    def handle_pi(self, data: str) -> None:
        self.unbalanced.append(f"instruction {data}")

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def letters(html: str) -> str:
    """All that can be seen of the text: every character but white space, in order."""
    return re.sub(r"\s+", "", Page(html).text)
