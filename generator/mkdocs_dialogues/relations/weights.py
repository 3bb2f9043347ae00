"""What words and features weigh: the rarer, the more.

For words it is TF-IDF, (1 + log tf) · log(N / df); a dialogue is known by its heaviest words alone, so that ten
thousand of them are compared in seconds and without numpy or scipy, which scikit-learn or bm25s would bring along.

What a site shows is weighed by ``Scale``. There frequencies count by steps of a logarithm, so that one dialogue more or
less changes the weights of few others, and all weights are whole numbers, so that no sum hangs on an order. What the
command asks once, with no build before it, is weighed by ``Wording``, which does without either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log, log2, sqrt
from typing import Final

from mkdocs_dialogues.archive import cast
from mkdocs_dialogues.cards import Bag, Card

__all__ = ["LEAST", "ONE", "Scale", "Wording", "features_of"]

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
        self.limit = _most_sharing(size)
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


class Wording:
    """The words of dialogues, by index: that of their bags."""

    def __init__(self, bags: Iterable[Bag]) -> None:
        self._bags = list(bags)
        self._common = Counter(word for bag in self._bags for word, _ in bag)

    def heaviest(self, index: int, most: int, *, shared: bool = True) -> Mapping[str, float]:
        """A dialogue's heaviest words with their weights, heaviest first.

        ``shared``: only words that another dialogue has too, and not too many of them, as one compares with.
        """
        weighed = self._weighed(index)
        return dict((self._shared(weighed) if shared else weighed)[:most])

    def _shared(self, weighed: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
        limit = _most_sharing(len(self._bags))
        return [(word, weight) for word, weight in weighed if 2 <= self._common[word] <= limit]

    def _weighed(self, index: int) -> list[tuple[str, float]]:
        """All words of a dialogue with their weights, heaviest first."""
        rare = self._rare
        weighed = [(word, _often(count) * rare[word]) for word, count in self._bags[index]]
        weighed.sort(key=lambda pair: (-pair[1], pair[0]))
        return weighed

    @cached_property
    def _rare(self) -> Mapping[str, float]:
        """What the rarity of each word weighs."""
        whole = len(self._bags) + 1
        return {word: log(whole / count) for word, count in self._common.items()}

    def alike(self, index: int) -> Mapping[int, float]:
        """Other dialogues that share heavy words with one: index → about the cosine of the two, from 0 to 1."""
        found: defaultdict[int, float] = defaultdict(float)
        for word, weight in self._signatures[index].items():
            for other, weight_there in self._postings[word]:
                found[other] += weight * weight_there
        found.pop(index, None)
        return found

    @cached_property
    def _signatures(self) -> Sequence[Mapping[str, float]]:
        return [self._signature(index) for index in range(len(self._bags))]

    def _signature(self, index: int) -> Mapping[str, float]:
        """The heaviest shared words; what nobody shares counts as length, so that one rare word makes no likeness."""
        weighed = self._weighed(index)
        own = sqrt(sum(weight * weight for _, weight in weighed[:_SIGNATURE])) or 1.0
        return {word: weight / own for word, weight in self._shared(weighed)[:_SIGNATURE]}

    @cached_property
    def _postings(self) -> Mapping[str, Sequence[tuple[int, float]]]:
        postings: dict[str, list[tuple[int, float]]] = {}
        for index, signature in enumerate(self._signatures):
            for word, weight in signature.items():
                postings.setdefault(word, []).append((index, weight))
        return postings


def _most_sharing(size: int) -> int:
    """How many dialogues of so many can have a word that brings them to mind."""
    return min(_POSTINGS, max(8, size // 2))


@lru_cache(4096)
def _step(frequency: int, steps: int) -> int:
    return round(steps * log2(frequency))


@lru_cache(4096)
def _often(count: int) -> float:
    return 1 + log(count)
