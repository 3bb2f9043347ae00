"""Pictures of the collection: right numbers, plain SVG, the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from mkdocs_dialogues.archive import Archive
from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.cards import Card
from mkdocs_dialogues.model import Dialogue, Location, Metadata, Participant, Text, Turn
from mkdocs_dialogues.pictures.counts import PICTURES, Table, tables
from mkdocs_dialogues.pictures.drawing import draw

HOSTILE = "<script>alert(1)</script>\u202e & “x”"


def card(number: int, when: date | None, people: Sequence[tuple[str, int]], model: str | None = "z-ai/glm-4.7") -> Card:
    who = [Participant(f"p{i}", name, kind="human") for i, (name, _) in enumerate(people)]
    turns = [
        Turn(f"p{i}", (Text(" ".join(["word"] * words)),), Location("x"), f"t-{i}")
        for i, (_, words) in enumerate(people)
    ]
    if model:
        who.append(Participant("m", "GLM", "assistant", model, "model"))
        turns.append(Turn("m", (Text("yes"),), Location("x"), "t-m"))
    metadata = Metadata(date=when)
    return card_of(Dialogue("T", tuple(who), tuple(turns), Location(f"{number}.md"), str(number), metadata))


CARDS = [
    card(1, date(2024, 3, 1), [("Ada", 10), ("Bo", 20)]),
    card(2, date(2026, 1, 4), [("Ada", 300)]),
    card(3, date(2026, 2, 4), [("Ada", 10), ("Bo", 5)], "anthropic/claude-opus-4.5"),
    card(4, date(2026, 2, 5), [(HOSTILE, 40)]),
    card(5, None, [("Cy", 1100)], None),
    card(6, date(2026, 2, 6), [("Cy", 3), ("Ada", 2)], None),
]


def table(kind: str, cards: Sequence[Card] = CARDS) -> Table:
    (found,) = tables(Archive(cards), [kind])
    return found


def test_time_is_counted_without_gaps() -> None:
    assert table("time").rows == (("2024", (1,)), ("2025", (0,)), ("2026", (4,)))
    months = [card(n, date(2025, 11 + n % 2, 1), [("Ada", 1)]) for n in range(5)] + [
        card(9, date(2026, 2, 1), [("Bo", 1)])
    ]
    assert table("time", months).rows == (
        ("Nov 2025", (3,)),
        ("Dec 2025", (2,)),
        ("Jan 2026", (0,)),
        ("Feb 2026", (1,)),
    )


def test_models_by_time() -> None:
    found = table("models")
    assert found.columns == ("2024", "2025", "2026")
    assert found.rows == (("GLM 4.7", (1, 0, 2)), ("Claude Opus 4.5", (0, 0, 1)))


def test_who_speaks_with_whom_is_the_same_both_ways() -> None:
    found = table("together")
    numbers = dict(found.rows)
    place = found.columns.index
    assert numbers["Ada"][place("Bo")] == numbers["Bo"][place("Ada")] == 2
    assert numbers["Ada"][place("Ada")] == 0
    assert numbers["Cy"][place("Ada")] == 1
    assert "Ada and GLM, in 3 dialogues" in found.lead


def test_lengths_and_shares_are_those_of_what_was_said() -> None:
    assert table("length").rows == (("0–249", (4,)), ("250–499", (1,)), ("500–999", (0,)), ("1,000–1,999", (1,)))
    shares = dict(table("shares").rows)
    assert shares["Cy"] == (1103, 74)
    assert shares["Ada"] == (322, 22)
    assert [sum(card.spoken) for card in CARDS] == [card.words for card in CARDS]


def test_a_small_archive_and_what_says_nothing_have_none() -> None:
    assert tables(Archive(CARDS[:5]), PICTURES) == []
    same = [card(n, date(2026, 1, 1), [("Ada", 1)], None) for n in range(8)]
    assert tables(Archive(same), PICTURES) == []


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_plain_and_says_what_it_shows(kind: str) -> None:
    svg = draw(found := table(kind))
    root = ET.fromstring(svg)  # noqa: S314 - our own
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "desc", "g", "path", "rect", "circle", "text"}
    assert not re.search(
        r"script|style|href|url\(|2026-\d|[\u202e]", str(svg).replace("&lt;script&gt;", "").replace("&lt;/script", "")
    )
    labelled = {child.get("id"): child.text for child in root[:2]}
    assert (root.get("aria-labelledby") or "").split() == list(labelled)
    assert list(labelled.values()) == [found.title, found.lead]
    assert draw(table(kind)) == svg


def test_what_is_drawn_are_the_numbers() -> None:
    svg = draw(table("models"))
    radii = sorted(float(r) for r in re.findall(r' r="([\d.]+)"', svg))
    assert len(radii) == 3
    assert radii[2] == pytest.approx(radii[0] * 2**0.5, rel=0.02)  # twice the number is twice the area
    heights = [float(h) for h in re.findall(r'<rect[^>]* height="([\d.]+)" class="shape"', draw(table("time")))]
    assert heights[-1] == pytest.approx(heights[0] * 4, rel=0.02)


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_drawn_again_when_what_is_drawn_is_another(kind: str) -> None:
    kept: dict[str, str] = {}
    drawn: list[str] = []

    def keep(by: str, make: Callable[[], str]) -> str:
        if by not in kept:
            drawn.append(by)
            kept[by] = make()
        return kept[by]

    found = table(kind)
    told = replace(found, lead="Many words.")
    assert draw(found, keep) == draw(found)
    assert draw(told, keep) == draw(told)
    assert len(drawn) == 1
    (name, values), *rest = found.rows
    other = replace(found, rows=((name, (*values[:-1], values[-1] + 5)), *rest))
    assert draw(other, keep) == draw(other) != draw(found)
    assert len(drawn) == 2
