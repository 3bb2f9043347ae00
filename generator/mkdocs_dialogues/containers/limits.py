"""How much an archive may cost who opens it."""

from __future__ import annotations

from typing import Final

__all__ = ["FREE", "MOST_BYTES", "MOST_DIRECTORY", "MOST_MEMBERS", "grows_much", "grows_too_much"]

MOST_MEMBERS: Final = 50_000
MOST_DIRECTORY: Final = 8_000_000  # bytes: 50,000 members with names of 100 characters
MOST_BYTES: Final = 4_000_000_000  # all that is read of one archive, unpacked
FREE: Final = 16_000_000  # bytes to which members, all together, may grow whatever they were packed into
_MOST_RATIO: Final = 200  # text is packed to a twentieth; deflate can say nothing in a thousandth


def grows_too_much(packed: int, size: int, free: int = FREE) -> bool:
    """Whether a member is a trap, where ``free`` is left of what may grow as it likes."""
    return size > free and grows_much(packed, size)


def grows_much(packed: int, size: int) -> bool:
    """Whether a member grows to many times its size, which text does not."""
    return size > _MOST_RATIO * max(1, packed)
