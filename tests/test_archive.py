"""The order of an archive, and the ways through it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.addresses import distinct
from mkdocs_dialogues.archive import Archive, facet_values
from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Participant
from mkdocs_dialogues.naming import in_order, slugify, slugs


def dialogue(name: str, when: date | None = None, **metadata: object) -> Card:
    facts = replace(Metadata(date=when), **metadata)  # type: ignore[arg-type]
    people = (Participant("USER", "Ada"), Participant("ASSISTANT", "GLM 4.7", "assistant", "z-ai/glm-4.7", "model"))
    return card_of(Dialogue(name, people, (), Location(f"content/{name}.md"), name, facts))


def test_newest_first_whatever_kind_of_date_and_undated_last() -> None:
    archive = Archive(
        [
            dialogue("undated"),
            dialogue("morning", datetime(2026, 1, 4, 8, tzinfo=UTC)),
            dialogue("old", date(2024, 5, 1)),
            dialogue("evening", datetime(2026, 1, 4, 20)),
            dialogue("day", date(2026, 1, 4)),
        ]
    )
    assert [d.id for d in archive.dialogues] == ["evening", "morning", "day", "old", "undated"]


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_does_not_hang_on_the_order_of_files(names: list[str]) -> None:
    archive = Archive([dialogue(name, date(2026, 1, 4)) for name in names])
    assert [d.id for d in archive.dialogues] == ["a", "b", "c", "d"]


def test_of_one_day_and_without_a_date_numbers_count() -> None:
    names = ["talk 1", "talk 2", "talk 10", "talk 10b"]
    for when in (None, date(2026, 1, 4)):
        parts = [dialogue(name, when, series="Talks") for name in names]
        archive = Archive([parts[2], parts[0], parts[3], parts[1]])
        assert [card.id for card in archive.dialogues] == names
        assert [archive.part_of_series(part) for part in parts] == [(1, 4), (2, 4), (3, 4), (4, 4)]
        assert [part.id for _, part in archive.parts_around(parts[0])] == names


def test_neighbours_are_older_and_newer() -> None:
    first, second, third = (dialogue(str(day), date(2026, 1, day)) for day in (1, 2, 3))
    archive = Archive([second, third, first])
    assert archive.neighbours(second) == (first, third)
    assert archive.neighbours(first) == (None, second)
    assert archive.neighbours(third) == (second, None)


def test_parts_of_a_series_are_counted_in_time() -> None:
    parts = [dialogue(str(day), date(2026, 1, day), series="Tea") for day in (1, 2, 3)]
    archive = Archive([*parts, dialogue("other", date(2026, 1, 2))])
    assert [archive.part_of_series(part) for part in parts] == [(1, 3), (2, 3), (3, 3)]


def test_spellings_that_differ_in_case_are_one_theme() -> None:
    dialogues = [dialogue(str(i), themes=(theme,)) for i, theme in enumerate(["Tea", "tea", "tea", "C", "C++"])]
    archive = Archive(dialogues)
    shelves = {shelf.value: shelf for shelf in archive.shelves["theme"]}
    assert list(shelves) == ["C", "C++", "tea"]
    assert len(shelves["tea"].dialogues) == 3
    assert len({shelf.slug for shelf in shelves.values()}) == 3
    assert archive.shelf("theme", "TEA") is shelves["tea"]


def test_values_stand_where_people_look_for_them() -> None:
    names = ["Zoe", "Élan", "Player 10", "Player 2", "Player 2b", "Player", "Łukasz", "Øre", "Ada", "Åsa", "Emil", "Mo"]
    expected = [
        "Ada", "Åsa", "Élan", "Emil", "Łukasz", "Mo", "Øre", "Player", "Player 2", "Player 2b", "Player 10", "Zoe",
    ]  # fmt: skip
    assert sorted(names, key=in_order) == expected
    archive = Archive([dialogue(str(number), themes=(name,)) for number, name in enumerate(names)])
    assert [shelf.value for shelf in archive.shelves["theme"]] == expected
    assert sorted(["1" * 9_000, "2", ""], key=in_order) == ["", "2", "1" * 9_000]


def test_values_of_each_facet() -> None:
    one = dialogue("a", date(2026, 1, 4), themes=("tea",), series="Letters")
    assert facet_values(one, "model") == ("GLM 4.7",)
    assert facet_values(one, "vendor") == ("Z.ai",)
    assert facet_values(one, "participant") == ("Ada", "GLM 4.7")
    assert facet_values(one, "year") == ("2026",)


def test_the_first_of_two_with_one_address_stays_and_both_are_named() -> None:
    problems = Problems()
    first, second = dialogue("a"), replace(dialogue("a"), source=Location("content/a.vtt"))
    upper = replace(dialogue("A"), source=Location("content/A.txt"))
    placed = distinct([first, second, upper], "content", {"b": "content/b.md"}, problems)
    assert placed == {"a": first}
    assert ["content/a.md" in str(problem) for problem in problems] == [True, True]


@given(st.text(max_size=200))
def test_a_slug_is_always_a_safe_part_of_an_address(text: str) -> None:
    slug = slugify(text)
    assert slug
    assert slug == slugify(text)
    assert not set(slug) & set("/\\?#%&<>\"'` :;\x00\n")
    assert not slug.startswith((".", "-"))
    assert ".." not in slug
    assert slug not in ("index", "readme")
    assert len(slug.encode()) < 500


@pytest.mark.parametrize(
    ("value", "slug"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C++17", "c-plus-plus-17"),
        ("C#", "c-sharp"),
        ("F# minor", "f-sharp-minor"),
        ("g++ and C#/F#", "g-plus-plus-and-c-sharp-f-sharp"),
        ("+", "plus"),
        (".NET", "dot-net"),
        ("#kettle", "kettle"),
        ("+1", "1"),
        ("a+b", "a-b"),
        ("Tea & cake", "tea-cake"),
        ("GPT-4.1", "gpt-4.1"),
        ("…", slugify("…")),
    ],
)
def test_signs_that_tell_names_apart_are_words_in_an_address(value: str, slug: str) -> None:
    assert slugs([value]) == {value: slug}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("मल्लाह घाट पर", "मल्लाह-घाट-पर"),
        ("கப்பல் துறை", "கப்பல்-துறை"),
        ("เรือข้ามฟาก", "เรือข้ามฟาก"),
        ("العبّارة", "العبّارة"),
        ("שָׁלוֹם לך", "שָׁלוֹם-לך"),
        ("Zoë", "zoë"),
        ("z\u0337\u034ea\u0336lgo", "zalgo"),
        ("🦊\ufe0f fox 1\ufe0f\u20e3", "fox-1"),
    ],
)
def test_vowels_that_are_marks_stay_in_an_address(name: str, slug: str) -> None:
    assert slugify(name) == normalize("NFC", slug)


def test_an_address_stays_whatever_else_comes() -> None:
    first = slugs(["C++", "C#", "Tea & cake", ".NET", "C 2"])
    more = slugs(["C", "C++", "C#", "C!", "C?", "Tea & cake", "Tea, cake", ".NET", "Net", "C 2"])
    assert {value: more[value] for value in first} == first
    assert more["C"] == "c"
    assert (more["C!"], more["C?"]) == ("c-3", "c-4")  # "c-2" is another's own
    assert len({*more.values()}) == len(more)
    assert slugs(["Rock & roll", "Rock roll"])["Rock roll"] == "rock-roll"


@pytest.mark.parametrize(
    ("title", "opening", "below"),
    [
        ("The kettle", "Why does it sing before it boils?", "Why does it sing before it boils?"),
        ("Why does it sing…", "Why does it sing, before it boils?", "… before it boils?"),
        ("Why does it sing?", "Why does it sing?", ""),
        ("Why", "Why does it sing before it boils?", "Why does it sing before it boils?"),
        ("Why…", "Because.", "Because."),
        (
            "Why does it…",
            "Why does it sing before it boils, and not after, or while it does?",
            "… sing before it boils, and not after, or…",
        ),
    ],
)
def test_below_a_title_of_first_words_stands_how_they_go_on(title: str, opening: str, below: str) -> None:
    card = replace(dialogue("kettle"), title=title, opening=opening)
    assert card.below_title(42) == below
    assert replace(card, metadata=Metadata(summary="On tea.")).below_title(42) == "On tea."
