"""MkDocs' side of files that are no pages: made from dialogues when the site is written, and not before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

__all__ = ["MadeFile"]


class MadeFile(File):
    """A file of the site whose content ``make`` gives when MkDocs copies files; nothing of it is held before.

    ``uri`` is its place in the site (``dialogues/kettle/index.json``). Among MkDocs' files it goes by that name and a
    ``#``, so that it never takes the place of a page's source.
    """

    def __init__(
        self, uri: str, config: MkDocsConfig, make: Callable[[], str | bytes], inclusion: InclusionLevel
    ) -> None:
        super().__init__(f"{uri}#", None, config.site_dir, config.use_directory_urls, inclusion=inclusion)
        self.generated_by = "dialogues"
        self.dest_uri = uri
        self._make = make

    @property
    def content_bytes(self) -> bytes:
        made = self._make()
        return made if isinstance(made, bytes) else made.encode("utf-8", "replace")

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self._make = lambda: value

    def copy_file(self, dirty: bool = False) -> None:
        """Write the file, unless it is there already as it would be written."""
        del dirty
        content = self.content_bytes
        path = Path(self.abs_dest_path)
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def is_modified(self) -> bool:
        return True

    def is_documentation_page(self) -> bool:
        return False
