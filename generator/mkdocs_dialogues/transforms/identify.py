"""Gives every turn its anchor, so that a link to a turn holds while others come and go, and a dialogue its id."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath

from mkdocs_dialogues.model import Alternative, Attachment, Dialogue, Part, Text, ToolCall, ToolResult, Turn
from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.threads import changed, every

__all__ = ["derived", "identify", "place"]

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SHORT = 100_000
_OTHER_SPACE = re.compile(r"[^\S ]\s*| \s+")
_ANCHOR = re.compile(r"t-[a-z0-9][a-z0-9_-]{0,99}")


def identify(dialogue: Dialogue) -> Dialogue:
    """Set each turn's ``id`` to ``t-`` and its id in the source, or to ``t-`` and a hash of what it says.

    Neither place nor speaker counts, so that an inserted turn or a name given later moves no link. Turns with the same
    words become ``t-…``, ``t-…-2`` in their order. Ids are ``[a-z0-9_-]`` and unique in the dialogue. Doing it twice
    changes nothing. Words are to be redacted before, lest a hash let a reader try what stood there.
    """
    bases = {id(turn): _anchor(turn) for turn in every(dialogue.turns)}
    taken = set(bases.values())
    numbers: dict[str, Iterator[int]] = {}  # the next for words that were met before: no search begins anew

    def named(turn: Turn) -> Turn:
        anchor = base = bases[id(turn)]
        if base in numbers:
            anchor = next(name for number in numbers[base] if (name := f"{base}-{number}") not in taken)
        else:
            numbers[base] = count(2)
        taken.add(anchor)
        return replace(turn, id=anchor)

    def within(turn: Turn) -> Turn:
        return replace(turn, alternatives=tuple(Alternative(changed(one.turns, named)) for one in turn.alternatives))

    # Those that are shown come first: what was said instead of them moves no link.
    turns = [named(turn) for turn in dialogue.turns]
    return replace(dialogue, turns=tuple(within(turn) if turn.alternatives else turn for turn in turns))


def place(dialogue: Dialogue, number: int) -> Dialogue:
    """Give the dialogue its id: the slug of its file, or the author's; later ones of a file are counted."""
    slug = dialogue.metadata.slug or slugify(PurePosixPath(dialogue.source.public).stem, lower=False)
    return replace(dialogue, id=slug if number == 1 else f"{slug}-{number}")


def derived(turn: Turn) -> bool:
    """Whether a turn's anchor was made from its words, and not from an id of its source."""
    base = _anchor(replace(turn, id=""))
    return turn.id == base or turn.id.startswith(f"{base}-")


def _anchor(turn: Turn) -> str:
    if _ANCHOR.fullmatch(turn.id):
        return turn.id
    source_id = turn.id.lower().removeprefix("t-")
    if _SAFE.fullmatch(source_id):
        return f"t-{source_id}"
    if turn.id:  # not fit for a URL as it is: keep what can be kept, and a hash of all of it
        kept = re.sub(r"[^a-z0-9_]+", "-", source_id)[:40].strip("-_")
        return f"t-{kept}-{_hash(turn.id)}" if kept else f"t-{_hash(turn.id)}"
    said = " ".join(part.text for part in turn.parts if isinstance(part, Text))
    words = _normal(said) or _normal(" ".join(piece for part in turn.parts for piece in _pieces(part)))
    return f"t-{_hash(words)}" if words else "t-empty"


def _pieces(part: Part) -> Iterator[str]:
    """All that a part holds which is not words said: for turns that only call a tool, or only bring a file."""
    if isinstance(part, ToolCall):
        yield from (part.name, part.input)
    elif isinstance(part, ToolResult):
        yield from (part.name or "", part.output)
    elif isinstance(part, Attachment):
        yield from (part.name, part.target or "", part.text or "")
    else:
        yield part.text


def _normal(text: str) -> str:
    """The text with single spaces; of a long one, a list of all words would be large."""
    text = unicodedata.normalize("NFC", text)
    return " ".join(text.split()) if len(text) < _SHORT else _OTHER_SPACE.sub(" ", text.strip())


def _hash(text: str) -> str:
    """Ten hexadecimal digits: two of a thousand turns meet once in two million dialogues."""
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
