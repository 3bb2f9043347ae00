"""Proposes themes for dialogues that have none, from the site's own words. The same site gives the same proposals.

Three kinds of evidence: a theme is named in the text; the dialogues that are nearest in wording have it; and, where the
site keeps no list of themes, a word that the dialogue uses more than others do. The last makes new themes, and only
fills up what the first two leave open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.relations.wording import Wording, count_terms, said, terms
from mkdocs_dialogues.themes.survey import in_use, stems

__all__ = ["Proposal", "propose"]

_MOST = 3
_NEAREST = 8
_NEAR = 0.04
"""Dialogues less alike than this share a word or two by chance."""
_LIKELY = 1.3
"""How many times as frequent among the nearest dialogues as among all a theme is, if the text does not name it."""
_SAMPLE = 200
"""How many dialogues are asked whether they name a theme: one that half of them name is told apart by no name."""
_NAMED_OFTEN = 3
_IN_TITLE = 3
_NEW = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A theme for a dialogue, and what speaks for it, in words for the author."""

    theme: str
    reason: str


def propose(
    dialogues: Sequence[Dialogue], wanted: Sequence[Dialogue], known: Collection[str] | None = None
) -> list[list[Proposal]]:
    """For each of ``wanted``, which are among ``dialogues``, at most three themes, the likeliest first.

    ``known`` are the site's themes where it keeps a list: no other is proposed.
    """
    words = Wording(map(terms, dialogues))
    index_of = {id(dialogue): index for index, dialogue in enumerate(dialogues)}
    vocabulary = list(known) if known is not None else _spellings(in_use(dialogues))
    usual = _usual(dialogues, vocabulary)
    found = []
    for dialogue in wanted:
        index = index_of[id(dialogue)]
        scores, reasons = _weigh(dialogue, usual, _neighbours(words, index, dialogues))
        proposals = [
            Proposal(theme, reasons[theme])
            for theme in nlargest(_MOST, scores, key=lambda theme: (scores[theme], -vocabulary.index(theme)))
        ]
        if known is None and len(proposals) < _NEW:
            proposals += _new(words, index, dialogue, vocabulary)[: _NEW - len(proposals)]
        found.append(proposals)
    return found


def _spellings(counts: Counter[str]) -> list[str]:
    """One spelling for each theme, the most frequent first."""
    best: dict[str, str] = {}
    for theme in sorted(counts, key=lambda theme: (-counts[theme], theme)):
        best.setdefault(theme.casefold(), theme)
    return list(best.values())


def _neighbours(words: Wording, index: int, dialogues: Sequence[Dialogue]) -> list[tuple[float, Dialogue]]:
    """The nearest dialogues that have themes, with how near they are."""
    near = words.alike(index)
    tagged = [
        (nearness, -other) for other, nearness in near.items() if nearness >= _NEAR and dialogues[other].metadata.themes
    ]
    return [(nearness, dialogues[-other]) for nearness, other in nlargest(_NEAREST, tagged)]


@dataclass(frozen=True, slots=True)
class _Usual:
    """How frequent a theme is: the share of tagged dialogues that have it, and of a sample that name it often."""

    had: float
    named: float


def _usual(dialogues: Sequence[Dialogue], vocabulary: Sequence[str]) -> Mapping[str, _Usual]:
    tagged = [dialogue for dialogue in dialogues if dialogue.metadata.themes]
    texts = [_stemmed(said(dialogue)) for dialogue in dialogues[:: len(dialogues) // _SAMPLE + 1]]
    return {
        theme: _Usual(
            sum(_has(dialogue, theme) for dialogue in tagged) / (len(tagged) or 1),
            sum(text.count(_stemmed(theme)) >= _NAMED_OFTEN for text in texts) / (len(texts) or 1),
        )
        for theme in vocabulary
    }


def _weigh(
    dialogue: Dialogue, usual: Mapping[str, _Usual], neighbours: Sequence[tuple[float, Dialogue]]
) -> tuple[Mapping[str, float], Mapping[str, str]]:
    """A score and a reason for each theme that something speaks for."""
    text, title = _stemmed(said(dialogue)), _stemmed(dialogue.title)
    near = sum(nearness for nearness, _ in neighbours) or 1.0
    scores, reasons = {}, {}
    for theme, rate in usual.items():
        word = _stemmed(theme)
        times = text.count(word)
        named = times + _IN_TITLE * (word in title) if rate.named < 0.5 else 0
        sharing = [(nearness, other) for nearness, other in neighbours if _has(other, theme)]
        share = sum(nearness for nearness, _ in sharing) / near
        if named < _NAMED_OFTEN and (share < _LIKELY * rate.had or len(sharing) < 2):
            continue
        scores[theme] = min(named, 10) / 10 + share - rate.had
        if named >= _NAMED_OFTEN:
            reasons[theme] = f"named {times} time{'' if times == 1 else 's'}"
        else:
            reasons[theme] = f"as “{sharing[0][1].title}”"
    return scores, reasons


def _stemmed(text: str) -> str:
    """The stems of a text between spaces, in which those of a theme can be looked for."""
    return f" {' '.join(stems(text))} "


def _has(dialogue: Dialogue, theme: str) -> bool:
    return theme.casefold() in map(str.casefold, dialogue.metadata.themes)


def _new(words: Wording, index: int, dialogue: Dialogue, vocabulary: Sequence[str]) -> list[Proposal]:
    """The dialogue's own heaviest words as themes; none that it says once, and no name of who speaks."""
    counted = count_terms(said(dialogue))
    taken = {stem for theme in vocabulary for stem in stems(theme)}
    taken |= {stem for participant in dialogue.participants for stem in stems(f"{participant.name} {participant.id}")}
    proposals = []
    for word in words.heaviest(index, 24, shared=False):
        stem = stems(word)
        if counted[word] >= _NAMED_OFTEN and not taken.intersection(stem):
            taken.update(stem)
            proposals.append(Proposal(word, f"new; said {counted[word]} times"))
    return proposals
