"""MkDocs' own site map, as one of the files that stay: on the same day, while it names the same pages. And the pages
that such templates list.

Of ten thousand pages it is a megabyte, packed once more, and made of an object for each: a tenth of a preview's build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, overload

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_build_date

from mkdocs_dialogues.cache import digest
from mkdocs_dialogues.made_files import MadeFile
from mkdocs_dialogues.pages import RenderedFile
from mkdocs_dialogues.stamps import Origin
from mkdocs_dialogues.surroundings import leave_templates_alone

__all__ = ["AllPages", "SiteMap"]

_NAME: Final = "sitemap.xml"
_THEIRS: Final = Path(mkdocs.__file__).parent / "templates"


class SiteMap(MadeFile):
    """The site map of one build. MkDocs writes it; where a site or a theme has its own template, nobody else knows."""

    __slots__ = ()

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        super().__init__(_NAME, bytes, Origin(lambda: _stamp(files) if _is_theirs(files, config) else None))

    @property
    def places(self) -> tuple[str, ...]:
        return _NAME, f"{_NAME}.gz"

    def write(self, site: str) -> None:
        """Nothing: MkDocs does, with its templates."""

    def leave_out(self, config: MkDocsConfig) -> None:
        """Let MkDocs not make it, if it stays."""
        if self.settled:
            config.theme.static_templates.discard(_NAME)


class AllPages(Sequence[File]):
    """The ``pages`` of MkDocs, and those that stay, which are made when somebody looks: most templates do not."""

    def __init__(self, pages: Iterable[File], files: Iterable[File]) -> None:
        self._pages = pages
        self._files = files

    @cached_property
    def _all(self) -> list[File]:
        listed = set(map(id, self._pages))
        return [
            file
            for file in self._files
            if id(file) in listed or (isinstance(file, RenderedFile) and file.settled and file.page)
        ]

    @overload
    def __getitem__(self, place: int) -> File: ...
    @overload
    def __getitem__(self, place: slice) -> list[File]: ...
    def __getitem__(self, place: int | slice) -> File | list[File]:
        return self._all[place]

    def __iter__(self) -> Iterator[File]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def _stamp(files: Files) -> bytes:
    """Of what the dialogues' own pages have to do with it: ordinary ones are in what all files have in common."""
    listed = [file.dest_uri for file in files if isinstance(file, RenderedFile) and file.listed]
    return digest("site map", get_build_date(), *listed)


def _is_theirs(files: Files, config: MkDocsConfig) -> bool:
    """Whether it is made of MkDocs' template, and nobody else has a part in it."""
    if _NAME not in config.theme.static_templates or files.get_file_from_path(_NAME) is not None:
        return False
    folders = (Path(folder) for folder in config.theme.dirs)
    first = next((folder for folder in folders if (folder / _NAME).is_file()), None)
    return first == _THEIRS and leave_templates_alone(config)
