"""See also: which dialogues are related, by themes, participants and wording. The same archive gives the same answer.

The rarer what two of them share, the more it says. Candidates come from rare words and from shared themes and
participants, each of which brings a bounded number to mind; so the work grows with the archive and not with its square.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.relations.changes import Former, renewed
from mkdocs_dialogues.relations.members import Known

__all__ = ["Relations"]


class Relations:
    """What an archive's dialogues have to do with each other; ``most`` for each at most.

    ``before`` is what was ``known`` of the archive at another time, and is used up. ``mark`` tells all that a card has
    to do with relations; what has the same mark as then is looked at again only where something near it changed.
    ``former`` are words of what is gone, which need not be counted anew.
    """

    def __init__(
        self,
        archive: Archive,
        most: int,
        *,
        mark: Callable[[Card], bytes] = lambda card: b"%d" % id(card),
        before: Known | None = None,
        former: Former = dict,
    ) -> None:
        self._cards = archive.dialogues
        self._index = {id(card): index for index, card in enumerate(self._cards)}
        marks = _distinct(map(mark, self._cards))
        before = before or Known()
        was = [member.mark for member in before.members], before.settings
        self.known = renewed(self._cards, marks, most, before, former)
        self.changed = was != (marks, self.known.settings)
        """Whether anything is known that was not known before, or was and is not."""

    def related(self, card: Card) -> Sequence[Card]:
        """The dialogues that have most to do with one, the nearest first; none of its own series, which it shows."""
        index = self._index.get(id(card))
        return [] if index is None else [self._cards[other.place] for other, _ in self.known.members[index].found]

    def each(self) -> Iterable[Sequence[Card]]:
        """The same of each dialogue, in the archive's order."""
        cards = self._cards
        for member in self.known.members:
            yield [cards[other.place] for other, _ in member.found]


def _distinct(marks: Iterable[bytes]) -> list[bytes]:
    """Marks of which no two are the same, even of dialogues that are."""
    seen: Counter[bytes] = Counter()
    found = []
    for mark in marks:
        found.append(b"%b#%d" % (mark, seen[mark]) if mark in seen else mark)
        seen[mark] += 1
    return found
