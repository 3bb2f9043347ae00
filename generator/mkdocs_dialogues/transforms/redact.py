"""Take out what the author does not want published, wherever it stands. Runs before anything else looks at the text."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple, TypeVar, cast
from urllib.parse import quote, quote_plus, unquote

from mkdocs_dialogues.metadata import RedactEntry
from mkdocs_dialogues.model import Aside, Dialogue, Location
from mkdocs_dialogues.naming import slugify
from mkdocs_dialogues.secrets.kinds import FindKind
from mkdocs_dialogues.secrets.scan import Find, scanner
from mkdocs_dialogues.threads import changed
from mkdocs_dialogues.transforms.targets import without_targets

__all__ = ["Redactor", "redact_labels", "redact_source", "redact_text", "redact_turns"]

_Value = TypeVar("_Value")

# Fields without text of anybody's: a closed list of words, or a key that is cleaned in a step of its own.
_KEPT: Final = frozenset(
    "Dialogue.source Turn.location Turn.participant Turn.id Participant.id Participant.role Participant.kind Note.turn "
    "Metadata.status Metadata.format Metadata.language Metadata.allowed Metadata.removed Metadata.origins "
    "Provenance.sha256 Provenance.dialogue_sha256 Provenance.reader Provenance.redacted".split()
)
# Half an address leads nowhere, or elsewhere: these are left out when there is something in them.
_ADDRESSES: Final = frozenset("Attachment.target Participant.url Metadata.source_url Metadata.slug".split())
_MARKS: Final = range(0x10F000, 0x10FFFE)
"""Characters of private use, which stand for what is taken out until all of it is."""
# Names as programs and file systems write them: ``ada-lovelace`` for ``Ada Lovelace``.
_NAMES: Final = frozenset("Attachment.name ToolCall.id ToolResult.id Dialogue.id".split())


class _Sought(NamedTuple):
    """What is looked for, what is shown in its place, and which of the author's entries asks for it."""

    pattern: re.Pattern[str]
    kind: str
    entry: int


