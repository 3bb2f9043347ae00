"""Lines that may be a speaker's label, sorted by the style in which they are written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from mkdocs_dialogues.readers.dates import is_stamp, parse_date
from mkdocs_dialogues.readers.markdown_blocks import heading, is_rule
from mkdocs_dialogues.readers.sections import numbered_turn
from mkdocs_dialogues.readers.speakers import clean_label

__all__ = ["Label", "labels_by_style"]

_LEAD = re.compile(r"(?:\[(?P<a>[^\[\]\n]{1,40})\]|\((?P<b>[^()\n]{1,40})\)|(?P<c>\d{1,3}:\d{2}(?::\d{2})?))[ \t]*")
_TAIL = re.compile(r"(?:[ \t]+[—–·|-][ \t]+|[ \t]*[\[(])(?P<stamp>[^\[\]()—–·|]{1,40})[\])]?$")
# An emoji may stand before the label; what begins a quote, a list or a table may not.
_BOLD = re.compile(
    r"[^\w\s*_>|#<+~`\\\[\](){}-]{0,6} ?(?:\*\*|__)"
    r"(?P<inner>[^*_\n](?:[^*\n]{0,118}?[^*_\n])?)(?:\*\*|__)(?P<after>.*)",
    re.DOTALL,
)
_SAID = re.compile(r"_(?:\*\*)(?P<inner>[^*\n]{1,120})(?:\*\*)_[ \t]*")
_AFTER = re.compile(r"[ \t]*(?:[\[(](?P<stamp>[^\])\n]{1,40})[\])])?[ \t]*:(?:[ \t]+|$)")
_PLAIN = re.compile(
    r"(?P<name>[^\W\d_][^:\n*#<>`|\[\]{}()]{0,50}?)[ \t]*"
    r"(?:[\[(](?P<stamp>[^\]):\n]{0,20}\d:\d\d[^\])\n]{0,20})[\])][ \t]*)?:(?:[ \t]+|$)(?P<first>.*)"
)
_ASIDE = re.compile(
    r"(?P<name>[^\W\d_][^:\n*#<>`|\[\]{}()]{0,50}\([^:\n*#<>`|\[\]{}()]{1,40}\))[ \t]*:(?:[ \t]+|$)(?P<first>.*)"
)
# What opens a stamp behind a label, where a bare time may be what is said.
_BRACKETS = frozenset("[(")
_MOST_GIVEN: Final = 300
_SAYS = re.compile(r"(?P<name>.{1,60}?)\s+(?:said|says|wrote)", re.IGNORECASE)


class Label(NamedTuple):
    """A line that may open a turn: who speaks, what stands behind the label, and when it was said.

    A stamp that is no moment in time stays at the head of ``first``; ``bare`` is ``first`` without it. ``begins`` when
    a blank line, a heading, a rule or another label of the style stands above; ``apart`` also in styles that need none.
    """

    line: int
    name: str
    first: str
    division: str
    time: datetime | None
    apart: bool
    stamp: str = ""
    bare: str = ""
    begins: bool = True

    @property
    def key(self) -> str:
        return self.name.casefold()


class _Read(NamedTuple):
    style: str
    name: str
    first: str = ""
    division: str = ""
    stamp: str = ""


def labels_by_style(lines: Sequence[str], start: int, stop: int, names: Collection[str]) -> Mapping[str, list[Label]]:
    """All lines that look like labels, by style; code is not looked at here. ``names`` are labels, odd as they are."""
    given = _given(names)
    found: defaultdict[str, list[Label]] = defaultdict(list)
    for index in range(start, stop):
        line = lines[index]
        read = _read(line, given) if line and not line[0].isspace() and _may_be_label(line) else None
        if read is None or not read.name:
            continue
        above = lines[index - 1] if index > start else ""
        of_style = found[read.style]
        below = bool(of_style) and of_style[-1].line == index - 1
        begins = not above.strip() or above.startswith("#") or below or is_rule(above)
        apart = begins or not read.style.startswith("plain")
        moment = parse_date(read.stamp)
        time = moment if isinstance(moment, datetime) else None
        first = read.first if time else " ".join(one for one in (read.stamp, read.first) if one)
        stamp = "" if time else read.stamp.strip("[]() ")
        of_style.append(Label(index, read.name, first, read.division, time, apart, stamp, read.first, begins))
    return found


def _may_be_label(line: str) -> bool:
    """A look before the longer one, as most lines are prose."""
    return line[0] in "#_" or ":" in line or "**" in line or "__" in line


def _given(names: Collection[str]) -> re.Pattern[str] | None:
    """What finds a label that the author names, in the plain style."""
    words = sorted((name for name in names if name.strip()), key=len, reverse=True)
    if not words or len(words) > _MOST_GIVEN:
        return None
    either = "|".join(map(re.escape, words))
    return re.compile(rf"(?P<name>{either})[ \t]*:(?:[ \t]+|$)(?P<first>.*)", re.IGNORECASE)


def _read(line: str, given: re.Pattern[str] | None) -> _Read | None:
    if line[0] == "#":
        return _heading(line)
    if line[0] == "_" and (said := _SAID.fullmatch(line)):
        name, stamp = _split_tail(said["inner"])
        return _Read("said", clean_label(name), stamp=stamp)
    lead, rest = _split_lead(line)
    if "**" in rest[:10] or rest.startswith("__"):
        return _bold(rest, lead)
    return _plain(rest, lead, given)


def _heading(line: str) -> _Read | None:
    found = heading(line)
    if found is None or len(found.text) > 160:
        return None
    if (turn := numbered_turn(found.text)) is not None:
        name = f"{turn.name} ({turn.letter})" if turn.letter else turn.name
        division = "" if turn.division.lower().startswith(("turn", "message")) else turn.division
        return _Read(f"numbered{found.level}", name, division=division)
    lead, rest = _split_lead(found.text)
    rest, tail = _split_tail(rest.strip("*_"))
    name = clean_label(rest)
    if said := _SAYS.fullmatch(name):
        return _Read("heading-said", said["name"], stamp=lead or tail)
    return _Read(f"heading{found.level}", name, stamp=" ".join(one for one in (lead, tail) if one))


def _bold(line: str, lead: str) -> _Read | None:
    match = _BOLD.fullmatch(line)
    if match is None:
        return None
    inner, after = match["inner"].strip(), match["after"]
    within, inner = _split_lead(inner)
    if inner.endswith(":"):
        name, tail = _split_tail(inner.rstrip(": "))
        stamp = lead or within or tail
        if not stamp and after.lstrip()[:1] in _BRACKETS:
            stamp, after = _split_lead(after.lstrip())
        return _Read("bold-colon", clean_label(name), _said(after), stamp=stamp)
    name, tail = _split_tail(inner)
    stamp = lead or within or tail
    if colon := _AFTER.match(after):
        if colon["stamp"] and not _is_time(colon["stamp"]):
            return None
        stamp = stamp or (f"[{colon['stamp']}]" if colon["stamp"] else "")
        return _Read("bold", clean_label(name), _said(after[colon.end() :]), stamp=stamp)
    alone, rest = _split_lead(after.strip())
    if not rest:
        return _Read("bold-alone", clean_label(name), stamp=stamp or alone)
    return None


def _plain(line: str, lead: str, given: re.Pattern[str] | None) -> _Read | None:
    if given and (named := given.fullmatch(line)):
        return _Read("plain", named["name"], _said(named["first"]), stamp=lead)
    match = _PLAIN.fullmatch(line) if ":" in line[:120] else None
    if match is None:
        aside = _ASIDE.fullmatch(line) if ")" in line[:100] else None
        return _Read("plain", clean_label(aside["name"]), _said(aside["first"]), stamp=lead) if aside else None
    stamp = lead
    if match["stamp"]:
        if not _is_time(match["stamp"]):
            return None
        stamp = stamp or f"[{match['stamp']}]"
    first = _said(match["first"])
    if not stamp and first[:1] in _BRACKETS:
        stamp, first = _split_lead(first)
    return _Read("plain", clean_label(match["name"]), first, stamp=stamp)


def _said(text: str) -> str:
    """What stands behind a label, with the two blanks at its end that mean a break."""
    bare = text.strip()
    return f"{bare}  " if bare and text.endswith("  ") else bare


def _is_time(text: str) -> bool:
    return is_stamp(text) or parse_date(text) is not None


def _split_lead(text: str) -> tuple[str, str]:
    """A time at the head of a text as it is written there, and the rest; ``""`` where there is none."""
    match = _LEAD.match(text)
    if match is None or not _is_time(match["a"] or match["b"] or match["c"]):
        return "", text
    return match[0].strip(), text[match.end() :]


def _split_tail(text: str) -> tuple[str, str]:
    """A label without the time behind it, and that time."""
    match = _TAIL.search(text) if len(text) < 200 else None
    if match is None or not _is_time(match["stamp"]):
        return text, ""
    return text[: match.start()], match["stamp"].strip()
