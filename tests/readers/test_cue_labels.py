"""Who speaks in subtitles that put names into their text."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.model import Text
from mkdocs_dialogues.readers.subrip import SubRipReader
from mkdocs_dialogues.source import Source


def told(*cues: str, labels: tuple[str, ...] = ()) -> tuple[list[tuple[str, str]], list[str]]:
    """Who says what, and the problems."""
    blocks = [f"{at + 1}\n00:00:{at:02},000 --> 00:00:{at + 1:02},000\n{cue}\n" for at, cue in enumerate(cues)]
    source = Source("talk.srt", "\n".join(blocks).encode(), labels=labels)
    (dialogue,) = SubRipReader().read(source)
    said = [
        (turn.participant, " ".join(part.text for part in turn.parts if isinstance(part, Text)))
        for turn in dialogue.turns
    ]
    return said, [str(problem).partition("\n")[0] for problem in source.problems]


def test_who_speaks_once_among_others_has_a_turn() -> None:
    said, problems = told("Anna: one", "no name here", "Ben: three", "Anna: four")
    assert said == [("Anna", "one no name here"), ("Ben", "three"), ("Anna", "four")]
    assert problems == []


@pytest.mark.parametrize(
    "cue",
    ["Note: three", "Warning: it is hot.", "12:30: the bells.", "Slides: https://tea.example/1", "One thing: tea."],
)
def test_what_is_no_name_speaks_no_words(cue: str) -> None:
    said, problems = told("Anna: one", "Ben: two", "more", cue, "Anna: four", "Ben: five")
    assert said == [("Anna", "one"), ("Ben", f"two more {cue}"), ("Anna", "four"), ("Ben", "five")]
    assert problems == []


def test_a_word_that_the_text_has_in_lower_case_is_doubted() -> None:
    said, problems = told("Anna: They kettle it.", "Ben: two", "more", "Kettle: tea.", "Anna: four", "Ben: five")
    assert said[1] == ("Ben", "two more Kettle: tea.")
    assert problems == ["talk.srt:15: 'Kettle' looks like a speaker, and is taken for text of 'Ben' [doubtful-label]"]


def test_where_most_cues_have_no_label_one_that_comes_once_is_doubted() -> None:
    said, problems = told("Anna: one", "no name", "Zoe: three", "none here", "nor here", "Anna: six", "Anna: seven")
    assert said == [("Anna", "one no name Zoe: three none here nor here six seven")]
    assert problems == ["talk.srt:11: 'Zoe' looks like a speaker, and is taken for text of 'Anna' [doubtful-label]"]


def test_whom_the_author_names_speaks() -> None:
    said, problems = told("Anna: one", "no name", "Zoe: three", "none", "nor here", "Anna: six", labels=("Zoe",))
    assert said == [("Anna", "one no name"), ("Zoe", "three none nor here"), ("Anna", "six")]
    assert problems == []


def test_where_names_are_in_capitals_no_other_word_is_one() -> None:
    said, problems = told("ANNA: one", "BEN: two", "more", "Remember: three", "ANNA: four", "BEN: five")
    assert said[1] == ("BEN", "two more Remember: three")
    assert problems == []


PAIR = "- Where were you?\n- At the harbour{}"


@pytest.mark.parametrize(
    ("cues", "turns"),
    [
        ((PAIR.format("."), "Who saw you?"), ["Where were you?", "At the harbour.", "Who saw you?"]),
        ((PAIR.format("."), "Who saw?", "Nobody."), ["Where were you?", "At the harbour.", "Who saw? Nobody."]),
        ((PAIR.format(","), "Where the boats lie."), ["Where were you?", "At the harbour, Where the boats lie."]),
        ((PAIR.format("…"), "with the boats."), ["Where were you?", "At the harbour… with the boats."]),
        ((PAIR.format("."), PAIR.format("!")), ["Where were you?", "At the harbour."] * 2),
    ],
)
def test_below_two_dashes_a_new_sentence_is_nobodys_in_particular(cues: tuple[str, ...], turns: list[str]) -> None:
    said, _ = told(*cues)
    assert [words.rstrip(".!") for _, words in said] == [words.rstrip(".!") for words in turns]
    assert {who for who, _ in said} == {"Speaker"}


def test_below_two_dashes_a_sound_is_no_turn() -> None:
    said, _ = told(PAIR.format("."), "[Bells]", "Who saw you?")
    assert [words for _, words in said] == ["Where were you?", "At the harbour.", "Who saw you?"]
