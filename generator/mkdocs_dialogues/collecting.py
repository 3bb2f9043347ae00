"""Python's search for dead cycles, put off while a site is built.

A build makes hundreds of thousands of objects that live until its end, and the collector looks at all of them again and
again: of a preview's build of 10,000 dialogues that was nearly half the time. It looks once more when the process
ends, which gives all memory back anyway: of a build after one edit that was a third.

In a preview it looks for a second or two, in which no edit is answered. So what a build leaves is taken apart, which is
done in a moment and needs no search, and the search waits until nobody has edited for long.
"""

from __future__ import annotations

import atexit
import gc
import threading
from collections.abc import Callable
from typing import Final

__all__ = ["Collecting"]

_PAUSE: Final = 1.0  # s: a page is reloaded before
_REST: Final = 30.0  # s: who edits has gone on to something else
_MOST: Final = 30  # builds whose last remains may wait for that


class Collecting:
    """Puts it off from ``begin`` to ``end``. With ``later`` it is made up for after a rest, if no build has begun."""

    def __init__(self, *, later: bool) -> None:
        self._later = later
        self._timer: threading.Timer | None = None
        self._starting = threading.Lock()
        self._left: list[Callable[[], None]] = []
        self._builds = 0

    def begin(self) -> None:
        self._join(cancel=True)
        gc.disable()

    def leave(self, take_apart: Callable[[], None]) -> None:
        """A build has taken another one's place; ``take_apart`` lets nothing of that one know of each other."""
        if self._later:
            self._left.append(take_apart)

    def wait(self) -> None:
        """Until what was put off is made up for."""
        self._join(cancel=False)

    def end(self) -> None:
        if self._later:
            self._builds += 1
            self._join(cancel=True)  # a build that failed may not have come to its end
            self._after(_PAUSE, self._tidy)
        else:
            gc.freeze()  # all is old now, or the next look, which is for what is young, would be at all of it
            gc.unfreeze()
            gc.enable()
            atexit.unregister(gc.freeze)
            atexit.register(gc.freeze)

    def _join(self, *, cancel: bool) -> None:
        while (timer := self._current()) is not None:
            if cancel:
                timer.cancel()
            timer.join()
            if self._timer is timer:  # or it began the next one
                self._timer = None

    def _current(self) -> threading.Timer | None:
        with self._starting:
            return self._timer

    def _after(self, pause: float, work: Callable[[], None]) -> None:
        with self._starting:
            self._timer = threading.Timer(pause, work)
            self._timer.daemon = True
            self._timer.start()

    def _tidy(self) -> None:
        while self._left:
            self._left.pop()()
        if self._builds > _MOST:
            self._search()
        else:
            self._after(_REST, self._search)

    def _search(self) -> None:
        self._builds = 0
        gc.collect()
        gc.enable()
