"""A built site, in a folder or on the web, against the transcripts that it was made from."""

from __future__ import annotations

import posixpath
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, unquote, urljoin

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.errors import Problem, Problems
from mkdocs_dialogues.library import Library
from mkdocs_dialogues.model import Dialogue, Location, Provenance
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.project import Project
from mkdocs_dialogues.verifying.beside import compare_files
from mkdocs_dialogues.verifying.compare import compare
from mkdocs_dialogues.verifying.reading import ShownPage, joined, read_page

__all__ = ["Folder", "Verified", "Web", "verify"]

_TIMEOUT = 30  # s
_LARGEST = 256 * 1024 * 1024  # bytes of a page
_MARK = b'<article class="dialogue"'


class Built(Protocol):
    """Where the pages of a site are."""

    def file(self, name: str) -> bytes | None:
        """The file of a name such as ``dialogues/kettle/index.html``; None when there is none."""

    def names(self) -> Iterator[str]:
        """The names of all pages that show a dialogue, as far as that can be known."""

    def shown(self, name: str) -> str:
        """How a page is called in a message."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A site in a folder."""

    folder: Path

    def file(self, name: str) -> bytes | None:
        path = self.folder / name
        return path.read_bytes() if path.is_file() else None

    def names(self) -> Iterator[str]:
        for path in sorted(self.folder.rglob("*.html")):
            if path.is_file() and _MARK in path.read_bytes():
                yield path.relative_to(self.folder).as_posix()

    def shown(self, name: str) -> str:
        return name


@dataclass(frozen=True, slots=True)
class Web:
    """A site on the web. Raises OSError when it does not answer."""

    address: str

    def file(self, name: str) -> bytes | None:
        try:
            with urllib.request.urlopen(self.shown(name), timeout=_TIMEOUT) as answer:  # noqa: S310 - http(s), see the command
                body: bytes = answer.read(_LARGEST)
        except urllib.error.HTTPError as error:
            if error.code in (404, 410):
                return None
            raise
        return body

    def names(self) -> Iterator[str]:
        return iter(())  # nobody lists them

    def shown(self, name: str) -> str:
        return urljoin(self.address, quote(name.removesuffix("index.html")))


@dataclass
class Verified:
    """What was compared, and what differs."""

    pages: int = 0
    turns: int = 0
    unread: int = 0
    problems: Problems = field(default_factory=Problems)


def verify(project: Project, built: Built) -> Verified:
    """Compare every page that a project's transcripts should have, and look for pages that they should not have."""
    done = Verified()
    reading = Problems()
    pipeline = Pipeline(project.folder, project.docs, project.themes, reading)
    library = Library(pipeline)
    cards = [card for _, card in library.read(*project.files(transcripts(project.dialogues)))]
    pipeline.report_folders(project.dialogues)
    root = project.docs.relative_to(project.folder).as_posix()
    placed = distinct(cards, root, {}, reading)
    done.unread = len(reading.errors)
    expected: set[str] = set()
    for address, card in placed.items():
        if card.metadata.status == "draft":
            continue
        name = f"{address}/index.html" if project.directory_urls else f"{address}.html"
        expected.update((name, *_compare(library.dialogue(card), name, project, built, done)))
    for name in built.names():
        if name not in expected:
            done.problems.add(
                Problem(
                    "page-unknown",
                    Location(built.shown(name)),
                    "the page shows a dialogue that no transcript is published as",
                    "Expected pages of the transcripts that are there, and of no draft.",
                    "Build the site again.",
                )
            )
    return done


def _compare(dialogue: Dialogue, name: str, project: Project, built: Built, done: Verified) -> tuple[str, ...]:
    """Compare a dialogue with its page, and give the names of the further ones if it has several."""
    page = _read(dialogue, name, built, done)
    if page is None:
        return ()
    further = tuple(dict.fromkeys(_named(link, name) for link in page.pages if link))
    further = tuple(other for other in further if other != name and not other.startswith("../"))
    read = [(other, _read(dialogue, other, built, done)) for other in further]
    for other, part in read:
        if part is not None:
            _compare_hash(dialogue, part, built.shown(other), done)
    page = joined([page, *(part for _, part in read if part is not None)])
    done.pages += len(further)
    done.pages += 1
    done.turns += len(dialogue.turns)
    _compare_hash(dialogue, page, built.shown(name), done)
    for line, what in compare(dialogue, page):
        done.problems.add(
            Problem(
                "page-differs",
                Location(dialogue.source.path, line),
                f"{built.shown(name)}: {what}",
                "Expected what the transcript says, letter by letter.",
                "Build the site again; if it stays, a template or a plugin changes the text, or we have a fault.",
            )
        )
    for line, file, what in compare_files(dialogue, page, name, project, built.file):
        done.problems.add(
            Problem(
                "file-differs",
                Location(dialogue.source.path, line),
                f"{file}: {what}",
                "Expected files beside the page that say what the transcript says.",
                "Build the site again; if it stays, something changes the files after the build, or we have a fault.",
            )
        )
    return further


def _read(dialogue: Dialogue, name: str, built: Built, done: Verified) -> ShownPage | None:
    """A page of a dialogue; None, and a problem, where there is none."""
    markup = built.file(name)
    page = read_page(markup.decode("utf-8", "replace")) if markup is not None else None
    if page is None:
        done.problems.add(
            Problem(
                "page-missing",
                dialogue.source,
                f"'{built.shown(name)}' {'is not there' if markup is None else 'shows no dialogue'}",
                "Expected the page of this dialogue.",
                "Build the site again.",
            )
        )
    return page


def _named(link: str, name: str) -> str:
    """The name of the page that a link on the page ``name`` leads to."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(link)))
    return f"{place}/index.html" if link.endswith("/") else place


def _compare_hash(dialogue: Dialogue, page: ShownPage, shown: str, done: Verified) -> None:
    made = dialogue.metadata.provenance or Provenance()
    hashes = (
        ("data-sha256", "a file", made.sha256),
        ("data-dialogue-sha256", "a dialogue", made.dialogue_sha256),
    )
    for name, what, found in hashes:
        told = page.facts.get(name)
        if page.facts and told != found:
            done.problems.add(
                Problem(
                    "source-changed",
                    dialogue.source,
                    f"{shown}: the page was made from {what} of the hash '{_short(told)}', not '{_short(found)}'",
                    "Expected the file that the page was made from.",
                    "Build the site again, or find the version of the file that has this hash.",
                )
            )


def _short(sha256: str | None) -> str:
    return f"{sha256[:12]}…" if sha256 else "none"
