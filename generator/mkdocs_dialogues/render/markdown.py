"""One turn's Markdown to safe HTML. The choice of engine is made here, and only here.

comrak (Rust) reads GitHub's Markdown most faithfully of what was measured, and fastest; it escapes raw HTML.
``marks`` keeps it from dropping or misreading text, ``finish`` makes its HTML safe, accessible and the turn's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import escape, unescape
from itertools import accumulate

import comrak

from mkdocs_dialogues.render.finish import Finisher, Troubled
from mkdocs_dialogues.render.marks import NONCHARACTERS, Marked
from mkdocs_dialogues.render.mathematics import is_prose
from mkdocs_dialogues.render.rendered import Fault, MarkdownOptions, Rendered, Resolve
from mkdocs_dialogues.render.tables import widens
from mkdocs_dialogues.values import value

__all__ = ["Fault", "MarkdownOptions", "Rendered", "render_markdown"]

# What UTF-8 cannot hold, and what ``marks`` needs for itself.
_UNFIT = re.compile(f"[\ud800-\udfff{NONCHARACTERS}]")
_MATH = re.compile(r'<(span|code) data-math-style="(\w+)"(?: data-sourcepos="([^"]*)")?>(.*?)</\1>', re.DOTALL)
_PLACE = re.compile(
    r'<(?:(img)|(?:span|code) data-math-style="\w+"|pre(?=[^>]*><code[^>]* data-math-style))'
    r'[^>]*? data-sourcepos="(\d+):(\d+)-'
)
_DELIMITERS = re.compile(r"(\$\$?|\\[(\[])(.*?)(\$\$?|\\[)\]])", re.DOTALL)
_OPENING = re.compile(r"\$\$?`?|\\[(\[]")
_NESTING = re.compile(r"<(/?)(?:blockquote|ul|ol|li|em|strong|del|a|div|section)\b")
# What browsers and other people's parsers bear (libxml2 stops at 256, Blink at 512), less what stands around a turn.
_MAX_DEPTH = 100
_MAX_READINGS = 3


def _extensions(*, addresses: bool) -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.strikethrough = options.table = options.tasklist = True
    options.autolink = addresses
    options.footnotes = options.alerts = options.cjk_friendly_emphasis = True
    options.math_dollars = options.math_latex = options.math_code = True
    return options


def _parsing() -> comrak.ParseOptions:
    options = comrak.ParseOptions()
    options.leave_footnote_definitions = True  # where they were written: the order of the text is kept
    return options


def _writing(*, line_breaks: bool, places: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.escape = True
    options.unsafe_ = True  # targets come through as typed, to be judged and shown by ``links``; raw HTML is escaped
    options.hardbreaks = line_breaks
    options.full_info_string = True
    options.tasklist_classes = True
    options.sourcepos = places
    return options


_EXTENSIONS = {addresses: _extensions(addresses=addresses) for addresses in (False, True)}
_PARSING = _parsing()
_WRITING = {
    (line_breaks, places): _writing(line_breaks=line_breaks, places=places)
    for line_breaks in (False, True)
    for places in (False, True)
}


def render_markdown(text: str, *, prefix: str, options: MarkdownOptions, resolve: Resolve) -> Rendered:
    """HTML that shows every letter of ``text`` and runs nothing, whatever it holds; never raises.

    Every id in it begins with ``prefix``; headings start at h3. ``resolve`` is described in ``rendered.Resolve``.
    """
    if not (text.isascii() or text.replace("\n", "").isprintable()):
        text = _UNFIT.sub("\N{REPLACEMENT CHARACTER}", text)
    if widens(text):
        return _as_typed(text, "a table has many times more cells than text")
    engine = _Engine(text, options, resolve)
    html = engine.html()
    if _is_deep(html):
        return _as_typed(text, f"blocks or emphasis are nested more than {_MAX_DEPTH} deep")
    finisher = Finisher(prefix, options, resolve, engine.opening)
    html = finisher.finish(html, verbatim=engine.marked.verbatim)
    return Rendered(html, frozenset(finisher.needs), tuple(_faults(finisher.troubled, engine)))


@value
class _Places:
    r"""Lines (from 1) of the images and of the formulas of a turn, and what each formula opens with (``\(``)."""

    image: tuple[int, ...]
    math: tuple[int, ...]
    openings: tuple[str, ...]


class _Engine:
    """Reads one turn: with marks, again where a definition turns out unused or a formula to be prose."""

    def __init__(self, text: str, options: MarkdownOptions, resolve: Resolve) -> None:
        self.marked = Marked(text, resolve)
        self._line_breaks = options.line_breaks

    def html(self) -> str:
        """The engine's HTML, without marks."""
        html = self._run()
        for _ in range(_MAX_READINGS):
            if not self.marked.settle(html):
                break
            html = self._run()
        else:
            self.marked.settle("")  # none is taken for a definition: whatever happens, its text is seen
            html = self._run()
        if "data-math-style" in html and self._hide_prose(html):
            html = self._run()
        return self.marked.unmark(html)

    def opening(self, number: int) -> str:
        """What the ``number``-th (from 0) formula opens with as typed; empty when that is not known."""
        openings = self.places.openings
        return openings[number] if number < len(openings) else ""

    @cached_property
    def places(self) -> _Places:
        """Where images and formulas are. Read only when something is wrong with one of them."""
        lines = self.marked.text.split("\n")
        images, formulas, openings = [], [], []
        for kind, line, byte in _PLACE.findall(self._run(places=True)):
            source_line = self.marked.source_line(int(line))
            if kind:
                images.append(source_line)
                continue
            formulas.append(source_line)
            typed = lines[int(line) - 1]
            found = _OPENING.search(typed, _column(typed, int(byte)))
            openings.append(found[0] if found else "")
        return _Places(tuple(images), tuple(formulas), tuple(openings))

    def _run(self, *, places: bool = False) -> str:
        text = self.marked.text
        # Bare addresses begin in one of these ways. To look for them at every ``w`` takes as long as all the rest.
        addresses = "://" in text or "www." in text or "@" in text or "&" in text
        options = _EXTENSIONS[addresses], _PARSING, _WRITING[self._line_breaks, places]
        return comrak.render_markdown(text, *options)

    def _hide_prose(self, html: str) -> bool:
        """Hide the delimiters of formulas that read as prose; True when there were some."""
        unmark = self.marked.unmark
        if not any(is_prose(unescape(unmark(match[4]))) for match in _MATH.finditer(html)):
            return False
        lines = self.marked.text.split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        spans: list[tuple[int, int, str]] = []
        for match in _MATH.finditer(self._run(places=True)):
            if match[3] and is_prose(unescape(unmark(match[4]))):
                line, byte = map(int, match[3].partition("-")[0].split(":"))
                place = starts[line - 1] + _column(lines[line - 1], byte)
                # In table cells with an escaped pipe the engine's columns are short by one for each.
                found = _DELIMITERS.search(self.marked.text, place)
                if found and found.start() - place < 8:
                    spans += [(*found.span(side), found[side].replace("\\", "")) for side in (1, 3)]
        self.marked.hide(spans)
        return bool(spans)


def _faults(troubled: list[Troubled], engine: _Engine) -> Iterator[Fault]:
    """What the finisher met, with the lines where it stands."""
    for trouble in troubled:
        lines = engine.places.image if trouble.kind == "image" else engine.places.math
        line = lines[trouble.number] if trouble.number < len(lines) else 1
        yield Fault(trouble.code, line, trouble.what, trouble.expected, trouble.todo)


def _column(line: str, byte: int) -> int:
    """The index in ``line`` of a byte of it, counted from 1, as the engine counts."""
    return byte - 1 if line.isascii() else len(line.encode()[: byte - 1].decode(errors="ignore"))


def _is_deep(html: str) -> bool:
    if html.count("<") <= _MAX_DEPTH:
        return False
    opened = sum(map(html.count, ("<blockquote", "<li", "<em>", "<strong>", "<del>")))
    if opened <= _MAX_DEPTH // 2:
        return False
    depth = 0
    for match in _NESTING.finditer(html):
        depth += -1 if match[1] else 1
        if depth > _MAX_DEPTH:
            return True
    return False


def _as_typed(text: str, why: str) -> Rendered:
    """The source itself, where setting it would ask too much of the page."""
    shown = Finisher.fit(escape(text, quote=False))
    fault = Fault(
        "too-complex",
        1,
        f"the text cannot be set: {why}",
        "Expected Markdown that a page can show.",
        "It is shown as it was typed; simplify it to have it set.",
    )
    return Rendered(f'<pre class="verbatim" dir="auto">{shown}</pre>\n', frozenset(), (fault,))
