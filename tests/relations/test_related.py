"""Which dialogues are related: by themes, by people, by rare words, and by nothing that all share."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Participant, Text, Turn
from mkdocs_dialogues.relations.likeness import Likeness
from mkdocs_dialogues.relations.onwards import Onwards
from mkdocs_dialogues.relations.related import Relations
from mkdocs_dialogues.relations.weights import Scale

BEES = "The hive swarmed and the queen left with the bees for the pear tree."
BRIDGE = "The girder of the bridge has a crack, and the river lifts the northern pier."
HAY = "The meadow stands, the barometer falls, and the hay has heat in the stack."


def card(
    name: str, text: str, *, themes: Sequence[str] = (), people: Sequence[str] = ("Ada",), series: str | None = None
) -> Card:
    who = (*(Participant(person, person) for person in people), Participant("M", "GLM 4.7", "assistant", kind="model"))
    turns = (Turn(people[0], (Text(text),), Location(name), "t-1"),)
    day = date(2026, 1, 1) + timedelta(days=sum(map(ord, name)) % 300)
    metadata = Metadata(date=day, themes=tuple(themes), series=series, language="en")
    return card_of(Dialogue(name, who, turns, Location(f"content/{name}.md"), name, metadata))


def related(cards: Sequence[Card], of: str, most: int = 4) -> list[str]:
    archive = Archive(cards)
    (wanted,) = [card for card in archive.dialogues if card.id == of]
    return [item.id for item in Relations(archive, most).related(wanted)]


def test_rare_words_relate() -> None:
    cards = [
        card("a", BEES),
        card("b", "I saw bees in the pear tree, and no hive near."),
        card("c", BRIDGE),
        card("d", HAY),
        card("e", "Nothing of that kind."),
    ]
    assert related(cards, "a") == ["b"]
    assert related(cards, "e") == []


def test_a_rare_theme_and_a_person_relate_and_what_all_have_does_not() -> None:
    cards = [
        card("a", BEES, themes=["tea", "rare"]),
        card("b", BRIDGE, themes=["tea", "Rare"]),
        card("c", HAY, themes=["tea"], people=["Bo"]),
        card("d", "Letters, stamps and envelopes.", themes=["tea"], people=["Bo"]),
        card("e", "A recipe of flour and salt.", themes=["tea"], people=["Cy"]),
    ]
    assert related(cards, "a") == ["b"]
    assert related(cards, "c") == ["d"]
    onwards = Onwards(archive := Archive(cards), 4)
    (found,) = onwards.of(next(card for card in archive.dialogues if card.id == "a"), lambda card: card.id).related
    assert found.shared == ("tea", "Rare")


def test_parts_of_its_own_series_are_left_to_the_series() -> None:
    cards = [card("a", BEES, series="Hive"), card("b", BEES, series="hive"), card("c", BEES), card("d", HAY)]
    assert related(cards, "a") == ["c"]
    assert set(related(cards, "c")) == {"a", "b"}


def test_no_more_than_asked_for_and_the_same_whatever_the_order_of_files() -> None:
    cards = [card(f"n{number}", f"{BEES} {number * 'honey '}") for number in range(9)] + [card("x", HAY)]
    first = related(cards, "n4", 3)
    assert len(first) == 3
    shuffled = random.Random(5).sample(cards, len(cards))  # noqa: S311
    assert related(shuffled, "n4", 3) == first
    assert related(cards, "n4", 0) == []


def test_the_work_for_one_is_bounded() -> None:
    """A theme of a thousand dialogues, and a word of each of them, do not bring a thousand of them to mind."""
    cards = [card(f"n{number:04}", f"{BEES} {number}", themes=["tea"]) for number in range(1000)]
    relations = Relations(archive := Archive(cards), 4)
    member = relations.known.members[500]
    likeness = Likeness(relations.known, Scale(len(cards)), 4)
    assert member.signature == {}  # words that all have lead nowhere
    assert len(relations.known.having["theme tea"]) == 1000
    assert len(likeness.around(member, "theme tea")) == 64
    assert relations.related(archive.dialogues[500]) == []