@dataclass(frozen=True)
class Redactor:
    """Replaces what is to be taken out.

    ``finds`` are the kinds of secrets and the like to look for, with what is shown for each; ``met`` gets the numbers
    of the entries of which something was there.
    """

    texts: tuple[_Sought, ...] = ()
    names: tuple[_Sought, ...] = ()
    finds: tuple[tuple[FindKind, str], ...] = ()
    met: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[RedactEntry], met: set[int] | None = None) -> Redactor:
        """The redactor of an author's entries; whole turns are ``redact_turns``' business."""
        texts, names = [], []
        finds: dict[FindKind, str] = {}
        for number, entry in enumerate(entries):
            if entry.pattern is not None:
                texts.append(_Sought(re.compile(entry.pattern), entry.shown, number))
            elif entry.words is not None:
                texts.append(_Sought(_spellings(entry.words), entry.shown, number))
                names += [_Sought(pattern, entry.shown, number) for pattern in _as_name(entry.words)]
            for kind in entry.kinds or ():
                finds.setdefault(kind, entry.kind or kind)
        return cls(tuple(texts), tuple(names), tuple(finds.items()), set() if met is None else met)

    def __bool__(self) -> bool:
        return bool(self.texts or self.finds)

    def text(self, text: str) -> str:
        """The text with ``[redacted: kind]`` for every match, and for each address or target that holds one."""
        free = (letter for letter in map(chr, _MARKS) if letter not in text)
        kinds = dict.fromkeys((*(one.kind for one in self.texts), *dict(self.finds).values()))
        marks = {kind: (next(free), next(free)) for kind in kinds}  # the second for one that an address begins with
        self._note(self.texts, text)
        for pattern, kind, _ in self.texts:
            text = pattern.sub(lambda found, kind=kind: marks[kind]["://" in found[0]], text)  # type: ignore[misc]
        text = self._without_finds(text, lambda kind: marks[kind][0])

        def found(target: str) -> str | None:
            kind = self._kind_in(target)
            return None if kind is None else marks[kind][0]

        every, begun = "".join(map("".join, marks.values())), "".join(mark for _, mark in marks.values())
        text = without_targets(text, every, begun, found)
        return text.translate({ord(mark): _shown(kind) for kind, pair in marks.items() for mark in pair})

    def name(self, name: str) -> str:
        """A name of a file, or a program's, with ``redacted-kind`` for every match, in whatever spelling."""
        self._note((*self.texts, *self.names), name)
        for pattern, kind, _ in (*self.texts, *self.names):
            name = pattern.sub(lambda _, kind=kind: f"redacted-{slugify(kind)}", name)  # type: ignore[misc]
        return self._without_finds(name, lambda kind: f"redacted-{slugify(kind)}")

    def _note(self, sought: Iterable[_Sought], text: str) -> None:
        """Which entries are met, before any takes out what another one is looking for, too."""
        self.met.update(one.entry for one in sought if one.entry not in self.met and one.pattern.search(text))

    def _without_finds(self, text: str, shown: Callable[[str], str]) -> str:
        if not self.finds:
            return text
        labels = dict(self.finds)
        data = text.encode("utf-8", "surrogatepass")
        pieces, end = [], 0
        for find in self._finds_in(data):
            pieces += [data[end : find.start], shown(labels[find.kind]).encode()]
            end = find.end
        return b"".join([*pieces, data[end:]]).decode("utf-8", "surrogatepass") if pieces else text

    def _finds_in(self, data: bytes) -> Iterable[Find]:
        return scanner(frozenset(dict(self.finds))).scan(data) if self.finds else ()

    def touches(self, address: str) -> bool:
        """Whether an address, a path or an identifier holds a match, percent-encoded or not."""
        return self._kind_in(address) is not None

    def _kind_in(self, address: str) -> str | None:
        """What is shown for the first match in an address, as it is written or meant."""
        meant = unquote(html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", address)))
        for form in dict.fromkeys((address, unquote(address), meant)):
            for pattern, kind, entry in (*self.texts, *self.names):
                if (found := pattern.search(form)) and found[0]:
                    self.met.add(entry)
                    return kind
            if (find := next(iter(self._finds_in(form.encode("utf-8", "surrogatepass"))), None)) is not None:
                return dict(self.finds)[find.kind]
        return None


def redact_source(dialogue: Dialogue, redactor: Redactor) -> Dialogue:
    """The dialogue with what the public may know of its file's name: its page's address is made from that."""
    path = dialogue.source.path
    shown = "/".join(redactor.name(part) for part in path.split("/"))
    if shown == path:
        return dialogue
    stem = redactor.name(PurePosixPath(path).stem)
    shown = str(PurePosixPath(shown).with_name(stem + PurePosixPath(path).suffix))
    return replace(dialogue, source=replace(dialogue.source, shown=shown))


def redact_text(dialogue: Dialogue, redactor: Redactor, *, ids: bool = False) -> Dialogue:
    """The dialogue with every match replaced, in every field that holds text: a new field is no leak.

    With ``ids`` the source's own ids of turns too; one that holds a match is dropped, and the anchor made from the
    words that are left. Not when they are anchors already: a pattern for numbers would hit half of them.
    """
    if not redactor:
        return dialogue
    dialogue = _cleaned(dialogue, redactor)
    if ids:
        turns = changed(dialogue.turns, lambda turn: replace(turn, id="") if redactor.touches(turn.id) else turn)
        dialogue = replace(dialogue, turns=turns)
    return dialogue


def redact_labels(dialogue: Dialogue, redactor: Redactor) -> Dialogue:
    """The dialogue with the transcript's own labels cleaned: they go into JSON and Markdown, though on no page.

    For the end, when the metadata that speaks of those labels has been heeded.
    """
    labels: dict[str, str] = {}
    for participant in dialogue.participants:
        clean = redactor.text(participant.id)
        while clean in labels.values():
            clean += "′"
        labels[participant.id] = clean
    if all(label == clean for label, clean in labels.items()):
        return dialogue
    return replace(
        dialogue,
        participants=tuple(replace(participant, id=labels[participant.id]) for participant in dialogue.participants),
        turns=changed(dialogue.turns, lambda turn: replace(turn, participant=labels[turn.participant])),
    )


def redact_turns(dialogue: Dialogue, kinds: Mapping[int, str]) -> Dialogue:
    """The dialogue with whole turns taken out; ``kinds`` maps a turn's index from 0 to what it held.

    What was said instead of it goes with it. Such a turn loses its anchor too, which may be a hash of its words: a
    guess at them could be tried against it.
    """
    turns = list(dialogue.turns)
    for count, index in enumerate(sorted(kinds), start=1):
        shown = Aside("redacted", _shown(kinds[index]))
        turns[index] = replace(turns[index], id=f"t-redacted-{count}", parts=(shown,), heading=None, alternatives=())
    return replace(dialogue, turns=tuple(turns))


def _shown(kind: str) -> str:
    return f"[redacted: {kind}]"


def _cleaned(value: _Value, redactor: Redactor) -> _Value:
    """A dataclass of the model with all its text cleaned, at whatever depth."""
    changes: dict[str, Any] = {}
    for one in fields(cast("Any", value)):
        place = f"{type(value).__name__}.{one.name}"
        old = getattr(value, one.name)
        if place in _KEPT or not old:
            continue
        new = _cleaned_field(old, place, redactor)
        if new is not old:
            changes[one.name] = new
    return replace(cast("Any", value), **changes) if changes else value


def _cleaned_field(old: Any, place: str, redactor: Redactor) -> Any:
    if isinstance(old, str):
        if place in _ADDRESSES:
            return None if redactor.touches(old) else old
        return redactor.name(old) if place in _NAMES else redactor.text(old)
    if isinstance(old, tuple):
        return tuple(_cleaned_field(item, place, redactor) for item in old)
    if is_dataclass(old) and not isinstance(old, Location):
        return _cleaned(old, redactor)
    return old


def _spellings(words: str) -> re.Pattern[str]:
    """The words as text holds them: over a line's end, composed or not, within JSON, HTML or an address."""
    forms = {
        words,
        *(unicodedata.normalize(form, words) for form in ("NFC", "NFD")),
        *(json.dumps(words, ensure_ascii=ascii_)[1:-1] for ascii_ in (True, False)),
        *(html.escape(words, quote=quote_) for quote_ in (True, False)),
        quote(words, safe=""),
        quote(words),
        quote_plus(words),
    }
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(re.sub(r"(\\ )+", r"\\s+", re.escape(form)) for form in longest_first))


def _as_name(words: str) -> Iterable[re.Pattern[str]]:
    """The words as names of files spell them: small or capital, joined by anything, with or without accents."""
    tokens = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", words))
    plain = [
        "".join(c for c in unicodedata.normalize("NFKD", token) if not unicodedata.combining(c)) for token in tokens
    ]
    if tokens:
        joined = r"[\W_]*".join(
            f"(?:{re.escape(token)}|{re.escape(bare)})" for token, bare in zip(tokens, plain, strict=True)
        )
        yield re.compile(rf"(?<![^\W_]){joined}(?![^\W_])", re.IGNORECASE)
