"""The ways on from a dialogue: parts of its series, neighbours, related ones."""

from __future__ import annotations

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Participant
from mkdocs_dialogues.relations.onwards import Onwards

ADA = (Participant("Ada", "Ada"),)


def card(name: str, day: str, **metadata: object) -> Card:
    from datetime import date

    facts = Metadata(date=date.fromisoformat(day), **metadata)  # type: ignore[arg-type]
    return card_of(Dialogue(name, ADA, (), Location(f"{name}.md"), name, facts))


def url(card: Card) -> str:
    return f"../{card.id}/"


def test_a_part_leads_to_its_series_and_another_to_its_neighbours() -> None:
    one, between, two, three = (
        card("one", "2026-01-01", series="Tea"),
        card("between", "2026-01-02"),
        card("two", "2026-01-03", series="tea"),
        card("three", "2026-01-04", series="Tea"),
    )
    onwards = Onwards(Archive([one, between, two, three]), 0)
    ways = onwards.of(two, url)
    assert ways.previous is not None
    assert ways.next is not None
    assert (ways.previous.url, ways.next.url, ways.part_of) == ("../one/", "../three/", (2, 3))
    assert [(part.place, part.link.url) for part in ways.parts] == [(1, "../one/"), (2, ""), (3, "../three/")]
    assert onwards.of(three, url).next is None
    plain = onwards.of(between, url)
    assert (plain.previous.url, plain.next.url) == ("../one/", "../two/")  # type: ignore[union-attr]
    assert plain.parts == ()


def test_of_a_long_series_those_near_are_shown_and_the_ends() -> None:
    cards = [
        card(f"n{number:03}", f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}", series="Long")
        for number in range(300)
    ]
    onwards = Onwards(Archive(cards), 0)
    places = [part.place for part in onwards.of(cards[149], url).parts]
    assert places == [1, *range(138, 163), 300]
    assert [part.place for part in onwards.of(cards[0], url).parts] == [*range(1, 14), 300]


def test_what_is_not_published_leads_nowhere_and_is_led_to_by_nothing() -> None:
    hidden = card("hidden", "2026-01-02", series="Tea", status="unlisted")
    shown = card("shown", "2026-01-03", series="Tea")
    onwards = Onwards(Archive([shown]), 4)
    assert onwards.of(hidden, url).parts == ()
    assert [part.place for part in onwards.of(shown, url).parts] == [1]
