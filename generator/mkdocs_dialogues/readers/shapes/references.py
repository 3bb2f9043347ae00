"""Citations within a text: the marks that a program left become numbered links, and the pages a list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from mkdocs_dialogues.model import Aside
from mkdocs_dialogues.readers.shapes.blocks import sources

__all__ = ["Reference", "refer"]

# Marks in characters of private use that no reference explained.
_PRIVATE: Final = re.compile("\ue200[^\ue200\ue201]{0,400}\ue201|[\ue200-\ue206]")
_URL: Final = re.compile(r"https?://[^\s<>]+")


@dataclass(frozen=True, slots=True)
class Reference:
    """Pages (address and title) for a mark in the text, found by its letters or by its place in the first text."""

    links: tuple[tuple[str, str], ...]
    mark: str = ""
    place: tuple[int, int] | None = None


def refer(texts: Sequence[str], references: Iterable[Reference]) -> tuple[list[str], list[Aside]]:
    """The texts with their marks replaced, and an Aside with the sources (none when there are no pages)."""
    found = list(references)
    numbers: dict[str, int] = {}
    titles: dict[str, str] = {}
    marks: dict[str, str] = {}
    for one in found:
        mark = one.mark or _at(texts, one.place)
        pages = [(url, title) for url, title in one.links if _URL.fullmatch(url)]
        for url, title in pages:
            titles.setdefault(url, title)
        links = [_link(numbers.setdefault(url, len(numbers) + 1), url) for url, _ in pages]
        if mark.strip() and (links or "\ue200" in mark):
            marks.setdefault(mark, "".join(links))
    if marks:
        pattern = re.compile("|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True)))
        texts = [pattern.sub(lambda match: marks[match[0]], text) for text in texts]
    listed = [{"url": url, "title": title} for url, title in titles.items()]
    return [_PRIVATE.sub("", text) for text in texts], list(sources(listed))


def _at(texts: Sequence[str], place: tuple[int, int] | None) -> str:
    """The mark at a place, when it is one: ``【5†source】``."""
    text = next((text for text in texts if text), "")
    mark = text[place[0] : place[1]] if place and 0 <= place[0] < place[1] <= len(text) else ""
    return mark if mark.startswith("【") and mark.endswith("】") and len(mark) < 200 else ""


def _link(number: int, url: str) -> str:
    return f"[[{number}]](<{url}>)"
