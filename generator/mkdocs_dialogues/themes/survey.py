"""Which themes a site uses, and which of them look like one theme in two spellings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import snowballstemmer
from rapidfuzz import fuzz, process

from mkdocs_dialogues.model import Dialogue

__all__ = ["Alike", "alike", "in_use", "stems"]

_NEARLY = 87.0
"""Likeness in percent from which two spellings are one word mistyped: ``patience`` and ``patiense`` have 87.5."""
_LONG_ENOUGH = 5
"""Shorter words differ in a letter and mean another thing: ``tea`` and ``sea``."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two themes that may be one: the one of more dialogues, the other, and what they differ in."""

    more: str
    less: str
    differ: str


def in_use(dialogues: Iterable[Dialogue]) -> Counter[str]:
    """Each theme as it is spelt, with the number of its dialogues."""
    return Counter(theme for dialogue in dialogues for theme in dict.fromkeys(dialogue.metadata.themes))


def alike(counts: Counter[str], known: Sequence[str] = ()) -> list[Alike]:
    """Pairs of themes that are nearly the same; of two that are both in ``known``, the site means both."""
    ranked = sorted(counts, key=lambda theme: (theme not in known, -counts[theme], theme))
    found = []
    for more, less in _pairs(ranked):
        if {more, less} <= set(known):
            continue
        if difference := _difference(more, less):
            found.append(Alike(more, less, difference))
    return found


def stems(text: str) -> tuple[str, ...]:
    """The words of a theme or a text without their endings (``translations`` → ``translat``), folded."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return tuple(map(_stem, re.findall(r"[^\W_]+", folded)))


def _pairs(themes: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Pairs worth a look: with the same stems, or with nearly the same letters. Sorted as the themes are."""
    by_stem: dict[str, list[int]] = {}
    for index, theme in enumerate(themes):
        by_stem.setdefault("".join(stems(theme)), []).append(index)
    pairs = {pair for same in by_stem.values() for pair in combinations(same, 2)}
    folded = [theme.casefold() for theme in themes]
    for index, theme in enumerate(folded):
        if len(theme) >= _LONG_ENOUGH:
            near = process.extract(theme, folded[index + 1 :], scorer=fuzz.ratio, score_cutoff=_NEARLY, limit=None)
            pairs.update((index, index + 1 + other) for _, _, other in near)
    return [(themes[first], themes[second]) for first, second in sorted(pairs)]


def _difference(one: str, other: str) -> str:
    if one.casefold() == other.casefold():
        return "capitals"
    if stems(one) == stems(other):
        return "ending"
    if "".join(stems(one)) == "".join(stems(other)):
        return "spaces or hyphens"
    return "spelling"


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    stemmed: str = _STEMMER.stemWord(word)
    return stemmed


_STEMMER = snowballstemmer.stemmer("english")
