"""Proposes themes for dialogues that have none, from the site's own words. The same site gives the same proposals.

Three signs speak for a theme: the text names it; the dialogues that are nearest in wording have it; and the dialogue's
own key words are those that dialogues of the theme have and others have not. One sign is wrong about as often as right,
two that agree seldom are (figures in the guide): a proposal is sure if two agree, or if no dialogue has the theme
yet, since then its name is the only sign that there can be. Where the site keeps no list of themes, a word that the
dialogue uses more than others do can become a new one, and fills up what the signs leave open.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.relations.weights import Wording
from mkdocs_dialogues.relations.wording import count_terms, given_title, said, terms
from mkdocs_dialogues.themes.survey import in_use, stems
from mkdocs_dialogues.unspaced import UNSPACED

__all__ = ["Proposal", "propose"]

_MOST = 3
_NEAREST = 8
_NEAR = 0.04
"""Dialogues less alike than this share a word or two by chance."""
_LIKELY = 1.3
"""How many times as frequent among the nearest dialogues as among all a theme is."""
_SAMPLE = 200
"""How many dialogues are asked whether they name a theme: one that half of them name is told apart by no name."""
_FEW = 12
"""Of fewer dialogues than this it cannot be said that half of them name a theme by chance."""
_NAMED_OFTEN = 3
_IN_TITLE = 3
_KEYS = 24
"""How many of a dialogue's heaviest words are its key words."""
_WORDS = 2
"""How many key words must tell of a theme; with more it is a strong sign."""
_TELLING = 3.0
"""How many times as frequent in dialogues of a theme as in others a word is that tells of the theme."""
_NEW = 2
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme for a dialogue, and each sign that speaks for it, in words for the author.

    ``sure``: two signs agree, or there can be no second one; such a proposal is made unasked.
    """

    theme: str
    signs: tuple[str, ...]
    sure: bool = True


def propose(
    dialogues: Sequence[Dialogue], wanted: Sequence[Dialogue], known: Collection[str] | None
) -> list[list[Proposal]]:
    """For each of ``wanted``, which are among ``dialogues``, the themes that a sign speaks for, the likeliest first.

    ``known`` are the site's themes where it keeps a list: no other is proposed.
    """
    site = _Site(dialogues, list(known) if known is not None else _spellings(in_use(dialogues)))
    index_of = {id(dialogue): index for index, dialogue in enumerate(dialogues)}
    found = []
    for dialogue in wanted:
        index = index_of[id(dialogue)]
        proposals = [
            Proposal(one.theme, tuple(sign.words for sign in one.signs), one.agree or not site.has(one.theme))
            for one in site.weigh(index)[:_MOST]
        ]
        if known is None and len(proposals) < _NEW:
            proposals += site.new(index)[: _NEW - len(proposals)]
        found.append(proposals)
    return found


def _spellings(counts: Counter[str]) -> list[str]:
    """One spelling for each theme, the most frequent first."""
    best: dict[str, str] = {}
    for theme in sorted(counts, key=lambda theme: (-counts[theme], theme)):
        best.setdefault(theme.casefold(), theme)
    return list(best.values())


@dataclass(frozen=True, slots=True)
class _Sign:
    """What speaks for a theme, in words; ``strength`` from 0 to 1; ``strong``: it says something by itself."""

    words: str
    strength: float
    strong: bool = True


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A theme of the site, at its place among them, and what speaks for it."""

    theme: str
    place: int
    named: _Sign | None
    near: _Sign | None
    worded: _Sign | None

    @property
    def signs(self) -> list[_Sign]:
        return [sign for sign in (self.named, self.near, self.worded) if sign]

    @property
    def strength(self) -> float:
        return sum(sign.strength for sign in self.signs)

    @property
    def agree(self) -> bool:
        """Whether two signs agree. Likeness and key words are both of wording: they are one, unless both are strong."""
        if self.named:
            return bool(self.near or self.worded)
        return bool(self.near and self.near.strong and self.worded and self.worded.strong)


