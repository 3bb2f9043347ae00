"""A built page as a browser reads it: its turns, who speaks, and what is seen of each part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["ShownPage", "ShownPart", "ShownTurn", "read_page"]

_MISSING_IMAGE = re.compile(r"\[image: (?:(.*) )?\([^()]*(?:\([^()]*\)[^()]*)*\)\]", re.DOTALL)
# What the page adds to a text: numbers of footnotes and ways back, headings of alerts, our own labels.
_ADDED = frozenset({"footnote-ref", "footnote-number", "markdown-alert-title", "turn-link"})
_UNSEEN = frozenset({"script", "style", "template", "textarea", "title", "noscript", "iframe", "select", "button"})


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part: its kind as in ``part-text``, its text as it is seen, and the targets of its links and pictures."""

    kind: str
    text: str
    targets: frozenset[str]


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn, with the division that opens with it."""

    id: str
    number: str
    speaker: str
    name: str
    role: str
    heading: str | None
    parts: tuple[ShownPart, ...]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page of a dialogue; ``facts`` are the data attributes of its provenance."""

    id: str
    title: str
    turns: tuple[ShownTurn, ...]
    preface: tuple[ShownPart, ...]
    afterword: tuple[ShownPart, ...]
    facts: dict[str, str]


def read_page(markup: str) -> ShownPage | None:
    """The dialogue on a page; None when it shows none."""
    article = LexborHTMLParser(markup).css_first("article.dialogue[data-dialogue]")
    if article is None:
        return None
    provenance = article.css_first(".dialogue-provenance")
    turns, heading = [], None
    for child in article.iter():
        classes = _classes(child)
        if "dialogue-division" in classes:
            heading = _text(child)
        elif "turn" in classes:
            turns.append(_turn(child, heading))
            heading = None
    title = article.css_first("h1.dialogue-title")
    return ShownPage(
        article.attributes.get("data-dialogue") or "",
        _text(title) if title else "",
        tuple(turns),
        _parts(article.css_first("section.dialogue-preface")),
        _parts(article.css_first("section.dialogue-afterword")),
        {name: value or "" for name, value in provenance.attributes.items()} if provenance else {},
    )


def _turn(node: LexborNode, heading: str | None) -> ShownTurn:
    name = node.css_first(".turn-speaker .turn-name")
    attributes = {key: value or "" for key, value in node.attributes.items()}
    return ShownTurn(
        attributes.get("id", ""),
        attributes.get("data-turn", ""),
        attributes.get("data-speaker", ""),
        _text(name) if name else "",
        attributes.get("data-role", ""),
        heading,
        _parts(node.css_first(".turn-body")),
    )


def _parts(body: LexborNode | None) -> tuple[ShownPart, ...]:
    return tuple(_part(child) for child in body.iter() if "part" in _classes(child)) if body else ()


def _part(node: LexborNode) -> ShownPart:
    kind = next((name.removeprefix("part-") for name in _classes(node) if name.startswith("part-")), "")
    inside = node.css_first(".part-inside") or node
    targets = {value for one in node.css("[href], [src]") for value in _targets(one)}
    return ShownPart(kind, "".join(_seen(inside, labelled=inside is node and kind != "text")), frozenset(targets))


def _targets(node: LexborNode) -> Iterator[str]:
    for name in ("href", "src"):
        if value := node.attributes.get(name):
            yield value


def _seen(node: LexborNode, *, labelled: bool) -> Iterator[str]:
    """The text that is seen, in order; a picture by its description, a formula as it was typed."""
    pending = list(reversed(list(node.iter(include_text=True))))
    if labelled:  # the label of a part that is not folded stands first, in <b>
        pending = [child for child in pending if child.tag not in ("b", "small")]
    while pending:
        one = pending.pop()
        classes = _classes(one)
        if one.tag == "-text":
            yield one.text_content or ""
        elif one.tag == "img":
            yield one.attributes.get("alt") or ""
        elif one.tag == "math":
            yield one.attributes.get("data-tex") or ""
        elif "missing-image" in classes:
            text = _text(one)
            found = _MISSING_IMAGE.fullmatch(text)
            yield (found[1] or "") if found else text
        elif one.tag == "a" and one.attributes.get("role") == "doc-backlink":
            continue
        elif one.tag not in _UNSEEN and not _ADDED & classes:
            pending.extend(reversed(list(one.iter(include_text=True))))


def _text(node: LexborNode) -> str:
    return node.text(deep=True)


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split()) if node.tag != "-text" else frozenset()
