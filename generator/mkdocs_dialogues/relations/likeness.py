"""How much two dialogues share, and which of an archive share most."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush, nsmallest
from operator import attrgetter, itemgetter

from mkdocs_dialogues.relations.members import Found, Known, Member
from mkdocs_dialogues.relations.weights import LEAST, Scale

__all__ = ["REACH", "Likeness", "window"]

_MOST_FROM_ONE = 64
"""How many dialogues a shared theme or participant brings to mind: of a frequent one, the nearest in time."""
REACH = _MOST_FROM_ONE + 1
"""Who is farther away among those of a feature is not brought to mind, nor makes another be."""

_place = attrgetter("place")
_score = itemgetter(1)


class Likeness:
    """How much the members of an archive share, and what of it brings one to another's mind."""

    def __init__(self, known: Known, scale: Scale, most: int) -> None:
        self._known = known
        self._scale = scale
        self._most = most
        self._greatest: dict[str, int] = {}

    def nearest(self, member: Member) -> Sequence[Found]:
        """Those that have most to do with one, the nearest first; none of its own series, which its page shows."""
        if self._most < 1:
            return ()
        alike = self.alike(member)
        for feature in self.leading(member):
            for other in self.around(member, feature):
                alike.setdefault(other, 0)
        alike.pop(member, None)
        # Exact for those alone that can be among the best: features add no more than all of them are worth.
        most_of_features = sum(self._worth(member).values())
        scored: list[Found] = []
        best: list[int] = []
        least = LEAST
        for other, words in sorted(alike.items(), key=_score, reverse=True):
            if words + most_of_features < least:
                break
            if member.series and member.series == other.series:
                continue
            score = words + self._shared(member, other)
            if score >= least:
                scored.append((other, score))
                heappush(best, score)
                if len(best) > self._most:
                    heappop(best)
                if len(best) == self._most:
                    least = max(LEAST, best[0])
        return nsmallest(self._most, scored, key=_rank_for(member))

    def alike(self, member: Member) -> dict[Member, int]:
        """Who shares heavy words with one, and how much they weigh: about the cosine of the two."""
        alike: dict[Member, int] = {}
        for word, weight in member.signature.items():
            for other, there in self._known.saying[word].items():
                alike[other] = alike.get(other, 0) + weight * there
        return alike

    def of_words(self, member: Member, other: Member) -> int:
        """What the heavy words weigh that two have."""
        theirs = other.signature
        return sum([weight * theirs[word] for word, weight in member.signature.items() if word in theirs])

    def leading(self, member: Member) -> list[str]:
        """The features that bring others to mind: not the most frequent, which all together are not worth enough."""
        worth = self._worth(member)
        rest = 0
        leading = []
        for feature in sorted(worth, key=worth.__getitem__):
            rest += worth[feature]
            if rest >= LEAST:
                leading.append(feature)
        return leading

    def around(self, member: Member, feature: str) -> Sequence[Member]:
        """Those of a feature that are nearest in time to one of them, at most so many."""
        having = self._known.having[feature]
        return having[window(bisect_left(having, member.place, key=_place), len(having))]

    def would_be_found(self, member: Member, other: Member, alike: int) -> bool:
        """Whether another, whose words are so much alike, would now be among the nearest, where it was not."""
        if other is member or (member.series and member.series == other.series):
            return False
        last = member.found[-1] if len(member.found) == self._most else None
        if alike + sum(self._worth(member).values()) < (last[1] if last else LEAST):
            return False
        found = other, alike + self._shared(member, other)
        rank = _rank_for(member)
        return found[1] >= LEAST and (last is None or rank(found) < rank(last))

    def _shared(self, member: Member, other: Member) -> int:
        """What the features that both have weigh."""
        own, weights = member.weights or self._weights(member), other.weights or self._weights(other)
        return sum([own[feature] * weights[feature] for feature in own.keys() & weights.keys()])

    def _weights(self, member: Member) -> Mapping[str, int]:
        if member.weights is None:
            frequencies = {feature: len(self._known.having[feature]) for feature in member.features}
            member.weights = self._scale.weights(member.features, frequencies)
        return member.weights

    def _worth(self, member: Member) -> Mapping[str, int]:
        """The most that each feature of a member can weigh that it shares with another."""
        return {feature: weight * self._most_of(feature) for feature, weight in self._weights(member).items()}

    def _most_of(self, feature: str) -> int:
        if feature not in self._greatest:
            self._greatest[feature] = self._scale.weight(feature, 1, len(self._known.having[feature]))
        return self._greatest[feature]


def window(place: int, count: int) -> slice:
    """Where those are that are nearest to one of so many, at most so many."""
    start = max(0, min(place - _MOST_FROM_ONE // 2, count - _MOST_FROM_ONE))
    return slice(start, start + _MOST_FROM_ONE)


def _rank_for(member: Member) -> Callable[[Found], tuple[int, int, int]]:
    """Who shares most comes first, then who is nearest in time, then who is newer."""
    when = member.when
    return lambda found: (-found[1], abs(found[0].when - when), found[0].place)
