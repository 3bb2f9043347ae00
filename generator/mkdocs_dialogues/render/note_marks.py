"""The numbers of editor's notes, set into a turn's text at the passages that they are on.

A character of a private plane is put behind the passage before its Markdown is set, and becomes the number afterwards.
The number stands in no text: it is drawn by the style sheet, so that nobody copies, quotes or indexes it as said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import field

from markupsafe import Markup

from mkdocs_dialogues.model import Note, Part
from mkdocs_dialogues.passages import find_in_parts
from mkdocs_dialogues.render.text import part_text
from mkdocs_dialogues.values import value

__all__ = ["NO_MARKS", "Marks", "marks_of"]

_FIRST = 0xF0000
_SIGN = re.compile("[\U000f0000-\U000fffff]")
_TOKENS = re.compile(r"(<[^>]*>)")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
# A link within a link is none, and code, formulas and drawings are no place for one.
_CLOSED = frozenset({"a", "code", "pre", "math", "svg", "summary"})


@value
class Marks:
    """Marks of one part: places in its text, and the HTML of each by its sign."""

    places: Sequence[tuple[int, str]] = ()
    html: Mapping[str, str] = field(default_factory=dict)

    def put_in(self, markdown: str) -> str:
        """The text with a sign at each place."""
        if not self.places:
            return markdown
        for place, sign in sorted(self.places, reverse=True):
            markdown = markdown[:place] + sign + markdown[place:]
        return markdown

    def taken_out(self, html: str) -> str:
        """The HTML without signs."""
        if not self.html:
            return html
        return _SIGN.sub(lambda match: "" if match[0] in self.html else match[0], html)

    def shown(self, html: str) -> Markup:
        """The HTML with marks for the signs. One within code, a link or a formula stands behind it."""
        if not self.html:
            return html if isinstance(html, Markup) else Markup(html)  # noqa: S704 - our own renderer's
        pieces: list[str] = []
        waiting: list[str] = []
        depth = 0
        for token in _TOKENS.split(html):
            found = [sign for sign in _SIGN.findall(token) if sign in self.html]
            if not token.startswith("<") and not depth:
                pieces.append(_SIGN.sub(lambda match: self.html.get(match[0], match[0]), token))
                continue
            pieces.append(self.taken_out(token))
            waiting += found
            if (tag := _TAG.match(token)) and tag[2].lower() in _CLOSED:
                depth += -1 if tag[1] else 1
            if not depth:
                pieces += map(self.html.__getitem__, waiting)
                waiting = []
        pieces += map(self.html.__getitem__, waiting)
        return Markup("".join(pieces))  # noqa: S704 - our own renderer's


NO_MARKS = Marks()


def marks_of(
    parts: Sequence[Part], notes: Sequence[tuple[str, Note]], first: int
) -> tuple[dict[int, Marks], dict[str, int]]:
    """The marks of a turn's parts by index, and the numbers of the notes whose passage was found, by id.

    ``notes`` are (id on the page, note); they are numbered from ``first`` in the order of the text.
    """
    if not notes:
        return {}, {}
    found: list[tuple[int, int, str]] = []
    for id_, note in notes:
        places = find_in_parts(parts, note.passage) if note.passage else []
        if len(places) >= note.occurrence:
            index, _, end = places[note.occurrence - 1]
            if not _SIGN.search(part_text(parts[index])):
                found.append((index, end, id_))
    numbers = {}
    places_in: dict[int, list[tuple[int, str]]] = defaultdict(list)
    html: dict[int, dict[str, str]] = defaultdict(dict)
    for number, (index, end, id_) in enumerate(sorted(found), start=first):
        numbers[id_] = number
        sign = chr(_FIRST + number)
        places_in[index].append((end, sign))
        html[index][sign] = (
            f'<sup class="note-mark"><a id="{id_}-mark" href="#{id_}" role="doc-noteref" data-number="{number}" '
            f'aria-label="Editor’s note {number}"></a></sup>'
        )
    return {index: Marks(places_in[index], html[index]) for index in places_in}, numbers
