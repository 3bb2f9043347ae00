"""MkDocs' side of files that are no pages: made from dialogues when the site is written, and not before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from mkdocs_dialogues.stamps import ANEW, Origin

__all__ = ["MadeFile", "beside", "whole_address"]


Made = str | bytes | Iterable[str]
"""The content of a file, or its pieces."""


def beside(page: File, suffix: str) -> str:
    """The place of a file that belongs to a page: the page's own (``dialogues/kettle/index``) with another suffix."""
    return f"{page.dest_uri.removesuffix('.html')}.{suffix}"


def whole_address(config: MkDocsConfig, uri: str) -> str:
    """The whole address of a file at a place in the site, or ``""`` where the site's own is not known."""
    return _folder(config.site_url) + quote(uri) if config.site_url else ""


@lru_cache(4)
def _folder(address: str) -> str:
    """An address without what stands behind its last slash."""
    return urljoin(address, ".")


class MadeFile(File):
    """A file of the site whose content ``make`` gives when MkDocs copies files; nothing of it is held before.

    ``uri`` is its place in the site (``dialogues/kettle/index.json``). Among MkDocs' files it goes by that name and a
    ``#``, so that it never takes the place of a page's source.
    """

    def __init__(
        self,
        uri: str,
        config: MkDocsConfig,
        make: Callable[[], Made],
        inclusion: InclusionLevel,
        origin: Origin = ANEW,
    ) -> None:
        super().__init__(f"{uri}#", None, config.site_dir, config.use_directory_urls, inclusion=inclusion)
        self.generated_by = "dialogues"
        self.dest_uri = uri
        self.origin = origin
        self.used: Sequence[bytes] = ()
        """The values in the cache that it was made with."""
        self.settled = False
        self._make = make

    @property
    def content_bytes(self) -> bytes:
        return b"".join(self._pieces())

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self._make = lambda: value

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file, piece by piece."""
        del dirty
        if self.settled:
            return
        with _opened(Path(self.abs_dest_path)) as file, self.origin.noting() as self.used:
            file.writelines(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        made = self._make()
        for piece in [made] if isinstance(made, str | bytes) else made:
            yield piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace")

    def is_modified(self) -> bool:
        return True

    def is_documentation_page(self) -> bool:
        return False


def _opened(path: Path) -> BinaryIO:
    """A new file, its folder made if it is the first there."""
    try:
        return path.open("wb")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")
