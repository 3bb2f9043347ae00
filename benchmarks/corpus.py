"""Archives to measure with: made from a seed, the same on every machine, no two dialogues alike.

The texts are nonsense in the shape of what people and models write: paragraphs, lists, code, tables, quotations, now
and then a formula. Half of an archive is in the form of Voice Conversation, half has a heading for each turn.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Final, Literal

__all__ = ["Dialogue", "Flavour", "Writer", "dialogues", "vocabulary", "write"]

Flavour = Literal["dialogues", "stock", "hugo"]
"""Whose front matter a file has: ours names participants and themes, MkDocs' and Hugo's have tags."""

_MODELS: Final = (
    "anthropic/claude-haiku-4.5", "anthropic/claude-opus-4.6", "z-ai/glm-4.7", "google/gemini-3-flash-preview",
    "openai/gpt-4o", "moonshotai/kimi-k2-0905", "qwen/qwen3-max", "deepseek/deepseek-chat-v3-0324",
)  # fmt: skip
_PEOPLE: Final = ("Ada", "Bo", "Chidi", "Dolores", "Emeka", "Fatima", "Gero", "Halina", "Ivo", "Jun")
_THEMES: Final = ("kettles", "bridges", "memory", "weather", "teaching", "music", "disagreement", "proofs", "bread")
_SERIES: Final = ("Letters", "The long question", "Work overheard")
_ONSETS: Final = "b br c ch d dr f fl g gr h j k kl l m n p pl qu r s sh sl sp st str t th tr v w".split()
_VOWELS: Final = "a ai e ea ee i ie o oa oo ou u".split()
_CODAS: Final = ["", *"b ck d f g ght l ll m mp n nd ng nt p r rd rk rn s ss st t th".split()]
_VOCABULARY: Final = 30_000
_SMALL: Final = "a an and as at but by for from he if in is it its no not of on or she so that the then to we".split()


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One made-up dialogue. ``name`` is its file's path without a suffix; each turn is (speaker, Markdown)."""

    name: str
    title: str
    when: datetime
    model: str
    person: str
    themes: tuple[str, ...]
    series: str | None
    headed: bool
    turns: tuple[tuple[str, str], ...]

    def text(self, flavour: Flavour) -> str:
        """The whole file."""
        return self._front(flavour) + (self._headed() if self.headed else self._ruled())

    def _front(self, flavour: Flavour) -> str:
        if flavour == "dialogues":
            person = "Person" if self.headed else "USER"
            model = "Model" if self.headed else "ASSISTANT"
            lines = [
                "participants:",
                f"  {person}: {{name: {self.person}, kind: human}}",
                f"  {model}: {{model: {self.model}}}",
                f"themes: [{', '.join(self.themes)}]",
                *([f"series: {self.series}"] if self.series else []),
            ]
        else:
            lines = [f"tags: [{', '.join((self.model.partition('/')[2], *self.themes))}]"]
        return "\n".join(["---", f"title: {self.title}", f"date: {self.when:%Y-%m-%d}", *lines, "---", ""])

    def _headed(self) -> str:
        turns = (f"### {speaker}\n\n{text}\n" for speaker, text in self.turns)
        return f"# {self.title}\n\n" + "\n".join(turns)

    def _ruled(self) -> str:
        names = {"Person": "USER", "Model": "ASSISTANT"}
        turns = (f"**{names[speaker]}:**\n\n{text}\n\n---\n" for speaker, text in self.turns)
        head = f"# Voice Conversation: {self.model}\n*{self.when:%Y-%m-%d %H:%M:%S}*\n\n---\n\n"
        return head + "\n".join(turns)


def dialogues(count: int, *, seed: int = 1, turns: int = 8) -> Iterator[Dialogue]:
    """``count`` dialogues, most with about ``turns`` turns, a few with ten times as many."""
    for number in range(count):
        yield Writer(random.Random(f"{seed}/{number}")).dialogue(number, turns)  # noqa: S311 - not for secrets


def write(folder: Path, count: int, flavour: Flavour = "dialogues", *, seed: int = 1, turns: int = 8) -> int:
    """Write an archive below ``folder``, a folder a year; return how many bytes it has."""
    size = 0
    for dialogue in dialogues(count, seed=seed, turns=turns):
        path = folder / f"{dialogue.name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(dialogue.text(flavour).encode())
    return size


