"""From a path to dialogues: open, split off the metadata, read, transform.

The only room that opens transcripts. What goes wrong is a ``Problem``; one bad file never stops the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from mkdocs_dialogues import remarks
from mkdocs_dialogues.borders import refuse_outside
from mkdocs_dialogues.companions import is_shown
from mkdocs_dialogues.containers import Leftovers, is_zip, members, open_source, refuse_empty
from mkdocs_dialogues.errors import DialogueError, Problems, Severity
from mkdocs_dialogues.metadata import (
    FOLDER_DEFAULTS,
    FRONT_MATTER_SUFFIXES,
    SIDECAR_SUFFIX,
    Author,
    ParticipantEntry,
    is_metadata_file,
    merge,
    read_metadata,
    split_front_matter,
)
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.provenance import digest
from mkdocs_dialogues.readers import choose
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.strict_yaml import Document, load
from mkdocs_dialogues.svg import active_content
from mkdocs_dialogues.threads import with_alternatives
from mkdocs_dialogues.transforms.complete import complete
from mkdocs_dialogues.transforms.describe import kept_back
from mkdocs_dialogues.transforms.redact import Redactor
from mkdocs_dialogues.transforms.treatment import Treatment

__all__ = ["Pipeline", "is_companion", "transcripts"]

_Made = TypeVar("_Made")

# An introduction to its folder, as everywhere in MkDocs.
_ORDINARY = frozenset({"index.md", "readme.md"})


def is_companion(name: str) -> bool:
    """Whether a file below the dialogues folder is a picture, a sound, a film or a PDF, or an ordinary index page."""
    name = name.rpartition("/")[2].lower()
    return is_shown(name) or name in _ORDINARY


def transcripts(folder: Path) -> Iterator[Path]:
    """Every file below a folder that should be a transcript, sorted; hidden files and folders are left out."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and _is_file(path) and not is_companion(path.name) and not is_metadata_file(path.name):
            yield path


def _is_file(path: Path) -> bool:
    """Whether it is a file, or cannot be known to be none: who reads it says so."""
    try:
        return path.is_file()
    except OSError:
        return True


