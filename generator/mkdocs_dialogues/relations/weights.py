"""What words and features weigh: the rarer, the more. All weights are whole numbers, so that no sum hangs on an order.

Frequencies count by steps of a logarithm, so that one dialogue more or less changes the weights of few others. For
words it is TF-IDF, (1 + log tf) · log(N / df); a dialogue is known by its heaviest words alone, so that ten thousand
of them are compared in seconds and without numpy or scipy, which scikit-learn or bm25s would bring along.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log, log2, sqrt
from typing import Final

from mkdocs_dialogues.archive import cast
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.wording import Bag

__all__ = ["LEAST", "ONE", "Scale", "features_of"]

ONE: Final = 1000
"""The weight 1. What two dialogues share weighs the product of what it weighs in each: 1 is the square of this."""
LEAST: Final = ONE * ONE // 20
"""Below this two dialogues share what many share."""

_SIGNATURE: Final = 12
"""How many words a dialogue is known by."""
_POSTINGS: Final = 64
"""A word of more dialogues than this brings none of them to mind."""
_WEIGHTS: Final[Mapping[str, float]] = {"theme": 0.5, "participant": 0.25}
"""What a theme or a participant that two dialogues alone share weighs, beside 1 for the same words."""
_STEPS: Final = 2
_FINE_STEPS: Final = 4
"""How many steps an octave has: for words, and for features, of which there are few."""


def features_of(card: Card) -> tuple[str, ...]:
    """A dialogue's themes and participants, folded, each with its kind before it."""
    found = [f"theme {theme.casefold()}" for theme in card.metadata.themes]
    found += [f"participant {participant.name.casefold()}" for participant in cast(card)]
    return tuple(dict.fromkeys(found))


class Scale:
    """The weights in an archive of ``size`` dialogues; equal for sizes that are near each other."""

    def __init__(self, size: int) -> None:
        self.words = _step(size + 1, _STEPS)
        self.features = _step(size + 1, _FINE_STEPS)
        self.limit = min(_POSTINGS, max(8, size // 2))
        self.standings = _Standings(self.words, self.limit)
        """What a word that so many dialogues have counts for: its rarity, and whether it brings others to mind."""

    def rarity(self, frequency: int) -> int:
        """That of a feature which so many dialogues have."""
        return max(0, self.features - _step(max(frequency, 1), _FINE_STEPS))

    def weights(self, features: Sequence[str], frequencies: Mapping[str, int]) -> dict[str, int]:
        """What features weigh for the dialogue that has them; what all have weighs nothing and is left out."""
        many = Counter(feature.partition(" ")[0] for feature in features)
        return {
            feature: weight
            for feature in features
            if (weight := self.weight(feature, many[feature.partition(" ")[0]], frequencies[feature]))
        }

    def weight(self, feature: str, many: int, frequency: int) -> int:
        """What a feature weighs for a dialogue with so ``many`` of its kind, if so many dialogues have it."""
        share = self.rarity(frequency) / max(self.features, 1)
        return round(ONE * sqrt(_WEIGHTS[feature.partition(" ")[0]] / many) * share)

    def signature(self, bag: Bag, frequencies: Mapping[str, int]) -> dict[str, int]:
        """The heaviest words that bring others to mind. What nobody shares counts as length, so that one rare word
        makes no likeness: the sum of the products of two signatures is about their cosine.
        """
        weighed = []
        standings = self.standings
        for word, count in bag:
            rarity, shared = standings[frequencies[word]]
            weighed.append((-_often(count) * rarity, word, shared))
        weighed.sort()
        length = sqrt(sum(weight * weight for weight, _, _ in weighed[:_SIGNATURE])) or 1.0
        heaviest = [(word, -weight / length) for weight, word, shared in weighed if shared][:_SIGNATURE]
        return {word: weight for word, share in heaviest if (weight := round(ONE * share))}


class _Standings(dict[int, tuple[int, bool]]):
    """By frequency, found when first asked for."""

    def __init__(self, whole: int, limit: int) -> None:
        super().__init__()
        self._whole = whole
        self._limit = limit

    def __missing__(self, frequency: int) -> tuple[int, bool]:
        rarity = max(0, self._whole - _step(max(frequency, 1), _STEPS))
        found = self[frequency] = rarity, 2 <= frequency <= self._limit
        return found


@lru_cache(4096)
def _step(frequency: int, steps: int) -> int:
    return round(steps * log2(frequency))


@lru_cache(4096)
def _often(count: int) -> float:
    return 1 + log(count)
