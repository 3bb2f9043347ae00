"""The label in the file, and the author's word for it, decide who is shown as speaking."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.model import Dialogue, Location, Participant, Text, Turn
from mkdocs_dialogues.transforms.attribute import CastEntry, attribute, unmatched

PLACE = Location("content/dialogues/a.md", 1)
USER = Participant("USER", "User", "user")
ASSISTANT = Participant("ASSISTANT", "Assistant", "assistant", "anthropic/claude-haiku-4.5")


def dialogue(*participants: Participant, silent: tuple[str, ...] = ()) -> Dialogue:
    turns = tuple(Turn(p.id, (Text(f"I am {p.id}."),), PLACE) for p in participants if p.id not in silent)
    return Dialogue("A", participants, turns, PLACE)


def shown(result: Dialogue) -> list[tuple[str, str | None, str | None]]:
    return [(participant.name, participant.model, participant.kind) for participant in result.participants]


def test_without_a_word_from_the_author_a_user_is_not_called_human() -> None:
    result = attribute(dialogue(USER, ASSISTANT), {})
    assert shown(result) == [("User", None, None), ("Claude Haiku 4.5", "anthropic/claude-haiku-4.5", "model")]


def test_a_user_who_is_a_model() -> None:
    result = attribute(dialogue(USER, ASSISTANT), {"USER": CastEntry("Claude Opus 4.5")})
    assert shown(result)[0] == ("Claude Opus 4.5", "anthropic/claude-opus-4.5", "model")
    assert result.turns[0].participant == "USER"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (CastEntry("Tomás Rivera"), ("Tomás Rivera", None, "human")),
        (CastEntry("z-ai/glm-4.7"), ("GLM 4.7", "z-ai/glm-4.7", "model")),
        (CastEntry("Opus 4.5"), ("Opus 4.5", "anthropic/claude-opus-4.5", "model")),
        (CastEntry("Claude"), ("Claude", None, "model")),
        (CastEntry("Claude", kind="human"), ("Claude", None, "human")),
        (CastEntry("The Weaver", model="gpt-5.2"), ("The Weaver", "gpt-5.2", "model")),
        (CastEntry(model="gpt-5.2"), ("GPT-5.2", "gpt-5.2", "model")),
        (CastEntry(kind="human"), ("User", None, "human")),
        (CastEntry("Aria", kind="model"), ("Aria", None, "model")),
    ],
)
def test_the_authors_word(entry: CastEntry, expected: tuple[str, str | None, str | None]) -> None:
    assert shown(attribute(dialogue(USER, ASSISTANT), {"USER": entry}))[0] == expected


def test_the_authors_word_goes_above_the_transcripts_model() -> None:
    person = {"ASSISTANT": CastEntry("Ben", kind="human", url="https://ben.example/")}
    assert shown(attribute(dialogue(USER, ASSISTANT), person))[1] == ("Ben", None, "human")
    assert attribute(dialogue(USER, ASSISTANT), person).participants[1].url == "https://ben.example/"
    renamed = attribute(dialogue(USER, ASSISTANT), {"ASSISTANT": CastEntry("The Oracle")})
    assert shown(renamed)[1] == ("The Oracle", "anthropic/claude-haiku-4.5", "model")


def test_a_label_goes_before_its_letter_case_and_that_before_a_role() -> None:
    cast = {"user": CastEntry("By role"), "Ada": CastEntry("By label")}
    people = [Participant("ADA", "ADA", "user"), Participant("Bot", "Bot", "assistant")]
    assert shown(attribute(dialogue(*people), cast))[0][0] == "By label"
    two = [Participant("user", "user", "user"), Participant("USER", "USER", "assistant")]
    assert [name for name, _, _ in shown(attribute(dialogue(*two), cast))] == ["By role", "USER"]
    one = [Participant("Prompter", "Prompter", "user"), Participant("Bot", "Bot", "assistant")]
    assert shown(attribute(dialogue(*one), {"USER": CastEntry("By role")}))[0][0] == "By role"
    several = [Participant("A", "Ann", "user"), Participant("B", "Bea", "user")]
    assert [name for name, _, _ in shown(attribute(dialogue(*several), cast))] == ["Ann", "Bea"]


def test_labels_that_are_models() -> None:
    result = attribute(
        dialogue(*(Participant(name, name) for name in ("Claude", "glm5", "gemini", "GPT-4o", "Anna"))), {}
    )
    assert shown(result) == [
        ("Claude", None, "model"),
        ("GLM 5", "z-ai/glm-5", "model"),
        ("Gemini", None, "model"),
        ("GPT-4o", "openai/gpt-4o", "model"),
        ("Anna", None, None),
    ]


def test_a_character_that_a_model_plays_keeps_its_name() -> None:
    result = attribute(dialogue(Participant("Seraphina", "Seraphina", "assistant", "gpt-5.2")), {})
    assert shown(result) == [("Seraphina", "gpt-5.2", "model")]


def test_two_instances_of_a_model_stay_two() -> None:
    label = attribute(dialogue(Participant("GPT4o 1", "GPT4o 1"), Participant("GPT4o 2", "GPT4o 2")), {})
    assert shown(label) == [("GPT4o 1", "openai/gpt-4o", "model"), ("GPT4o 2", "openai/gpt-4o", "model")]
    model = "claude-opus-4-5-20251101"
    same = attribute(dialogue(Participant("A", "AI", "user", model), Participant("B", "AI", "assistant", model)), {})
    assert [name for name, _, _ in shown(same)] == ["Claude Opus 4.5 1", "Claude Opus 4.5 2"]
    told = attribute(dialogue(USER, ASSISTANT), {"USER": CastEntry("Claude Haiku 4.5")})
    assert [name for name, _, _ in shown(told)] == ["Claude Haiku 4.5 1", "Claude Haiku 4.5 2"]
    both = attribute(dialogue(USER, ASSISTANT), {"USER": CastEntry("GLM 5"), "ASSISTANT": CastEntry("GLM 5")})
    assert [name for name, _, _ in shown(both)] == ["GLM 5 1", "GLM 5 2"]


def test_a_number_never_makes_a_name_that_somebody_has() -> None:
    people = [Participant("a", "Ann"), Participant("b", "ann"), Participant("c", "Ann 1")]
    assert [name for name, _, _ in shown(attribute(dialogue(*people), {}))] == ["Ann 2", "ann 3", "Ann 1"]


def test_one_person_under_two_labels_is_one() -> None:
    people = [Participant("You", "You"), Participant("Claude", "Claude", "assistant"), Participant("ANNA", "ANNA")]
    result = attribute(dialogue(*people), {"You": CastEntry("Anna"), "ANNA": CastEntry("Anna")})
    assert [name for name, _, _ in shown(result)] == ["Anna", "Claude"]
    assert [turn.participant for turn in result.turns] == ["You", "Claude", "You"]


def test_keys_that_nobody_answers_to_are_told() -> None:
    cast = {"USER": CastEntry("Anna"), "Bob": CastEntry("Bob"), "Assistant": CastEntry("B"), "system": CastEntry("S")}
    quiet = Participant("SYSTEM", "System", "system")
    assert unmatched(dialogue(USER, ASSISTANT), cast) == ["Bob", "system"]
    assert unmatched(dialogue(USER, ASSISTANT, quiet, silent=("SYSTEM",)), cast) == ["Bob"]  # listed as present
