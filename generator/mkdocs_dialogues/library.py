"""All dialogues of a site: the card of each in memory, its text on the disk until its page is made.

So memory grows with the number of dialogues and not with their length.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.cache import Cache, digest
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.errors import Problem, Problems
from mkdocs_dialogues.fingerprints import Fingerprints, Seen
from mkdocs_dialogues.jobs import Jobs
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers import readers_of, strangers
from mkdocs_dialogues.relations.members import Known, pack_known, unpack_known
from mkdocs_dialogues.relations.related import Relations
from mkdocs_dialogues.remote import Read, ToRead, read_file
from mkdocs_dialogues.spool import Place, Spool
from mkdocs_dialogues.versions import code_version

__all__ = ["Library", "Memory"]

_HELD: Final = "draft_docs of mkdocs.yml"


_Marks = tuple[bytes, bytes]
"""Digests of what pages show of another dialogue: its facts, its words."""


class _Known(NamedTuple):
    """What a file was found to hold. ``keys`` tell its dialogues: each its content, whatever else is in the file."""

    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]
    marks: tuple[_Marks, ...]
    keys: tuple[bytes, ...] = ()

    @property
    def texts(self) -> tuple[bytes, ...]:
        """Under what the cache has their texts."""
        return tuple(map(_text_key, self.keys))


class Memory:
    """What a process that builds again and again remembers: what is in files by their fingerprints, those, and how
    dialogues are related.
    """

    def __init__(self) -> None:
        self.known: dict[bytes, _Known] = {}
        self.seen = Seen()
        self.relations: Known | None = None


class Library:
    """Reads transcripts once and gives their dialogues out again, one at a time.

    What was read in an earlier build, and would be read the same, comes from the ``cache``. Drafts are never put there.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        cache: Cache | None = None,
        memory: Memory | None = None,
        jobs: Jobs | None = None,
    ) -> None:
        self._jobs = jobs or Jobs()
        self._memory = memory
        self.cache = cache or Cache(None)
        self.version = code_version()
        self._pipeline = pipeline
        self._root = pipeline.shown(pipeline.root)
        self._seen_key = digest("seen", self._root)
        self._seen_packed = None if memory else self.cache.get(self._seen_key)
        self._seen = memory.seen if memory else Seen.unpacked(self._seen_packed)
        self._fingerprints = Fingerprints(pipeline, self._seen)
        self._begun = time.time_ns()
        self._spool = Spool()
        self._places: dict[Card, Place] = {}
        self._keys: dict[Card, bytes] = {}
        self._kept_paths: set[Path] = set()
        self._last: tuple[Card, Dialogue] | None = None
        self._marks: dict[Card, _Marks] = {}
        self._former: list[bytes] = []

    def read(self, paths: Iterable[Path], drafts: Collection[Path] = ()) -> Iterator[tuple[Path, Card]]:
        """The card of every dialogue, file by file; what is wrong with a file is among the pipeline's problems.

        Those in ``drafts`` are drafts, whatever their metadata says.
        """
        files = [(path, found := self._fingerprint(path, drafts), self._known(path, found)) for path in paths]
        new = [self._to_read(path, _HELD if path in drafts else "") for path, _, cards in files if not cards]
        if new:
            strangers()  # so that one which is broken is said before anything is sent to others
        if self._jobs.worth(len(new)):  # those others are copies of this process, where they can be
            for suffix in {path.suffix.lower() for path, _, cards in files if not cards}:
                readers_of(suffix)
        results = self._jobs.map(read_file, new, len(new), "Reading dialogues")
        for path, fingerprint, cards in files:
            for card in cards or self._taken(next(results), path, fingerprint):
                yield path, card
        self._remember([(path, fingerprint) for path, fingerprint, _ in files])

    def _remember(self, files: Sequence[tuple[Path, bytes | None]]) -> None:
        """Know these files in the next build, and no others."""
        self._seen.forget_new(self._begun)
        if self._memory:
            known = self._memory.known
            self._memory.known = {at: known[at] for _, at in files if at in known}
        else:
            self._former = self._fingerprints.former(str(path) for path, _ in files)
            packed = self._seen.packed(str(path) for path, _ in files if path in self._kept_paths)
            if packed != self._seen_packed:
                self.cache.put(self._seen_key, packed)
            self._seen.clear()  # all is read, and of ten thousand files it is five megabytes
            self._seen_packed = None

    @property
    def content(self) -> bytes:
        """A digest of all files that were read, whatever the options are."""
        return self._fingerprints.all

    def dialogue(self, card: Card) -> Dialogue:
        """The whole dialogue of a card that ``read`` gave. The last one is at hand: its forms are written in a row."""
        if self._last is None or self._last[0] is not card:
            self._last = card, unpack(self.packed(card))
        return self._last[1]

    def is_fresh(self, card: Card) -> bool:
        """Whether a dialogue was read in this build, and never before."""
        return card in self._places

    def key(self, card: Card) -> bytes | None:
        """What a dialogue's content and the code that reads it are told by; None for one that is not to be kept."""
        return self._keys.get(card)

    def file_mark(self, card: Card) -> bytes:
        """What the whole file of a dialogue is told by."""
        return self._fingerprints.mark(self._path(card))

    def keys(self, cards: Iterable[Card]) -> list[bytes | None]:
        """The keys of several."""
        return list(map(self._keys.get, cards))

    def relations(self, archive: Archive, most: int) -> Relations:
        """How dialogues are related, found anew where it is not as in the last build."""
        key = digest("relations")
        before = self._memory.relations if self._memory else None
        if self._memory:
            self._memory.relations = None  # it is used up
        at_hand = before is not None
        if before is None:
            before = unpack_known(self.cache.get(key) or b"", self.version)
        relations = Relations(
            archive, most, mark=lambda card: b"".join(self._marks[card]), before=before, former=self._former_words
        )
        if self._memory:
            self._memory.relations = relations.known
        if relations.changed and not at_hand and self.cache.kept:
            self.cache.put(key, pack_known(relations.known, self.version))
        if not self._memory:
            relations.known.let_go()
        return relations

    def _former_words(self) -> Mapping[bytes, bytes]:
        """What was said in files that are changed or gone, and is going to leave the cache."""
        known = [found for fingerprint in self._former if (found := self._kept(fingerprint, use=False))]
        return {
            b"".join(marks): card.terms for found in known for card, marks in zip(found.cards, found.marks, strict=True)
        }

    def packed(self, card: Card) -> bytes:
        """The whole dialogue of a card, packed."""
        place = self._places.get(card)
        data = self._spool.get(place) if place is not None else self.cache.get(_text_key(self._keys[card]))
        return pack(self._again(card)) if data is None else data  # another build dropped it while this one went on

    def _key(self, fingerprint: bytes) -> bytes:
        return digest("read", self.version, fingerprint)

    def _fingerprint(self, path: Path, drafts: Collection[Path]) -> bytes | None:
        """A file's; None for one that is in no case to be kept."""
        fingerprint = self._fingerprints.of(path)
        return None if path in drafts else fingerprint

    def _to_read(self, path: Path, held: str) -> ToRead:
        pipeline = self._pipeline
        themes = None if pipeline.themes is None else tuple(pipeline.themes)
        around = self._fingerprints.around(path.parent)
        return ToRead(str(pipeline.project), str(pipeline.root), themes, around, str(path), pipeline.lookout, held)

    def _known(self, path: Path, fingerprint: bytes | None) -> tuple[Card, ...]:
        """The cards of a file that was read before; none when it was not, or had no dialogue."""
        if fingerprint is None:
            return ()
        known = self._memory.known.get(fingerprint) if self._memory else None
        if known is None:
            known = self._kept(fingerprint)
            if known is None:
                return ()
            if self._memory:
                self._memory.known[fingerprint] = known
        self._note(path, known)
        return known.cards

    def _kept(self, fingerprint: bytes, *, use: bool = True) -> _Known | None:
        """What the cache has of a file; with ``use`` it stays there."""
        packed = self.cache.get(self._key(fingerprint), use=use)
        try:
            return None if packed is None else _Known(*unpack(packed))
        except ValueError:
            return None

    def _taken(self, read: Read, path: Path, fingerprint: bytes | None) -> tuple[Card, ...]:
        """The cards of a file that was read just now."""
        problems: tuple[Problem, ...] = unpack(read[0])
        cards: tuple[Card, ...] = tuple(unpack(card) for card, _ in read[1])
        keep = cards and all(card.metadata.status != "draft" for card in cards)
        # It may have been changed while it was read.
        still = fingerprint is not None and keep and self._fingerprints.of(path, anew=True) == fingerprint
        keys = tuple(digest("dialogue", self.version, packed) for _, packed in read[1]) if still else ()
        known = _Known(cards, problems, tuple(map(_marks_of, cards)), keys)
        self._note(path, known)
        for card, text, (_, packed) in zip_longest(cards, known.texts, read[1]):
            if text is None or not self.cache.has(text):
                self._places[card] = self._spool.put(packed)
                if text is not None:
                    self.cache.put(text, packed)
        if fingerprint is not None and still:
            self.cache.put(self._key(fingerprint), pack(tuple(known)))
            if self._memory and self.cache.kept:
                self._memory.known[fingerprint] = known
        return cards

    def _note(self, path: Path, known: _Known) -> None:
        self._marks.update(zip(known.cards, known.marks, strict=True))
        for problem in known.problems:
            self._pipeline.problems.add(problem)
        if known.keys:
            self._keys.update(zip(known.cards, known.keys, strict=True))
            self._kept_paths.add(path)
            self.cache.stands_for(self._root, self._fingerprints.mark(path), known.texts)

    def _again(self, card: Card) -> Dialogue:
        own = replace(self._pipeline, problems=Problems())
        return next(dialogue for dialogue in own.read(self._path(card)) if dialogue.id == card.id)

    def _path(self, card: Card) -> Path:
        return self._pipeline.project / card.source.path


def _text_key(key: bytes) -> bytes:
    return digest("text", key)


def _marks_of(card: Card) -> _Marks:
    metadata = replace(card.metadata, provenance=None)
    return digest(pack((card.id, card.title, card.participants, card.source, metadata))), digest(card.terms)
