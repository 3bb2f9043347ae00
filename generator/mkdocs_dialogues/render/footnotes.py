"""Footnotes where they were written, with ids of the turn's own.

The engine opens one list at the first note and closes it after the whole text, whatever stands between; here each
note becomes an element of its own. ``marks`` has seen to it that each name is defined once, and used.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import unquote

__all__ = ["set_footnotes"]

_OPENING = re.compile(r'<section class="footnotes" data-footnotes>\n<ol>\n')
_CLOSING = "</ol>\n</section>"
_REFERENCE = re.compile(r'<a href="#fn-([^"]*)" id="(fnref-[^"]*)" data-footnote-ref>(\d+)</a>')
_PIECE = re.compile(
    r'<li id="fn-([^"]*)">(?:\n<p(?: dir="auto")?>)?'
    r'|(<a href="#fn-[^"]*" id="fnref-[^"]*" data-footnote-ref>\d+</a>)'
    r'|<a href="#(fnref-[^"]*)" class="footnote-backref"[^>]*>↩(?:<sup class="footnote-ref">(\d+)</sup>)?</a>'
    r"|(<li[ >])|(</li>)"
)
_MAX_WAYS_BACK = 9


class _Setter:
    def __init__(self, html: str, prefix: str) -> None:
        self._prefix = prefix
        self._numbers: dict[str, str] = {}
        self._places: dict[str, str] = {}
        for name, place, number in _REFERENCE.findall(html):
            self._numbers.setdefault(name, number)
            self._places.setdefault(place, f"{prefix}-fnref-{len(self._places) + 1}")
        self._items: list[str] = []

    def piece(self, match: re.Match[str]) -> str:
        name, reference, place, again, item, end = match.groups()
        if name is not None:
            return self._note(name, match[0])
        if reference is not None:
            return self._reference(reference)
        if place is not None:
            return self._way_back(place, again or "")
        if item is not None:
            self._items.append("</li>")
            return match[0]
        return (self._items.pop() if self._items else "") if end else match[0]

    def _note(self, name: str, opened: str) -> str:
        self._items.append("</div>")
        number = self._numbers.get(name, "")
        paragraph = '\n<p dir="auto">' if opened.endswith('">') and "\n<p" in opened else ""
        if not number:  # nothing leads to it: its label is shown as typed
            return f'<div class="footnote">{paragraph}{escape(f"[^{unquote(name)}]:", quote=False)} '
        return (
            f'<div class="footnote" id="{self._prefix}-fn-{number}" role="doc-footnote">{paragraph}'
            f'<sup class="footnote-number">{number}</sup> '
        )

    def _reference(self, reference: str) -> str:
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            return reference
        number, place = found[3], self._places[found[2]]
        return f'<a href="#{self._prefix}-fn-{number}" id="{place}" role="doc-noteref" data-own="">{number}</a>'

    def _way_back(self, place: str, again: str) -> str:
        if place not in self._places or (again and int(again) > _MAX_WAYS_BACK):
            return ""
        label = f"Back to reference {again}" if again else "Back to the text"
        shown = f"↩<sup>{again}</sup>" if again else "↩"
        return f'<a href="#{self._places[place]}" role="doc-backlink" aria-label="{label}" data-own="">{shown}</a>'


def set_footnotes(html: str, prefix: str) -> str:
    """The engine's HTML with its footnotes set; links that are ours carry ``data-own`` for ``finish`` to take off."""
    html = _OPENING.sub("", html).replace(_CLOSING, "")
    return _PIECE.sub(_Setter(html, prefix).piece, html)
