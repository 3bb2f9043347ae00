"""Python's search for dead cycles, put off while a site is built.

A build makes hundreds of thousands of objects that live until its end, and the collector looks at all of them again and
again: of a preview's build of 10,000 dialogues that was nearly half the time. It looks once more when the process
ends, which gives all memory back anyway: of a build after one edit that was a third.
"""

from __future__ import annotations

import atexit
import gc
import threading
from typing import Final

__all__ = ["Collecting"]

_PAUSE: Final = 1.0  # s: a page is reloaded before


class Collecting:
    """Puts it off from ``begin`` to ``end``. With ``later`` it is made up for after a pause, if no build has begun."""

    def __init__(self, *, later: bool) -> None:
        self._later = later
        self._timer: threading.Timer | None = None

    def begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self.wait()
        gc.disable()

    def wait(self) -> None:
        """Until what was put off is made up for."""
        if self._timer is not None:
            self._timer.join()
            self._timer = None

    def end(self) -> None:
        if self._later:
            if self._timer is not None:
                self._timer.cancel()
            self._timer = threading.Timer(_PAUSE, self._make_up)
            self._timer.daemon = True
            self._timer.start()
        else:
            gc.freeze()  # all is old now, or the next look, which is for what is young, would be at all of it
            gc.unfreeze()
            gc.enable()
            atexit.unregister(gc.freeze)
            atexit.register(gc.freeze)

    def _make_up(self) -> None:
        """Take away what the build before left: files and pages know each other, so nothing else would."""
        gc.collect()
        gc.enable()