class Writer:
    """Writes one dialogue from its own source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def dialogue(self, number: int, turns: int) -> Dialogue:
        chance = self.chance
        when = datetime(2023, 1, 1, 9) + timedelta(minutes=chance.randrange(4 * 365 * 24 * 60))  # noqa: DTZ001
        count = max(2, min(turns * 12, round(turns * chance.lognormvariate(0, 0.6))))
        title = self.words(chance.randint(2, 6)).capitalize()
        return Dialogue(
            name=f"{when.year}/{number:05d}-{title.lower().replace(' ', '-')}",
            title=title,
            when=when,
            model=chance.choice(_MODELS),
            person=chance.choice(_PEOPLE),
            themes=tuple(sorted(chance.sample(_THEMES, chance.randint(1, 3)))),
            series=chance.choice(_SERIES) if chance.random() < 0.05 else None,
            headed=number % 2 == 1,
            turns=tuple(
                ("Model", self.answer()) if turn % 2 else ("Person", self.paragraph(1, 3)) for turn in range(count)
            ),
        )

    def answer(self) -> str:
        """What a model says: one to six blocks."""
        blocks: list[tuple[Callable[[], str], int]] = [
            (lambda: self.paragraph(2, 5), 60),
            (self.bullets, 16),
            (self.code, 8),
            (lambda: f"#### {self.words(3).capitalize()}\n\n{self.paragraph(1, 3)}", 6),
            (lambda: f"> {self.paragraph(1, 2)}", 4),
            (self.table, 3),
            (self.formula, 3),
        ]
        writers, weights = zip(*blocks, strict=True)
        chosen = self.chance.choices(writers, weights, k=self.chance.randint(1, 6))
        return "\n\n".join(writer() for writer in chosen)

    def paragraph(self, least: int, most: int) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(least, most)))

    def sentence(self) -> str:
        words = self.words(self.chance.randint(5, 22)).split()
        if self.chance.random() < 0.25:
            place = self.chance.randrange(len(words))
            mark = self.chance.choice(("*", "**", "`"))
            words[place] = f"{mark}{words[place]}{mark}"
        if self.chance.random() < 0.04:
            words[-1] = f"[{words[-1]}](https://example.org/{words[0].strip('*`')})"
        words[0] = words[0][:1].upper() + words[0][1:]
        return " ".join(words) + self.chance.choice((".", ".", ".", "?", "!", ", I’d say.", " — no."))

    def bullets(self) -> str:
        marker = self.chance.choice(("-", "*", "1."))
        return "\n".join(f"{marker} {self.sentence()}" for _ in range(self.chance.randint(2, 6)))

    def code(self) -> str:
        lines = [
            f"    {self.word()} = {self.word()}({self.chance.randrange(100)}, '{self.word()}')"
            for _ in range(self.chance.randint(2, 12))
        ]
        return "\n".join(
            ["```python", f"def {self.word()}({self.word()}):", *lines, f"    return {self.word()}", "```"]
        )

    def table(self) -> str:
        rows = [f"| {self.word()} | {self.word()} | {self.chance.randrange(1000)} |" for _ in range(4)]
        return "\n".join([f"| {self.word()} | {self.word()} | n |", "|---|:--:|--:|", *rows])

    def formula(self) -> str:
        a, b = self.chance.sample("abxyzn", 2)
        return f"{self.sentence()} Then ${a}^{self.chance.randint(2, 9)} + {b}_1 \\le \\frac{{{a}}}{{{b}}}$."

    def words(self, count: int) -> str:
        chance = self.chance
        return " ".join(chance.choice(_SMALL) if chance.random() < 0.4 else self.word() for _ in range(count))

    def word(self) -> str:
        words, weights = _vocabulary()
        return self.chance.choices(words, cum_weights=weights)[0]


def vocabulary() -> tuple[str, ...]:
    """The words of the dialogues, the most frequent first."""
    return _vocabulary()[0]


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """The words that all dialogues share, with their weights added up: a few are frequent and most are rare, by Zipf's
    law. Words made up one by one would swell every index: real texts say the same words again.
    """
    chance = random.Random(0)  # noqa: S311 - not for secrets
    found: dict[str, None] = {}
    while len(found) < _VOCABULARY:
        parts = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(chance.choice((1, 1, 2, 2, 3))))
        found["".join(parts) + chance.choice(_CODAS)] = None
    return tuple(found), tuple(accumulate(1 / (rank + 3) for rank in range(len(found))))
