"""``llms.txt``: what a language model is told of a site (https://llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.hidden import one_line

__all__ = ["as_llms_txt"]

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#|])")


def as_llms_txt(site: str, description: str, dialogues: Iterable[tuple[Card, str, str]], more: str) -> Iterator[str]:
    """The file line by line. ``dialogues`` are given newest first, each with its address and a line on it."""
    yield f"# {_text(site)}\n"
    yield f"\n> {_text(description)}\n" if description else ""
    yield f"\n{more}\n"
    for year, group in groupby(dialogues, key=lambda listed: listed[0].metadata.date and listed[0].metadata.date.year):
        yield f"\n## {f'Dialogues of {year:04d}' if year else 'Dialogues without a date'}\n\n"
        for dialogue, url, about in group:
            yield f"- [{_text(dialogue.title)}]({url}){f': {_text(about)}' if about else ''}\n"


def _text(text: str) -> str:
    """Plain text as one line of Markdown that says it, and nothing else."""
    return _MARKUP.sub(r"\\\1", one_line(text))
