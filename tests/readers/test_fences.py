"""Code that is left open, in long transcripts: what follows it are turns all the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mkdocs_dialogues.pipeline import Pipeline

OPEN = "Look:\n\n```py\nx = 1"
BARE = "Look:\n\n```\nx = 1"


def talk(turns: int, said: Mapping[int, str]) -> str:
    return "".join(f"**{('Ada', 'Bo')[turn % 2]}:** {said.get(turn, turn)}\n\n" for turn in range(turns))


@pytest.mark.parametrize(
    "said",
    [
        {5: OPEN},
        {5: OPEN, 150: OPEN},
        {5: OPEN, 150: BARE},  # which looks like the end of the first
        {5: f"My notes:\n\n```text\nof that evening\n\n{talk(20, {})}```"},
        {5: f"All of it:\n\n```text\n{talk(100, {})}```"},
    ],
)
def test_an_open_fence_hides_no_crowd_of_turns(tmp_path: Path, said: Mapping[int, str]) -> None:
    path = tmp_path / "a.md"
    path.write_text(talk(200, said), encoding="utf-8")
    assert [len(dialogue.turns) for dialogue in Pipeline(tmp_path, tmp_path).read(path)] == [200]
