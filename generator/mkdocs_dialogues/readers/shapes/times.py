"""Times as programs write them: ISO 8601, and seconds, milliseconds or microseconds since 1970."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any, Final

__all__ = ["Moment", "changed", "moment"]

Moment = str | int | float | None
"""A time on the wire."""

# The year 5138 in seconds; larger numbers count smaller units.
_MOST_SECONDS: Final = 1e11


def moment(value: Moment) -> datetime | None:
    """The time with its zone (UTC for counted seconds); without one where the text has none; None when it is no time.

    ``0``, ``""`` and ``None`` are no time; whoever wants a problem for others compares.
    """
    if isinstance(value, str):
        text = value.strip()
        if text.replace(".", "", 1).isdecimal() and len(text.partition(".")[0]) >= 9:
            return moment(float(text))
        try:
            return datetime.fromisoformat(text) if len(text) > 10 else None
        except ValueError:
            return None
    if not value or not math.isfinite(value) or value < 0:
        return None
    seconds = float(value)
    while seconds > _MOST_SECONDS:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC)


def changed(value: Any) -> datetime | None:
    """When something was changed last, by whatever stands there; None, without a problem, where that is no time."""
    return moment(value) if isinstance(value, (str, int, float)) else None
