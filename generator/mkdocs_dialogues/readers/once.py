"""Labels that come once: somebody who speaks once, or words that head a passage of somebody's text.

Both look alike. A name says more where people talk than in a model's answer, which has ``**Kindness:**`` as often as
lists; there a label that comes once stays text, and is doubted, unless the author or a list of those present has it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

from mkdocs_dialogues.readers.labels import Label
from mkdocs_dialogues.readers.section_words import SECTION_WORDS
from mkdocs_dialogues.readers.speakers import is_common_word, is_model_name, is_name, is_role_word, participant

__all__ = ["Doubt", "Told", "weigh"]

_NUMBERED: Final = re.compile(r"(?P<word>[^\W\d_]+(?:[ _-][^\W\d_]+)?)[ _-]?#?(?:\d{1,3}|(?<=[ _-])[A-Z])")
_SPEAKS: Final = frozenset(
    """
    agent assistant bot caller guest host human interviewee interviewer member moderator panelist participant person
    player speaker student user voice witness
    """.split()
)
_ANSWERS: Final = frozenset({"a", "answer"})  # the other side of "Q:", who may well be a person
_LETTERS = re.compile(r"[^\W\d_]+")


class Doubt(NamedTuple):
    """A label that was taken for text, and who speaks there: ``""`` above the first turn."""

    label: Label
    amid: str


class Told(NamedTuple):
    """What else tells of labels.

    ``present`` are those that a list above the turns has, ``models`` the labels that the author says are models';
    ``asked`` is whether the author says that the file has labels; ``words`` gives all words of the text.
    """

    present: Collection[str] = ()
    models: Collection[str] = ()
    asked: bool = False
    words: Callable[[], frozenset[str]] = frozenset


class _Passage(NamedTuple):
    """The labels between two speakers', and whose turn they stand in."""

    amid: Label | None
    labels: list[Label]


def weigh(
    labels: Sequence[Label], found: Collection[str], good: Collection[str], told: Told, *, plain: bool
) -> tuple[set[str], list[Doubt]]:
    """Which labels beside those ``found`` speak once, by key, and which could and are taken for text.

    ``good`` are the keys of all labels that could be names.
    """
    if not found or not any(label.key in good and label.key not in found for label in labels):
        return set(), []
    weighing = _Weighing(labels, found, told, plain=plain)
    speaks: set[str] = set()
    doubted: dict[str, Doubt] = {}
    for passage in _passages(labels, found):
        once = [label for label in passage.labels if label.key in good and not _heads_section(label.name)]
        for label in once:
            taken = weighing.taken(label, passage, heap=len({one.key for one in once}) > 1)
            if taken is True:
                speaks.add(label.key)
            elif taken is None:
                doubted.setdefault(label.key, Doubt(label, passage.amid.name if passage.amid else ""))
    return speaks, [doubt for key, doubt in doubted.items() if key not in speaks]


class _Weighing:
    """How the labels that are speakers look, by which others are judged."""

    def __init__(self, labels: Sequence[Label], found: Collection[str], told: Told, *, plain: bool) -> None:
        usual = [label for label in labels if label.key in found]
        self.told = told
        self.plain = plain
        models = {name.casefold() for name in told.models}
        self.models = {label.key for label in usual if _is_model(label) or label.key in models}
        self.alone = {not label.first for label in usual}
        self.numbered = {_unnumbered(label.name) for label in usual} - {""}
        self.loose = sum(not label.begins for label in usual) * 2 > len(usual)
        self.present = {name.casefold() for name in told.present}
        self.often = {key for key, count in Counter(label.key for label in labels).items() if count > 1}

    def taken(self, label: Label, passage: _Passage, *, heap: bool) -> bool | None:
        """True for a speaker, False for text, None for text that may well be a speaker."""
        if label.key in self.often:
            return False if self._suspects(passage.amid) and self._is_word(label) else None
        stands = label.begins or (self.loose and not self.plain)
        if stands and (label.key in self.present or self._is_numbered(label)):
            return True
        if passage.amid is None:
            return self._above(label, passage, stands=stands)
        like = stands and (not label.first) in self.alone
        if self._suspects(passage.amid):
            if not like or self._is_word(label):
                return None if label.key in self.present else False
            return True if self.told.asked and not heap else None
        word = (self.plain or heap) and not self.told.asked and self._is_word(label)
        return True if like and not word and not _NUMBERED.fullmatch(label.name) else None

    def _above(self, label: Label, passage: _Passage, *, stands: bool) -> bool | None:
        """The same for a label above the first turn, where facts stand too: ``Guest: Ben Obi``, blocks of them."""
        beside = {other.line - label.line for other in passage.labels}
        if not stands or beside & {-1, 1} or is_name(label.first) or self._is_word(label):
            return False
        return True if self.told.asked else None

    def _suspects(self, amid: Label | None) -> bool:
        """Whether somebody speaks whose texts have headings of their own: a model, or who prompts it."""
        return amid is not None and (amid.key in self.models or (bool(self.models) and is_role_word(amid.name)))

    def _is_numbered(self, label: Label) -> bool:
        """Whether it is a numbered speaker: ``User 2``, or ``Bo 2`` where a ``Bo 1`` speaks."""
        word = _unnumbered(label.name)
        return word in _SPEAKS or (word != "" and word in self.numbered)

    def _is_word(self, label: Label) -> bool:
        """Whether the text has it in lower case too, as no name is written."""
        words = [word.lower() for word in _LETTERS.findall(label.name) if word != word.lower()]
        return bool(words) and self.told.words().issuperset(words)


def _passages(labels: Sequence[Label], found: Collection[str]) -> Iterator[_Passage]:
    passage = _Passage(None, [])
    for label in labels:
        if label.key in found:
            yield passage
            passage = _Passage(label, [])
        else:
            passage.labels.append(label)
    yield passage


def _is_model(label: Label) -> bool:
    return label.key not in _ANSWERS and (
        is_model_name(label.name) or (is_role_word(label.name) and participant(label.name).role == "assistant")
    )


def _heads_section(name: str) -> bool:
    """Whether a label is a word that documents put before a colon, in one of the languages that are known."""
    words = name.casefold().split()
    if _unnumbered(name) in _SPEAKS:
        return False
    return is_common_word(name) or words[0] in SECTION_WORDS or words[-1] in SECTION_WORDS


def _unnumbered(name: str) -> str:
    """The folded word of a numbered label (``user`` of ``User 2``); ``""`` for any other."""
    match = _NUMBERED.fullmatch(name)
    return match["word"].casefold() if match else ""
