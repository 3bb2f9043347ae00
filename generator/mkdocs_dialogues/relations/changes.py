"""What an edit changes of relations: only what has to do with it is looked at again.

The result is the same as if all were found anew: who is related to one is a function of who shares words or features
with it, and of nothing else. So one is looked at again if what it is known by changed, if one that was found for it
changed or went, and if another would now be found for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Final

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.likeness import REACH, Likeness, window
from mkdocs_dialogues.relations.members import Known, Member
from mkdocs_dialogues.relations.weights import Scale, features_of

__all__ = ["Former", "renewed"]

_FEW: Final = 100
"""Words that are sought in what all say quicker than that is taken apart."""

Former = Callable[[], Mapping[bytes, bytes]]
"""The words of dialogues that are gone, as their cards had them, by their marks; of those that can still be told."""


def renewed(cards: Sequence[Card], marks: list[bytes], most: int, before: Known, former: Former) -> Known:
    """What is known of an archive with these cards, given what was known of it before, which is used up."""
    scale = Scale(len(cards))
    settings = (most, scale.words, scale.features, scale.limit)
    if before.settings == settings and [member.mark for member in before.members] == marks:
        for member, card in zip(before.members, cards, strict=True):
            member.terms = card.terms
        return before
    if before.settings != settings or not before.complete():
        before = Known()
    _recall(before, marks, former)
    change = _Change(cards, marks, Known(settings), before, scale)
    likeness = Likeness(change.now, scale, most)
    for member in change.touched(likeness):
        member.found = likeness.nearest(member)
    return change.now


def _recall(before: Known, marks: Iterable[bytes], former: Former) -> None:
    """Have the words at hand of those that are gone, so that not all need be counted anew."""
    there = set(marks)
    gone = [member for member in before.members if member.terms is None and member.mark not in there]
    words = former() if gone else {}
    for member in gone:
        member.terms = words.get(member.mark)


class _Change:
    """From one state of an archive to the next."""

    def __init__(self, cards: Sequence[Card], marks: Sequence[bytes], now: Known, before: Known, scale: Scale) -> None:
        self.now = now
        self._before = before
        self._scale = scale
        gone = {member.mark: member for member in before.members}
        self._added: list[Member] = []
        for place, (card, mark) in enumerate(zip(cards, marks, strict=True)):
            member = gone.pop(mark, None)
            if member is None:
                series = (card.metadata.series or "").casefold()
                member = Member(mark, place, _seconds(card), series, features_of(card))
                self._added.append(member)
            member.place = place
            member.terms = card.terms
            now.members.append(member)
        self._gone = list(gone.values())
        self._changed = self._recount()
        self._reworded = self._reword()
        self._had = self._move_features()

    def touched(self, likeness: Likeness) -> Collection[Member]:
        """The members for whom others may be found than before."""
        again = {*self._added, *self._reworded, *self._reweighed()}
        lost = {*self._gone, *self._reworded}
        if lost:
            again.update(member for member in self.now.members if any(other in lost for other, _ in member.found))
        for member in chain(self._added, self._reworded):
            if len(again) == len(self.now.members):
                return again
            alike = likeness.alike(member).items()
            again.update(o for o, words in alike if o not in again and likeness.would_be_found(o, member, words))
        again.update(member for member in self._shifted(likeness, again))
        return again

    def _recount(self) -> set[str]:
        """Count who says each word, and give those that weigh more or less than before."""
        now, before = self.now, self._before
        if not self._added and not self._gone:  # they are in another order
            now.words = before.words
            return set()
        if not before.members or any(member.terms is None for member in self._gone):
            now.words = Counter(map(_first, chain.from_iterable([member.bag for member in now.members])))
            moved = now.words.keys() | before.words.keys() if before.members else ()
            return self._of_other_weight(moved, before.words)
        now.words = before.words
        change = Counter(word for member in self._added for word, _ in member.bag)
        change.subtract(word for member in self._gone for word, _ in member.bag)
        was = {word: now.words.get(word, 0) for word in change}
        for word, more in change.items():
            now.words[word] = was[word] + more
            if not now.words[word]:
                del now.words[word]
        return self._of_other_weight(was, was)

    def _of_other_weight(self, words: Iterable[str], before: Mapping[str, int]) -> set[str]:
        standings, now = self._scale.standings, self.now.words
        return {word for word in words if standings[before.get(word, 0)] != standings[now.get(word, 0)]}

    def _reword(self) -> Sequence[Member]:
        """Find the signatures again that may have changed; those of old members that did are given."""
        added = set(self._added)
        self.now.saying = self._before.saying
        for member in self._gone:
            self._unsay(member)
        reworded = []
        for member in chain(self._added, (member for member in self._saying_changed() if member not in added)):
            signature = self._scale.signature(member.bag, self.now.words)
            if signature != member.signature:
                self._unsay(member)
                member.signature = signature
                for word, weight in signature.items():
                    self.now.saying.setdefault(word, {})[member] = weight
                if member not in added:
                    reworded.append(member)
        return reworded

    def _saying_changed(self) -> Iterator[Member]:
        """The members that say a word which weighs more or less than before."""
        words = self._changed
        pieces = [word.encode() for word in words] if len(words) <= _FEW else [b""]  # which is in all
        for member in self.now.members if words else ():
            terms = member.terms or b""
            if any(piece in terms for piece in pieces) and not words.isdisjoint(map(_first, member.bag)):
                yield member

    def _unsay(self, member: Member) -> None:
        saying = self.now.saying
        for word in member.signature:
            del saying[word][member]
            if not saying[word]:
                del saying[word]

    def _move_features(self) -> Mapping[str, Sequence[Member]]:
        """Put the new members among those of their features, and take the old away. Gives who had them before."""
        having = self.now.having = self._before.having
        moved = dict.fromkeys(feature for member in chain(self._added, self._gone) for feature in member.features)
        had = {feature: having.get(feature, []) for feature in moved}
        gone = set(self._gone)
        having.update((feature, [member for member in had[feature] if member not in gone]) for feature in moved)
        for member in self._added:
            for feature in member.features:
                having[feature].append(member)
        for feature in moved:
            having[feature].sort(key=_place)
            if not having[feature]:
                del having[feature]
        return had

    def _reweighed(self) -> Iterator[Member]:
        """The members with a feature that weighs more or less than before."""
        for feature, had in self._had.items():
            having = self.now.having.get(feature, ())
            if self._scale.rarity(len(had)) != self._scale.rarity(len(having)):
                for member in having:
                    member.weights = None
                    yield member

    def _shifted(self, likeness: Likeness, again: Collection[Member]) -> Iterator[Member]:
        """The members to whom a feature brings others to mind than before, of whom one would be found or was."""
        for feature, had in self._had.items():
            having = self.now.having.get(feature, [])
            before = {member: place for place, member in enumerate(had)}
            for place in _near_changes(had, having, before):
                member = having[place]
                if member in again or feature not in likeness.leading(member):
                    continue
                old = had[window(before[member], len(had))]
                new = having[window(place, len(having))]
                lost = set(old).difference(new)
                if any(other in lost for other, _ in member.found) or any(
                    likeness.would_be_found(member, other, likeness.of_words(member, other))
                    for other in set(new).difference(old)
                ):
                    yield member


def _near_changes(had: Sequence[Member], having: Sequence[Member], before: Mapping[Member, int]) -> Sequence[int]:
    """The places of those of a feature near whom another came or went, without those that came."""
    now = {member: place for place, member in enumerate(having)}
    changed = {place for member, place in now.items() if member not in before}
    last = 0
    for member in had:
        last = now.get(member, last)
        if member not in now:
            changed.add(last)
    near: set[int] = set()
    for place in changed:
        near.update(range(max(0, place - REACH), min(len(having), place + REACH + 1)))
    return [place for place in sorted(near) if having[place] in before]


def _seconds(card: Card) -> int:
    when = card.metadata.date
    if when is None:
        return 0
    days = when.toordinal() * 86_400
    return days + (when.hour * 60 + when.minute) * 60 + when.second if isinstance(when, datetime) else days


_place = attrgetter("place")
_first = itemgetter(0)
