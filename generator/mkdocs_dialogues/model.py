"""The neutral model: what a dialogue is, whatever file it was read from.

Frozen, slotted dataclasses without vendor words, HTML or I/O. Readers make them, transforms map them to
others, renderers and writers take them in. Text is Markdown as its writer typed it, with LF line ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

__all__ = [
    "Alternative",
    "Aside",
    "Attachment",
    "Dialogue",
    "Document",
    "Kind",
    "Location",
    "Metadata",
    "Note",
    "Part",
    "Participant",
    "Provenance",
    "Reasoning",
    "Role",
    "Status",
    "Text",
    "ToolCall",
    "ToolResult",
    "Turn",
    "Unknown",
]

Role = Literal["user", "assistant", "system", "tool"]
"""The function in the transcript, which is **not** who speaks."""

Kind = Literal["human", "model"]
Status = Literal["published", "unlisted", "draft"]


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file: path relative to ``mkdocs.yml`` with ``/``, line from 1.

    ``shown`` is what the public may know of the path where something of it was redacted.
    """

    path: str
    line: int = 1
    shown: str | None = None

    @property
    def public(self) -> str:
        """The path as it may be published."""
        return self.path if self.shown is None else self.shown


@dataclass(frozen=True, slots=True)
class Participant:
    """Who takes part.

    ``id`` is the transcript's own label, unique in the dialogue; ``name`` is what readers are shown;
    ``model`` is a model id as the source spells it, or None; ``kind`` is None where nothing tells.
    """

    id: str
    name: str
    role: Role = "user"
    model: str | None = None
    kind: Kind | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What was said, in Markdown. ``line`` is the file's line that it begins on, where the reader knows it."""

    text: str
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a model thought before it spoke, in Markdown."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a tool: its name and its input as text (JSON or code, named by ``language``)."""

    name: str
    input: str
    id: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What a tool gave back; ``id`` is that of the call it answers."""

    output: str
    name: str | None = None
    id: str | None = None
    is_error: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file given with a turn.

    ``target`` is a path beside the transcript or a URL; ``text`` what was extracted from it; ``data`` the file itself,
    where the transcript holds it (see ``media.py`` for what may be there).
    """

    name: str
    target: str | None = None
    media_type: str | None = None
    text: str | None = None
    data: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was written beside the dialogue, in one of its versions, whole.

    ``language`` names that of code; None for prose in Markdown. ``id`` tells documents of one dialogue apart.
    """

    title: str
    text: str
    id: str | None = None
    language: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Aside:
    """Text of the transcript that nobody said: token counts, statistics, a system prompt, injected context.

    ``kind`` is a short English noun phrase shown as its label, such as ``usage`` or ``system prompt``.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """What a reader did not understand: shown muted, and reported; never dropped."""

    kind: str
    text: str


Part = Text | Reasoning | ToolCall | ToolResult | Attachment | Document | Aside | Unknown


@dataclass(frozen=True, slots=True)
class Turn:
    """One participant's stretch.

    ``id`` is the page's anchor, unique in the dialogue (``identify`` sets it when a reader leaves it empty);
    ``participant`` is a ``Participant.id``; ``heading`` is a division of the transcript that opens with this
    turn (``Round 2``), as plain text; ``time`` is a moment, ``offset`` the time since the recording began.
    """

    participant: str
    parts: tuple[Part, ...]
    location: Location
    id: str = ""
    time: datetime | None = None
    heading: str | None = None
    offset: timedelta | None = None
    alternatives: tuple[Alternative, ...] = ()
    """What was said instead of this turn: other answers, other wordings of a question, each with what followed."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """The turns of another thread, from where it leaves the one that is shown to its end; at least one."""

    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """An editor's remark, in Markdown; ``turn`` is a turn's id, or None for the whole dialogue.

    ``passage`` are words of the turn that it is on, as ``passages`` finds them; of several such places in the turn it
    is the one that ``occurrence`` counts, from 1.
    """

    text: str
    turn: str | None = None
    passage: str | None = None
    occurrence: int = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """From what a dialogue was made, and what was done to it.

    ``sha256`` is that of the whole file, or ``dialogue_sha256`` that of the dialogue as it was read where others stand
    in the file, too: neither where anything was redacted or left out; ``reader`` names the reader's package and its
    version; ``edited`` is the author's word on how the text was edited or abridged; ``redacted`` are
    the kinds of what was taken out, ``omitted`` the reasons for what was left out; ``branch`` is the thread that the
    author chose; ``raw`` says whether the file itself is published, None where that is left to the site.
    """

    sha256: str | None = None
    dialogue_sha256: str | None = None
    reader: str = ""
    edited: str | None = None
    redacted: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()
    branch: str | None = None
    raw: bool | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a dialogue beside its words.

    A reader fills in what the transcript itself states; ``describe`` lays the author's metadata over it.
    ``allowed`` are fingerprints of secrets that may be published, ``removed`` digests of the names of pictures that
    redactions took out, ``changed`` is when it was changed last by the source's word; none of them is published.
    ``origins`` says for each key that is set where it came from (``transcript, line 1``; ``file name``).
    """

    date: date | datetime | None = None
    summary: str | None = None
    themes: tuple[str, ...] = ()
    series: str | None = None
    status: Status = "published"
    language: str | None = None
    license: str | None = None
    notes: tuple[Note, ...] = ()
    source_url: str | None = None
    slug: str | None = None
    format: str | None = None
    allowed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    provenance: Provenance | None = field(default=None, compare=False)
    changed: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue: who spoke, what was said in what order, and where it stands in its source.

    ``preface`` and ``afterword`` are what the transcript holds before its first and after its last turn.
    ``id`` is unique in the site once ``pipeline`` has placed it; a reader sets the source's own id or ``""``.
    """

    title: str
    participants: tuple[Participant, ...]
    turns: tuple[Turn, ...]
    source: Location
    id: str = ""
    metadata: Metadata = field(default_factory=Metadata)
    preface: tuple[Part, ...] = ()
    afterword: tuple[Part, ...] = ()

    def participant(self, id_: str) -> Participant:
        """The participant of that id; KeyError when the dialogue has none."""
        for participant in self.participants:
            if participant.id == id_:
                return participant
        raise KeyError(id_)
