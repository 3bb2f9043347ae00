"""What one sees: the table of what was found."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Final

from wcwidth import wcswidth, wcwidth

from mkdocs_dialogues.errors import printable
from mkdocs_dialogues.importing.deciding import State
from mkdocs_dialogues.importing.found import Found

__all__ = ["Row", "table", "terminal_width"]

Row = tuple[Found, State]

_HEADS: Final = ("", "date", "title", "model", "turns", "words", "")
_NUMBERS: Final = frozenset({0, 4, 5})
_TITLE: Final = 2
_LEAST: Final = 16  # columns of a title
_MOST: Final = 80


def table(rows: Sequence[Row], columns: int | None) -> Iterator[str]:
    """The lines of a table of dialogues, numbered from 1; titles are cut to fit into ``columns``."""
    cells = [_HEADS, *(_cells(number, row) for number, row in enumerate(rows, start=1))]
    widths = [max(_width(row[index]) for row in cells) for index in range(len(_HEADS))]
    widths[_TITLE] = min(widths[_TITLE], _MOST)
    if columns is not None:
        others = sum(widths) - widths[_TITLE] + 2 * (len(widths) - 1)
        widths[_TITLE] = min(widths[_TITLE], max(_LEAST, columns - others))
    for row in cells:
        yield "  ".join(_fit(cell, widths[at], right=at in _NUMBERS) for at, cell in enumerate(row)).rstrip()


def terminal_width() -> int | None:
    """The columns of the terminal that is written to; None where it is none."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def _cells(number: int, row: Row) -> tuple[str, ...]:
    found, state = row
    when = found.date.isoformat() if found.date else ""
    models = printable(", ".join(found.models))
    return str(number), when, printable(found.title), models, str(found.turns), f"{found.words:,}", str(state)


def _width(text: str) -> int:
    return max(0, wcswidth(text))


def _fit(text: str, width: int, *, right: bool) -> str:
    """The text in exactly so many columns of a terminal."""
    if _width(text) > width:
        kept, used = "", 0
        for letter in text:
            used += max(0, wcwidth(letter))
            if used > width - 1:
                break
            kept += letter
        text = kept + "…"
    space = " " * (width - _width(text))
    return space + text if right else text + space
