"""From what a page was made: the file, its hash, the reader, and what was done to the text on the way."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path, PurePosixPath

from mkdocs_dialogues.errors import Problem, Problems, Severity
from mkdocs_dialogues.metadata import Author
from mkdocs_dialogues.model import Dialogue, Location, Provenance
from mkdocs_dialogues.readers.registry import package_of
from mkdocs_dialogues.threads import changed
from mkdocs_dialogues.writers.json import json_text, to_data

__all__ = ["digest", "digest_of", "raw_suffix", "trace"]

# What browsers show as text, keep as a file or play, and no server runs.
_HARMLESS = frozenset(".md .markdown .txt .log .json .jsonl .csv .tsv .vtt .srt .zip .db .sqlite".split())


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(dialogue: Dialogue) -> str:
    """The SHA-256 of what a reader read, as JSON: the same wherever it stands in a file, and whatever else does."""
    nowhere = Location("")
    turns = changed(dialogue.turns, lambda turn: replace(turn, location=nowhere))
    data = to_data(replace(dialogue, id="", source=nowhere, turns=turns))
    return hashlib.sha256(json_text(data).encode()).hexdigest()


def trace(dialogue: Dialogue, author: Author, sha256: str | None, own: str | None, problems: Problems) -> Dialogue:
    """The dialogue with its provenance; ``own`` is its hash where ``sha256``, the file's, is one of many others', too.

    Of a file with redactions or omissions there is no hash and it is never published raw: who knows all but a telephone
    number has it from the hash in a minute.
    """
    given = author.metadata
    redacted = tuple(sorted({kind for entry in given.redact for kind in entry.told}))
    omitted = tuple(dict.fromkeys(entry.reason for entry in given.omit))
    if given.raw and (redacted or omitted):
        problems.add(
            Problem(
                "raw-redacted",
                author.places["raw"],
                "'raw' would publish the transcript, and with it what is redacted or left out",
                "Expected 'raw', or 'redact' and 'omit', not both.",
                "The raw file is not published; take 'raw' out, or the others.",
                Severity.WARNING,
            )
        )
    made = Provenance(
        sha256=None if redacted or omitted or own else sha256,
        dialogue_sha256=None if redacted or omitted else own,
        reader=package_of(dialogue.metadata.format or ""),
        edited=given.edited,
        redacted=redacted,
        omitted=omitted,
        branch=given.branch,
        raw=False if redacted or omitted else given.raw,
    )
    return replace(dialogue, metadata=replace(dialogue.metadata, provenance=made))


def raw_suffix(path: str) -> str:
    """The suffix under which a transcript is published as it is: nothing that a browser or a server would run."""
    suffix = PurePosixPath(path).suffix.lower()
    return suffix if suffix in _HARMLESS else ".txt"
