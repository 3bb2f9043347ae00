"""The words that tell dialogues apart: an inverted index over rare words, whose work a dialogue is bounded.

Weights are those of TF-IDF, (1 + log tf) · log(N / df). A dialogue is known by its heaviest words alone, so that ten
thousand of them are compared in seconds and without numpy or scipy, which scikit-learn or bm25s would bring along.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log, sqrt

import stopwordsiso

from mkdocs_dialogues.model import Dialogue, Text

__all__ = ["Wording", "said", "words_in"]

_READ = 8_000
"""How many characters of a dialogue are looked at: what it is about is said early, and the work stays bounded."""
_SIGNATURE = 16
"""How many words a dialogue is known by."""
_POSTINGS = 128
"""A word of more dialogues than this brings none of them to mind."""

# Letters, and the marks that belong to them, which are no letters to Python's \w.
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff])+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_NOISE = re.compile(r"^(`{3,}|~{3,}).*?^\1|https?://\S+|[\w./-]+\.\w{2,4}\b", re.MULTILINE | re.DOTALL)


def said(dialogue: Dialogue) -> str:
    """What was said, as far as it is looked at, with title and summary in front."""
    metadata = dialogue.metadata
    title = dialogue.title if metadata.origins.get("title") != "first words" else ""
    pieces = [title, metadata.summary or ""]
    length = 0
    for turn in dialogue.turns:
        for part in turn.parts:
            if isinstance(part, Text):
                pieces.append(part.text[: _READ - length])
                length += len(part.text)
        if length >= _READ:
            break
    return "\n".join(pieces)


def words_in(text: str) -> Iterator[str]:
    """The words of a text, folded, without code, addresses and paths; pairs of characters of scripts without spaces."""
    for match in _WORD.findall(_NOISE.sub(" ", text).casefold()):
        if match.isascii() or not _UNSPACED.search(match):
            yield match
        else:
            yield from (match[at : at + 2] for at in range(len(match) - 1))


class Wording:
    """The words of dialogues, by index. The order of ``dialogues`` is the order of the indices."""

    def __init__(self, dialogues: Sequence[Dialogue]) -> None:
        self._numbers: dict[str, int] = {}
        self._bags: list[tuple[array[int], array[int]]] = []
        self._common: Counter[int] = Counter()
        for dialogue in dialogues:
            stop = _stop_words(dialogue.metadata.language or "en")
            counted = Counter(words_in(said(dialogue)))
            kept = {word: count for word, count in counted.items() if word not in stop}
            numbers = array("L", (self._numbers.setdefault(word, len(self._numbers)) for word in kept))
            self._bags.append((numbers, array("L", kept.values())))
            self._common.update(numbers)
        self._words = list(self._numbers)

    def heaviest(self, index: int, most: int = _SIGNATURE, *, shared: bool = True) -> Mapping[str, float]:
        """A dialogue's heaviest words with their weights, heaviest first.

        ``shared``: only words that another dialogue has too, and not too many of them, as one compares with.
        """
        numbers, counts = self._bags[index]
        limit = min(_POSTINGS, max(8, len(self._bags) // 2)) if shared else len(self._bags)
        weighed = [
            ((1 + log(count)) * log((len(self._bags) + 1) / self._common[number]), self._words[number])
            for number, count in zip(numbers, counts, strict=True)
            if (2 if shared else 1) <= self._common[number] <= limit
        ]
        weighed.sort(key=lambda pair: (-pair[0], pair[1]))
        return {word: weight for weight, word in weighed[:most]}

    def alike(self, index: int) -> Mapping[int, float]:
        """Other dialogues that share heavy words with one: index → about the cosine of the two, from 0 to 1."""
        found: dict[int, float] = {}
        for word, weight in self._signatures[index].items():
            for other, weight_there in self._postings[word]:
                found[other] = found.get(other, 0.0) + weight * weight_there
        found.pop(index, None)
        return found

    @cached_property
    def _signatures(self) -> Sequence[Mapping[str, float]]:
        return [self._signature(index) for index in range(len(self._bags))]

    def _signature(self, index: int) -> Mapping[str, float]:
        """The heaviest shared words; what nobody shares counts as length, so that one rare word makes no likeness."""
        own = sqrt(sum(weight * weight for weight in self.heaviest(index, shared=False).values())) or 1.0
        return {word: weight / own for word, weight in self.heaviest(index).items()}

    @cached_property
    def _postings(self) -> Mapping[str, Sequence[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = {}
        for index, signature in enumerate(self._signatures):
            for word, weight in signature.items():
                postings.setdefault(word, []).append((index, weight))
        return postings


@lru_cache(maxsize=64)
def _stop_words(language: str) -> frozenset[str]:
    """Words that say nothing of what a text is about, in a language and in English, which models mix in."""
    words = stopwordsiso.stopwords(["en", language.partition("-")[0].lower()])
    return frozenset(piece for word in words for piece in words_in(word))
