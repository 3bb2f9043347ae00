"""A passage is found by its words, as they are read."""

from __future__ import annotations

import pytest

from mkdocs_dialogues.passages import find

TEXT = "The *old* kettle\n> sings; “it’s” old. The kettle's lid, **the lid**, sings too. 老师写成鸡旦。"


@pytest.mark.parametrize(
    ("passage", "found"),
    [
        ("The old kettle", ["The *old* kettle"]),
        ("kettle sings", ["kettle\n> sings"]),
        ('"it\'s" old', ["“it’s” old"]),
        ("old", ["old", "old"]),
        ("ettle", []),
        ("写成", ["写成"]),
        ("“it’s” … too.", ["“it’s” old. The kettle's lid, **the lid**, sings too."]),
        ("lid, the lid", ["lid, **the lid"]),
        ("(no) [pattern*", []),
        ("[…]", []),
    ],
)
def test_words_are_found_whatever_stands_between_them(passage: str, found: list[str]) -> None:
    assert [TEXT[start:end] for start, end in find(TEXT, passage)] == found


def test_a_mark_of_omission_is_found_as_it_stands() -> None:
    assert find("a […] b […]", "[…]") == [(2, 5), (8, 11)]
