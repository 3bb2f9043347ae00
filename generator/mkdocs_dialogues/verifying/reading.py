"""A built page as a browser reads it: its turns, who speaks, and what is seen of each part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mkdocs_dialogues.verifying.spacing import BREAK

__all__ = ["ShownNote", "ShownPage", "ShownPart", "ShownTurn", "joined", "read_page"]

# What the page adds to a text: numbers of footnotes and ways back, our own labels.
_ADDED = frozenset({"footnote-ref", "footnote-number", "turn-link"})
_BLOCKS = frozenset(
    {"p", "li", "h3", "h4", "h5", "h6", "pre", "tr", "td", "th", "table", "blockquote", "div", "ul", "ol", "br", "hr"}
)
_WHITE = re.compile(r"\s+")
_UNSEEN = frozenset({"script", "style", "template", "textarea", "title", "noscript", "iframe", "select", "button"})


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part: its kind as in ``part-text``, its text as it is seen, and the targets of its links and pictures.

    ``label`` and ``hint`` are what stands on it where it is folded.
    """

    kind: str
    text: str
    targets: frozenset[str]
    label: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ShownNote:
    """An editor's note, and the words that it says it is on, shortened; none for one on a turn or the dialogue."""

    passage: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn, with the division that opens with it. One within ``alternatives`` has a name, a time and parts alone."""

    name: str
    time: str
    parts: tuple[ShownPart, ...]
    alternatives: tuple[tuple[ShownTurn, ...], ...]
    id: str = ""
    number: str = ""
    speaker: str = ""
    role: str = ""
    model: str = ""
    heading: str | None = None
    notes: tuple[ShownNote, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownPage:
    """The page of a dialogue; ``facts`` are the data attributes of its provenance.

    ``raw`` is where the link to the transcript as it is leads, ``pages`` where the list of the dialogue's pages does,
    if it has several.
    """

    id: str
    title: str
    turns: tuple[ShownTurn, ...]
    preface: tuple[ShownPart, ...]
    afterword: tuple[ShownPart, ...]
    notes: tuple[ShownNote, ...]
    facts: dict[str, str]
    raw: str | None = None
    pages: tuple[str, ...] = ()


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
    raw = provenance.css_first("a[href]") if provenance else None
    return ShownPage(
        article.attributes.get("data-dialogue") or "",
        _text(title) if title else "",
        tuple(turns),
        _parts(article.css_first("section.dialogue-preface")),
        _parts(article.css_first("section.dialogue-afterword")),
        _notes(article),
        {name: value or "" for name, value in provenance.attributes.items()} if provenance else {},
        raw.attributes.get("href") if raw else None,
        tuple(link.attributes.get("href") or "" for link in article.css("details.dialogue-pages nav a")),
    )


def joined(pages: Sequence[ShownPage]) -> ShownPage:
    """The pages of a dialogue that has several as one. Another's page among them is named by its id and title."""
    first = pages[0]
    other = next((page for page in pages if (page.id, page.title) != (first.id, first.title)), first)
    return replace(
        first,
        id=other.id,
        title=other.title,
        turns=tuple(turn for page in pages for turn in page.turns),
        preface=tuple(part for page in pages for part in page.preface),
        afterword=tuple(part for page in pages for part in page.afterword),
        notes=tuple(note for page in pages for note in page.notes),
    )


def _turn(node: LexborNode, heading: str | None) -> ShownTurn:
    name = node.css_first(".turn-speaker .turn-name")
    time = node.css_first(".turn-speaker time[datetime]")
    body = node.css_first(".turn-body")
    attributes = {key: value or "" for key, value in node.attributes.items()}
    return ShownTurn(
        name=_text(name) if name else "",
        time=(time.attributes.get("datetime") or "") if time else "",
        parts=_parts(body),
        alternatives=tuple(_alternatives(body)),
        id=attributes.get("id", ""),
        number=attributes.get("data-turn", ""),
        speaker=attributes.get("data-speaker", ""),
        role=attributes.get("data-role", ""),
        model=attributes.get("data-model", ""),
        heading=heading,
        notes=_notes(node),
    )


def _alternatives(node: LexborNode | None) -> Iterator[tuple[ShownTurn, ...]]:
    """What stands there instead of a turn, from the folded lists that are children of a node."""
    for child in node.iter() if node else ():
        yield from _folded(child)


