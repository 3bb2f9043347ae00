"""All dialogues of a site: the card of each in memory, its text on the disk until its page is made.

So memory grows with the number of dialogues and not with their length.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from mkdocs_dialogues.cards import Card, card_of
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline

__all__ = ["Library"]


class Library:
    """Reads transcripts once and gives their dialogues out again, one at a time."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._spool = _Spool()
        self._places: dict[int, _Place] = {}

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Card]]:
        """The card of every dialogue, file by file; what is wrong with a file is among the pipeline's problems."""
        for path in paths:
            for dialogue in self._pipeline.read(path):
                card = card_of(dialogue)
                self._places[id(card)] = self._spool.put(pack(dialogue))
                yield path, card

    def dialogue(self, card: Card) -> Dialogue:
        """The whole dialogue of a card that ``read`` gave."""
        dialogue: Dialogue = unpack(self._spool.get(self._places[id(card)]))
        return dialogue


_Place = tuple[int, int]


class _Spool:
    """Bytes in a temporary file without a name: gone when the process is, however it ends."""

    def __init__(self) -> None:
        self._file: Any = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the spool lives
        self._end = 0

    def put(self, data: bytes) -> _Place:
        self._file.seek(self._end)
        self._file.write(data)
        place = self._end, len(data)
        self._end += len(data)
        return place

    def get(self, place: _Place) -> bytes:
        self._file.seek(place[0])
        data: bytes = self._file.read(place[1])
        return data
