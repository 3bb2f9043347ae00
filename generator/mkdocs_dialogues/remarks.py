"""What the pipeline says: the problems that are found between a file and its dialogues, in their words."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from mkdocs_dialogues.author_keys import RedactEntry
from mkdocs_dialogues.errors import DialogueError, Problem, Severity
from mkdocs_dialogues.model import Dialogue, Location
from mkdocs_dialogues.source import Source

__all__ = [
    "active_picture",
    "idle_redaction",
    "no_turns",
    "orphan_sidecar",
    "silent_participant",
    "unknown_branch",
    "unknown_theme",
]

# Signs that words seldom have, and regular expressions often.
_LIKE_A_PATTERN: Final = re.compile(r"\\[dwsbDWSB]|\.\*|\[[^\]]+\][+*?{]|^/.*/$")


def active_picture(name: str, path: str, what: str, line: int) -> Problem:
    """An SVG holds more than a picture."""
    return Problem(
        "active-picture",
        Location(path, line),
        f"'{name}' holds {what}",
        "Expected a picture: shapes, text and styles, and nothing from elsewhere.",
        "Export it as plain SVG, or as PNG; until then it is not published.",
    )


def orphan_sidecar(transcript: str, path: str) -> Problem:
    """A sidecar describes a transcript that is not there."""
    return Problem(
        "orphan-sidecar",
        Location(path),
        f"there is no '{transcript}' beside this sidecar",
        "Expected the transcript that it describes.",
        "Rename the sidecar after its transcript, with the transcript's suffix, or remove it.",
        Severity.WARNING,
    )


def unreadable_folder(name: str, path: str, error: OSError) -> Problem:
    """Whatever is in a folder is not looked at."""
    return Problem(
        "unreadable-file",
        Location(path),
        f"cannot open the folder '{name}': {error.strerror}",
        "Expected a folder that can be read.",
        "Look at its permissions; until then nothing of what is in it is published.",
    )


def no_turns(source: Source, reader: str) -> DialogueError:
    """A reader took a file, and found nobody who speaks."""
    return source.error(
        "no-turns",
        1,
        f"the reader '{reader}' found no turn in '{source.name}'",
        "Expected at least one turn.",
        "Look whether it is whole, or name another format in the metadata (format: …).",
    )


def unknown_branch(name: str, branch: str, place: Location) -> Problem:
    """The author wants a thread that the file does not have."""
    return Problem(
        "unknown-branch",
        place,
        f"'{name}' has no branch '{branch}'",
        "Expected the id of one of its messages, or the number of one of its threads.",
        "Correct 'branch' in the metadata, or leave it out to have the thread that was last shown.",
    )


def silent_participant(dialogue: Dialogue, label: str, place: Location) -> Problem:
    """The author names somebody who never speaks."""
    labels = ", ".join(participant.id for participant in dialogue.participants)
    return Problem(
        "silent-participant",
        place,
        f"the participant '{label}' never speaks",
        f"Expected a label of the transcript: {labels}.",
        "Correct the label, or remove it.",
        Severity.WARNING,
    )


def idle_redaction(number: int, entry: RedactEntry, place: Location) -> Problem:
    """The author wants something taken out that is not there. What it is stands in no message."""
    expected = "Expected what is to be taken out, as it stands in the transcript, capitals and signs included"
    if entry.pattern is not None:
        expected = "Expected a regular expression that matches what is to be taken out"
    elif _LIKE_A_PATTERN.search(entry.words or ""):
        expected += "; a regular expression is {pattern: …}"
    return Problem(
        "idle-redaction",
        place,
        f"entry {number} of 'redact' finds nothing",
        f"{expected}.",
        "Correct it, or remove it; what is for all transcripts of a folder belongs into its .meta.yml.",
        Severity.WARNING,
    )


def unknown_theme(theme: str, themes: Collection[str], place: Location) -> Problem:
    """A theme is not among the site's."""
    return Problem(
        "unknown-theme",
        place,
        f"unknown theme '{theme}'",
        f"Expected one of: {', '.join(themes)}.",
        "Correct it, or add it to 'themes' of the plugin in mkdocs.yml.",
    )
