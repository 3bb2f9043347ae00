"""Labels are fit to be shown anywhere; words are left as they were typed."""

from __future__ import annotations

from mkdocs_dialogues.hidden import reveal
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Location,
    Metadata,
    Participant,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.transforms.reveal import reveal_labels

HERE = Location("a.md")
TURNED = "jpg.\u202eexe\u2066\x00\ud800\ufdd0"
SHOWN = "jpg.\ufffdexe\ufffd\ufffd\ufffd\ufffd"


def test_labels_are_shown_and_words_kept() -> None:
    parts = (
        Text(TURNED),
        ToolCall(TURNED, TURNED),
        ToolResult(TURNED, TURNED),
        Attachment(TURNED),
        Aside(TURNED, TURNED),
        Unknown(TURNED, TURNED),
    )
    metadata = Metadata(summary=TURNED, themes=(TURNED,), series=TURNED, license=TURNED, source_url=TURNED)
    people = (Participant("A", TURNED, model=TURNED),)
    dialogue = reveal_labels(
        Dialogue(TURNED, people, (Turn("A", parts, HERE, heading=TURNED),), HERE, metadata=metadata)
    )
    (turn,) = dialogue.turns
    (person,) = dialogue.participants
    labels = [dialogue.title, person.name, person.model, turn.heading, *dialogue.metadata.themes]
    labels += [dialogue.metadata.summary, dialogue.metadata.series, dialogue.metadata.license]
    assert set(labels) == {SHOWN}
    assert turn.parts == (
        Text(TURNED),
        ToolCall(SHOWN, TURNED),
        ToolResult(TURNED, SHOWN),
        Attachment(SHOWN),
        Aside(SHOWN, TURNED),
        Unknown(SHOWN, TURNED),
    )


def test_text_that_hides_nothing_is_left_alone() -> None:
    for text in ("a\tb\nc", "\u200fשלום\u200e", "👩\u200d👧", "e\u0301", "a\xadb", "\u2028"):
        assert reveal(text) == text
