"""What is done beside other work when the pages of a build are there.

A preview writes lists of the whole archive, which only programs read. The cache is closed, which waits for the disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mkdocs_dialogues.cache import Cache

if TYPE_CHECKING:
    from mkdocs_dialogues.made_files import MadeFile

__all__ = ["Afterwards"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class Afterwards:
    """Works in threads, for one build at a time."""

    def __init__(self) -> None:
        self._threads: list[threading.Thread] = []
        self._written = False

    def begin(self, files: Sequence[MadeFile], site: str, cache: Cache, *, whole: str | None) -> None:
        """Write the files into the folder of a site, and close the build's ``cache``, as ``whole`` tells it.

        Nobody else uses it any more.
        """
        self._written = False
        self._start(partial(self._write, files, site, cache, whole))

    def then(self, work: Callable[[], None]) -> None:
        """Do something more, if all files could be written."""
        writing = self._threads[-1]

        def when_written() -> None:
            writing.join()
            if self._written:
                work()

        self._start(when_written)

    def wait(self) -> None:
        """Until all is done."""
        while self._threads:
            self._threads.pop().join()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(name="afterwards", target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _write(self, files: Sequence[MadeFile], site: str, cache: Cache, whole: str | None) -> None:
        try:
            for file in files:
                file.write(site)
            self._written = True
        except OSError as error:
            log.warning("the preview has no new '%s': %s\n  The next edit writes it again.", file.dest_uri, error)
        finally:
            cache.close(whole=whole)
