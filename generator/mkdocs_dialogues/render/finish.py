"""From the engine's HTML to the page's: safe, accessible, and every id the turn's own.

Raw HTML of the turn was escaped by the engine, so every ``<`` here opens a tag that the engine wrote, in one of the
few shapes that the patterns below name. What is not among them passes unchanged, and holds nothing of the turn's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from html import escape, unescape
from typing import Final, Literal

from mkdocs_dialogues.hidden import TURNING, UNFIT
from mkdocs_dialogues.render.footnotes import set_footnotes
from mkdocs_dialogues.render.highlight import highlight
from mkdocs_dialogues.render.links import image_url, link_attributes, readable, shortened
from mkdocs_dialogues.render.mathematics import formula
from mkdocs_dialogues.render.rendered import MarkdownOptions, Resolve
from mkdocs_dialogues.values import value

__all__ = ["Finisher", "Troubled"]

_TOKEN = re.compile(
    r"""
    <(?:
    pre><code(?P<fence>[^>]*)>(?P<code>.*?)</code></pre>
    | (?P<holder>span|code)\ data-math-style="(?P<style>inline|display)">(?P<tex>.*?)</(?P=holder)>
    | a\ (?P<link>[^>]*)>
    | (?P<end>/a>)
    | img\ (?P<image>[^>]*?)\ ?/>
    )
    """,
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")
_HEADING = re.compile(r"<h([1-6])>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NOT_IN_SLUG = re.compile(r"[^\w\- ]+")
_EMPTY_HEADING = re.compile(r"<h([1-6])></h\1>")
_EMPTY_HEAD_CELL = re.compile(r"<th([^>]*)></th>")
# Text between blocks: what the engine leaves of <script>, <pre> and comments. After a block tag, before the next one.
_BARE = re.compile(
    r"(?:\A|(?<=</p>\n)|(?<=</pre>\n)|(?<=<li>\n)|(?<=</li>\n)|(?<=<blockquote>\n)|(?<=</blockquote>\n)|(?<=</ul>\n)"
    r"|(?<=</ol>\n)|(?<=</h[1-6]>\n)|(?<=</table>\n)|(?<=<hr />\n)|(?<=</div>\n))([^<\n][^<]*)"
)
# An address in running Chinese or Japanese: the engine takes the full stop, and all after it, into the address.
_WIDE_ADDRESS = re.compile(
    r'<a href="(https?:[^"]*?)%(?:E3%80%8[1-2]|E3%80%8[8-9A-F]|E3%80%9[0-1]|EF%BC%(?:8[189C]|9[ABF]))[^"]*">'
    r"((?:https?:|www\.)[^<]*?)([、。〈-】！（），：；？][^<]*)</a>"
)
_CLOSINGS: Final = {"$": "$", "$$": "$$", "$`": "`$", r"\(": r"\)", r"\[": r"\]"}
_MARKUP: Final = (
    ("<li>\n<p>", '<li dir="auto">\n<p >'),  # the item takes its direction from its first paragraph, with its marker
    ("<blockquote>\n<p>", '<blockquote dir="auto">\n<p >'),
    ("<p>", '<p dir="auto">'),
    ("<p >", "<p>"),
    ("<li>", '<li dir="auto">'),
    ("<br />", "<br>"),
    ("<hr />", "<hr>"),
)
_TABLE_MARKUP: Final = (
    ("<td", '<td dir="auto"'),
    ("<th ", '<th scope="col" dir="auto" '),
    ("<th>", '<th scope="col" dir="auto">'),
    (' align="center">', ' class="cell-center">'),
    (' align="right">', ' class="cell-right">'),
    (' align="left">', ' class="cell-left">'),
    # A group, not a region: a page full of landmarks called "Table" helps nobody. The class keeps themes' scripts off.
    ("<table>", '<div class="table-scroll" role="group" aria-label="Table" tabindex="0">\n<table class="turn-table">'),
    ("</table>", "</table>\n</div>"),
)
_TASK_MARKUP: Final = (
    ('<li class="task-list-item">', '<li class="task-list-item" dir="auto">'),
    (
        '<input type="checkbox" class="task-list-item-checkbox" checked="" disabled="" />',
        '<input type="checkbox" class="task-list-item-checkbox" aria-label="done" checked disabled>',
    ),
    (
        '<input type="checkbox" class="task-list-item-checkbox" disabled="" />',
        '<input type="checkbox" class="task-list-item-checkbox" aria-label="to do" disabled>',
    ),
)
_ALERT_MARKUP: Final = (
    ('<div class="markdown-alert', '<div role="note" class="markdown-alert'),
    ('<p class="markdown-alert-title">', '<p class="markdown-alert-title" dir="auto">'),
)
# Browsers may break a line between a formula and the stop behind it.
_MATH_AND_STOP = re.compile(
    r'(<math(?![^>]* display="block")[^>]*>(?:(?!</math>).)*</math>)([.,;:!?…)\]’”»]+)', re.DOTALL
)
_NO_WORDS = re.compile(r"\s*</a>")  # a link that nobody could see: its target stands in it
_TURNING = re.compile(f"[{TURNING}]")
_TAG_OR_TURNING = re.compile(f"<[^>]*>|[{TURNING}]")


@value
class Troubled:
    """Trouble with the ``number``-th (from 0) image or formula of the turn; the rest as in ``rendered.Fault``."""

    kind: Literal["image", "math"]
    number: int
    code: str
    what: str
    expected: str
    todo: str


class Finisher:
    """Finishes the HTML of one turn; ``needs`` and ``troubled`` fill on the way.

    ``opening(number)`` says what the ``number``-th formula opens with as typed; asked only when one cannot be set.
    """

    def __init__(self, prefix: str, options: MarkdownOptions, resolve: Resolve, opening: Callable[[int], str]) -> None:
        self.needs: set[str] = set()
        self.troubled: list[Troubled] = []
        self._prefix = prefix
        self._options = options
        self._resolve = resolve
        self._opening = opening
        self._ids: dict[str, str] = {}
        self._slugs: Counter[str] = Counter()
        self._closers: list[str] = []
        self._images = 0
        self._formulas = 0

    def finish(self, html: str, *, verbatim: bool) -> str:
        """The page's HTML. ``verbatim``: the turn holds raw blocks, which the engine leaves between the others."""
        if verbatim:
            html = _BARE.sub(r'<pre class="verbatim" dir="auto">\1</pre>' + "\n", html)
        if "<h" in html:
            html = self._headings(html)
        if "%E3%80%" in html or "%EF%BC%" in html:
            html = _WIDE_ADDRESS.sub(r'<a href="\1">\2</a>\3', html)
        html = _replaced(html, _MARKUP)
        if "<table>" in html:
            html = _replaced(_EMPTY_HEAD_CELL.sub(r"<td\1></td>", html), _TABLE_MARKUP)
        if "<input" in html:
            html = _replaced(html, _TASK_MARKUP)
        if '"markdown-alert' in html:
            html = _replaced(html, _ALERT_MARKUP)
        if "data-footnotes" in html:
            html = set_footnotes(html, self._prefix)
        html = _TOKEN.sub(self._token, html)
        if "math" in self.needs:
            html = _MATH_AND_STOP.sub(r'<span class="math-joined">\1\2</span>', html)
        return self.fit(html.replace("<code>", '<code dir="ltr">'))

    @staticmethod
    def fit(html: str) -> str:
        """Controls replaced, and characters that turn the direction of text shown, so that they turn nothing."""
        if html.replace("\n", "").isprintable():  # by far the most texts; the patterns below are slow
            return html
        html = UNFIT.sub("\N{REPLACEMENT CHARACTER}", html)
        return _TAG_OR_TURNING.sub(_shown_turning, html) if _TURNING.search(html) else html

    def _headings(self, html: str) -> str:
        """Headings below the turn's own h2, without gaps: the first is an h3, whatever its level in the turn."""
        if "></h" in html:
            html = _EMPTY_HEADING.sub(lambda match: f"<p>{'#' * int(match[1])}</p>", html)
        linked = 'href="#' in html
        open_levels: list[int] = []

        def demoted(match: re.Match[str]) -> str:
            level = int(match[1])
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            depth = len(open_levels) + 2
            id_ = self._heading_id(match[2]) if linked else ""
            deeper = f' aria-level="{depth}"' if depth > 6 else ""
            return f'<h{min(depth, 6)}{id_}{deeper} dir="auto">{match[2]}</h{min(depth, 6)}>'

        return _HEADING.sub(demoted, html)

    def _heading_id(self, html: str) -> str:
        """An id for a heading, found by the fragment that GitHub gives it; nothing typed becomes part of the id."""
        slug = _NOT_IN_SLUG.sub(_marks, unescape(_TAG.sub("", html)).strip().lower()).replace(" ", "-")
        again = self._slugs[slug]
        self._slugs[slug] += 1
        id_ = f"{self._prefix}-h{len(self._ids) + 1}"
        self._ids.setdefault(f"{slug}-{again}" if again else slug, id_)
        return f' id="{id_}"'

    def _token(self, match: re.Match[str]) -> str:
        match match.lastgroup:
            case "code":
                return self._code(match)
            case "tex":
                return self._math(match)
            case "link":
                return self._link(match)
            case "image":
                return self._image(match)
            case _:  # the end of a link
                return self._closers.pop() if self._closers else ""

    def _code(self, match: re.Match[str]) -> str:
        attributes = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match["fence"])}
        label = attributes.get("class", "").removeprefix("language-")
        code = unescape(match["code"])
        if label == "math" and "data-math-style" in attributes:
            return f"<p>{self._formula(code, display=True)}</p>"
        if label == "mermaid":
            self.needs.add("mermaid")
            return f'<pre class="dialogue-mermaid"><code>{match["code"]}</code></pre>'
        self.needs.add("code")
        shown = f' data-language="{escape(label)}"' if _LANGUAGE.fullmatch(label) else ""
        info = " ".join(part for part in ("" if shown else label, attributes.get("data-meta", "")) if part)
        if info:
            shown += f' data-info="{escape(info)}"'
        coloured = highlight(code, label) if self._options.colours else escape(code, quote=False)
        return f'<div class="highlight"{shown}><pre><code>{coloured}</code></pre></div>'

    def _math(self, match: re.Match[str]) -> str:
        return self._formula(unescape(match["tex"]), display=match["style"] == "display")

    def _formula(self, tex: str, *, display: bool) -> str:
        number = self._formulas
        self._formulas += 1
        try:
            mathml = formula(tex.strip(), display=display, prefix=f"{self._prefix}-m{number + 1}-")
        except ValueError as error:
            return self._bad_math(number, tex, error)
        self.needs.add("math")
        return mathml

    def _bad_math(self, number: int, tex: str, error: ValueError) -> str:
        opening = self._opening(number)
        typed = f"{opening}{tex}{_CLOSINGS.get(opening, '')}"
        if not re.search(r"[\\^_{}=]", tex):
            return escape(typed, quote=False)  # `$%$`, `$#$`: no mathematics was meant
        self.troubled.append(
            Troubled(
                "math",
                number,
                "bad-math",
                f"formula '{shortened(typed)}' cannot be set: {error}",
                "Expected LaTeX mathematics.",
                "Its source is shown instead; correct it, or write \\$ where a dollar is meant.",
            )
        )
        return f'<code class="math-error">{escape(typed, quote=False)}</code>'

    def _link(self, match: re.Match[str]) -> str:
        attributes = dict(_ATTRIBUTE.findall(match["link"]))
        nested = "</a>" in self._closers
        if "data-own" in attributes:  # a footnote's, set already
            self._closers.append("</span>" if nested else "</a>")
            return f'<span id="{attributes["id"]}">' if nested else match[0].replace(' data-own=""', "")
        target = unescape(attributes.get("href", ""))
        words = "" if _NO_WORDS.match(match.string, match.end()) is None else escape(readable(target), quote=False)
        href = None if nested else link_attributes(target, self._ids, self._resolve)
        if href is None:
            self._closers.append("</span>")
            shown = " ".join(part for part in (shortened(target), unescape(attributes.get("title", ""))) if part)
            return f'<span class="inert-link" title="{escape(shown)}">{words}' if shown else "<span>"
        self._closers.append("</a>")
        title = attributes.get("title")
        return f"<a {href}>{words}" if title is None else f'<a {href} title="{title}">{words}'

    def _image(self, match: re.Match[str]) -> str:
        number = self._images
        self._images += 1
        attributes = dict(_ATTRIBUTE.findall(match["image"]))
        target, alt = unescape(attributes.get("src", "")), attributes.get("alt", "")
        title = f' title="{attributes["title"]}"' if attributes.get("title") else ""
        url, remote = image_url(target, self._options.image_hosts, self._resolve)
        if url is None:
            self._missing_image(number, target)
        elif not remote:
            return f'<img src="{escape(url)}" alt="{alt}"{title} loading="lazy" decoding="async">'
        elif "</a>" not in self._closers:
            href = link_attributes(target, self._ids, self._resolve)
            return f'<a class="remote-image" {href}{title}>{alt or escape(shortened(target), quote=False)}</a>'
        described = f"{alt} " if alt else ""
        shown = escape(shortened(target), quote=False)
        file = f'<span class="missing-file">({shown})</span>'
        return f'<span class="missing-image"{title}>[image: {described}{file}]</span>'

    def _missing_image(self, number: int, target: str) -> None:
        self.troubled.append(
            Troubled(
                "image",
                number,
                "missing-file",
                f"image '{shortened(target)}' cannot be shown",
                "Expected the name of a picture beside the transcript, or an http(s) address.",
                "Put the file there or correct its name; until then its description stands in its place.",
            )
        )


def _replaced(html: str, replacements: tuple[tuple[str, str], ...]) -> str:
    for written, wanted in replacements:
        html = html.replace(written, wanted)
    return html


def _marks(run: re.Match[str]) -> str:
    """What of a run belongs to letters: vowels and signs, which are no letters to Python."""
    return "" if run[0].isascii() else "".join(sign for sign in run[0] if unicodedata.category(sign)[0] == "M")


def _shown_turning(match: re.Match[str]) -> str:
    found = match[0]
    if found.startswith("<"):
        return _TURNING.sub("\N{REPLACEMENT CHARACTER}", found)
    name = f"U+{ord(found):04X} {unicodedata.name(found).lower()}"
    return f'<span class="bidi-mark" title="{name}">\N{REPLACEMENT CHARACTER}</span>'
