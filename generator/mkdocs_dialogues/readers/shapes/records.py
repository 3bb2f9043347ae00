"""Files in which each record is a dialogue of its own: the one loop that reads them, and its last step."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

from mkdocs_dialogues.errors import Severity
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.readers.shapes.gathering import Gathering
from mkdocs_dialogues.readers.shapes.wire import Record, Wire
from mkdocs_dialogues.source import Source

__all__ = ["built", "read_records"]

T = TypeVar("T")


def read_records(
    source: Source, type_: type[T], gather: Callable[[Wire, Record, T], Gathering], within: Collection[str] = ()
) -> Iterator[Dialogue]:
    """A dialogue for each record that has a message; those that have none, or cannot be decoded, are reported.

    ``within`` are paths of lists whose items are the records, in a file that is an object around them.
    """
    wire = Wire(source)
    for record in wire.records(within):
        found = wire.decode(record, type_, severity=Severity.ERROR)
        if found is not None:
            yield from built(wire, record, gather(wire, record, found))
    wire.report()


def built(wire: Wire, record: Record, gathering: Gathering) -> Iterator[Dialogue]:
    """The dialogue, if it has a message; one without is noted, and ``Wire.report`` says how many there are."""
    if gathering.drafts:
        yield gathering.build()
    else:
        wire.empty(record, gathering.title, lost=gathering.lost)
