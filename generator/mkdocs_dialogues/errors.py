"""Problems: what is wrong in an input, where, what was expected and what to do about it.

One closed list of codes (``CODES``), documented in ``content/guide/problems.md``; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from mkdocs_dialogues.model import Location

__all__ = ["CODES", "DialogueError", "Problem", "Problems", "Severity", "did_you_mean", "printable"]


class Severity(StrEnum):
    """``error``: the author has to mend something; ``warning``: everything is shown, but look at it."""

    ERROR = "error"
    WARNING = "warning"


CODES: Final[dict[str, str]] = {
    "active-picture": "An SVG beside the transcripts is more than a picture: it could run, or fetch, something.",
    "ambiguous-date": "A date may have its day or its month first, or its time be before or after noon: nothing tells.",
    "ambiguous-format": "Two or more readers claim the file.",
    "ambiguous-passage": "A passage that the metadata names stands in the turn more than once.",
    "bad-archive": "A zip archive cannot be opened, or a member of it is damaged; what could be read is shown.",
    "bad-allowance": "The file of allowed secrets is none that can be read.",
    "bad-database": "The file is no SQLite database, or a broken one; what could be read is shown.",
    "bad-encoding": "The file is not UTF-8 text.",
    "bad-field": "A field of a record is missing or has the wrong type; its value is shown as it stands.",
    "bad-json": "The file, or a record of it, is broken JSON; what could be read is shown.",
    "bad-manifest": "The list of what was imported into a folder cannot be read; nothing is imported.",
    "bad-math": "A formula is not LaTeX that can be set; its source is shown instead.",
    "bad-metadata": "A metadata value has the wrong type or form.",
    "bad-yaml": "The metadata is not YAML that can be read.",
    "control-character": "The file holds a NUL or another control character; it is shown as U+FFFD.",
    "cyclic-tree": "Messages answer each other in a circle.",
    "doubtful-label": "A label in the style of the speakers' comes once; it is taken for text, and may be a speaker.",
    "duplicate-id": "Two messages have one id.",
    "duplicate-key": "A metadata key stands twice.",
    "duplicate-url": "Two dialogues (or a dialogue and a page) would have the same address.",
    "empty-file": "The file is empty.",
    "file-differs": "A file beside a page (raw transcript, Markdown, JSON) is not what the transcript makes.",
    "idle-redaction": "An entry of 'redact' finds nothing in the transcript, so nothing is taken out for it.",
    "likely-secret": "The dialogue holds what is likely a key, a token or a password.",
    "link-loop": "A symbolic link leads to a folder that it lies in.",
    "missing-file": "A file that the transcript shows is not beside it.",
    "missing-passage": "A passage that the metadata names is not in the turn.",
    "no-reader": "No reader takes the file.",
    "no-turns": "The file was recognised, but it holds no turn.",
    "orphan-sidecar": "A sidecar has no transcript beside it.",
    "orphan-turn": "A message answers one that is not in the file.",
    "outside-content": "A symbolic link leads out of the content folder.",
    "refused-member": "A member of an archive is not read, because it could do harm or is locked; the others are.",
    "page-differs": "A built page shows another text, turn or speaker than its transcript has.",
    "page-missing": "A dialogue that is published has no page in the built site.",
    "page-unknown": "A page of the built site shows a dialogue that no transcript is published as.",
    "personal-data": "The dialogue holds an e-mail address, a path of somebody's home or a phone number.",
    "raw-redacted": "The metadata asks for the raw file and for redactions; the raw file is not published.",
    "source-changed": "A built page was made from another version of its transcript.",
    "silent-participant": "A participant of the metadata never speaks in the transcript.",
    "skipped-member": "Members of an archive look like transcripts, and no reader takes them; the others are read.",
    "too-complex": "A text nests too deep, or a table of it is too wide, to be set; it is shown as it was typed.",
    "too-large": "The file is larger than its format can be read in bounded memory.",
    "too-many-threads": "A dialogue has more threads than can be shown as alternatives.",
    "unknown-branch": "The metadata names a branch that the transcript does not have.",
    "unknown-format": "The metadata names a format that no reader has.",
    "unknown-key": "The metadata has a key that does not exist.",
    "unknown-part": "A part of a turn was not understood; it is shown as it stands.",
    "unknown-role": "A role is none of assistant, system, tool, user.",
    "unknown-theme": "A theme is not in the site's list of themes.",
    "unreadable-file": "The file, or a folder of transcripts, could not be opened.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``what`` names the value in quotes; ``expected`` and ``todo`` are whole sentences."""

    code: str
    location: Location
    what: str
    expected: str
    todo: str
    severity: Severity = Severity.ERROR

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"problem code {self.code!r} is not in errors.CODES")

    def cleaned(self, clean: Callable[[str], str]) -> Problem:
        """The problem with its sentences cleaned of what must not be said; its place stays, to be found."""
        return replace(self, what=clean(self.what), expected=clean(self.expected), todo=clean(self.todo))

    def __str__(self) -> str:
        head = f"{printable(self.location.path)}:{self.location.line}: {printable(self.what)} [{self.code}]"
        return "\n  ".join([head, *(printable(line) for line in (self.expected, self.todo) if line)])


def printable(text: str) -> str:
    """Text of a transcript, fit for a terminal: no control characters, no line breaks, no bidi overrides."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "replace").decode() for char in text)


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A question for somebody whose word is none of those that are known; empty where none of them is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - where nothing is wrong, nobody is asked

    near = get_close_matches(word, list(known), 1, cutoff)
    return f"Did you mean {near[0]!r}?" if near else ""


class Problems:
    """Collects problems, so that all of them are said together, sorted by place."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._problems = dict.fromkeys(problems)
        self._unsaid = dict(self._problems)
        self._said: set[Problem] = set()

    def add(self, problem: Problem) -> None:
        self._problems[problem] = None
        if problem not in self._said:
            self._unsaid[problem] = None

    def drop(self, *codes: str) -> None:
        """Forget the problems of these codes."""
        self._problems = {problem: None for problem in self._problems if problem.code not in codes}
        self._unsaid = {problem: None for problem in self._unsaid if problem.code not in codes}

    def unsaid(self) -> list[Problem]:
        """The problems that this method has not returned before."""
        new, self._unsaid = _sorted(self._unsaid), {}
        self._said.update(new)
        return new

    def __iter__(self) -> Iterator[Problem]:
        return iter(_sorted(self._problems))

    def __len__(self) -> int:
        return len(self._problems)

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self if problem.severity is Severity.ERROR]


def _sorted(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: (problem.location.path, problem.location.line, problem.code))


class DialogueError(Exception):
    """Raised where reading cannot go on; carries the problem that the author is shown."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem
