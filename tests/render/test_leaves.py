"""A very long dialogue is cut between turns: each turn stands on one leaf, in order, and no leaf is too long."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_dialogues.model import Dialogue, Location, Metadata, Note, Participant, Text, Turn
from mkdocs_dialogues.render.leaves import cut, leaf_of, leaves_of, place_of, turns_of

HERE = Location("a.md")
PEOPLE = (Participant("A", "Ada"), Participant("M", "Opus", role="assistant"))

SIZES = st.lists(st.integers(0, 50), min_size=1, max_size=60)
BETTER = st.lists(st.integers(0, 2), min_size=60, max_size=60)


def talk(count: int, *, headings: tuple[int, ...] = (), size: int = 1) -> Dialogue:
    turns = tuple(
        Turn(
            "AM"[n % 2],
            (Text(f"*Say* {n} " * size),),
            HERE,
            id=f"t-{n}",
            heading=f"Round {n}" if n in headings else None,
        )
        for n in range(count)
    )
    return Dialogue("T", PEOPLE, turns, HERE, "a", preface=(Text("Before."),), afterword=(Text("After."),))


@given(SIZES, st.integers(1, 12), st.integers(1, 120), BETTER)
def test_every_turn_stands_on_one_leaf_and_the_bounds_hold(
    sizes: list[int], turns: int, size: int, better: list[int]
) -> None:
    leaves = cut(sizes, turns, size, better=better.__getitem__)
    assert [place for start, stop in leaves for place in range(start, stop)] == list(range(len(sizes)))
    for start, stop in leaves:
        assert 1 <= stop - start <= turns
        assert stop - start == 1 or sum(sizes[start:stop]) <= size


@given(SIZES, st.integers(1, 12), st.integers(1, 120), BETTER, st.integers(0, 50))
def test_what_is_added_behind_moves_no_cut(
    sizes: list[int], turns: int, size: int, better: list[int], more: int
) -> None:
    before = cut(sizes, turns, size, better=better.__getitem__)
    after = cut([*sizes, more], turns, size, better=[*better, 0].__getitem__)
    assert after[: len(before) - 1] == before[:-1]


@given(SIZES, st.integers(1, 12), st.integers(1, 120))
def test_no_cut_is_made_without_need(sizes: list[int], turns: int, size: int) -> None:
    leaves = cut(sizes, turns, size)
    for (start, stop), (_, end) in pairwise(leaves):
        assert stop - start == turns or sum(sizes[start : stop + 1]) > size
        assert end > stop


def test_it_is_cut_where_a_division_begins_or_somebody_asks() -> None:
    assert [leaf.stop for leaf in leaves_of(talk(21), 9)] == [8, 16, 21]
    assert [leaf.stop for leaf in leaves_of(talk(21, headings=(2, 7, 15)), 9)] == [7, 15, 21]
    assert [leaf.opening for leaf in leaves_of(talk(21, headings=(7,)), 9)] == ["Say 0", "Round 7", "Say 16"]


def test_texts_of_any_kind_count() -> None:
    assert [leaf.stop for leaf in leaves_of(talk(6, size=10), 100, 200)] == [2, 4, 6]
    assert [leaf.stop for leaf in leaves_of(talk(6), 100, 200)] == [6]
    wide = replace(talk(4), turns=tuple(Turn("A", (Text("茶" * 60),), HERE, id=f"t-{n}") for n in range(4)))
    assert [leaf.stop for leaf in leaves_of(wide, 100, 200)] == [1, 2, 3, 4]


def test_what_stands_around_the_turns_stands_once() -> None:
    notes = (Note("All."), Note("Third.", turn="t-2"), Note("Nobody's.", turn="t-99"))
    dialogue = replace(talk(7), metadata=Metadata(notes=notes))
    parts = [leaf_of(dialogue, leaf) for leaf in leaves_of(dialogue, 2)]
    assert tuple(turn for part in parts for turn in part.turns) == dialogue.turns
    assert [bool(part.preface) for part in parts] == [True, False, False, False]
    assert [bool(part.afterword) for part in parts] == [False, False, False, True]
    assert [[note.text for note in part.metadata.notes] for part in parts] == [
        ["All.", "Nobody's."],
        ["Third."],
        [],
        [],
    ]


def test_an_anchor_within_a_turn_stands_where_the_turn_does() -> None:
    dialogue = talk(4)
    turns = [replace(turn, id=name) for turn, name in zip(dialogue.turns, ("t-a", "t-b", "t-a-2", "t-c"), strict=True)]
    leaves = leaves_of(replace(dialogue, turns=tuple(turns)), 2)
    found = {
        name: place_of(name, leaves) for name in ("t-a", "t-a-2", "t-a-note-1", "t-a-2-fn-1", "t-d", "", "afterword")
    }
    assert found == {
        "t-a": 0, "t-a-2": 1, "t-a-note-1": 0, "t-a-2-fn-1": 1, "t-d": None, "": None, "afterword": 1,
    }  # fmt: skip
    assert [turns_of(leaf) for leaf in leaves] == ["turns 1–2", "turns 3–4"]
    assert turns_of(leaves_of(talk(3), 2)[1]) == "turn 3"
