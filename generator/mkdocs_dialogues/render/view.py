"""What the templates of a dialogue's page are given: names, labels and finished HTML, without any decision left.

Everything here is plain text and escaped by the templates, but for values of type ``Markup``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from mkdocs_dialogues.catalogue import describe_model
from mkdocs_dialogues.clipping import clip
from mkdocs_dialogues.model import Dialogue, Note, Participant, Turn
from mkdocs_dialogues.render.citations import CitationsView, view_citations
from mkdocs_dialogues.render.context import Facet, PageContext
from mkdocs_dialogues.render.linked_data import conversation, script_json
from mkdocs_dialogues.render.links import web_host
from mkdocs_dialogues.render.note_marks import marks_of
from mkdocs_dialogues.render.paper import link_notes, running_title
from mkdocs_dialogues.render.parts import PartRenderer, PartView
from mkdocs_dialogues.render.templating import machine_date, short_date
from mkdocs_dialogues.values import value
from mkdocs_dialogues.voices import Voice, voice_key

__all__ = ["PageView", "SpeakerView", "TurnView", "view_page"]

_FIRST_WORDS = 64
_PASSAGE = 80
_LONG = 200
_MANY_WORDS = 50_000
_ORIGINS = {"first words": "the first words said", "file name": "the name of the file"}
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "syr", "ug", "ur", "yi"})


@value
class TextLink:
    """A text that is a link where there is somewhere to go."""

    text: str
    url: str | None = None


@value
class SpeakerView:
    """A participant as the page shows it. ``details`` say which model, whose, or that it is a human."""

    name: str
    role: str
    model: str | None
    voice: Voice | None
    link: TextLink
    details: tuple[TextLink, ...]


@value
class NoteView:
    """A note. One on a passage that was found has a number and the passage; its mark is ``id`` and ``-mark``."""

    id: str
    body: PartView
    number: int | None = None
    passage: str = ""


@value
class TurnView:
    """A turn. ``time`` is shown as a clock, with its day where that is another than the turn's before.

    Where only the time since the recording began is known, it is a duration.
    """

    id: str
    number: int
    speaker: SpeakerView
    parts: Sequence[PartView]
    notes: Sequence[NoteView]
    first_words: str
    heading: str | None
    heading_id: str
    time: str
    time_shown: str
    alternatives: Sequence[AlternativeView] = ()

    @property
    def alternatives_label(self) -> str:
        """Such as ``2 other answers``; what somebody asked was worded otherwise."""
        count = len(self.alternatives)
        word = "wording" if self.speaker.role == "user" else "answer"
        return f"{count} other {word}{'s' if count > 1 else ''}"

    @property
    def empty(self) -> bool:
        return not self.parts


@value
class AlternativeView:
    """What was said instead of a turn: its turns, which have neither number nor anchor."""

    turns: Sequence[TurnView]


@value
class PageView:
    """A whole page."""

    dialogue: Dialogue
    context: PageContext
    direction: str | None
    speakers: Sequence[SpeakerView]
    themes: Sequence[TextLink]
    series: TextLink | None
    year: TextLink | None
    format: str
    source_host: str
    notes: Sequence[NoteView]
    preface: Sequence[PartView]
    turns: Sequence[TurnView]
    afterword: Sequence[PartView]
    origins: Sequence[tuple[str, str]]
    citations: CitationsView
    linked_data: Markup
    links: Sequence[str]
    running: Markup

    @property
    def contents(self) -> bool:
        """Whether the page has a table of contents."""
        return len(self.turns) >= self.context.contents_from

    @property
    def is_long(self) -> bool:
        """Whether the browser is to lay out what is near the window only."""
        if self.context.leaves:
            return True
        return len(self.turns) >= _LONG or self.context.words >= _MANY_WORDS

    @property
    def one_in(self) -> int:
        """The contents name one turn in so many: all, unless there are so many that nobody could look through them."""
        return -(-len(self.turns) // _LONG) or 1

    @property
    def named(self) -> Sequence[TurnView]:
        """The turns that the contents name; every turn that begins a division is among them."""
        step = self.one_in
        return [turn for place, turn in enumerate(self.turns) if place % step == 0 or turn.heading]


def view_page(dialogue: Dialogue, context: PageContext, parts: PartRenderer) -> PageView:
    """Everything that the page of a dialogue shows, in the order in which it is read."""
    speakers = {participant.id: _speaker(participant, context) for participant in dialogue.participants}
    anchors = {turn.id for turn in dialogue.turns}
    metadata = dialogue.metadata
    preface = parts.render(dialogue.preface, "preface-text", dialogue.source)
    leaves = context.leaves
    turns = _turns(dialogue, speakers, parts, leaves.here.turns[0] if leaves else 1)
    afterword = parts.render(dialogue.afterword, "afterword-text", dialogue.source)
    general = [note for note in metadata.notes if note.turn not in anchors]
    return PageView(
        dialogue=dialogue,
        context=context,
        direction="rtl" if (metadata.language or "").split("-")[0].lower() in _RIGHT_TO_LEFT else None,
        speakers=tuple(speakers.values()),
        themes=tuple(_facet_link(context, "theme", theme) for theme in metadata.themes),
        series=_facet_link(context, "series", metadata.series) if metadata.series else None,
        year=_facet_link(context, "year", f"{metadata.date.year:04d}") if metadata.date else None,
        format=(metadata.format or "").replace("-", " "),
        source_host=web_host(metadata.source_url or "") or "",
        notes=_notes(general, "note", parts, dialogue),
        preface=preface,
        turns=turns,
        afterword=afterword,
        origins=_origins(metadata.origins),
        citations=view_citations(dialogue, context),
        links=link_notes((*preface, *(part for turn in turns for part in turn.parts), *afterword)),
        running=running_title(dialogue.title),
        linked_data=script_json(conversation(dialogue, context, [turn.first_words for turn in turns])),
    )


def _origins(origins: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Where what the page says of the dialogue came from: what its author did not say, and what they did, in one."""
    told = [key for key in ("title", "date", "participants", "themes", "summary") if key in origins]
    own = [key for key in told if origins[key].startswith(("front matter", "sidecar", "folder defaults"))]
    rest = [(key, _ORIGINS.get(origins[key], f"the {origins[key]}")) for key in told if key not in own]
    return (*rest, *([(", ".join(own), "the author of this site")] if own else []))


