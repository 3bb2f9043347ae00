"""What becomes of an archive's members: which are asked for transcripts, and what is said of those that were none."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from mkdocs_dialogues.containers.companions import is_account_file
from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.readers import readers
from mkdocs_dialogues.source import Source

__all__ = ["Leftovers"]

_MOST_NAMED: Final = 5


class Leftovers:
    """Notes what became of each member of one archive."""

    def __init__(self, archive: Source) -> None:
        self._archive = archive
        self._suffixes = {suffix for reader in readers().values() for suffix in reader.suffixes}
        self._unread: list[str] = []
        self._found = False
        self._failed = False

    def is_transcript(self, member: Source, format_: str | None) -> bool:
        """Whether a reader is to be asked for a member: pictures, pages and facts of an account are none.

        When the author named a format, it is that reader's own members that are read.
        """
        if self._archive.suffix == ".eval" and not _is_sample(member.path.removeprefix(f"{self._archive.path}/")):
            return False
        reader = readers().get(format_) if format_ else None
        if reader is not None:
            return member.suffix in reader.suffixes and reader.detect(member)
        return member.suffix in self._suffixes and not is_account_file(member.name)

    def found(self) -> None:
        """A dialogue was found."""
        self._found = True

    def failed(self, problem: Problem) -> None:
        """A member could not be read; that no reader takes it is said once for all of them."""
        if problem.code == "no-reader":
            self._unread.append(problem.location.path.removeprefix(f"{self._archive.path}/"))
        else:
            self._failed = True
            self._archive.problems.add(problem)

    def report(self) -> None:
        """Say which members no reader takes. DialogueError when there was no transcript at all."""
        named = ", ".join(self._unread[:_MOST_NAMED])
        more = f" and {len(self._unread) - _MOST_NAMED} more" if len(self._unread) > _MOST_NAMED else ""
        if self._found and self._unread:
            self._archive.warn(
                "skipped-member",
                1,
                f"no reader takes '{named}{more}'",
                "Expected transcripts in formats that the guide lists.",
                "The other members are read; unpack these to name their format in a sidecar.",
            )
        elif not self._found and not self._failed:
            raise self._archive.error(
                "no-reader",
                1,
                f"no reader takes anything in '{self._archive.name}'" + (f": '{named}{more}'" if named else ""),
                "Expected a transcript in one of the formats that the guide lists.",
                "Look into the archive; unpack a transcript that has a suffix of its own, and name its format.",
            )


def _is_sample(name: str) -> bool:
    """Whether a member of Inspect's log is a sample, whole or the first of its chunks: the others sum samples up."""
    folder, *rest = PurePosixPath(name).parts
    return folder == "samples" and (len(rest) == 1 or rest[1:] == ["sample.json"])
