"""Labels of hand-typed dialogues that are no plain names: with brackets, a comma, an emoji, a plus."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.model import Text
from mkdocs_dialogues.readers.labelled import LabelledReader
from mkdocs_dialogues.source import Source


def told(text: str, labels: tuple[str, ...] = ()) -> tuple[list[tuple[str, str]], list[str]]:
    """Who says what, and the problems."""
    source = Source("talk.md", text.encode(), labels=labels)
    assert LabelledReader().detect(source)
    (dialogue,) = LabelledReader().read(source)
    said = [
        (turn.participant, " ".join(part.text for part in turn.parts if isinstance(part, Text)))
        for turn in dialogue.turns
    ]
    return said, [str(problem).partition("\n")[0] for problem in source.problems]


@pytest.mark.parametrize("name", ["Carla (MdB)", "Carla 🦊", "Weber, Carla"])
def test_behind_a_time_as_the_others_have_it_is_a_label(name: str) -> None:
    said, problems = told(f"[00:00:01] Anna: Hello\n[00:00:04] Ben: Hi\n[00:00:08] {name}: x\n[00:01:10] Anna: So.\n")
    assert said == [("Anna", "Hello"), ("Ben", "Hi"), (name, "x"), ("Anna", "So.")]
    assert problems == []


@pytest.mark.parametrize("name", ["Carla (MdB)", "Carla 🦊", "Weber, Carla"])
def test_in_the_plain_style_it_is_one_where_it_comes_back(name: str) -> None:
    said, _ = told(f"Anna: Hello\n\nBen: Hi\n\n{name}: x\n\nAnna: So.\n\nBen: Yes.\n\n{name}: y\n")
    assert [who for who, _ in said] == ["Anna", "Ben", name, "Anna", "Ben", name]


def test_once_in_the_plain_style_it_is_doubted() -> None:
    said, problems = told("Anna: Hello\n\nBen: Hi\n\nCarla (MdB): x\n\nAnna: So.\n\nBen: Yes.\n")
    assert said[1] == ("Ben", "Hi\n\nCarla (MdB): x")
    assert problems == [
        "talk.md:5: 'Carla (MdB)' looks like a speaker, and is taken for text of 'Ben' [doubtful-label]"
    ]


@pytest.mark.parametrize("name", ["Carla (MdB)", "Carla [MdB]", "Carla 🦊", "Weber, Carla", "+49 151 1234567", "7of9"])
def test_whom_the_metadata_names_has_a_label(name: str) -> None:
    said, problems = told(f"Anna: Hello\n\nBen: Hi\n\n{name}: x\n\nAnna: So.\n\nBen: Yes.\n", labels=(name,))
    assert [who for who, _ in said] == ["Anna", "Ben", name, "Anna", "Ben"]
    assert problems == []


@pytest.mark.parametrize("name", ["Carla (MdB)", "Ægir 🦊", "Weber, Carla", "+49 151 1234567"])
@pytest.mark.parametrize("times", [1, 2])
def test_in_bold_it_is_one_among_people(name: str, times: int) -> None:
    said, problems = told(
        f"**Anna:** Hello\n\n**Ben:** Hi\n\n**{name}:** x\n\n" * times + "**Anna:** a\n\n**Ben:** b\n"
    )
    assert [who for who, _ in said] == ["Anna", "Ben", name] * times + ["Anna", "Ben"]
    assert problems == []


def test_in_a_models_answer_such_a_heading_is_text() -> None:
    said, problems = told(
        "**User:** Hi\n\n**Claude:** So:\n\n**Quick Wins 🚀:** x\n\n**Cats, Dogs:** y\n\n**User:** Oh.\n"
    )
    assert [who for who, _ in said] == ["User", "Claude", "User"]
    assert problems == []


@pytest.mark.parametrize(
    "text",
    [
        "Milk (whole): two\n\nTea (green): one\n\nMilk (whole): three\n\nTea (green): four\n",
        "Claude (Opus): a model.\n\nGPT (OpenAI): another.\n",
        "**Cats 🐱:** they purr.\n\n**Dogs 🐶:** they bark.\n",
        "Well, Anna: it was so.\n\nWell, Ben: it was not.\n\nWell, Anna: so.\n\nWell, Ben: so.\n",
    ],
)
def test_such_labels_alone_make_no_dialogue(text: str) -> None:
    assert not LabelledReader().detect(Source("page.md", text.encode()))
