"""The words of a dialogue, as far as they tell what it is about. What they weigh is in ``weights.py``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from operator import itemgetter

from mkdocs_dialogues.cards import Bag
from mkdocs_dialogues.model import Dialogue, Text
from mkdocs_dialogues.unspaced import UNSPACED

__all__ = ["count_terms", "given_title", "said", "terms"]

_READ = 8_000
"""How many characters of a dialogue are looked at: what it is about is said early, and the work stays bounded."""

# Letters, and the marks that belong to them, which are no letters to Python's \w.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff]")
_WORD = re.compile(r"\w+")
_MARKED_WORD = re.compile(rf"(?:\w|{_MARKS.pattern})+")
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"\w+://\S*|\S+@\S+")


def said(dialogue: Dialogue, length: int = _READ) -> str:
    """What was said, as far as it is looked at, with title and summary in front."""
    pieces = [given_title(dialogue), dialogue.metadata.summary or ""]
    seen = 0
    for turn in dialogue.turns:
        for part in turn.parts:
            if isinstance(part, Text):
                pieces.append(part.text[: length - seen])
                seen += len(part.text)
        if seen >= length:
            break
    return "\n".join(pieces)


def given_title(dialogue: Dialogue) -> str:
    """The title that somebody gave it: its first words are in the text."""
    return "" if dialogue.metadata.origins.get("title") == "first words" else dialogue.title


def count_terms(text: str) -> dict[str, int]:
    """The words of a text, folded, without code and addresses, in their order; pairs of characters of scripts without
    spaces.
    """
    if "```" in text or "~~~" in text:
        text = _FENCED.sub("", text)
    if "://" in text or "@" in text:
        text = " ".join(_ADDRESS.sub("", run) if "://" in run or "@" in run else run for run in text.split())
    text = text.casefold()
    marked = not text.isascii() and _MARKS.search(text) is not None
    runs = Counter((_MARKED_WORD if marked else _WORD).findall(text))
    if text.isascii() or not (marked or UNSPACED.search(text)):  # by far the most texts: their words stay as they are
        return {run: count for run, count in runs.items() if run.isalpha()}
    counted: dict[str, int] = {}
    for run, count in runs.items():
        if run.isalpha() and run.isascii():
            counted[run] = counted.get(run, 0) + count
        else:
            for word in _words(run):
                counted[word] = counted.get(word, 0) + count
    return counted


def terms(dialogue: Dialogue, most: int | None = None, length: int = _READ) -> Bag:
    """What a dialogue says in its first ``length`` characters, without the words that every text has."""
    stop = _stop_words(dialogue.metadata.language or "en")
    counted = count_terms(said(dialogue, length))
    kept = [(word, count) for word, count in counted.items() if word not in stop and len(word) > 1]
    kept.sort(key=itemgetter(1), reverse=True)
    return tuple(kept[:most])


def _words(run: str) -> Sequence[str]:
    """The words of a run of letters that are not all Latin: none where digits are among them."""
    if not (run.isalpha() or _MARKS.sub("", run).isalpha()):
        return ()
    return [run[at : at + 2] for at in range(len(run) - 1)] if UNSPACED.search(run) else (run,)


@lru_cache(maxsize=64)
def _stop_words(language: str) -> frozenset[str]:
    """Words that say nothing of what a text is about, in a language and in English, which models mix in."""
    import stopwordsiso  # noqa: PLC0415 - words are counted once, and kept

    words = stopwordsiso.stopwords(["en", language.partition("-")[0].lower()])
    return frozenset(piece for word in words for piece in (word, *word.split("'"), *_words(word)))
