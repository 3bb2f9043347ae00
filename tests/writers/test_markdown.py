"""Our own Markdown form reads back as what was written, whatever the text in it looks like."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.model import Dialogue, Location, Participant, Reasoning, Text, Turn
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers.dialogue import DialogueReader
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.writers.markdown import _field, _yaml, as_markdown

HERE = Location("a.md")


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


@pytest.mark.parametrize(
    "title",
    ["yes no", "Null", "null and void", "On", "True", "1 2", "2026-01-04", "a: b", "- a", "tea  time", "x " * 70, "é"],
)
def test_front_matter_is_what_yaml_itself_would_write(title: str) -> None:
    """Titles that YAML would take for something else stand in quotes; the others need none."""
    dialogue = Dialogue(title, (Participant("USER", "Ada"),), (), Location("a.md"))
    written = as_markdown(dialogue).splitlines()[2]
    assert written == yaml.safe_dump({"title": title}, allow_unicode=True, width=100).splitlines()[0]


def test_slips_of_the_pen_are_told_and_nothing_is_lost() -> None:
    text = (
        '**Ada:** <!-- {"tiem": "2026-01-04"} -->\n\nOn?\n\n<!-- tool-call {name: look} -->\n\n'
        '<!-- reasoning {"id": "1"} -->\n\nHm.\n\n\\<!-- text as such -->\n'
    )
    source = Source("own.md", text.encode())
    (dialogue,) = DialogueReader().read(source)
    assert [(problem.code, problem.location.line, problem.what) for problem in source.problems] == [
        ("unknown-key", 1, "unknown fact 'tiem'"),
        ("bad-field", 5, "the facts in '<!-- tool-call {name: look} -->' are no JSON"),
        ("unknown-key", 7, "unknown fact 'id'"),
    ]
    (turn,) = dialogue.turns
    said = "On?\n\n<!-- tool-call {name: look} -->"
    assert turn.parts == (Text(said), Reasoning("Hm.\n\n<!-- text as such -->"))


@given(st.lists(st.text("abNoYes1',.!?;()-_", min_size=1, max_size=6), min_size=1, max_size=12).map(" ".join))
def test_a_sentence_is_metadata_as_yaml_writes_it(words: str) -> None:
    """Of most titles YAML need not be asked, which takes a tenth of a millisecond."""
    assert _field("title", words) == _yaml("title", json.dumps(words))
