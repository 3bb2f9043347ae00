"""What is known of how the dialogues of an archive are related, in memory and packed for the next build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

import msgspec

from mkdocs_dialogues.cards import Bag, unpack_bag

__all__ = ["Found", "Known", "Member", "pack_known", "unpack_known"]

Settings = tuple[int, ...]
"""What weights hang on beside the dialogues: of others nothing is known."""


@dataclass(slots=True, eq=False)
class Member:
    """A dialogue among those of an archive.

    ``mark`` tells all of it that relations hang on; ``place`` is its own among the archive's dialogues, ``when`` its
    date in seconds; ``signature`` are its heaviest words with their weights; ``found`` is what is related to it.
    """

    mark: bytes
    place: int
    when: int
    series: str
    features: tuple[str, ...]
    signature: dict[str, int] = field(default_factory=dict)
    found: Sequence[Found] = ()
    terms: bytes | None = None
    """All its words, as its card has them, where they are at hand."""
    weights: Mapping[str, int] | None = None
    """Those of its features, once they were asked for."""

    @property
    def bag(self) -> Bag:
        """All its words, where they are at hand."""
        return unpack_bag(self.terms or b"")


Found = tuple[Member, int]
"""A related dialogue, and how much both share (1 is the square of ``weights.ONE``)."""


class Known:
    """The members of an archive, in its order; how many of them say each word."""

    def __init__(self, settings: Settings = ()) -> None:
        self.settings = settings
        self.members: list[Member] = []
        self.words: dict[str, int] = {}
        self.having: dict[str, list[Member]] = {}
        """Who has a theme or a participant, in the archive's order."""
        self.saying: dict[str, dict[Member, int]] = {}
        """Who has a word in its signature, and what it weighs there."""
        self.packed: _Packed | None = None
        """Features and signatures, as long as nobody needed them: where nothing was edited, nobody does."""

    def complete(self) -> bool:
        """Unpack what is still packed; False where it is damaged."""
        packed, self.packed = self.packed, None
        try:
            if packed is not None:
                _complete(self, packed)
        except (IndexError, ValueError):
            return False
        return True

    def let_go(self) -> None:
        """Know from here on who is related to whom, and no more why: of ten thousand that is some twenty megabytes."""
        self.packed = None
        self.words, self.having, self.saying = {}, {}, {}
        for member in self.members:
            if member.signature:
                member.signature, member.features, member.weights = {}, (), None


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    """In columns, which are read faster: ``sizes`` has for each member how many of the flat lists that follow are its
    own: features, words, others found.
    """

    version: bytes
    settings: Settings
    words: list[str]
    counts: list[int]
    features: list[str]
    marks: list[bytes]
    whens: list[int]
    series: list[str]
    sizes: list[int]
    having: list[int]
    saying: list[int]
    weights: list[int]
    places: list[int]
    scores: list[int]


def pack_known(known: Known, version: bytes) -> bytes:
    """Bytes for ``unpack_known``. Nothing is in them but what is in the archive. ``version`` is that of the code."""
    known.complete()
    members = known.members
    word_at = {word: number for number, word in enumerate(known.words)}
    feature_at = {feature: number for number, feature in enumerate(known.having)}
    data = _Packed(
        version,
        known.settings,
        list(known.words),
        list(known.words.values()),
        list(known.having),
        [member.mark for member in members],
        [member.when for member in members],
        [member.series for member in members],
        [size for m in members for size in (len(m.features), len(m.signature), len(m.found))],
        [feature_at[feature] for member in members for feature in member.features],
        [word_at[word] for member in members for word in member.signature],
        [weight for member in members for weight in member.signature.values()],
        [other.place for member in members for other, _ in member.found],
        [score for member in members for _, score in member.found],
    )
    return msgspec.msgpack.encode(data)


def unpack_known(data: bytes, version: bytes) -> Known:
    """What was packed; nothing, where that was done by another version or the bytes are damaged."""
    try:
        read = msgspec.msgpack.decode(data, type=_Packed)
        return _restored(read) if read.version == version else Known()
    except (msgspec.DecodeError, IndexError, ValueError):
        return Known()


def _restored(read: _Packed) -> Known:
    known = Known(read.settings)
    known.words = dict(zip(read.words, read.counts, strict=True))
    known.packed = read
    columns = enumerate(zip(read.marks, read.whens, read.series, strict=True))
    known.members = [Member(mark, place, when, series, ()) for place, (mark, when, series) in columns]
    others = iter(zip(read.places, read.scores, strict=True))
    for member, size in zip(known.members, read.sizes[2::3], strict=True):
        member.found = [(known.members[number], score) for number, score in islice(others, size)]
    return known


def _complete(known: Known, read: _Packed) -> None:
    known.having.update((feature, []) for feature in read.features)
    features, words = iter(read.having), iter(zip(read.saying, read.weights, strict=True))
    for member, having, saying in zip(known.members, read.sizes[::3], read.sizes[1::3], strict=True):
        member.features = tuple([read.features[number] for number in islice(features, having)])
        member.signature = {read.words[number]: weight for number, weight in islice(words, saying)}
        for feature in member.features:
            known.having[feature].append(member)
        for word, weight in member.signature.items():
            known.saying.setdefault(word, {})[member] = weight
