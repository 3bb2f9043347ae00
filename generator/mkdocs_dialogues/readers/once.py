"""Labels that come once: somebody who speaks once, or words that head a passage of somebody's text.

Both look alike. A name says more where people talk than in a model's answer, which has ``**Kindness:**`` as often as
lists; there a label that comes once stays text, and is doubted, unless the author or a list of those present has it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final, NamedTuple

from mkdocs_dialogues.readers.labels import Label
from mkdocs_dialogues.readers.section_words import SECTION_WORDS
from mkdocs_dialogues.readers.speakers import is_common_word, is_model_name, is_name, is_role_word, participant
from mkdocs_dialogues.source import Source

__all__ = ["Doubt", "Told", "headings", "report", "weigh"]

_NUMBERED: Final = re.compile(r"(?P<word>[^\W\d_]+(?:[ _-][^\W\d_]+)?)[ _-]?#?(?:\d{1,3}|(?<=[ _-])[A-Z])")
_SPEAKS: Final = frozenset(
    """
    agent assistant bot caller guest host human interviewee interviewer member moderator panelist participant person
    player speaker student user voice witness
    """.split()
)
_ANSWERS: Final = frozenset({"a", "answer"})  # the other side of "Q:", who may well be a person
_ADDRESS = re.compile(r"(?:<|\[[^\]\n]*\]\()?(?:https?://|www\.)\S+")  # ``Slides: https://…`` is a fact
_LETTERS = re.compile(r"[^\W\d_]+")
_PHONE = re.compile(r"\+\d[\d ()/.-]{5,24}")
_SIMPLE = re.compile(r"[^\W\d_][\w .'’-]*")  # what YAML takes without quotation marks
_MOST_DOUBTS: Final = 3  # that are said one by one
_MOST_NAMED: Final = 8
_EXPECTED: Final = "Expected labels that come back, or a list of those present above the first turn."


class Doubt(NamedTuple):
    """A label that was taken for text, and who speaks there: ``""`` above the first turn."""

    label: Label
    amid: str


class Told(NamedTuple):
    """What else tells of labels.

    ``present`` are those that a list above the turns has, ``models`` the labels that the author says are models';
    ``asked`` is whether the author says that the file has labels; ``words`` gives all words of the text; ``sparse``
    is whether most of the text has no label at all: what comes once there is at most doubted; so are the plain of the
    ``odd`` labels, which are no names as they stand.
    """

    present: Collection[str] = ()
    models: Collection[str] = ()
    asked: bool = False
    words: Callable[[], frozenset[str]] = frozenset
    sparse: bool = False
    odd: Collection[str] = ()


class _Passage(NamedTuple):
    """The labels between two speakers', and whose turn they stand in."""

    amid: Label | None
    labels: list[Label]


def headings(labels: Sequence[Label], found: Collection[str], full: Collection[str], told: Told) -> set[str]:
    """Of labels that look like full names, the keys of those that head a model's texts: ``**Further Reading:**``.

    ``found`` are the speakers without them.
    """
    if not full:
        return set()
    weighing = _Weighing(labels, found, told, plain=False)
    return {
        label.key
        for passage in _passages(labels, found)
        for label in passage.labels
        if label.key in full and weighing.suspects(passage.amid) and weighing.is_word(label)
    }


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
        once = [label for label in passage.labels if label.key in good and not _is_fact(label)]
        names = {label.key for label in once if not weighing.is_word(label)}
        for label in once:
            taken = weighing.taken(label, passage, heap=len({one.key for one in once}) > 1, many=len(names) > 2)
            odd = label.key in told.odd
            if taken is True and not told.sparse and not (odd and plain):
                speaks.add(label.key)
            elif taken is not False and not (odd and weighing.suspects(passage.amid)):
                doubted.setdefault(label.key, Doubt(label, passage.amid.name if passage.amid else ""))
    return speaks, [doubt for key, doubt in doubted.items() if key not in speaks]


