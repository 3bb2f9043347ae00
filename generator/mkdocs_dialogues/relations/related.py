"""See also: which dialogues are related, by themes, participants and wording. The same archive gives the same answer.

The rarer what two of them share, the more it says. Candidates come from rare words and from shared themes and
participants, each of which brings a bounded number to mind; so the work grows with the archive and not with its square.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import log, sqrt
from operator import itemgetter

from mkdocs_dialogues.archive import Archive, cast
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.wording import Wording

__all__ = ["Related", "Relations"]

_MOST_FROM_ONE = 64
"""How many dialogues a shared theme or participant brings to mind: of a frequent one, the nearest in time."""
_CONSIDERED = 32
_LEAST = 0.05
"""Below this two dialogues share what many share."""
_WEIGHTS: Mapping[str, float] = {"theme": 0.5, "participant": 0.25}
"""What a theme or a participant that two dialogues alone share weighs, beside 1 for the same words."""

_Feature = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Related:
    """A related dialogue, and the themes that both have, as that dialogue spells them."""

    card: Card
    themes: tuple[str, ...]


class Relations:
    """What an archive's dialogues have to do with each other."""

    def __init__(self, archive: Archive) -> None:
        self._cards = archive.dialogues
        self._series = [(card.metadata.series or "").casefold() for card in self._cards]
        self._index = {id(card): index for index, card in enumerate(self._cards)}
        self._words = Wording(card.terms for card in self._cards)
        self._having: dict[_Feature, list[int]] = {}
        features = [tuple(_features(card)) for card in self._cards]
        for index, found in enumerate(features):
            for feature in found:
                self._having.setdefault(feature, []).append(index)
        self._features = [self._weighed(found) for found in features]
        self._weights = {
            feature: [self._features[index][feature] for index in indices] for feature, indices in self._having.items()
        }

    def related(self, card: Card, most: int) -> list[Related]:
        """The dialogues that have most to do with one, the nearest first; none of its own series, which it shows."""
        index = self._index.get(id(card))
        if index is None or most < 1:
            return []
        near = defaultdict(float, alike := self._words.alike(index))
        own = self._features[index]
        for feature, weight in own.items():
            having = self._having[feature]
            around = _around(having, index)
            for other, weight_there in zip(having[around], self._weights[feature][around], strict=True):
                near[other] += weight * weight_there
        near.pop(index, None)
        series = self._series[index]
        apart = [(other, score) for other, score in near.items() if not series or self._series[other] != series]
        # Exact for the best: a frequent theme did not bring all to mind that have it.
        best = [other for other, _ in sorted(apart, key=itemgetter(1), reverse=True)[:_CONSIDERED]]
        exact = {other: alike.get(other, 0.0) + _product(own, self._features[other]) for other in best}
        chosen = nlargest(most, exact, key=lambda other: (round(exact[other], 9), -abs(other - index), -other))
        return [self._explained(card, self._cards[other]) for other in chosen if exact[other] >= _LEAST]

    def _weighed(self, features: Sequence[_Feature]) -> Mapping[_Feature, float]:
        """A dialogue's features with their weights: from 0, what all have, to the root of what ``_WEIGHTS`` says."""
        whole = log(len(self._cards) + 1)
        many = {kind: sum(feature[0] == kind for feature in features) for kind in _WEIGHTS}
        return {
            feature: sqrt(_WEIGHTS[feature[0]] / many[feature[0]])
            * log((len(self._cards) + 1) / len(self._having[feature]))
            / whole
            for feature in features
        }

    def _explained(self, card: Card, other: Card) -> Related:
        own = {theme.casefold() for theme in card.metadata.themes}
        return Related(other, tuple(t for t in dict.fromkeys(other.metadata.themes) if t.casefold() in own))


def _features(card: Card) -> Iterable[_Feature]:
    return dict.fromkeys(
        [("theme", theme.casefold()) for theme in card.metadata.themes]
        + [("participant", participant.name.casefold()) for participant in cast(card)]
    )


def _product(one: Mapping[_Feature, float], other: Mapping[_Feature, float]) -> float:
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)


def _around(indices: Sequence[int], index: int) -> slice:
    """Where those of sorted indices are that are nearest to one among them, at most so many."""
    place = bisect_left(indices, index)
    start = max(0, min(place - _MOST_FROM_ONE // 2, len(indices) - _MOST_FROM_ONE))
    return slice(start, start + _MOST_FROM_ONE)
