"""What there is to count in an archive, as tables: one for each picture."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from typing import Literal

from mkdocs_dialogues.archive import Archive, cast, facet_values
from mkdocs_dialogues.cards import Card

__all__ = ["PICTURES", "Kind", "Table", "tables"]

Kind = Literal["time", "models", "together", "length", "shares"]
PICTURES: tuple[Kind, ...] = ("time", "models", "together", "length", "shares")

_ENOUGH = 6
"""An archive of fewer dialogues is taken in at a glance."""
_MOST_ROWS = 12
_MOST_PERIODS = 12
_LENGTHS = (0, 250, 500, 1_000, 2_000, 5_000, 10_000)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers: a row of them for each name, a column for each of ``columns``.

    ``first`` says what the names are, ``lead`` in a sentence what the numbers say. ``form`` is how it is drawn.
    """

    kind: Kind
    title: str
    lead: str
    first: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    form: Literal["columns", "bars", "dots"]


def tables(archive: Archive, kinds: Collection[str]) -> list[Table]:
    """The tables of an archive that say something, in the order of ``PICTURES``; none for a small archive."""
    if len(archive.dialogues) < _ENOUGH:
        return []
    makers: Mapping[Kind, Callable[[Sequence[Card]], Table | None]] = {
        "time": _time,
        "models": _models,
        "together": _together,
        "length": _length,
        "shares": _shares,
    }
    made = (makers[kind](archive.dialogues) for kind in PICTURES if kind in kinds)
    return [table for table in made if table is not None]


def _time(cards: Sequence[Card]) -> Table | None:
    name, periods = _periods(cards)
    if len(periods) < 2:
        return None
    counts = Counter(name(when) for card in cards if (when := card.metadata.date))
    top = max(periods, key=lambda period: counts[period])
    span = f"from {periods[0]} to {periods[-1]}"
    lead = f"{sum(counts.values()):,} dated dialogues, {span}; most, {counts[top]:,}, in {top}."
    rows = tuple((period, (counts[period],)) for period in periods)
    return Table("time", "Dialogues over time", lead, "When", ("Dialogues",), rows, "columns")


def _models(cards: Sequence[Card]) -> Table | None:
    name, periods = _periods(cards)
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for card in cards:
        for model in facet_values(card, "model") if card.metadata.date else ():
            counts[model][name(card.metadata.date)] += 1
    names = sorted(counts, key=lambda model: (-counts[model].total(), model))
    if len(names) < 2 or len(periods) < 2:
        return None
    rows = tuple((model, tuple(counts[model][period] for period in periods)) for model in names[:_MOST_ROWS])
    lead = f"{_of(names, 'models')} The most frequent is {names[0]}, in {counts[names[0]].total():,} dialogues."
    return Table("models", "Models over time", lead, "Model", tuple(periods), rows, "dots")


def _together(cards: Sequence[Card]) -> Table | None:
    pairs: Counter[tuple[str, str]] = Counter()
    often: Counter[str] = Counter()
    for card in cards:
        present = sorted({participant.name for participant in cast(card)})
        pairs.update(combinations(present, 2))
    for pair, count in pairs.items():
        often.update(dict.fromkeys(pair, count))
    names = sorted(often, key=lambda name: (-often[name], name))
    shown = names[:_MOST_ROWS]
    if len(shown) < 3 or not pairs:
        return None
    rows = tuple((one, tuple(pairs[min(one, other), max(one, other)] for other in shown)) for one in shown)
    (first, second), most = min(pairs.items(), key=lambda item: (-item[1], item[0]))
    lead = f"{_of(names, 'participants')} Most often together: {first} and {second}, in {most:,} dialogues."
    return Table("together", "Who speaks with whom", lead, "Participant", tuple(shown), rows, "dots")


def _length(cards: Sequence[Card]) -> Table | None:
    counts = [0] * len(_LENGTHS)
    for card in cards:
        counts[bisect_right(_LENGTHS, card.words) - 1] += 1
    names = [f"{least:,}–{following - 1:,}" for least, following in pairwise(_LENGTHS)] + [f"{_LENGTHS[-1]:,} and more"]
    ordered = sorted(card.words for card in cards)
    lead = f"{sum(ordered):,} words were said; a dialogue in the middle has {ordered[len(ordered) // 2]:,}."
    last = max(index for index, count in enumerate(counts) if count)
    rows = tuple((name, (count,)) for name, count in zip(names[: last + 1], counts, strict=False))
    return Table("length", "Length in words", lead, "Words", ("Dialogues",), rows, "columns") if last else None


def _shares(cards: Sequence[Card]) -> Table | None:
    said: Counter[str] = Counter()
    for card in cards:
        for participant, words in zip(card.participants, card.spoken, strict=True):
            said[participant.name] += words
    whole = said.total()
    names = sorted((name for name in said if said[name]), key=lambda name: (-said[name], name))
    if len(names) < 2 or not whole:
        return None
    rows = [(name, (said[name], round(100 * said[name] / whole))) for name in names[:_MOST_ROWS]]
    if rest := sum(said[name] for name in names[_MOST_ROWS:]):
        rows.append((f"{len(names) - _MOST_ROWS:,} others", (rest, round(100 * rest / whole))))
    lead = f"{len(names):,} participants speak; {names[0]} says {rows[0][1][1]} % of all words."
    return Table("shares", "Words by speaker", lead, "Speaker", ("Words", "Percent"), tuple(rows), "bars")


def _periods(cards: Sequence[Card]) -> tuple[Callable[[date | None], str], list[str]]:
    """How dates are called, and all periods from the first to the last: months, or years where those are too many."""
    dates = {(when.year, when.month) for card in cards if (when := card.metadata.date)}
    if not dates:
        return lambda _: "", []
    first, last = min(dates), max(dates)
    months = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    if months <= _MOST_PERIODS:
        ordinal = first[0] * 12 + first[1] - 1
        return _month, [f"{_MONTHS[at % 12]} {at // 12}" for at in range(ordinal, ordinal + months)]
    if last[0] - first[0] < 2 * _MOST_PERIODS:
        return _year, [f"{year:04d}" for year in range(first[0], last[0] + 1)]
    return _decade, [f"{year}s" for year in range(first[0] // 10 * 10, last[0] + 1, 10)]


def _month(when: date | None) -> str:
    return f"{_MONTHS[when.month - 1]} {when.year}" if when else ""


def _year(when: date | None) -> str:
    return f"{when.year:04d}" if when else ""


def _decade(when: date | None) -> str:
    return f"{when.year // 10 * 10}s" if when else ""


def _of(names: Sequence[str], what: str) -> str:
    """How many there are, and how many of them are shown."""
    shown = f", of which the {_MOST_ROWS} most frequent are shown" if len(names) > _MOST_ROWS else ""
    return f"{len(names):,} {what}{shown}."
