"""Tables as people type them: a row with more cells than the head keeps them, a head over nothing is not blown up."""

from __future__ import annotations

import re

__all__ = ["keep_excess_cells", "widens"]

_RULE = re.compile(
    r"^([ \t>]*+)(?:(?:[-+*]|\d{1,9}[.)])[ \t]++)?\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$",
    re.MULTILINE,
)
_PIPE = re.compile(r"\\[\s\S]|(\|)")
_OTHER_BLOCK = re.compile(r"[ \t]*(?:[-+*#>]|\d{1,9}[.)]|`{3}|~{3}|$)")
_MAX_EMPTY_CELLS = 50_000


def keep_excess_cells(text: str, pipe: str) -> str:
    """``text`` with ``pipe`` for each ``|`` that would begin a cell beyond the head's, which GitHub's tables drop.

    The surplus then stands in the row's last cell, its pipes as typed.
    """
    if text.count("|") < 3:
        return text
    lines = text.split("\n")
    changed = False
    number = 1
    while number < len(lines):
        rule = _RULE.fullmatch(lines[number]) if "-" in lines[number] else None
        number += 1
        if rule is None or "|" not in lines[number - 2]:
            continue
        columns = len(_separators(lines[number - 1])) + 1
        quote = rule[1].rstrip()
        while number < len(lines):
            line = lines[number]
            start = len(quote) if line.startswith(quote) else -1
            if start < 0 or _OTHER_BLOCK.match(line, start):
                break
            surplus = _separators(line)[columns - 1 :]
            for place in reversed(surplus):
                line = line[:place] + pipe + line[place + 1 :]
            lines[number] = line
            changed = changed or bool(surplus)
            number += 1
    return "\n".join(lines) if changed else text


def widens(text: str) -> bool:
    """Whether a table would be filled up with empty cells out of proportion: a wide head over many short rows."""
    if text.count("|") < 100:
        return False
    columns = max((rule[0].count("|") + 1 for rule in _RULE.finditer(text)), default=0)
    cells = columns * (text.count("\n") + 1)
    return cells > _MAX_EMPTY_CELLS and cells > 2 * len(text)


def _separators(line: str) -> list[int]:
    """Where the pipes between a row's cells are: not the one that opens it, nor the one that ends it."""
    pipes = [match.start() for match in _PIPE.finditer(line) if match[1]]
    if pipes and not line[: pipes[0]].strip(" \t>"):
        del pipes[0]
    if pipes and not line[pipes[-1] + 1 :].strip():
        del pipes[-1]
    return pipes
