"""Which page a dialogue gets, and that no two get the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Protocol, TypeVar

from mkdocs_dialogues.errors import Problem, Problems
from mkdocs_dialogues.model import Location

__all__ = ["address", "distinct"]


class _Placed(Protocol):
    """A dialogue, or its card."""

    @property
    def id(self) -> str: ...
    @property
    def source(self) -> Location: ...


_Any = TypeVar("_Any", bound=_Placed)


def address(dialogue: _Placed, root: str) -> str:
    """The dialogue's page relative to the docs folder, without a suffix: ``dialogues/2026-01-04-first``.

    ``root`` is the docs folder as source paths name it (``content``).
    """
    folder = _below(dialogue.source.public.rpartition("/")[0], root)
    return f"{folder}/{dialogue.id}" if folder else dialogue.id


@lru_cache(256)  # ten thousand dialogues lie in a few folders
def _below(folder: str, root: str) -> str:
    path = PurePosixPath(folder)
    below = path.relative_to(root) if path.is_relative_to(root) else path
    return "" if below == PurePosixPath() else below.as_posix()


def distinct(dialogues: Iterable[_Any], root: str, taken: Mapping[str, str], problems: Problems) -> dict[str, _Any]:
    """Dialogues by address. Of two with one address the first stays, and the other is a problem.

    ``taken`` maps addresses of other pages, in lower case, to their sources. Addresses that differ only in
    case are one: they would be one file on many disks.
    """
    owners = dict(taken)
    placed: dict[str, _Any] = {}
    for dialogue in dialogues:
        where = address(dialogue, root)
        owner = owners.get(where.lower())
        if owner is not None:
            problems.add(
                Problem(
                    "duplicate-url",
                    Location(dialogue.source.path, dialogue.source.line),
                    f"'{where}/' is already the page of '{owner}'",
                    "Expected an address that no other page has.",
                    "Rename one of the files, or give this one a 'slug' in its metadata.",
                )
            )
            continue
        owners[where.lower()] = dialogue.source.path
        placed[where] = dialogue
    return placed
