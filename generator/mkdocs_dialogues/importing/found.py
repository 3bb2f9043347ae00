"""What an export holds: its dialogues one by one, each with the facts by which one chooses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.containers import is_account_file, unpacked_size
from mkdocs_dialogues.errors import Problems, Severity
from mkdocs_dialogues.importing.deciding import is_older
from mkdocs_dialogues.model import Dialogue, Text
from mkdocs_dialogues.pipeline import Pipeline, transcripts
from mkdocs_dialogues.readers import readers
from mkdocs_dialogues.render.text import words

__all__ = ["Found", "find", "size_of"]

_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A dialogue of an export.

    ``format`` and ``id`` are its key: the same in the next export that holds it. The id is the source's own, or made
    from how the dialogue begins. ``changed`` is when it was changed last, or the last turn said, where that is known.
    """

    format: str
    id: str
    title: str
    date: date | None
    models: tuple[str, ...]
    turns: int
    words: int
    changed: datetime | None = None

    @property
    def key(self) -> str:
        """What the dialogue is known by in the list of what was imported."""
        return f"{self.format} {self.id}"


def find(
    exports: Sequence[Path], problems: Problems, watch: Callable[[int], None] | None = None
) -> Iterator[tuple[Found, Dialogue]]:
    """The dialogues of files, archives and folders, one by one; ``watch`` is told of the bytes that were read."""
    for export in exports:
        ids = _Ids()
        for file in _files(export):
            own = problems if not export.is_dir() else Problems()
            path = file.resolve()
            pipeline = Pipeline(Path.cwd(), path.parent, None, own, watch=watch)
            for dialogue in pipeline.stream(path):
                changed = _changed(dialogue)
                if (id_ := ids.of(dialogue, changed)) is not None:
                    yield _facts(dialogue, id_, changed), dialogue
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


def _facts(dialogue: Dialogue, id_: str, changed: datetime | None) -> Found:
    when = dialogue.metadata.date
    return Found(
        dialogue.metadata.format or "",
        id_,
        dialogue.title,
        when.date() if isinstance(when, datetime) else when,
        tuple(dict.fromkeys(one.model for one in dialogue.participants if one.model)),
        len(dialogue.turns),
        words(dialogue),
        changed,
    )


def _changed(dialogue: Dialogue) -> datetime | None:
    """When a dialogue was changed last: as the source says, but not before the last of its turns."""
    latest = dialogue.metadata.changed
    for turn in dialogue.turns:
        if turn.time is not None and (latest is None or is_older(latest, turn.time)):
            latest = turn.time
    return latest


class _Met(NamedTuple):
    """A dialogue that was found: a hash of what is said, when it began, and when it was changed last."""

    said: int
    date: date | None
    changed: datetime | None

    def is_version_of(self, other: _Met) -> bool:
        """Whether both began at one time, and one of them is older."""
        same = self.date is not None and self.date == other.date
        return same and (is_older(self.changed, other.changed) or is_older(other.changed, self.changed))


class _Ids:
    """Gives the dialogues of one export ids that no two of them share: others would overwrite each other.

    Versions of one dialogue share theirs: an export may lie beside an older one.
    """

    def __init__(self) -> None:
        self._met: dict[tuple[str | None, str], _Met] = {}

    def of(self, dialogue: Dialogue, changed: datetime | None) -> str | None:
        """The id of a dialogue that was changed last then; None when the export holds the very same twice."""
        own = " ".join(dialogue.id.split())
        base = own if 0 < len(own) <= _LONGEST else _hash(own or _beginning(dialogue))
        said = hash((dialogue.title, tuple((turn.participant, turn.parts) for turn in dialogue.turns)))
        met = _Met(said, dialogue.metadata.date, changed)
        for number in count(1):
            id_ = base if number == 1 else f"{base}-{number}"
            key = (dialogue.metadata.format, id_)
            if key not in self._met:
                self._met[key] = met
                return id_
            if self._met[key].said == said and own:
                return None
            if own and met.is_version_of(self._met[key]):
                return id_
        return None


def _beginning(dialogue: Dialogue) -> str:
    """How a dialogue begins, which holds when more is said at its end."""
    first = dialogue.turns[0]
    said = "\n".join(part.text for part in first.parts if isinstance(part, Text))
    return f"{dialogue.metadata.date}\n{first.time}\n{first.participant}\n{said}"


def _hash(text: str) -> str:
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
