"""The pictures, sounds and films beside transcripts: those that only what is kept back shows are kept back with it."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Collection, Iterable
from pathlib import PurePosixPath
from typing import Final, Protocol
from urllib.parse import unquote

from mkdocs_dialogues.model import Location, Metadata

__all__ = ["COMPANIONS", "is_shown", "mentioned", "veiled", "withheld"]

COMPANIONS: Final = frozenset(
    ".png .jpg .jpeg .gif .webp .avif .svg .ico .bmp .mp3 .m4a .ogg .oga .opus .wav .flac .mp4 .webm .mov .pdf".split()
)
"""The suffixes of files that are shown by transcripts, not read."""

_SUFFIX: Final = re.compile(rf"\.(?:{'|'.join(sorted(suffix[1:] for suffix in COMPANIONS))})(?!\w)", re.IGNORECASE)
_BEFORE: Final = re.compile(r"[^/\\\"'<>\n()\[\]|`]*\Z")
_LONGEST: Final = 120
_APART: Final = re.compile("[ =!]")


class _Card(Protocol):
    @property
    def source(self) -> Location: ...
    @property
    def metadata(self) -> Metadata: ...
    @property
    def shows(self) -> Collection[str]: ...


def is_shown(name: str) -> bool:
    """Whether a file of that name is a picture or the like, which a dialogue may show and no page of ours can be."""
    return posixpath.splitext(name)[1].lower() in COMPANIONS


def mentioned(texts: Iterable[str]) -> frozenset[str]:
    """What in texts may be the end of such a file's name, in small letters."""
    # From the suffix backwards: a search for all that could begin a name would look at every letter a hundred times.
    ends = ((text, found.start(), found[0]) for text in texts for found in _SUFFIX.finditer(text))
    names = ((_BEFORE.search(text[max(0, at - _LONGEST) : at]), suffix) for text, at, suffix in ends)
    return frozenset(unquote(name[0] + suffix).strip().lower() for name, suffix in names if name and name[0])


def veiled(name: str) -> str:
    """A name as it may be kept, where it was taken out because it tells something."""
    return hashlib.blake2s(name.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def withheld(files: Iterable[str], cards: Iterable[_Card], root: str, pages: Iterable[str]) -> set[str]:
    """Of ``files`` (paths below ``root``) those that are not to be published.

    They are what a draft or a redacted passage shows, or what lies in a folder of drafts; and neither a dialogue that
    is published shows it nor one of the site's own ``pages``, which are looked at only if need be.
    """
    hidden, shown, removed = set[str](), set[str](), set[str]()
    published: set[PurePosixPath] = set()
    drafts: set[PurePosixPath] = set()
    for card in cards:
        is_draft = card.metadata.status == "draft"
        removed.update(card.metadata.removed)
        (hidden if is_draft else shown).update(card.shows)
        (drafts if is_draft else published).add(PurePosixPath(card.source.path).parent)
    of_drafts, of_others = _endings(hidden), _endings(shown)
    kept = set()
    for file in files:
        name = _name(file)
        private = name in of_drafts or veiled(name) in removed
        if (private or _among_drafts(PurePosixPath(root, file), drafts, published)) and name not in of_others:
            kept.add(file)
    if kept:
        named = _endings(mentioned(pages))
        kept = {file for file in kept if _name(file) not in named}
    return kept


def _name(file: str) -> str:
    return PurePosixPath(file).name.lower()


def _endings(mentions: Iterable[str]) -> set[str]:
    """The names that may be meant: a mention, and what in it stands behind a blank, or a sign that no name begins with:
    looked up for each of thousands of files.
    """
    return {mention[at:] for mention in mentions for at in (0, *(found.end() for found in _APART.finditer(mention)))}


def _among_drafts(file: PurePosixPath, drafts: set[PurePosixPath], published: set[PurePosixPath]) -> bool:
    """Whether the nearest folder with transcripts has only drafts."""
    for folder in file.parents:
        if folder in published:
            return False
        if folder in drafts:
            return True
    return False
