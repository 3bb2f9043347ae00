"""Dates as transcripts write them: ISO and the English long forms. No guessing between day and month."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final, NamedTuple

__all__ = ["Found", "find_date", "is_stamp", "parse_date"]

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_TIME = (
    r"(?:(?:,?[ T]|,? at | [—–·|-] )(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,6})?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\b\.?)?(?: ?(?P<zone>Z\b|UTC\b|[+-]\d{2}:?\d{2}\b))?)?"
)
_FORMS = tuple(
    re.compile(rf"(?<!\d){form}{_TIME}(?!\d)", re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"\b(?P<name>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?P<name>{_MONTH})\.?,? (?P<year>\d{{4}})",
    )
)
_STAMP = re.compile(r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?: ?[AaPp]\.?[Mm]\.?)?")
_LONGEST: Final = 400


class Found(NamedTuple):
    """A date within a text, and where it stands there."""

    date: date | datetime
    start: int
    stop: int


def find_date(text: str) -> Found | None:
    """The first date of a short text (its first few hundred characters), or None where none is a real day."""
    text = text[:_LONGEST]
    matches = [match for form in _FORMS for match in form.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start()):
        if (value := _value(match)) is not None:
            return Found(value, match.start(), match.end())
    return None


def parse_date(text: str) -> date | datetime | None:
    """The date that a text is, when it is nothing else."""
    text = text.strip()
    found = find_date(text) if 0 < len(text) < _LONGEST else None
    return found.date if found is not None and (found.start, found.stop) == (0, len(text)) else None


def is_stamp(text: str) -> bool:
    """Whether a text is a time of day or an offset into a recording: ``00:12:34``, ``12:34``, ``9:05 pm``."""
    return _STAMP.fullmatch(text.strip()) is not None


def _value(match: re.Match[str]) -> date | datetime | None:
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else _MONTHS[parts["name"].lower()]
    text = f"{int(parts['year']):04}-{month:02}-{int(parts['day']):02}"
    try:
        if parts["hour"] is None:
            return date.fromisoformat(text)
        return datetime.fromisoformat(f"{text}T{_clock(parts)}{_zone(parts['zone'])}")
    except ValueError:
        return None


def _clock(parts: dict[str, str]) -> str:
    hour = int(parts["hour"])
    if parts["half"]:
        hour = hour % 12 + (12 if parts["half"] in "Pp" else 0)
    return f"{hour:02}:{parts['minute']}:{parts['second'] or '00'}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone.upper() in {"Z", "UTC"}:
        return "+00:00"
    return zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
