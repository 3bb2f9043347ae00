"""The words that tell dialogues apart: an inverted index over rare words, whose work a dialogue is bounded.

Weights are those of TF-IDF, (1 + log tf) · log(N / df). A dialogue is known by its heaviest words alone, so that ten
thousand of them are compared in seconds and without numpy or scipy, which scikit-learn or bm25s would bring along.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from math import log, sqrt
from operator import itemgetter

from mkdocs_dialogues.cards import Bag
from mkdocs_dialogues.model import Dialogue, Text
from mkdocs_dialogues.unspaced import UNSPACED

__all__ = ["Bag", "Wording", "count_terms", "said", "terms"]

_READ = 8_000
"""How many characters of a dialogue are looked at: what it is about is said early, and the work stays bounded."""
_SIGNATURE = 12
"""How many words a dialogue is known by."""
_POSTINGS = 64
"""A word of more dialogues than this brings none of them to mind."""

# Letters, and the marks that belong to them, which are no letters to Python's \w.
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u0670\u0900-\u0dff]")
_WORD = re.compile(r"\w+")
_MARKED_WORD = re.compile(rf"(?:\w|{_MARKS.pattern})+")
_FENCED = re.compile(r"^(`{3,}|~{3,}).*?(?:^\1|\Z)", re.MULTILINE | re.DOTALL)
_ADDRESS = re.compile(r"\w+://\S*|\S+@\S+")


def said(dialogue: Dialogue, length: int = _READ) -> str:
    """What was said, as far as it is looked at, with title and summary in front."""
    metadata = dialogue.metadata
    title = dialogue.title if metadata.origins.get("title") != "first words" else ""
    pieces = [title, metadata.summary or ""]
    seen = 0
    for turn in dialogue.turns:
        for part in turn.parts:
            if isinstance(part, Text):
                pieces.append(part.text[: length - seen])
                seen += len(part.text)
        if seen >= length:
            break
    return "\n".join(pieces)


def count_terms(text: str) -> dict[str, int]:
    """The words of a text, folded, without code and addresses, in their order; pairs of characters of scripts without
    spaces.
    """
    if "```" in text or "~~~" in text:
        text = _FENCED.sub("", text)
    if "://" in text or "@" in text:
        text = " ".join(_ADDRESS.sub("", run) if "://" in run or "@" in run else run for run in text.split())
    text = text.casefold()
    marked = not text.isascii() and _MARKS.search(text) is not None
    runs = Counter((_MARKED_WORD if marked else _WORD).findall(text))
    if text.isascii() or not (marked or UNSPACED.search(text)):  # by far the most texts: their words stay as they are
        return {run: count for run, count in runs.items() if run.isalpha()}
    counted: dict[str, int] = {}
    for run, count in runs.items():
        if run.isalpha() and run.isascii():
            counted[run] = counted.get(run, 0) + count
        else:
            for word in _words(run):
                counted[word] = counted.get(word, 0) + count
    return counted


def terms(dialogue: Dialogue, most: int | None = None, length: int = _READ) -> Bag:
    """What a dialogue says in its first ``length`` characters, without the words that every text has."""
    stop = _stop_words(dialogue.metadata.language or "en")
    counted = count_terms(said(dialogue, length))
    kept = [(word, count) for word, count in counted.items() if word not in stop and len(word) > 1]
    kept.sort(key=itemgetter(1), reverse=True)
    return tuple(kept[:most])


class Wording:
    """The words of dialogues, by index: that of their bags."""

    def __init__(self, bags: Iterable[Bag]) -> None:
        self._bags = list(bags)
        self._common = Counter(word for bag in self._bags for word, _ in bag)

    def heaviest(self, index: int, most: int = _SIGNATURE, *, shared: bool = True) -> Mapping[str, float]:
        """A dialogue's heaviest words with their weights, heaviest first.

        ``shared``: only words that another dialogue has too, and not too many of them, as one compares with.
        """
        weighed = self._weighed(index)
        return dict((self._shared(weighed) if shared else weighed)[:most])

    def _shared(self, weighed: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
        limit = min(_POSTINGS, max(8, len(self._bags) // 2))
        return [(word, weight) for word, weight in weighed if 2 <= self._common[word] <= limit]

    def _weighed(self, index: int) -> list[tuple[str, float]]:
        """All words of a dialogue with their weights, heaviest first."""
        rare = self._rare
        weighed = [(word, (1 + log(count)) * rare[word]) for word, count in self._bags[index]]
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


def _words(run: str) -> Sequence[str]:
    """The words of a run of letters that are not all Latin: none where digits are among them."""
    if not (run.isalpha() or _MARKS.sub("", run).isalpha()):
        return ()
    return [run[at : at + 2] for at in range(len(run) - 1)] if UNSPACED.search(run) else (run,)


@lru_cache(maxsize=64)
def _stop_words(language: str) -> frozenset[str]:
    """Words that say nothing of what a text is about, in a language and in English, which models mix in."""
    import stopwordsiso  # noqa: PLC0415 - words are counted once, and kept

    words = stopwordsiso.stopwords(["en", language.partition("-")[0].lower()])
    return frozenset(piece for word in words for piece in (word, *word.split("'"), *_words(word)))
