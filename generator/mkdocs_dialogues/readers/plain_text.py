"""Plain text as Markdown: what people typed or said without meaning markup has to look as it did."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["as_markdown"]

# What would vanish or turn into something else: an escape, a reference to a character, a link, a definition, an
# address in angle brackets, and at the beginning of a line a heading, code by indentation, or the line below a heading.
_MEANT: Final = (
    r"(?P<url>\b(?:https?://|www\.)[^\s<>]+)"  # a link as it is: a backslash would become part of it
    r"|\\(?=[!-/:-@\[-`{-~\n])"
    r"|&(?=#?\w{1,31};)"
    r"|\[(?=[^\[\]\n]{0,200}\](?:\(|\[|:))|\[(?=\^)"
    r"|<(?=(?!https?:)[A-Za-z][\w+.-]{1,31}:|[\w.+-]{1,64}@)"
    r"|(?:(?<=\n)|\A)[ ]{0,3}(?:#{1,6}(?=[ \t]|$)|(?:[=_*-]|[|:](?=[|: \t]*-))(?=[-=_*|: \t]*(?:\n|\Z)))"
)
# Marks that chat programs know too: emphasis, code, strikethrough; and at the beginning of a line lists and quotes.
_MARKS: Final = (
    r"|(?<![\s*])\*+|\*+(?![\s*])|(?<!\w)_+(?=\w)|(?<=\S)_+(?!\w)|`+|~+(?=\S[^~]*~)|\$+(?=[^$]*\$)"
    r"|(?:(?<=\n)|\A)[ ]{0,3}(?:>|[-+*](?=\s|\Z)|\d{1,9}(?=[.)](?:\s|\Z)))"
)
_SPEECH = re.compile(_MEANT + _MARKS)
_TYPED = re.compile(_MEANT)
_INDENT = re.compile(r"^(?: {4,}| {0,3}\t+[ \t]*)", re.MULTILINE)
_NUMBER = re.compile(r"\s*\d+")


def as_markdown(text: str, *, marks: bool = False) -> str:
    """Markdown that shows ``text`` letter by letter; most texts are returned as they are.

    ``marks``: leave alone what the writer's own program showed as emphasis, code, a list or a quote.
    Indentation that would make code of a line is lost.
    """
    if "\n " in text or "\n\t" in text or text[:1] in {" ", "\t"}:
        text = _INDENT.sub("", text)
    return (_TYPED if marks else _SPEECH).sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    found = match[0]
    if match["url"]:
        return found
    if _NUMBER.fullmatch(found):
        return found + "\\"  # the point behind the number is what makes a list of it
    head = found[: len(found) - len(found.lstrip())]
    rest = found[len(head) :]
    return head + ("\\" + rest if rest[0] == "#" else "".join("\\" + char for char in rest))
