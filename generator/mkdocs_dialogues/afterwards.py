"""What is done beside other work when the pages of a build are there.

A preview writes lists of the whole archive, which only programs read. The cache is closed, which waits for the disk.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mkdocs_dialogues.cache import Cache

if TYPE_CHECKING:
    from mkdocs_dialogues.made_files import MadeFile

__all__ = ["Afterwards"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class Afterwards:
    """Works in a thread, for one build at a time."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def begin(
        self,
        files: Sequence[MadeFile],
        site: str,
        cache: Cache,
        *,
        whole: str | None,
        then: Callable[[], None] = lambda: None,
    ) -> None:
        """Write the files into the folder of a site, and close the build's ``cache``, as ``whole`` tells it. Nobody
        else uses it any more. ``then`` is called when that is done.
        """
        args = (files, site, cache, whole, then)
        self._thread = threading.Thread(name="afterwards", target=_do, args=args, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until all is done."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def _do(files: Sequence[MadeFile], site: str, cache: Cache, whole: str | None, then: Callable[[], None]) -> None:
    try:
        for file in files:
            file.write(site)
    except OSError as error:
        log.warning("the preview has no new '%s': %s\n  The next edit writes it again.", file.dest_uri, error)
        return
    finally:
        cache.close(whole=whole)
    then()
