"""MkDocs' side of files that are no pages: made from dialogues when the site is written, and not before."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import BinaryIO
from urllib.parse import quote, urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.utils import get_relative_url

from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.progress import followed
from mkdocs_dialogues.stamps import ANEW, Origin

__all__ = ["Beside", "FilesBeside", "MadeFile", "MadeFiles", "MadeOfPages", "beside", "url_from", "whole_address"]


Made = str | bytes | Iterable[str] | Iterable[bytes]
"""The content of a file, or its pieces."""


def beside(page: File, suffix: str) -> str:
    """The place of a file that belongs to a page: the page's own (``dialogues/kettle/index``) with another suffix."""
    return f"{page.dest_uri.removesuffix('.html')}.{suffix}"


def url_from(page: File, uri: str) -> str:
    """The URL of a file at a place in the site, relative to a page."""
    return get_relative_url(quote(uri), page.url)


def whole_address(config: MkDocsConfig, uri: str) -> str:
    """The whole address of a file at a place in the site, or ``""`` where the site's own is not known."""
    return _folder(config.site_url) + quote(uri) if config.site_url else ""


@lru_cache(4)
def _folder(address: str) -> str:
    """An address without what stands behind its last slash."""
    return urljoin(address, ".")


class MadeFile:
    """A file of the site whose content ``make`` gives when it is written; nothing of it is held before.

    ``dest_uri`` is its place in the site (``dialogues/kettle/index.json``); ``then`` is told where it was written.
    """

    __slots__ = ("_make", "_then", "can_wait", "dest_uri", "origin", "settled", "used")

    def __init__(
        self,
        dest_uri: str,
        make: Callable[[], Made],
        origin: Origin = ANEW,
        *,
        can_wait: bool = False,
        then: Callable[[str], None] | None = None,
    ) -> None:
        self.dest_uri = dest_uri
        self.origin = origin
        self.used: Sequence[bytes] = ()
        """The values in the cache that it was made with."""
        self.settled = False
        """Whether it stays as the last build left it (see ``last_build``)."""
        self.can_wait = can_wait
        """Whether a preview may write it when its pages are there."""
        self._make = make
        self._then = then

    @property
    def places(self) -> tuple[str, ...]:
        """Where in the site it is, first ``dest_uri``: several places for several files that are made of the same."""
        return (self.dest_uri,)

    def write(self, site: str) -> None:
        """Write the file into the folder of a site, piece by piece."""
        with self.origin.noting() as self.used:
            path = f"{site}/{self.dest_uri}"
            _write(path, self._make())
            if self._then is not None:
                self._then(path)


class MadeOfPages(MadeFile):
    """One that shows texts of pages, and so what their links lead to: ``pages`` gives the places of these pages."""

    __slots__ = ("pages",)

    def __init__(
        self, dest_uri: str, make: Callable[[], Made], origin: Origin, pages: Callable[[], Iterable[str]]
    ) -> None:
        super().__init__(dest_uri, make, origin)
        self.pages = pages


Beside = tuple[str, Callable[[Card, File], Made]]
"""A file beside a dialogue's page: its suffix, and what makes it of the dialogue and its page."""


class FilesBeside(MadeFile):
    """The files beside a page that are made of its dialogue and nothing else, as one: they stay or are made together.

    Of ten thousand dialogues each object counts; ``forms`` is the same one for all that have the same forms.
    """

    __slots__ = ("_card", "_forms", "_page")

    def __init__(self, card: Card, page: File, forms: tuple[Beside, ...], origin: Origin) -> None:
        super().__init__(beside(page, forms[0][0]), bytes, origin)  # what it makes, ``write`` asks of the forms
        self._card = card
        self._page = page
        self._forms = forms

    @property
    def places(self) -> tuple[str, ...]:
        stem = self.dest_uri.removesuffix(self._forms[0][0])
        return tuple([stem + suffix for suffix, _ in self._forms])

    def write(self, site: str) -> None:
        with self.origin.noting() as self.used:
            for place, (_, make) in zip(self.places, self._forms, strict=True):
                _write(f"{site}/{place}", make(self._card, self._page))


def _write(path: str, made: Made) -> None:
    with _opened(path) as file:
        for piece in [made] if isinstance(made, str | bytes) else made:
            file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", "replace"))


class MadeFiles(File):
    """All of them, as one among MkDocs' files: each dialogue has several, and MkDocs asks each of its own many things.

    They are written when MkDocs copies files; with ``put_off``, those that can wait are ``left`` for later.
    """

    def __init__(self, config: MkDocsConfig, *, put_off: bool) -> None:
        super().__init__(
            "dialogues#", None, config.site_dir, config.use_directory_urls, inclusion=InclusionLevel.NOT_IN_NAV
        )
        self.generated_by = "dialogues"
        self.content_bytes = b""
        self._files: dict[str, MadeFile] = {}
        self._put_off = put_off
        self.left: list[MadeFile] = []

    def __iter__(self) -> Iterator[MadeFile]:
        return iter(self._files.values())

    def add(self, file: MadeFile) -> None:
        """Add one; a second one at the same place takes the first one's."""
        self._files[file.dest_uri] = file

    def let_go(self) -> None:
        """Know of none any more."""
        self._files.clear()

    def copy_file(self, dirty: bool = False) -> None:
        del dirty
        wanted = [file for file in self if not file.settled]
        for file in followed(wanted, len(wanted), "Writing what lies beside pages"):
            if self._put_off and file.can_wait:
                self.left.append(file)
            else:
                file.write(self.dest_dir)

    def is_modified(self) -> bool:
        return True

    def is_documentation_page(self) -> bool:
        return False


def _opened(path: str) -> BinaryIO:
    """A new file, its folder made if it is the first there; one that was there stays for who has it open or linked."""
    try:
        return open(path, "xb")  # noqa: PTH123 - tens of thousands; who asks closes it
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
    return open(path, "xb")  # noqa: PTH123
