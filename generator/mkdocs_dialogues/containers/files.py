"""Files on the disk as sources: small ones in memory, large ones and archives block by block."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mkdocs_dialogues.containers.beside import Beside, neighbours
from mkdocs_dialogues.containers.zip import is_zip
from mkdocs_dialogues.errors import DialogueError, Problems
from mkdocs_dialogues.source import WHOLE, Source

__all__ = ["open_source", "refuse_empty"]

_BLOCK: Final = 1 << 20


def open_source(path: Path, shown: str, problems: Problems) -> Source:
    """A file, which problems call ``shown``. DialogueError ``unreadable-file`` when it cannot be opened."""
    named = Source(shown, b"", problems)
    try:
        size = path.stat().st_size
        if size <= WHOLE and not is_zip(named):
            return _with_neighbours(Source(shown, path.read_bytes(), problems), path)
    except OSError as error:
        raise _unreadable(named, error) from None

    def blocks() -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    yield block
        except OSError as error:
            raise _unreadable(named, error) from None

    return _with_neighbours(Source(shown, None, problems, blocks=blocks, size=size), path)


def _with_neighbours(source: Source, path: Path) -> Source:
    source.beside = Beside(lambda: neighbours(path)).find
    return source


def refuse_empty(source: Source) -> None:
    """DialogueError ``empty-file`` when there is nothing in a file."""
    if not source.size or not (source.head.strip() or source.data.strip()):
        raise source.error(
            "empty-file", 1, f"'{source.name}' is empty", "Expected a transcript.", "Fill it, or remove it."
        )


def _unreadable(source: Source, error: OSError) -> DialogueError:
    return source.error(
        "unreadable-file",
        1,
        f"cannot open '{source.name}': {error.strerror}",
        "Expected a file that can be read.",
        "Look at its name and its permissions.",
    )
