"""Code in colours: Pygments by the fence's label, never by guessing. Colours are classes, defined in ``code.css``."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from io import StringIO
from typing import Final

from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import _TokenType
from pygments.util import ClassNotFound

from mkdocs_dialogues.render.lexing import Tokens

__all__ = ["highlight"]

# Many of Pygments' patterns take quadratic time on what is no program; within these bounds each took under a second.
_MAX_LENGTH: Final = 32_000
_LONG_LINE = re.compile(r"[^\n]{1001}")
_NO_PROGRAM = re.compile(r"(?:[\w.\[\]]++\s++){100}|\s{400}")
_MAX_OPEN_COMMENTS: Final = 40
_PLAIN_LABELS = frozenset({"text", "txt", "plain", "plaintext", "output", "none", "nohighlight"})
_ALIASES: Final = {"jsonc": "json5", "svelte": "html", "shellscript": "bash", "c#": "csharp", "f#": "fsharp"}

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
_MIDDLE: Final = "\ufffc"


@lru_cache(maxsize=256)
def _tokens(label: str) -> Tokens | None:
    try:
        return Tokens(get_lexer_by_name(_ALIASES.get(label, label), stripnl=False, ensurenl=False))
    except ClassNotFound:
        return None


@lru_cache(maxsize=2048)
def highlight(code: str, label: str) -> str:
    """``code`` as HTML, escaped, with Pygments' spans where ``label`` names a language that it knows."""
    label = label.lower()
    language = _tokens(label) if label and label not in _PLAIN_LABELS and _is_bounded(code) else None
    if language is None:
        return escape(code, quote=False)
    tokens = language.of(code)
    # Some lexers (consoles, unfinished here-documents) add or drop characters; the text comes first.
    if "".join([text for _, text in tokens]) != code:
        return escape(code, quote=False)
    return _coloured(tokens)


def _coloured(tokens: list[tuple[_TokenType, str]]) -> str:
    """What Pygments' formatter makes of tokens, without all that it could do otherwise. No span goes over a line."""
    pieces: list[str] = []
    open_span = ""
    for kind, text in tokens:
        span = _span(kind)
        shown = text if text.isalnum() or text == " " else escape(text, quote=False)
        for number, line in enumerate(shown.split("\n") if "\n" in shown else (shown,)):
            if number:
                pieces.append("</span>\n" if open_span else "\n")
                open_span = ""
            if line:
                if span != open_span:
                    pieces.append(f"</span>{span}" if open_span else span)
                    open_span = span
                pieces.append(line)
    if tokens and not pieces[-1].endswith("\n"):
        pieces.append("</span>\n" if open_span else "\n")
    return "".join(pieces)


@lru_cache(maxsize=512)
def _span(kind: _TokenType) -> str:
    """The tag that opens the span of a kind of token; empty where it has none."""
    out = StringIO()
    _FORMATTER.format([(kind, _MIDDLE)], out)
    return out.getvalue().partition(_MIDDLE)[0]


def _is_bounded(code: str) -> bool:
    return (
        len(code) <= _MAX_LENGTH
        and not _LONG_LINE.search(code)
        and not _NO_PROGRAM.search(code)
        and code.count("<!--") - code.count("-->") <= _MAX_OPEN_COMMENTS
    )
