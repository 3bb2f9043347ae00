"""How much an archive may cost who opens it."""

from __future__ import annotations

from typing import Final

__all__ = ["FREE", "MOST_BYTES", "MOST_DIRECTORY", "MOST_MEMBERS", "MOST_RATIO", "grows_too_much"]

MOST_MEMBERS: Final = 50_000
MOST_DIRECTORY: Final = 8_000_000  # bytes: 50,000 members with names of 100 characters
MOST_BYTES: Final = 4_000_000_000  # all that is read of one archive, unpacked
FREE: Final = 16_000_000  # bytes to which a member may grow whatever it was packed into
MOST_RATIO: Final = 200  # text is packed to a twentieth; deflate can say nothing in a thousandth


def grows_too_much(packed: int, size: int) -> bool:
    """Whether a member is a trap."""
    return size > FREE and size > MOST_RATIO * max(1, packed)
