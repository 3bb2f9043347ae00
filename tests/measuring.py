"""How long something takes, so that a busy machine does not decide it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

__all__ = ["cpu_seconds"]

_TRIES: Final = 5


def cpu_seconds(run: Callable[[], object], limit: float) -> float:
    """CPU time of the quickest of a few runs; none is made once one was within the limit.

    Other processes share caches and cores, so that the same work takes up to twice the time: what is too slow is so
    each time.
    """
    best = float("inf")
    for _ in range(_TRIES):
        start = time.process_time()
        run()
        best = min(best, time.process_time() - start)
        if best < limit:
            break
    return best
