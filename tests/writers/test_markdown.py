"""Our own Markdown form reads back as what was written, whatever the text in it looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.metadata import split_front_matter
from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Location,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers.dialogue import DialogueReader
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.writers.markdown import as_markdown

HERE = Location("a.md")
# Text that looks like the form's own lines, among ordinary letters.
LINES = st.sampled_from(
    [
        "**USER:**",
        "\\**USER:**",
        "<!-- text -->",
        "<!-- reasoning -->",
        "---",
        "",
        " ",
        "```",
        "**A:** <!-- {} -->",
        "\\",
    ]
)
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t"), max_size=12)
TEXTS = st.lists(st.one_of(LINES, LETTERS), max_size=6).map("\n".join)
NAMES = st.one_of(LETTERS.filter(bool), st.sampled_from(["-->", "a:**", "{}", "**"]))
MAYBE = st.one_of(st.none(), NAMES)
PARTS: st.SearchStrategy[Part] = st.one_of(
    TEXTS.map(Text),
    TEXTS.map(Reasoning),
    st.builds(ToolCall, NAMES, TEXTS, MAYBE, MAYBE),
    st.builds(ToolResult, TEXTS, MAYBE, MAYBE, st.booleans()),
    st.builds(Attachment, NAMES, MAYBE, MAYBE, st.one_of(st.none(), TEXTS)),
    st.builds(Aside, NAMES, TEXTS),
    st.builds(Unknown, NAMES, TEXTS),
)
OFFSETS = st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(hours=50)))
MOMENTS = st.one_of(st.none(), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))


@st.composite
def turns(draw: st.DrawFn, labels: list[str]) -> Turn:
    parts = tuple(draw(st.lists(PARTS, max_size=3)))
    return Turn(
        draw(st.sampled_from(labels)),
        parts,
        HERE,
        f"t-{draw(st.integers(0, 9))}",
        draw(MOMENTS),
        draw(MAYBE),
        draw(OFFSETS),
    )


@st.composite
def dialogues(draw: st.DrawFn) -> Dialogue:
    labels = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    said = tuple(draw(st.lists(turns(labels), min_size=1, max_size=4)))
    used = dict.fromkeys(turn.participant for turn in said)
    return Dialogue(
        title="A title",
        participants=tuple(Participant(label, label) for label in used),
        turns=said,
        source=HERE,
        preface=tuple(draw(st.lists(PARTS, max_size=2))),
        afterword=tuple(draw(st.lists(PARTS, max_size=2))),
    )


@given(dialogues())
def test_what_is_written_reads_back(dialogue: Dialogue) -> None:
    _, _, body = split_front_matter(Source("a.md", as_markdown(dialogue).encode()))
    (back,) = DialogueReader().read(body)
    assert [replace(turn, location=HERE) for turn in back.turns] == list(dialogue.turns)
    assert back.preface == dialogue.preface
    assert back.afterword == dialogue.afterword
    assert [p.id for p in back.participants] == [p.id for p in dialogue.participants]


def test_the_form_is_pleasant_to_read_and_edit() -> None:
    dialogue = Dialogue(
        title="The kettle",
        participants=(
            Participant("USER", "Ada", "user", kind="human"),
            Participant("ASSISTANT", "Claude Haiku 4.5", "assistant", "anthropic/claude-haiku-4.5", "model"),
        ),
        turns=(
            Turn("USER", (Text("Is the kettle on?"),), HERE),
            Turn("ASSISTANT", (Reasoning("She means the copper one."), Text("It sings.\n\n---\n\nListen.")), HERE),
        ),
        source=HERE,
    )
    expected = """\
---
format: dialogue
title: The kettle
participants:
  USER:
    name: Ada
    role: user
    kind: human
  ASSISTANT:
    name: Claude Haiku 4.5
    role: assistant
    model: anthropic/claude-haiku-4.5
    kind: model
---

**USER:**

Is the kettle on?

**ASSISTANT:**

<!-- reasoning -->

She means the copper one.

<!-- text -->

It sings.

---

Listen.
"""
    assert as_markdown(dialogue) == expected


def test_a_whole_file_keeps_its_people_and_facts(tmp_path: Path) -> None:
    raw = tmp_path / "raw.md"
    raw.write_text(
        "---\ntitle: The 'kettle'\nthemes: [tea, steam]\nlanguage: en\nparticipants: {USER: Ada}\n---\n"
        "# Voice Conversation: z-ai/glm-4.7\n*2026-01-04 21:13:12*\n\n---\n\n**USER:**\n\nOn?\n\n---\n\n"
        "**ASSISTANT:**\n\n**USER:** is what you wrote.\n\n---\n"
    )
    (first,) = Pipeline(tmp_path, tmp_path).read(raw)
    written = tmp_path / "written.md"
    written.write_text(as_markdown(first))
    pipeline = Pipeline(tmp_path, tmp_path)
    (second,) = pipeline.read(written)
    assert list(pipeline.problems) == []
    assert [turn.id for turn in second.turns] == [turn.id for turn in first.turns]
    assert [turn.parts for turn in second.turns] == [turn.parts for turn in first.turns]
    assert second.participants == first.participants
    assert second.title == first.title
    assert second.metadata.date == first.metadata.date
    assert second.metadata.themes == first.metadata.themes


def test_front_matter_is_plain_yaml() -> None:
    dialogue = Dialogue("1.10", (Participant("A", "A"),), (Turn("A", (Text("x"),), HERE),), HERE)
    matter = yaml.safe_load(as_markdown(dialogue).split("---\n")[1])
    assert matter["title"] == "1.10"