class _Site:
    """A site's dialogues, its themes, and what is usual of them."""

    def __init__(self, dialogues: Sequence[Dialogue], themes: Sequence[str]) -> None:
        self.themes = themes
        self._dialogues = dialogues
        self._words = Wording(map(terms, dialogues))
        self._tagged = [index for index, dialogue in enumerate(dialogues) if dialogue.metadata.themes]
        self._of = {theme: [index for index in self._tagged if _has(dialogues[index], theme)] for theme in themes}

    def has(self, theme: str) -> bool:
        """Whether a dialogue has the theme; of one that none has there can be no sign but its name."""
        return bool(self._of[theme])

    def weigh(self, index: int) -> list[_Weighed]:
        """The themes that a sign speaks for, the likeliest first."""
        dialogue = self._dialogues[index]
        text, title = _stemmed(said(dialogue)), _stemmed(given_title(dialogue))
        neighbours = self._neighbours(index)
        keys = list(self._words.heaviest(index, _KEYS))
        weighed = []
        for place, theme in enumerate(self.themes):
            named = self._named(theme, text, title)
            near = self._near(theme, neighbours)
            worded = self._worded(theme, index, keys)
            if named or (near and near.strong):
                weighed.append(_Weighed(theme, place, named, near, worded))
        return sorted(weighed, key=lambda one: (not one.agree, -one.strength, one.place))

    def new(self, index: int) -> list[Proposal]:
        """The dialogue's own heaviest words as themes; none that it says once, and no name of who speaks."""
        dialogue = self._dialogues[index]
        counted = count_terms(said(dialogue))
        title = _stemmed(given_title(dialogue))
        shared = self._words.heaviest(index, _KEYS)
        taken = {stem for theme in self.themes for stem in stems(theme)}
        taken |= {stem for one in dialogue.participants for stem in stems(f"{one.name} {one.id}")}
        proposals = []
        for word in self._words.heaviest(index, _KEYS, shared=False):
            stem = stems(word)
            if counted[word] >= _NAMED_OFTEN and not taken.intersection(stem) and _is_word(word):
                taken.update(stem)
                signs = [f"new; said {counted[word]} times"]
                signs += ["in the title"] if _stemmed(word) in title else []
                signs += ["said in others"] if word in shared else []
                proposals.append(Proposal(word, tuple(signs), len(signs) > 1 or not self.themes))
        return sorted(proposals, key=lambda proposal: not proposal.sure)

    @cached_property
    def _names(self) -> Mapping[str, float]:
        """Of each theme, the share of a sample of dialogues that name it often; none of a few dialogues."""
        if len(self._dialogues) < _FEW:
            return dict.fromkeys(self.themes, 0.0)
        texts = [_stemmed(said(dialogue)) for dialogue in self._dialogues[:: len(self._dialogues) // _SAMPLE + 1]]
        return {
            theme: sum(text.count(_stemmed(theme)) >= _NAMED_OFTEN for text in texts) / len(texts)
            for theme in self.themes
        }

    def _named(self, theme: str, text: str, title: str) -> _Sign | None:
        word = _stemmed(theme)
        times = text.count(word)
        weight = times + _IN_TITLE * (word in title)
        if weight < _NAMED_OFTEN or self._names[theme] >= 0.5:
            return None
        return _Sign(f"named {times} time{'' if times == 1 else 's'}", min(weight, 10) / 10)

    def _neighbours(self, index: int) -> list[tuple[float, Dialogue]]:
        """The nearest dialogues that have themes, with how near they are."""
        near = self._words.alike(index)
        tagged = [
            (nearness, -other)
            for other, nearness in near.items()
            if nearness >= _NEAR and self._dialogues[other].metadata.themes
        ]
        return [(nearness, self._dialogues[-other]) for nearness, other in nlargest(_NEAREST, tagged)]

    def _near(self, theme: str, neighbours: Sequence[tuple[float, Dialogue]]) -> _Sign | None:
        sharing = [(nearness, other) for nearness, other in neighbours if _has(other, theme)]
        if not sharing:
            return None
        share = sum(nearness for nearness, _ in sharing) / (sum(nearness for nearness, _ in neighbours) or 1.0)
        usual = len(self._of[theme]) / len(self._tagged)
        strong = len(sharing) >= 2 and share >= _LIKELY * usual
        return _Sign(f"as “{sharing[0][1].title}”", max(0.0, share - usual), strong)

    def _worded(self, theme: str, index: int, keys: Sequence[str]) -> _Sign | None:
        """Key words that two dialogues of the theme have, and others seldom."""
        of = [other for other in self._of[theme] if other != index]
        others = [other for other in self._tagged if other != index and other not in self._of[theme]]
        telling = []
        for word in keys:
            having = sum(word in self._vocabularies[other] for other in of)
            elsewhere = sum(word in self._vocabularies[other] for other in others)
            if having >= 2 and having / len(of) >= _TELLING * (elsewhere + 0.5) / (len(others) + 1):
                telling.append(word)
        if len(telling) < _WORDS:
            return None
        return _Sign(f"its words: {', '.join(telling[:3])}", len(telling) / len(keys), len(telling) > _WORDS)

    @cached_property
    def _vocabularies(self) -> Mapping[int, frozenset[str]]:
        return {index: frozenset(word for word, _ in terms(self._dialogues[index])) for index in self._tagged}


def _is_word(term: str) -> bool:
    """Whether a term may be a word. Of writings without spaces it is a pair of letters, and a word at most in Han."""
    return not UNSPACED.search(term) or _HAN.fullmatch(term) is not None


def _stemmed(text: str) -> str:
    """The stems of a text between spaces, in which those of a theme can be looked for."""
    return f" {' '.join(stems(text))} "


def _has(dialogue: Dialogue, theme: str) -> bool:
    return theme.casefold() in map(str.casefold, dialogue.metadata.themes)
