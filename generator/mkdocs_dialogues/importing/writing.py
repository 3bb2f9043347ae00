"""Writes what was chosen: a draft for each dialogue, and the manifest of them."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.importing.deciding import State, is_older, state_of
from mkdocs_dialogues.importing.files import file_name
from mkdocs_dialogues.importing.found import Found
from mkdocs_dialogues.importing.manifest import Entry, Manifest, fingerprint
from mkdocs_dialogues.media import STORE, placed, write_files
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.whole_files import LEFTOVERS, write_whole
from mkdocs_dialogues.writers.markdown import as_markdown

__all__ = ["Importer", "transcript_of"]

_SECONDS: Final = 2.0  # after which the manifest is written again, so that a run that is killed loses little


def transcript_of(found: Found, dialogue: Dialogue) -> str:
    """A dialogue as the transcript that is written: a draft, in our own form."""
    return _written(found, dialogue)[0]


def _draft(dialogue: Dialogue) -> Dialogue:
    return replace(dialogue, metadata=replace(dialogue.metadata, status="draft"))


def _written(found: Found, dialogue: Dialogue) -> tuple[str, dict[str, bytes]]:
    """The transcript, and the files that the export held inside, by their names in the folder ``STORE`` beside it."""
    draft, files = placed(_draft(dialogue), STORE)
    return as_markdown(draft, {"imported": {"format": found.format, "id": found.id}}), files


@dataclass
class Importer:
    """Writes dialogues into a folder.

    ``beside`` is a folder for new versions of what the author has edited; ``restore`` has what was deleted written
    again; ``lookout`` looks for secrets in what is written, and ``problems`` takes what it says. ``counts`` and
    ``notable`` (file names by state) say what was done.
    """

    manifest: Manifest
    beside: Path | None = None
    restore: bool = False
    lookout: Lookout | None = None
    problems: Problems = field(default_factory=Problems)
    counts: Counter[State] = field(default_factory=Counter)
    notable: dict[State, list[str]] = field(default_factory=dict)
    _saved: float = field(default_factory=time.monotonic)
    _taken: set[str] = field(default_factory=set)

    def start(self) -> None:
        """Make the folder, and clear away what a run that was killed has left. Raises OSError."""
        folder = self.manifest.folder
        folder.mkdir(parents=True, exist_ok=True)
        for path in (*folder.glob(LEFTOVERS), *(folder / STORE).glob(LEFTOVERS)):
            path.unlink()
        self._taken = {path.name.lower() for path in folder.iterdir()} | set(self.manifest.names())

    def take(self, found: Found, dialogue: Dialogue) -> State:
        """Bring one dialogue into the folder, as far as the author's own work allows it. Raises OSError."""
        text, files = _written(found, dialogue)
        entry = self.manifest.find(found.key)
        state = state_of(entry, text, self.manifest.folder, found.changed)
        self.counts[state] += 1
        if entry is None:
            name = file_name(found.title, found.date, self._taken)
            self._taken.add(name.lower())
            entry = Entry(name)
        if state in (State.NEW, State.CHANGED) or (state is State.DELETED and self.restore):
            path = self.manifest.folder / entry.file
            path.parent.mkdir(parents=True, exist_ok=True)
            write_files(path.parent / STORE, files)
            write_whole(path, text)
            self._look(path, text, dialogue)
        elif state is State.BOTH and self.beside:
            self.beside.mkdir(parents=True, exist_ok=True)
            write_files(self.beside / STORE, files)
            write_whole(self.beside / Path(entry.file).name, text)
            self._look(self.beside / Path(entry.file).name, text, dialogue)
            entry.offered, entry.changed = fingerprint(text), found.changed
        if state in (State.EDITED, State.BOTH, State.DELETED, State.OLDER):
            self.notable.setdefault(state, []).append(entry.file)
        if state in (State.NEW, State.SAME, State.CHANGED) or (state is State.DELETED and self.restore):
            entry.written, entry.offered = fingerprint(text), ""
            if state is not State.SAME or not is_older(found.changed, entry.changed):
                entry.changed = found.changed
        self.manifest.entries[found.key] = entry
        self._save_now_and_then()
        return state

    def _look(self, path: Path, text: str, dialogue: Dialogue) -> None:
        """Say what of a transcript that was written is likely a secret. It is a draft: nothing is published yet."""
        if self.lookout is not None:
            name = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
            source = Source(name.as_posix(), text.encode("utf-8", "surrogatepass"))
            for problem in self.lookout.look(_draft(dialogue), source):
                self.problems.add(problem)

    def finish(self) -> None:
        """Write the manifest. Raises OSError."""
        self.manifest.save()

    def _save_now_and_then(self) -> None:
        if time.monotonic() - self._saved > _SECONDS:
            self.manifest.save()
            self._saved = time.monotonic()