def _thread(node: LexborNode) -> Iterator[ShownTurn]:
    """The turns of another thread: a line with the speaker, then parts, then what was said instead of it."""
    children = list(node.iter())
    starts = [index for index, child in enumerate(children) if "turn-instead" in _classes(child)]
    for start, stop in zip(starts, [*starts[1:], len(children)], strict=True):
        name, time = children[start].css_first("b"), children[start].css_first("time[datetime]")
        own = children[start + 1 : stop]
        yield ShownTurn(
            name=_text(name) if name else "",
            time=(time.attributes.get("datetime") or "") if time else "",
            parts=tuple(_part(child) for child in own if "part" in _classes(child)),
            alternatives=tuple(one for child in own for one in _folded(child)),
        )


def _folded(node: LexborNode) -> Iterator[tuple[ShownTurn, ...]]:
    if "turn-alternatives" in _classes(node):
        yield from (tuple(_thread(thread)) for thread in node.iter() if "turn-alternative" in _classes(thread))


def _notes(node: LexborNode) -> tuple[ShownNote, ...]:
    """The notes that are children of a node."""
    notes = []
    for child in node.iter():
        inside = child.css_first("div") if "dialogue-note" in _classes(child) else None
        if inside is not None:
            passage = inside.css_first('b a[role="doc-backlink"]')
            notes.append(ShownNote(_text(passage) if passage else "", "".join(_seen(inside, labelled=True))))
    return tuple(notes)


def _parts(body: LexborNode | None) -> tuple[ShownPart, ...]:
    return tuple(_part(child) for child in body.iter() if "part" in _classes(child)) if body else ()


def _part(node: LexborNode) -> ShownPart:
    kind = next((name.removeprefix("part-") for name in _classes(node) if name.startswith("part-")), "")
    inside = node.css_first(".part-inside") or node
    targets = {value for one in node.css("[href], [src]") for value in _targets(one)}
    label, hint = node.css_first("summary > b"), node.css_first("summary > .part-hint")
    return ShownPart(
        kind,
        "".join(_seen(inside, labelled=inside is node and kind != "text")),
        frozenset(targets),
        _text(label) if label else "",
        _text(hint) if hint else "",
    )


def _targets(node: LexborNode) -> Iterator[str]:
    for name in ("href", "src"):
        if value := node.attributes.get(name):
            yield value


def _seen(node: LexborNode, *, labelled: bool) -> Iterator[str]:
    """The text that is seen, in order; a picture by its description, a formula as it was typed.

    What begins a new line is a ``BREAK``, and so is white space of which nobody can tell whether it was a line's end.
    """
    children = list(node.iter(include_text=True))
    if labelled:  # the label of a part that is not folded stands first, in <b>
        children = [child for child in children if child.tag not in ("b", "small")]
    pending: list[tuple[LexborNode, Callable[[str], str]]] = [(child, _plainly) for child in reversed(children)]
    while pending:
        one, text = pending.pop()
        classes = _classes(one)
        if one.tag in _BLOCKS:
            yield BREAK
        if one.tag == "-text":
            yield text(one.text_content or "")
        elif (drawn := _drawn(one, classes)) is not None:
            yield _loosely(drawn)
        elif one.tag == "a" and one.attributes.get("role") == "doc-backlink":
            continue
        elif one.tag not in _UNSEEN and not _ADDED & classes:
            inside = _inside(one, classes, text)
            pending.extend((child, inside) for child in reversed(list(one.iter(include_text=True))))


def _drawn(node: LexborNode, classes: frozenset[str]) -> str | None:
    """The words for what is no text on the page: a picture, a formula."""
    if node.tag in ("img", "math"):
        return node.attributes.get("alt" if node.tag == "img" else "data-tex") or ""
    return _described(node) if "missing-image" in classes else None


def _inside(node: LexborNode, classes: frozenset[str], text: Callable[[str], str]) -> Callable[[str], str]:
    """How the text in a node is read, given how that around it is."""
    if node.tag == "pre":
        return _by_lines
    return _loosely if text is _plainly and (node.tag == "code" or "remote-image" in classes) else text


def _plainly(text: str) -> str:
    return text


def _by_lines(text: str) -> str:
    return text.replace("\n", BREAK)


def _loosely(text: str) -> str:
    return _WHITE.sub(BREAK, text)


def _described(node: LexborNode) -> str:
    """The description of a picture that is not there, without the file that stands behind it."""
    file = node.css_first(".missing-file")
    text, shown = _text(node), _text(file) if file else ""
    return text.removeprefix("[image: ").removesuffix("]").removesuffix(shown) if shown else text


def _text(node: LexborNode) -> str:
    return node.text(deep=True)


def _classes(node: LexborNode) -> frozenset[str]:
    return frozenset((node.attributes.get("class") or "").split()) if node.tag != "-text" else frozenset()