def _turns(
    dialogue: Dialogue, speakers: dict[str, SpeakerView], parts: PartRenderer, first: int
) -> tuple[TurnView, ...]:
    """The turns, numbered from ``first``."""
    views = []
    numbered = 0
    of_turn: dict[str | None, list[Note]] = {}
    for note in dialogue.metadata.notes:
        of_turn.setdefault(note.turn, []).append(note)
    day = dialogue.metadata.date.isoformat()[:10] if dialogue.metadata.date else ""
    for number, turn in enumerate(dialogue.turns, start=first):
        prefix = f"{turn.id}-note"
        notes = of_turn.get(turn.id, [])
        marks, numbers = marks_of(turn.parts, list(_with_ids(notes, prefix)), numbered + 1)
        numbered += len(numbers)
        shown = parts.render(turn.parts, turn.id, turn.location, marks)
        said = next((part.plain for part in shown if part.kind == "text" and part.plain), "")
        views.append(
            TurnView(
                id=turn.id,
                number=number,
                speaker=speakers[turn.participant],
                parts=shown,
                notes=_notes(notes, prefix, parts, dialogue, numbers),
                first_words=clip(said, _FIRST_WORDS),
                heading=turn.heading,
                heading_id=f"{turn.id}-division",
                time=machine_date(turn.time) if turn.time else _duration(turn),
                time_shown=_clock(turn, day),
                alternatives=_alternatives(turn, speakers, parts, day) if turn.alternatives else (),
            )
        )
        if turn.time:
            day = turn.time.date().isoformat()
    return tuple(views)


def _alternatives(
    turn: Turn, speakers: dict[str, SpeakerView], parts: PartRenderer, day: str
) -> tuple[AlternativeView, ...]:
    return tuple(
        AlternativeView(
            tuple(
                TurnView(
                    id=instead.id,
                    number=0,
                    speaker=speakers[instead.participant],
                    parts=parts.render(instead.parts, instead.id, instead.location),
                    notes=(),
                    first_words="",
                    heading=None,
                    heading_id="",
                    time=machine_date(instead.time) if instead.time else _duration(instead),
                    time_shown=_clock(instead, day),
                    alternatives=_alternatives(instead, speakers, parts, day),
                )
                for instead in alternative.turns
            )
        )
        for alternative in turn.alternatives
    )


def _clock(turn: Turn, day: str) -> str:
    if turn.time is None:
        return "" if turn.offset is None else _elapsed(int(turn.offset.total_seconds()))
    clock = f"{turn.time:%H:%M}"
    return clock if turn.time.date().isoformat() == day else f"{short_date(turn.time)}, {clock}"


def _duration(turn: Turn) -> str:
    """HTML's form of a duration."""
    return "" if turn.offset is None else f"PT{turn.offset.total_seconds():.3f}S"


def _elapsed(seconds: int) -> str:
    """``0:07``, ``12:34``, ``1:02:03``."""
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _with_ids(notes: Sequence[Note], prefix: str) -> Iterator[tuple[str, Note]]:
    return ((f"{prefix}-{number}", note) for number, note in enumerate(notes, start=1))


def _notes(
    notes: Sequence[Note],
    prefix: str,
    parts: PartRenderer,
    dialogue: Dialogue,
    numbers: Mapping[str, int] = MappingProxyType({}),
) -> tuple[NoteView, ...]:
    """Notes in their order, those with numbers after those without and by number."""
    if not notes:
        return ()
    views = [
        NoteView(
            id_,
            parts.text(note.text, id_, dialogue.source),
            numbers.get(id_),
            clip(note.passage or "", _PASSAGE) if id_ in numbers else "",
        )
        for id_, note in _with_ids(notes, prefix)
    ]
    return tuple(sorted(views, key=lambda view: view.number or 0))


def _speaker(participant: Participant, context: PageContext) -> SpeakerView:
    details: list[TextLink] = []
    if participant.model:
        model = describe_model(participant.model)
        model_link = _facet_link(context, "model", model.name)
        # Where the speaker is called as the model is, its exact id says more.
        text = participant.model if model.name == participant.name else model.name
        details.append(TextLink(text, model_link.url))
        if model.vendor:
            details.append(_facet_link(context, "vendor", model.vendor))
    elif participant.kind:
        details.append(TextLink(participant.kind))
    if participant.url and (host := web_host(participant.url)):
        details.append(TextLink(host, participant.url))
    return SpeakerView(
        name=participant.name,
        role=participant.role,
        model=participant.model,
        voice=context.voices.get(voice_key(participant.name)),
        link=_facet_link(context, "participant", participant.name),
        details=tuple(details),
    )


def _facet_link(context: PageContext, facet: Facet, value: str) -> TextLink:
    return TextLink(value, context.facet_url(facet, value))
