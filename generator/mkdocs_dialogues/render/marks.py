"""Marks that keep text from being taken for markup it is not, put in before the engine reads and taken out after.

CommonMark drops the lines of link reference definitions, used or not, so ``[NAME]: word`` would vanish; a line that
opens with a tag would switch Markdown off up to the next blank line; ``5~10 … 20~30`` would be struck through.
A mark is a Unicode noncharacter, which no text holds (``markdown`` replaces those that do), so no place needs to be
known exactly: a mark that lands in code, in a link or in mathematics changes nothing, since it is taken out again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from mkdocs_dialogues.render.links import is_address
from mkdocs_dialogues.render.rendered import Resolve
from mkdocs_dialogues.render.tables import keep_excess_cells
from mkdocs_dialogues.values import value

__all__ = ["NONCHARACTERS", "Marked"]

NONCHARACTERS: Final = "\ufdd0-\ufdef"
_SHIELD = "\ufdd0"
_TRACE = "\ufdd1"
# Characters that must not act as markup, each hidden behind a mark of its own.
_HIDDEN: Final = {
    "~": "\ufdd2",
    "$": "\ufdd3",
    "(": "\ufdd4",
    ")": "\ufdd5",
    "[": "\ufdd6",
    "]": "\ufdd7",
    "|": "\ufdd8",
}

_LABEL = r"\[((?:[^\[\]\\]|\\[\s\S]){1,999}+)\]"
# What may stand before a block on its first line: quote and list markers, then a footnote's label.
_PREFIX = r"(?m)^[ \t]*+(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*+)*+"
_NOTE = r"\[\^([^\s\]]{1,999}+)\]:"
_DEFINITION = re.compile(
    rf"{_PREFIX}(?=\[)(?:{_NOTE}[ \t]*+)?(?:(?P<open>){_LABEL}:[ \t]*+\n?[ \t]*+(<[^<>\n]*>|[^\s<]\S*)?)?"
)
_USE = re.compile(_LABEL)
_HTML = re.compile(rf"{_PREFIX}(?:{_NOTE}[ \t]*+)?(?=<[A-Za-z/!?])")
_VERBATIM = re.compile(r"<(?:(script|pre|style|textarea)(?=[\s>]|$)|!--)", re.IGNORECASE)
_LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")
# A tilde in a range (5~10) or before a number (~5). GitHub's ~struck~ and ~~struck~~ stay.
_TILDE = re.compile(r"(?<![~\\])(?:(?<=\w)~(?=\w)|~(?=\d))")
_TRACES = re.compile(rf"{_TRACE}\d+{_TRACE}|%EF%B7%91\d+%EF%B7%91")
_TRACED_TARGET = re.compile(r"%EF%B7%91(\d+)%EF%B7%91")
_NOTE_USE = re.compile(r'<a href="#fn-([^"]*)" id="fnref-')


@value
class _Definition:
    """A line that may define a link or footnote: where its ``[`` is and where its target ends (None: a footnote)."""

    start: int
    label: str
    target_end: int | None = None


def _fold(label: str) -> str:
    return " ".join(label.split()).casefold()


class Marked:
    """A turn's Markdown with marks. ``text`` is for the engine; ``unmark`` cleans the HTML that came of it.

    ``verbatim`` says that the text holds ``<script>…``, ``<pre>…`` or a comment which the engine gives back bare.
    """

    def __init__(self, source: str, resolve: Resolve) -> None:
        self.verbatim = False
        self._typed = source
        self._source = _TILDE.sub(_HIDDEN["~"], source) if source.count("~") > 1 else source
        if "|" in source and "-" in source:
            self._source = keep_excess_cells(self._source, _HIDDEN["|"])
        self._shields = self._tags() if "<" in source else set()
        self._definitions: dict[int, _Definition] = {}
        self._starts: set[int] = set()
        self._breaks: list[int] = []
        if "]:" in source:
            self._sort_definitions(resolve)
        self.text = self._build()

    def source_line(self, line: int) -> int:
        """The line of the source for a line of ``text``, both counted from 1."""
        added = 0
        for place in self._breaks:
            if line <= place + added:
                break
            added += 1
        return line - added

    def settle(self, html: str) -> bool:
        """Shield each definition that nothing in ``html`` uses; True when ``text`` changed and has to be read again."""
        if not self._definitions:
            return False
        targets = {int(number) for number in _TRACED_TARGET.findall(html)}
        notes = {_fold(unquote(name)) for name in _NOTE_USE.findall(html)}
        unused = [
            number
            for number, definition in self._definitions.items()
            if (number not in targets if definition.target_end is not None else definition.label not in notes)
        ]
        for number in unused:
            self._shield(self._definitions.pop(number))
        if unused:
            self.text = self._build()
        return bool(unused)

    def hide(self, spans: list[tuple[int, int, str]]) -> None:
        """Put other text (delimiters, whose characters then stand for themselves) for spans of ``text``."""
        pieces: list[str] = []
        last = 0
        for start, end, shown in sorted(spans):
            pieces += (self.text[last:start], *(_HIDDEN[char] for char in shown))
            last = end
        self.text = "".join((*pieces, self.text[last:]))

    def unmark(self, html: str) -> str:
        """The engine's HTML without marks."""
        if self.text is self._typed or self.text.isascii():
            return html
        if _TRACE in html or "%EF%B7%91" in html:
            html = _TRACES.sub("", html)
        html = html.replace(_SHIELD, "").replace("%EF%B7%90", "")
        for number, (char, mark) in enumerate(_HIDDEN.items()):
            html = html.replace(mark, char).replace(f"%EF%B7%9{number + 2}", char)
        return html

    def _tags(self) -> set[int]:
        """Where a line opens with a tag. Scripts, preformatted text and comments that close stay as they stand."""
        starts = set()
        lowered = self._source.lower()
        unclosed: set[str] = set()
        block_end = 0
        for match in _HTML.finditer(self._source):
            start = match.end()
            if start < block_end:
                continue
            verbatim = _VERBATIM.match(self._source, start)
            closing = (f"</{verbatim[1].lower()}>" if verbatim[1] else "-->") if verbatim else ""
            end = lowered.find(closing, start) if closing and closing not in unclosed else -1
            if end < 0:
                unclosed.add(closing)
            if end >= 0 and _LINE_END.match(lowered, end + len(closing)):
                self.verbatim = True
                block_end = end
            else:
                starts.add(start)
        return starts

    def _sort_definitions(self, resolve: Resolve) -> None:
        """Trace the definitions that may be in use, shield the others: unused, repeated, or not an address."""
        found: list[tuple[_Definition, str]] = []
        for match in _DEFINITION.finditer(self._source):
            note, label, target = match[1], match[3], match[4]
            if note:
                found.append((_Definition(match.start(1) - 2, _fold(note)), ""))
            if label:
                end = match.end() - (target or "").endswith(">")
                found.append((_Definition(match.start("open"), _fold(label), end), (target or "").strip("<>")))
        self._starts = {definition.start for definition, _ in found}
        uses = Counter(_fold(label) for label in _USE.findall(self._source))
        uses.subtract(("" if definition.target_end else "^") + definition.label for definition, _ in found)
        taken: set[str] = set()
        for number, (definition, target) in enumerate(found):
            name = ("" if definition.target_end else "^") + definition.label
            used = uses[name] > 0 and name not in taken
            if used and (definition.target_end is None or is_address(target, resolve)):
                taken.add(name)
                self._definitions[number] = definition
            else:
                self._shield(definition)

    def _shield(self, definition: _Definition) -> None:
        """Keep a label from defining anything, and from being read as the use of another definition."""
        self._shields |= {definition.start, definition.start + 1}

    def _build(self) -> str:
        if not (self._shields or self._definitions):
            return self._source
        marks = dict.fromkeys(self._shields, _SHIELD)
        for number, definition in self._definitions.items():
            if definition.target_end is not None:
                marks[definition.target_end] = f"{_TRACE}{number}{_TRACE}"
        # A definition under a shielded one would become part of its paragraph: an empty line goes between.
        self._breaks = []
        kept = {definition.start for definition in self._definitions.values()}
        for start, above in self._runs():
            if start in kept and above in self._shields:
                marks[start] = "\n"
                self._breaks.append(self._source.count("\n", 0, start) + 1)
        pieces: list[str] = []
        last = 0
        for place in sorted(marks):
            pieces += (self._source[last:place], marks[place])
            last = place
        pieces.append(self._source[last:])
        return "".join(pieces)

    def _runs(self) -> Iterator[tuple[int, int]]:
        """``(start, start of the one above)`` of definitions on successive lines after an empty line, in order."""
        in_run: set[int] = set()
        for start in sorted(self._starts):
            if start and self._source[start - 1] != "\n":
                continue  # in a quote or a list
            above = self._source.rfind("\n", 0, max(0, start - 1)) + 1
            if above in in_run:
                yield start, above
            elif self._source[above : max(0, start - 1)].strip():
                continue
            in_run.add(start)