@dataclass(frozen=True)
class Pipeline:
    """Reads transcripts of one site.

    ``project`` is the folder of ``mkdocs.yml`` (problems name paths relative to it); ``root`` is the folder that
    nothing may lead out of and whose ``.meta.yml`` are heeded (``content/``); ``themes`` are the site's, or None
    when any word may be one; ``watch`` is told of the bytes of transcripts as they are read;
    ``lookout`` looks for secrets in what was read, where that is wanted; ``held`` says why all of it is a draft.
    """

    project: Path
    root: Path
    themes: Collection[str] | None = None
    problems: Problems = field(default_factory=Problems)
    watch: Callable[[int], None] | None = field(default=None, repr=False)
    lookout: Lookout | None = None
    held: str = ""
    _defaults: dict[Path, list[Document]] = field(default_factory=dict, repr=False)
    _inside: set[str] = field(default_factory=set, repr=False)

    def read(self, path: Path) -> list[Dialogue]:
        """The dialogues of one file, ready to be rendered; empty when it has none that can be (see ``problems``)."""
        return self.each(path, lambda dialogue: dialogue)

    def each(self, path: Path, make: Callable[[Dialogue], _Made]) -> list[_Made]:
        """The same, but what ``make`` makes of each: no more than that has to be in memory of all."""
        own = replace(self, problems=Problems())
        redactor = Redactor()
        made: list[_Made] = []
        try:
            source, author, sha256 = own._described(path)
            redactor = Redactor.of(author.metadata.redact)
            made = list(map(make, own._read(source, author, path, sha256=sha256)))
        except DialogueError as error:
            own.problems.add(error.problem)
        self._say(own, redactor)
        return made

    def stream(self, path: Path) -> Iterator[Dialogue]:
        """The dialogues of one file, one by one: for files that should not be in memory as a whole.

        They keep the ids that they have in it. What stands before a fault is given, and problems are added as they are
        met.
        """
        own = replace(self, problems=Problems())
        redactor = Redactor()
        try:
            source, author, _ = own._described(path)
            redactor = Redactor.of(author.metadata.redact)
            for dialogue in own._read(source, author, path, placed=False):
                self._say(own, redactor)
                yield dialogue
        except DialogueError as error:
            own.problems.add(error.problem)
        self._say(own, redactor)

    def _say(self, own: Pipeline, redactor: Redactor) -> None:
        """Take over what was noticed in one file, without what is redacted there: logs are read by others too."""
        for problem in own.problems.unsaid():
            self.problems.add(problem.cleaned(redactor.text))

    def read_inset(self, source: Source, labels: Iterable[str]) -> list[Dialogue] | None:
        """The dialogues of a text that is no file of its own, typed by hand, of which ``labels`` are speakers.

        Front matter may stand in it. None when it cannot be read (see ``problems``).
        """
        matter, line, source = split_front_matter(source)
        front, trusted = self._load(lambda: load(matter, source.path, line), source.path)
        author = merge([front], self.problems)
        given = author.metadata
        cast = {**{label: ParticipantEntry() for label in labels}, **given.participants}
        given = replace(given, participants=cast, format=given.format or "labelled")
        author = replace(author, metadata=given, trusted=author.trusted and trusted)
        try:
            return list(self._read(source, author, self.project / source.path))
        except DialogueError as error:
            self.problems.add(error.problem)
            return None

    def stays_inside(self, path: Path) -> bool:
        """Whether a file may be published beside transcripts: not when it is a link out of ``root`` (a problem)."""
        try:
            self.refuse_outside(path)
        except DialogueError as error:
            self.problems.add(error.problem)
            return False
        return True

    def is_harmless(self, path: Path) -> bool:
        """Whether a file beside transcripts may be published as it is: not an SVG that is a program (a problem)."""
        try:
            active = active_content(self._open(path).data) if path.suffix.lower() == ".svg" else None
        except DialogueError as error:
            self.problems.add(error.problem)
            return False
        if active is not None:
            self.problems.add(remarks.active_picture(path.name, self.shown(path), *active))
        return active is None

    def report_folders(self, folder: Path) -> None:
        """Report folders that cannot be read, and sidecars that have no transcript beside them."""

        def fails(error: OSError) -> None:
            path = Path(error.filename)
            self.problems.add(remarks.unreadable_folder(path.name, self.shown(path), error))

        for parent, below, names in os.walk(folder, onerror=fails):
            below[:] = [name for name in below if not name.startswith(".")]  # nobody looks for transcripts there
            for name in names:
                if name.endswith(SIDECAR_SUFFIX) and name != FOLDER_DEFAULTS:
                    transcript = Path(parent, name.removesuffix(SIDECAR_SUFFIX))
                    if not transcript.exists():
                        self.problems.add(remarks.orphan_sidecar(transcript.name, self.shown(Path(parent, name))))

    def _described(self, path: Path) -> tuple[Source, Author, str | None]:
        """A transcript without its front matter, all that its author says of it, and the file's hash if it is known."""
        source = self._open(path)
        refuse_empty(source)
        sha256 = source.sha256
        fronts: list[Document] = []
        trusted = True
        if source.suffix in FRONT_MATTER_SUFFIXES:
            matter, line, source = split_front_matter(source)
            front, trusted = self._load(lambda: load(matter, source.path, line), source.path)
            fronts.append(front)
        if (found := self._sidecar(path)) is not None:
            fronts.append(found[0])
            trusted = trusted and found[1]
        author = merge([*fronts, *self.folder_defaults(path.parent)], self.problems)
        if not trusted:
            author = replace(author, trusted=False)
        self._check_themes(author, fronts)
        return source, author, sha256

    def _read(
        self, source: Source, author: Author, path: Path, *, placed: bool = True, sha256: str | None = None
    ) -> Iterator[Dialogue]:
        """The dialogues of a transcript, or of an archive's members. ``sha256`` is that of the file, if it is known."""
        archive = is_zip(source)
        sha256 = sha256 or (digest(path) if placed else None)
        found = self._of_members(source, author, path) if archive else self._dialogues(source, author)
        treatment = Treatment(author, self.problems, sha256)
        for dialogue, number, alone in _numbered(found):
            finished = treatment.of(dialogue, number if placed else None, alone=alone, named=alone and not archive)
            yield self._looked_through(finished, None if archive else source)
        treatment.report()

    def _looked_through(self, dialogue: Dialogue, source: Source | None) -> Dialogue:
        """The dialogue as it may be published: kept back when it holds what its author did not allow."""
        if self.held and dialogue.metadata.status != "draft":
            dialogue = kept_back(dialogue, self.held)
        if self.lookout is None:
            return dialogue
        problems = self.lookout.look(dialogue, source)
        for problem in problems:
            self.problems.add(problem)
        if not any(problem.severity is Severity.ERROR for problem in problems):
            return dialogue
        return kept_back(dialogue, "what it holds keeps it back, see above")

    def _of_members(self, archive: Source, author: Author, path: Path) -> Iterator[Dialogue]:
        """The dialogues of an archive's members; each stands in the archive, its turns in the member."""
        leftovers = Leftovers(archive)
        for member in members(archive, path):
            if not leftovers.is_transcript(member, author.metadata.format):
                continue
            try:
                refuse_empty(member)
                source = split_front_matter(member)[2] if member.suffix in FRONT_MATTER_SUFFIXES else member
                for dialogue in self._dialogues(source, author):
                    leftovers.found()
                    yield replace(dialogue, source=archive.at(1))
            except DialogueError as error:
                leftovers.failed(error.problem)
        leftovers.report()

    def _dialogues(self, source: Source, author: Author) -> Iterable[Dialogue]:
        source.branch = author.metadata.branch
        source.labels = author.metadata.participants.keys()
        source.models = [
            label for label, entry in author.metadata.participants.items() if entry.model or entry.kind == "model"
        ]
        source.format = author.metadata.format
        source.watch = self.watch
        reader = choose(source, author.metadata.format, author.places.get("format"))
        found = False
        for dialogue in with_alternatives(reader.read, source) if author.metadata.alternatives else reader.read(source):
            if dialogue.turns:
                found = True
                yield complete(dialogue, reader.name)
        source.was_read()
        if not found:
            raise remarks.no_turns(source, reader.name)
        if source.branch is not None and not source.branch_found:
            raise DialogueError(remarks.unknown_branch(source.name, source.branch, author.places["branch"]))

    def _check_themes(self, author: Author, documents: Sequence[Document]) -> None:
        if self.themes is None:
            return
        place = author.places.get("themes", Location("", 1))
        document = next((document for document in documents if document.path == place.path), None)
        for index, theme in enumerate(author.metadata.themes):
            if theme not in self.themes:
                where = document.at(("themes", index)) if document else place
                self.problems.add(remarks.unknown_theme(theme, self.themes, where))

    def _open(self, path: Path) -> Source:
        self.refuse_outside(path)
        return open_source(path, self.shown(path), self.problems)

    def refuse_outside(self, path: Path) -> None:
        """DialogueError ``outside-content`` or ``link-loop`` for a file that links lead out of ``root``."""
        name = str(path)
        if name in self._inside:
            return
        folder = name.rpartition(os.sep)[0]
        is_link = os.path.islink(name)  # noqa: PTH114 - ten thousands
        if is_link or folder not in self._inside:
            refuse_outside(path, self.root, self.shown)
        self._inside.add(name)
        if not is_link:  # nor is any other plain file of the folder: it is asked once, and not about each of thousands
            with suppress(OSError), os.scandir(folder) as entries:
                self._inside.update(entry.path for entry in entries if entry.is_file(follow_symlinks=False))
            self._inside.add(folder)

    def _sidecar(self, path: Path) -> tuple[Document, bool] | None:
        if not os.path.isfile(f"{path}{SIDECAR_SUFFIX}"):  # noqa: PTH113 - most have none
            return None
        sidecar = path.with_name(path.name + SIDECAR_SUFFIX)
        return self._load(lambda: read_metadata(self._open(sidecar)), self.shown(sidecar))

    def folder_defaults(self, folder: Path) -> list[Document]:
        """Defaults for files in a folder, nearest first, up to ``root``; looked for once."""
        if folder not in self._defaults:
            if not folder.is_relative_to(self.root):
                return []
            above = [] if folder == folder.parent else self.folder_defaults(folder.parent)
            self._defaults[folder] = [*self._own_defaults(folder / FOLDER_DEFAULTS), *above]
        return self._defaults[folder]

    def _own_defaults(self, defaults: Path) -> list[Document]:
        if not os.path.isfile(defaults):  # noqa: PTH113 - nor is one that cannot be known of
            return []
        document, trusted = self._load(lambda: read_metadata(self._open(defaults)), self.shown(defaults))
        if not trusted:  # what it would have said is unknown, so nothing below it is published
            document = Document(document.path, {"status": "draft"}, {("status",): 1})
        return [document]

    def _load(self, read: Callable[[], Document], path: str) -> tuple[Document, bool]:
        try:
            return read(), True
        except DialogueError as error:
            self.problems.add(error.problem)
            return Document(path), False

    def shown(self, path: Path) -> str:
        """A path as problems name it: relative to ``mkdocs.yml``, with ``/``."""
        name, project = str(path), f"{self.project}{os.sep}"
        if name.startswith(project):  # what path objects say, of ten thousands
            return name[len(project) :].replace(os.sep, "/")
        try:
            return path.relative_to(self.project).as_posix()
        except ValueError:
            return name


def _numbered(dialogues: Iterable[Dialogue]) -> Iterator[tuple[Dialogue, int, bool]]:
    """Each dialogue of a file with its number from 1, and whether it is the file's only one."""
    number = 0
    held: Dialogue | None = None
    for dialogue in dialogues:
        if held is not None:
            yield held, number, False
        number += 1
        held = dialogue
    if held is not None:
        yield held, number, number == 1
