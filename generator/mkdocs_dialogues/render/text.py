"""Plain text of a dialogue: first words, word counts, reading time, what indexers are given.

Markdown becomes plain text by rendering it and taking the tags off; no Markdown is taken apart here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from html import unescape

from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.model import Attachment, Dialogue, Part, Text, ToolCall, ToolResult
from mkdocs_dialogues.render.markdown import MarkdownOptions, render_markdown
from mkdocs_dialogues.unspaced import UNSPACED

__all__ = ["count_words", "excerpt", "minutes", "part_text", "plain", "strip_tags", "words", "words_by"]

WORDS_A_MINUTE = 238
"""Silent reading of English non-fiction (M. Brysbaert, Journal of Memory and Language 109, 2019)."""
CHARACTERS_A_MINUTE = 255
"""Reading of Chinese, in characters (S. Trauzettel-Klosinski, K. Dietz, IOVS 53, 2012)."""

_WORDLESS = re.compile(r"\W+")
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|li|ul|ol|table|thead|tbody|tr|td|th|pre|blockquote|br|hr|section|summary|figure)\b[^>]*>"
)
_BACKLINK = re.compile(r'<a\b[^>]*role="doc-backlink"[^>]*>[^<]*</a>')
_TAG = re.compile(r"<[^>]*>")
# How much Markdown is rendered for an excerpt of one character: markup and link targets fall away.
_MARKUP_ALLOWANCE = 6
_OPTIONS = MarkdownOptions(colours=False)


@lru_cache(2)  # a title and what lists show are often made of the same first words
def plain(markdown: str) -> str:
    """Markdown as one line of plain text; raw HTML in it stays visible as the text that it is."""
    rendered = render_markdown(markdown, prefix="x", options=_OPTIONS, resolve=lambda _target, _kind: None)
    return strip_tags(rendered.html)


def strip_tags(html: str) -> str:
    """The text of HTML that our renderer wrote (so every ``<`` opens a tag), as one line."""
    if "<annotation" in html:
        html = _ANNOTATION.sub("", html)
    if "doc-backlink" in html:
        html = _BACKLINK.sub("", html)
    text = _TAG.sub("", _BLOCK_TAG.sub(" ", html)).replace("&quot;", '"')
    return " ".join((unescape(text) if "&" in text else text).split())


def excerpt(dialogue: Dialogue, length: int) -> str:
    """The first words said in a dialogue: plain text of at most ``length`` characters and ``…``."""
    for said in _said(dialogue):
        if said.strip() and (text := plain(said[: length * _MARKUP_ALLOWANCE + 400])):
            return clip(text, length)
    return ""


def part_text(part: Part) -> str:
    """The text that a part carries, as its source has it."""
    match part:
        case ToolCall():
            return part.input
        case ToolResult():
            return part.output
        case Attachment():
            return part.text or ""
        case _:
            return part.text


def count_words(text: str) -> int:
    """Words in Markdown: runs between spaces that hold a letter or digit; one a character in unspaced scripts."""
    unspaced = _unspaced(text)
    if unspaced:
        text = UNSPACED.sub(" ", text)
    runs = text.split()
    wordless = [run for run in runs if not run[0].isalnum() and _WORDLESS.fullmatch(run)]
    return unspaced + len(runs) - len(wordless)


def _unspaced(text: str) -> int:
    return 0 if text.isascii() else len(UNSPACED.findall(text))


def words(dialogue: Dialogue) -> int:
    """How many words were said: the text of the turns, without reasoning, tools, preface and afterword."""
    return sum(words_by(dialogue).values())


def words_by(dialogue: Dialogue) -> dict[str, int]:
    """How many words each participant said, by id; ``words`` is their sum."""
    counted = {participant.id: 0 for participant in dialogue.participants}
    for turn in dialogue.turns:
        said = sum(count_words(part.text) for part in turn.parts if isinstance(part, Text))
        counted[turn.participant] = counted.get(turn.participant, 0) + said
    return counted


def minutes(dialogue: Dialogue, count: int | None = None) -> int:
    """How long reading what was said takes, in whole minutes, at least 1; ``count`` are its words, where known."""
    unspaced = sum(_unspaced(text) for text in _said(dialogue))
    spaced = (words(dialogue) if count is None else count) - unspaced
    return max(1, round(spaced / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE))


def _said(dialogue: Dialogue) -> Iterable[str]:
    return (part.text for turn in dialogue.turns for part in turn.parts if isinstance(part, Text))
