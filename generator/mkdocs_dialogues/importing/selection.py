"""A small language for choosing: ``title:kettle date:2026-01..2026-03 -model:gpt-4o``.

A selection is words, all of which must hold: ``KEY:VALUE``, or ``-KEY:VALUE`` for what must not. Keys are ``date`` (a
year, month or day, or two of them with ``..`` between, one of which may be left out), ``model``, ``title`` (a piece of
it, whatever its case), ``id`` (its beginning), ``turns`` and ``words`` (a number, or a range like that of dates). A
value with spaces stands in quotation marks. Of several selections one must hold.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from mkdocs_dialogues.catalogue import describe_model
from mkdocs_dialogues.importing.found import Found

__all__ = ["Choice", "SelectionError", "choice"]

Choice = Callable[[Found], bool]

_DAY: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")


class SelectionError(ValueError):
    """A selection that says nothing. The message says what was expected."""


def choice(selections: Sequence[str]) -> Choice:
    """Whether a dialogue is chosen by one of the selections. SelectionError when one cannot be understood."""
    alternatives = [_all_of(selection) for selection in selections]
    return lambda found: any(chosen(found) for chosen in alternatives)


def _all_of(selection: str) -> Choice:
    try:
        words = shlex.split(selection)
    except ValueError:
        raise SelectionError(f"a quotation mark has no second one in '{selection}'") from None
    if not words:
        raise SelectionError("a selection is empty; expected KEY:VALUE")
    terms = [_term(word) for word in words]
    return lambda found: all(term(found) for term in terms)


def _term(word: str) -> Choice:
    key, colon, value = word.removeprefix("-").partition(":")
    if not colon or key not in _KEYS:
        raise SelectionError(f"'{word}' is no selection; expected KEY:VALUE, with one of the keys {', '.join(_KEYS)}")
    if not value.strip():
        raise SelectionError(f"'{word}' says no value")
    holds = _KEYS[key](value.strip())
    return (lambda found: not holds(found)) if word.startswith("-") else holds


def _date(value: str) -> Choice:
    first, last = _range(value)
    for day in (first, last):
        if day and not _DAY.fullmatch(day):
            raise SelectionError(f"'{day}' is no date; expected 2026, 2026-01 or 2026-01-04, or two with '..' between")
    # As text, a day is not before its month and its year; and '~' comes after all digits.
    return lambda found: found.date is not None and first <= found.date.isoformat() <= f"{last}~"


def _number(value: str, of: Callable[[Found], int]) -> Choice:
    first, last = _range(value)
    if not all(not one or (one.isascii() and one.isdecimal() and len(one) < 10) for one in (first, last)):
        raise SelectionError(f"'{value}' is no number; expected 10, or two with '..' between")
    return lambda found: int(first or 0) <= of(found) <= int(last or 10**9)


def _range(value: str) -> tuple[str, str]:
    """The two ends of a range; one value is both."""
    first, dots, last = value.partition("..")
    return (first, last) if dots else (value, value)


def _model(value: str) -> Choice:
    wanted = value.casefold()

    def holds(found: Found) -> bool:
        return any(wanted in name.casefold() for id_ in found.models for name in (id_, describe_model(id_).name))

    return holds


def _title(value: str) -> Choice:
    wanted = " ".join(value.casefold().split())
    return lambda found: wanted in found.title.casefold()


_KEYS: Final[Mapping[str, Callable[[str], Choice]]] = {
    "date": _date,
    "model": _model,
    "title": _title,
    "id": lambda value: lambda found: found.id.startswith(value),
    "turns": lambda value: _number(value, lambda found: found.turns),
    "words": lambda value: _number(value, lambda found: found.words),
}
