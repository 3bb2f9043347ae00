"""The archives that benchmarks are made with are the same everywhere, and hold what they say."""

from __future__ import annotations

import sys
from pathlib import Path

from mkdocs_dialogues.errors import Problems
from mkdocs_dialogues.pipeline import Pipeline

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))

import corpus


def test_the_same_seed_makes_the_same_archive(tmp_path: Path) -> None:
    assert list(corpus.dialogues(5, seed=3)) == list(corpus.dialogues(5, seed=3))
    assert list(corpus.dialogues(5, seed=3)) != list(corpus.dialogues(5, seed=4))
    assert list(corpus.dialogues(2)) == list(corpus.dialogues(5))[:2]


def test_every_turn_is_read_as_it_was_written(tmp_path: Path) -> None:
    content = tmp_path / "content"
    corpus.write(content, 20)
    problems = Problems()
    pipeline = Pipeline(tmp_path, content, None, problems)
    for written in corpus.dialogues(20):
        (read,) = pipeline.read(content / f"{written.name}.md")
        assert (read.title, len(read.turns)) == (written.title, len(written.turns))
    assert not list(problems)
