"""What is said at the end of an import: how many, and what the author should know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mkdocs_dialogues.errors import printable
from mkdocs_dialogues.importing.deciding import State
from mkdocs_dialogues.importing.writing import Importer

__all__ = ["summary"]

_MOST: Final = 20


def summary(importer: Importer, folder: Path) -> Iterator[str]:
    """The lines that say what was done."""
    counts = importer.counts
    written, same, changed = (counts[state] for state in (State.NEW, State.SAME, State.CHANGED))
    restored = counts[State.DELETED] if importer.restore else 0
    said = [f"{written:,} new", f"{changed:,} updated", f"{same:,} as they were"]
    said += [f"{restored:,} restored"] if restored else []
    said += [f"{counts[State.OLDER]:,} older"] if counts[State.OLDER] else []
    yield f"{sum(counts.values()):,} dialogue(s) into '{printable(str(folder))}': {', '.join(said)}"
    yield from _files(importer, State.EDITED, "edited by you, and left alone")
    beside = importer.beside
    way = f"the new version is in '{beside}'" if beside else "to have the new version: --write-beside FOLDER"
    yield from _files(importer, State.BOTH, f"edited by you, and newer in the export; left alone ({way})")
    yield from _files(importer, State.OLDER, "older in the export than what was written, and left alone")
    if not importer.restore:
        yield from _files(importer, State.DELETED, "deleted by you, and not written again (to have them: --restore)")


def _files(importer: Importer, state: State, what: str) -> Iterator[str]:
    names = importer.notable.get(state, [])
    if names:
        yield f"{len(names):,} {printable(what)}:"
    for name in names[:_MOST]:
        yield f"  {printable(name)}"
    if len(names) > _MOST:
        yield f"  and {len(names) - _MOST:,} more"
