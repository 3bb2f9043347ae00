"""What is said of members that are not read: each by name, up to a number that one still reads."""

from __future__ import annotations

from typing import Final

from mkdocs_dialogues.errors import Problem
from mkdocs_dialogues.source import Source

__all__ = ["Refusals"]

_MOST: Final = 20


class Refusals:
    """The members of one archive that were refused."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._more = 0
        self._count = 0

    def add(self, member: str, why: str, todo: str) -> None:
        """Report a member that is not read."""
        self._count += 1
        if self._count > _MOST:
            self._more += 1
            return
        self._report(f"'{member}' is not read: {why}", todo)

    def report(self) -> None:
        """Say how many there were that have not been named."""
        if self._more:
            self._report(f"{self._more} more members are not read", "See what is said of the others.")

    def _report(self, what: str, todo: str) -> None:
        problem = Problem(
            "refused-member",
            self._source.at(1),
            what,
            "Expected files with names of their own, whole and open.",
            f"{todo} The other members are read.",
        )
        self._source.problems.add(problem)
