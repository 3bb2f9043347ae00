"""Messages that name the one before them, on their way from records to the thread that is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mkdocs_dialogues.model import Part
from mkdocs_dialogues.readers.shapes.text import beginning
from mkdocs_dialogues.readers.shapes.tree import thread
from mkdocs_dialogues.readers.shapes.wire import Record, Wire

__all__ = ["MessageTree"]

M = TypeVar("M")


@dataclass(slots=True)
class MessageTree(Generic[M]):
    """The messages of one dialogue by their ids, in the order in which they were taken (oldest first)."""

    wire: Wire
    record: Record
    messages: dict[str, tuple[Record, M]] = field(default_factory=dict)
    parents: dict[str, str | None] = field(default_factory=dict)
    spoilt: list[Part] = field(default_factory=list)
    _last: str | None = None

    def take(self, item: Record, type_: type[M]) -> M | None:
        """Decode a message; what cannot be is kept among ``spoilt``."""
        message = self.wire.decode(item, type_) if bytes(memoryview(item.data)[:4]) != b"null" else None
        if message is None:
            self.spoilt += item.spoilt
        return message

    def add(self, item: Record, message: M, id_: str | None, parent: str | None, *, chained: bool = False) -> None:
        """Add a message; one without a parent follows the last one where the messages are ``chained``.

        The same message twice counts once; another one under an id that is taken is reported and gets its own.
        """
        key = id_ or item.path
        if key in self.messages:
            if bytes(self.messages[key][0].data) == bytes(item.data):
                return
            self.wire.problem(
                "duplicate-id",
                item,
                f"another message has the id '{beginning(key)}' too",
                expected="Expected an id for each message.",
            )
            key = item.path
        self.messages[key] = (item, message)
        self.parents[key] = parent or (self._last if chained else None)
        self._last = key

    def order(self, key: Callable[[M], float]) -> None:
        """Put the messages in order, by time say; those that are alike stay as they were."""
        ordered = sorted(self.messages, key=lambda id_: key(self.messages[id_][1]))
        self.messages = {id_: self.messages[id_] for id_ in ordered}
        self.parents = {id_: self.parents[id_] for id_ in ordered}

    def shown(self, leaf: str | None = None, roots: Collection[str] = ()) -> Iterator[tuple[Record, M]]:
        """The messages of the shown thread; the spoilt pieces of the others are kept among ``spoilt``."""
        found = thread(self.wire, self.record, self.parents, leaf, roots=roots)
        kept = set(found.ids)
        for id_, (item, _) in self.messages.items():
            if id_ not in kept:
                self.spoilt += item.spoilt
        return (self.messages[id_] for id_ in found.ids)
