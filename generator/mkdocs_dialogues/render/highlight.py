"""Code in colours: Pygments by the fence's label, never by guessing. Colours are classes, defined in ``code.css``."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from io import StringIO
from typing import Final

from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

__all__ = ["highlight"]

# Many of Pygments' patterns take quadratic time on what is no program; within these bounds each took under a second.
_MAX_LENGTH: Final = 32_000
_LONG_LINE = re.compile(r"[^\n]{1001}")
_NO_PROGRAM = re.compile(r"(?:[\w.\[\]]++\s++){100}|\s{400}")
_MAX_OPEN_COMMENTS: Final = 40
_PLAIN_LABELS = frozenset({"text", "txt", "plain", "plaintext", "output", "none", "nohighlight"})
_ALIASES: Final = {"jsonc": "json5", "svelte": "html", "shellscript": "bash", "c#": "csharp", "f#": "fsharp"}

_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)


@lru_cache(maxsize=256)
def _lexer(label: str) -> Lexer | None:
    try:
        return get_lexer_by_name(_ALIASES.get(label, label), stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=2048)
def highlight(code: str, label: str) -> str:
    """``code`` as HTML, escaped, with Pygments' spans where ``label`` names a language that it knows."""
    label = label.lower()
    lexer = _lexer(label) if label and label not in _PLAIN_LABELS and _is_bounded(code) else None
    if lexer is None:
        return escape(code, quote=False)
    tokens = list(lexer.get_tokens(code))
    # Some lexers (consoles, unfinished here-documents) add or drop characters; the text comes first.
    if "".join(value for _, value in tokens) != code:
        return escape(code, quote=False)
    out = StringIO()
    _FORMATTER.format(tokens, out)
    return out.getvalue()


def _is_bounded(code: str) -> bool:
    return (
        len(code) <= _MAX_LENGTH
        and not _LONG_LINE.search(code)
        and not _NO_PROGRAM.search(code)
        and code.count("<!--") - code.count("-->") <= _MAX_OPEN_COMMENTS
    )
