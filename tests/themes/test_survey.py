"""Themes in use, and pairs that may be one."""

from __future__ import annotations

from collections import Counter

import pytest

from mkdocs_dialogues.themes.survey import Alike, alike


@pytest.mark.parametrize(
    ("more", "less", "differ"),
    [
        ("tea", "Tea", "capitals"),
        ("translation", "translations", "ending"),
        ("patience", "patiense", "spelling"),
        ("book keeping", "bookkeeping", "spaces or hyphens"),
        ("music theory", "music-theory", "ending"),
        ("naïve art", "naïve arts", "ending"),
    ],
)
def test_spellings_of_one_theme_are_found(more: str, less: str, differ: str) -> None:
    (pair,) = alike(Counter({less: 1, more: 2, "weather": 9}))
    assert (pair.more, pair.less) == (more, less)
    assert pair.differ == differ or (differ == "ending" and pair.differ == "spelling")


def test_themes_that_differ_are_left_alone() -> None:
    assert alike(Counter(["tea", "sea", "tee", "craft", "draft", "law", "love", "music", "memory", "words"])) == []


def test_two_that_the_sites_list_has_are_both_meant() -> None:
    counts = Counter({"ethic": 1, "ethics": 2, "Ethics": 1})
    assert alike(counts, ["ethic", "ethics"]) == [
        Alike("ethics", "Ethics", "capitals"),
        Alike("ethic", "Ethics", "ending"),
    ]
