"""What an export holds: its dialogues one by one, each with the facts by which one chooses."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from mkdocs_dialogues.containers import is_account_file, unpacked_size
from mkdocs_dialogues.errors import Problems, Severity
from mkdocs_dialogues.model import Dialogue, Text
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.readers import readers
from mkdocs_dialogues.render.text import words

__all__ = ["Found", "find", "size_of"]


@dataclass(frozen=True, slots=True)
class Found:
    """A dialogue of an export.

    ``format`` and ``id`` are its key: the same in the next export that holds it. The id is the source's own, or made
    from how the dialogue begins.
    """

    format: str
    id: str
    title: str
    date: date | None
    models: tuple[str, ...]
    turns: int
    words: int

    @property
    def key(self) -> str:
        """What the dialogue is known by in the list of what was imported."""
        return f"{self.format} {self.id}"


def find(
    exports: Sequence[Path], problems: Problems, watch: Callable[[int], None] | None = None
) -> Iterator[tuple[Found, Dialogue]]:
    """The dialogues of files, archives and folders, one by one; ``watch`` is told of the bytes that were read."""
    for export in exports:
        without_id: Counter[str] = Counter()
        for file in _files(export):
            own = problems if not export.is_dir() else Problems()
            path = file.resolve()
            pipeline = Pipeline(Path.cwd(), path.parent, None, own, watch=watch)
            for dialogue in pipeline.stream(path):
                yield _facts(dialogue, without_id), dialogue
            if own is not problems:
                _take_over(own, problems)


def size_of(exports: Sequence[Path]) -> int:
    """The bytes that ``find`` will read, unpacked."""
    return sum(unpacked_size(file.resolve()) for export in exports for file in _files(export))


def _files(export: Path) -> Iterator[Path]:
    """The files of an export: itself, or what in a folder may be a transcript."""
    if not export.is_dir():
        yield export
        return
    suffixes = {suffix for reader in readers().values() for suffix in reader.suffixes}
    for path in transcripts(export):
        if path.suffix.lower() == ".zip" or (path.suffix.lower() in suffixes and not is_account_file(path.name)):
            yield path


def _take_over(own: Problems, problems: Problems) -> None:
    """In a folder there may be files that are no transcripts: that is no error."""
    for problem in own:
        problems.add(replace(problem, severity=Severity.WARNING) if problem.code == "no-reader" else problem)


def _facts(dialogue: Dialogue, without_id: Counter[str]) -> Found:
    when = dialogue.metadata.date
    return Found(
        dialogue.metadata.format or "",
        dialogue.id or _made_id(dialogue, without_id),
        dialogue.title,
        when.date() if isinstance(when, datetime) else when,
        tuple(dict.fromkeys(one.model for one in dialogue.participants if one.model)),
        len(dialogue.turns),
        words(dialogue),
    )


def _made_id(dialogue: Dialogue, met: Counter[str]) -> str:
    """An id from how a dialogue begins, which holds when more is said at its end."""
    first = dialogue.turns[0]
    said = "\n".join(part.text for part in first.parts if isinstance(part, Text))
    begins = f"{dialogue.metadata.date}\n{first.time}\n{first.participant}\n{said}"
    id_ = hashlib.blake2s(begins.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    met[id_] += 1
    return id_ if met[id_] == 1 else f"{id_}-{met[id_]}"