def report(source: Source, doubts: Sequence[Doubt], expected: str = _EXPECTED) -> None:
    """Say which labels were taken for text and may be somebody's; many of them at once."""
    if len(doubts) > _MOST_DOUBTS:
        names = [f"'{doubt.label.name}' (line {source.at(doubt.label.line + 1).line})" for doubt in doubts]
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        source.warn(
            "doubtful-label",
            doubts[0].label.line + 1,
            f"{', '.join(names[:_MOST_NAMED])}{more} look like speakers, and are taken for text",
            expected,
            f"Name those who speak in the metadata ({_entry(doubts[0])}); write the others in another style.",
        )
        return
    for doubt in doubts:
        place = f"text of '{doubt.amid}'" if doubt.amid else "text above the first turn"
        source.warn(
            "doubtful-label",
            doubt.label.line + 1,
            f"'{doubt.label.name}' looks like a speaker, and is taken for {place}",
            expected,
            f"Name who speaks in the metadata ({_entry(doubt)}); if nobody does, write it in another style.",
        )


def _entry(doubt: Doubt) -> str:
    name = doubt.label.name
    value = name if _SIMPLE.fullmatch(name) else json.dumps(name, ensure_ascii=False)
    return f"participants: {{{value}: {value}}}"


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

    def taken(self, label: Label, passage: _Passage, *, heap: bool, many: bool) -> bool | None:
        """True for a speaker, False for text, None for text that may well be a speaker.

        ``heap`` is whether the passage has other such labels, ``many`` whether it has three that could be names.
        """
        stands = label.begins or (self.loose and not self.plain)
        if label.key in self.often and self.models:
            return False if self.suspects(passage.amid) and self.is_word(label) else None
        if stands and (label.key in self.present or self._is_numbered(label)):
            return True
        if passage.amid is None:
            return self._above(label, passage, stands=stands)
        like = stands and (not label.first) in self.alone
        if self.suspects(passage.amid):
            if not like or self.is_word(label):
                return None if label.key in self.present else False
            return True if self.told.asked and not many else None
        if not like or _NUMBERED.fullmatch(label.name):
            return None
        listed = self.plain and many  # "Plato: forms", "Hume: habits", "Mach: sensations" may be a list
        word = (self.plain or heap or label.key in self.often) and self.is_word(label)
        return True if self.told.asked or not (listed or word) else None

    def _above(self, label: Label, passage: _Passage, *, stands: bool) -> bool | None:
        """The same for a label above the first turn, where facts stand too: ``Guest: Ben Obi``, blocks of them."""
        beside = {other.line - label.line for other in passage.labels}
        if not stands or beside & {-1, 1} or is_name(label.first) or self.is_word(label):
            return False
        return True if self.told.asked else None

    def suspects(self, amid: Label | None) -> bool:
        """Whether somebody speaks whose texts have headings of their own: a model, or who prompts it.

        ``Name: text`` looks like prose, so there it is whoever speaks with a model.
        """
        if amid is None or not self.models:
            return False
        return self.plain or amid.key in self.models or is_role_word(amid.name)

    def _is_numbered(self, label: Label) -> bool:
        """Whether it is a numbered speaker: ``User 2``, or ``Bo 2`` where a ``Bo 1`` speaks."""
        word = _unnumbered(label.name)
        return word in _SPEAKS or (word != "" and word in self.numbered)

    def is_word(self, label: Label) -> bool:
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


def _is_fact(label: Label) -> bool:
    """Whether a label names what it stands before, or is a word that heads a section in a language that is known."""
    name = label.name
    if _ADDRESS.fullmatch(label.first.strip()):
        return True
    words = name.casefold().split()
    if _unnumbered(name) in _SPEAKS:
        return False
    if not (name[0].isalpha() or _PHONE.fullmatch(name)) or "](" in name or "`" in name:
        return True
    return is_common_word(name) or words[0] in SECTION_WORDS or words[-1] in SECTION_WORDS


def _unnumbered(name: str) -> str:
    """The folded word of a numbered label (``user`` of ``User 2``); ``""`` for any other."""
    match = _NUMBERED.fullmatch(name)
    return match["word"].casefold() if match else ""
