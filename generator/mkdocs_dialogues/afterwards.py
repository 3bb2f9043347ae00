"""What a preview writes when its pages are there: lists of the whole archive, which only programs read."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mkdocs_dialogues.cache import Cache

if TYPE_CHECKING:
    from mkdocs_dialogues.made_files import MadeFile

__all__ = ["Afterwards"]

log = logging.getLogger("mkdocs.plugins.dialogues")


class Afterwards:
    """Writes files in a thread, one build's at a time."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def begin(self, files: Sequence[MadeFile], site: str, cache: Cache) -> None:
        """Write the files into the folder of a site. Nobody else uses the build's ``cache`` any more."""
        self._thread = threading.Thread(name="afterwards", target=_write, args=(files, site, cache), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Until all is written."""
        if self._thread is not None:
            self._thread.join()
            self._thread = None


def _write(files: Sequence[MadeFile], site: str, cache: Cache) -> None:
    try:
        for file in files:
            file.write(site)
    except OSError as error:
        log.warning("the preview has no new '%s': %s\n  The next edit writes it again.", file.dest_uri, error)
    finally:
        cache.close()
