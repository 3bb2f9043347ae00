"""Dialogues of every shape that the model admits, for property tests: odd texts, odd labels, every part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from mkdocs_dialogues.model import (
    Alternative,
    Aside,
    Attachment,
    Dialogue,
    Document,
    Location,
    Metadata,
    Note,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)

__all__ = ["HERE", "dialogues"]

HERE = Location("a.md")

# Lines that look like those of some form, among ordinary letters and such as no file gives back.
LINES = st.sampled_from(
    [
        "**USER:**",
        "\\**USER:**",
        "**A:** <!-- {} -->",
        '**A:** <!-- {"present": true} -->',
        "**A:** <!-- {no: json} -->",
        "<!-- text -->",
        "<!-- aside {no json} -->",
        "\\\\<!-- text -->",
        "<!-- reasoning -->",
        '<!-- text {"escaped": true} -->',
        "<!-- afterword -->",
        "---",
        "title: not metadata",
        "# Voice Conversation: a/b",
        "```",
        "\\",
        "\\u0000",
        "\\\\u0000",
        "two blanks  ",
        "",
        " ",
        "\r",
        "\x00",
        "\ud83d",
        "\ufeff",
        "\u2028",
    ]
)
PICTURE = b"\x89PNG\r\n\x1a\n and so on"
LETTERS = st.text(max_size=12)
TEXTS = st.lists(st.one_of(LINES, LETTERS), max_size=6).map("\n".join)
NAMES = st.one_of(LETTERS.filter(bool), st.sampled_from(["-->", "a:**", "{}", "**", "participant", " ", "1.10"]))
MAYBE = st.one_of(st.none(), LETTERS, NAMES)
PARTS: st.SearchStrategy[Part] = st.one_of(
    TEXTS.map(Text),
    TEXTS.map(Reasoning),
    st.builds(ToolCall, NAMES, TEXTS, MAYBE, MAYBE),
    st.builds(ToolResult, TEXTS, MAYBE, MAYBE, st.booleans()),
    st.builds(Attachment, NAMES, MAYBE, MAYBE, st.one_of(st.none(), TEXTS), st.sampled_from([None, None, PICTURE])),
    st.builds(Document, NAMES, TEXTS, MAYBE, MAYBE, st.integers(1, 9)),
    st.builds(Aside, NAMES, TEXTS),
    st.builds(Unknown, NAMES, TEXTS),
)
OFFSETS = st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(hours=50)))
ZONES: st.SearchStrategy[Any] = st.sampled_from(
    [None, UTC, timezone(timedelta(hours=-9, minutes=-30)), timezone(timedelta(hours=14))]
)
MOMENTS = st.one_of(st.none(), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=ZONES))
DAYS = st.one_of(MOMENTS, st.dates())


def _whole(text: str) -> bool:
    """Whether metadata can hold a text at all: no half of a surrogate pair."""
    return text.isprintable() or not any("\ud800" <= char <= "\udfff" for char in text)


@st.composite
def turns(draw: st.DrawFn, labels: list[str], depth: int = 2) -> Turn:
    threads = draw(st.lists(st.lists(turns(labels, depth - 1), min_size=1, max_size=2), max_size=2)) if depth else []
    return Turn(
        draw(st.sampled_from(labels)),
        tuple(draw(st.lists(PARTS, max_size=3))),
        HERE,
        draw(st.one_of(st.just(""), LETTERS, st.sampled_from(["t-1", "t-1-2", "msg_01"]))),
        draw(MOMENTS),
        draw(MAYBE),
        draw(OFFSETS),
        tuple(Alternative(tuple(thread)) for thread in threads),
    )


@st.composite
def dialogues(draw: st.DrawFn) -> Dialogue:
    """Any dialogue that a reader could make; some participants say nothing, and two may have one name."""
    labels = draw(st.lists(NAMES.filter(_whole), min_size=1, max_size=3, unique=True))
    people = [
        Participant(
            label,
            draw(st.one_of(st.just(label), NAMES, st.sampled_from(["Ada", "ada", "GPT-4o", "assistant"]))),
            draw(st.sampled_from(["user", "assistant", "system", "tool"])),
            draw(st.one_of(st.none(), st.sampled_from(["openai/gpt-4o", "z-ai/glm-5", "a b"]), NAMES)),
            draw(st.sampled_from([None, "human", "model"])),
        )
        for label in labels
    ]
    return Dialogue(
        title=draw(TEXTS),
        participants=tuple(people),
        turns=tuple(draw(st.lists(turns(labels), min_size=1, max_size=4))),
        source=HERE,
        preface=tuple(draw(st.lists(PARTS, max_size=2))),
        afterword=tuple(draw(st.lists(PARTS, max_size=2))),
        metadata=Metadata(
            date=draw(DAYS),
            language=draw(st.sampled_from([None, "en", "zh-Hant"])),
            source_url=draw(st.sampled_from([None, "https://example.org/a?b=c#d"])),
            notes=tuple(Note(text) for text in draw(st.lists(TEXTS.filter(bool).filter(_whole), max_size=2))),
        ),
    )
