"""All dialogues of a site: the card of each in memory, its text on the disk until its page is made.

So memory grows with the number of dialogues and not with their length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.cards import Card, card_of
from mkdocs_dialogues.errors import Problem, Problems
from mkdocs_dialogues.fingerprints import Fingerprints
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.spool import Place, Spool
from mkdocs_dialogues.versions import code_version

__all__ = ["Library"]


class Memory:
    """What a process that builds again and again remembers of files: cards and problems by key, keys by state."""

    def __init__(self) -> None:
        self.known: dict[bytes, tuple[tuple[Card, ...], tuple[Problem, ...]]] = {}
        self.fingerprints: dict[Path, tuple[object, bytes]] = {}


class Library:
    """Reads transcripts once and gives their dialogues out again, one at a time.

    What was read in an earlier build, and would be read the same, comes from the ``cache``. Drafts are never put there.
    """

    def __init__(self, pipeline: Pipeline, cache: Cache | None = None, memory: Memory | None = None) -> None:
        self._memory = memory
        self.cache = cache or Cache(None)
        self.version = code_version()
        self._pipeline = pipeline
        self._fingerprints = Fingerprints(pipeline, memory.fingerprints if memory else None)
        self._spool = Spool()
        self._places: dict[Card, Place] = {}
        self._keys: dict[Card, bytes] = {}

    def read(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Card]]:
        """The card of every dialogue, file by file; what is wrong with a file is among the pipeline's problems."""
        for path in paths:
            fingerprint = self._fingerprints.of(path)
            key = None if fingerprint is None else digest("read", self.version, fingerprint)
            for card in self._known(key) or self._read(path, key, fingerprint):
                yield path, card

    def dialogue(self, card: Card) -> Dialogue:
        """The whole dialogue of a card that ``read`` gave."""
        place = self._places.get(card)
        data = self._spool.get(place) if place is not None else self.cache.get(digest("text", self._keys[card]))
        if data is None:  # another build dropped it while this one went on
            return self._again(card)
        dialogue: Dialogue = unpack(data)
        return dialogue

    def key(self, card: Card) -> bytes | None:
        """What a dialogue's content and the code that reads it are told by; None for one that is not to be kept."""
        return self._keys.get(card)

    def _known(self, key: bytes | None) -> tuple[Card, ...]:
        """The cards of a file that was read before; none when it was not, or had no dialogue."""
        known = self._memory.known.get(key) if self._memory and key is not None else None
        packed = self.cache.get(key) if key is not None and known is None else None
        if key is None or (packed is None and known is None):
            return ()
        try:
            cards, problems = known or unpack(packed or b"")
        except ValueError:
            return ()
        if self._memory:
            self._memory.known[key] = cards, problems
        for problem in problems:
            self._pipeline.problems.add(problem)
        for number, card in enumerate(cards):
            self._keys[card] = digest(key, str(number))
        return tuple(cards)

    def _read(self, path: Path, key: bytes | None, fingerprint: bytes | None) -> Iterator[Card]:
        problems = self._pipeline.problems
        own = replace(self._pipeline, problems=Problems())
        dialogues = own.read(path)
        for problem in own.problems:
            problems.add(problem)
        keep = dialogues and all(dialogue.metadata.status != "draft" for dialogue in dialogues)
        if not keep or self._fingerprints.of(path) != fingerprint:  # it was changed while it was read
            key = None
        cards = [card_of(dialogue) for dialogue in dialogues]
        for number, (card, dialogue) in enumerate(zip(cards, dialogues, strict=True)):
            packed = pack(dialogue)
            self._places[card] = self._spool.put(packed)
            if key is not None:
                self._keys[card] = digest(key, str(number))
                self.cache.put(digest("text", self._keys[card]), packed)
        if key is not None:
            self.cache.put(key, pack((tuple(cards), tuple(own.problems))))
        yield from cards

    def _again(self, card: Card) -> Dialogue:
        path = self._pipeline.project / card.source.path
        own = replace(self._pipeline, problems=Problems())
        return next(dialogue for dialogue in own.read(path) if dialogue.id == card.id)
