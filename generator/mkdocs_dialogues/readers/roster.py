"""Attendee lists: which full name an initial or a short label stands for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from mkdocs_dialogues.readers.speakers import is_name

__all__ = ["present", "roster"]

_NAMED = re.compile(r"(?P<name>[^\W\d_][^()\n,;:|*]{1,60}?)[ \t]*\((?P<label>[^()\n]{1,12})\)")
_SHORT = re.compile(r"\(([^()\n]{1,12})\)")
_ENTRY = re.compile(
    r"[-*+][ \t]+\**(?P<label>[^\s:*—–=-]{1,12})\**[ \t]*(?::|—|–|=|-)+\**[ \t]+(?P<name>[^\n,;(|]{2,60})"
)
_LONGEST = 4000
# A list's item, up to what is told of who it is; and a line that lists those present.
_ITEM = re.compile(
    r"[ \t]{0,3}(?:[-*+]|\d{1,2}[.)])[ \t]+\**(?P<name>[^*,;:(|]{1,60}?)\**[ \t]*(?:[,;:(]|[—–][ \t]|-[ \t]|$)"
)
_PRESENT = re.compile(
    r"\W{0,4}(?:attend(?:ees|ing)|cast|guests?|in attendance|on the call|panel(?:ists)?|participants|people|present"
    r"|speakers|anwesend|teilnehmer(?:innen)?|es sprechen|présents?|presentes|participantes|partecipanti|presenti"
    r"|aanwezig|deelnemers|obecni|присутствуют|участники)\b[^:]{0,20}:\**(?P<names>.+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[ \t]*(?:[,;|/]|\b(?:and|und|et|y|e|en|i|и)\b|&)[ \t]*")


def roster(lines: Sequence[str], labels: Collection[str]) -> dict[str, str]:
    """Full names by label, from a table, a list or a sentence such as ``Ada Lovelace (AL), …`` above the turns."""
    wanted = {label.casefold(): label for label in labels}
    found: dict[str, str] = {}
    for line in lines:
        for told, name in _pairs(line, wanted) if len(line) <= _LONGEST else ():
            label = wanted.get(_folded(told), "")
            if label and name.casefold() != label.casefold() and is_name(name):
                found.setdefault(label, name)
    return found


def present(lines: Sequence[str], labels: Collection[str]) -> set[str]:
    """The labels that a list, a table or a line such as ``Present: Ada, Bo`` above the turns names, folded."""
    wanted = {label.casefold() for label in labels}
    found: set[str] = set()
    for line in lines:
        if len(line) > _LONGEST:
            continue
        if line.count("|") > 1:
            found.update(_folded(cell.strip(" *`")) for cell in line.strip().strip("|").split("|")[:20])
        elif item := _ITEM.match(line):
            found.add(_folded(item["name"]))
        elif listed := _PRESENT.match(line):
            found.update(_folded(name.partition("(")[0].strip(" *._")) for name in _BETWEEN.split(listed["names"]))
    return found & wanted


def _folded(label: str) -> str:
    return label.strip().casefold()


def _pairs(line: str, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """What a line may tell: short form and name. Of a table's cells only those that are ``wanted`` are short forms."""
    if line.count("|") > 1:
        cells = [cell.strip(" *`\t") for cell in line.strip().strip("|").split("|")[:20]]
        told = [cell for cell in cells if _folded(cell) in wanted]
        yield from ((cell, other) for cell in told for other in cells if len(other) > len(cell))
    if "(" in line and any(_folded(short) in wanted for short in _SHORT.findall(line)):  # else the search is slow
        yield from ((match["label"], match["name"].strip(" -*+\t")) for match in _NAMED.finditer(line))
    if entry := _ENTRY.match(line):
        yield entry["label"], entry["name"].strip(" *")
