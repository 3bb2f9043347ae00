"""Our own Markdown form loses nothing: what any reader made of a file, written and read, is what it was."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given

import mkdocs_dialogues.pipeline
from mkdocs_dialogues.metadata import split_front_matter
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.readers.dialogue import DialogueReader
from mkdocs_dialogues.source import Source
from mkdocs_dialogues.threads import changed
from mkdocs_dialogues.writers.markdown import as_markdown
from tests.readers.files import file_of
from tests.writers.models import HERE, dialogues

CASES = Path(__file__).parents[1] / "readers" / "cases"
ALL = sorted(path for path in CASES.glob("*/*") if path.is_dir() and path.parent.name != "not-a-transcript")


def facts(dialogue: Dialogue) -> Dialogue:
    """A dialogue without what says in which file it stands, and in which of its lines."""
    return replace(
        dialogue,
        id="",
        source=HERE,
        turns=changed(dialogue.turns, lambda turn: replace(turn, location=HERE)),
        metadata=replace(dialogue.metadata, format=None, origins={}),
    )


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_what_a_reader_made_is_written_and_read_back(case: Path, tmp_path: Path) -> None:
    name, data = file_of(case)
    path = tmp_path / f"case{Path(name).suffix}"
    path.write_bytes(data)
    (tmp_path / f"{path.name}.meta.yml").write_text(f"format: {case.parent.name}\n")
    for number, dialogue in enumerate(Pipeline(tmp_path, tmp_path).read(path)):
        folder = tmp_path / str(number)
        folder.mkdir()
        written = folder / "written.md"
        written.write_bytes(as_markdown(dialogue).encode())
        pipeline = Pipeline(folder, folder)
        (back,) = pipeline.read(written)
        assert [str(problem) for problem in pipeline.problems] == []
        assert facts(back) == facts(dialogue)
        assert as_markdown(back) == as_markdown(dialogue)


@dataclass(frozen=True)
class Stub:
    """A reader that makes one dialogue of any file."""

    dialogue: Dialogue
    name = "stub"
    suffixes = (".raw",)
    generic = False

    def detect(self, source: Source) -> bool:
        return source.suffix == ".raw"

    def read(self, source: Source) -> Iterable[Dialogue]:
        del source
        yield self.dialogue


@given(dialogues())
def test_whatever_the_model_admits_is_written_and_read_back(dialogue: Dialogue) -> None:
    """The body alone: every character of every part, just as a reader made it."""
    _, _, body = split_front_matter(Source("a.md", as_markdown(dialogue).encode()))
    (back,) = DialogueReader().read(body)
    assert changed(back.turns, lambda turn: replace(turn, location=HERE)) == dialogue.turns
    assert back.preface == dialogue.preface
    assert back.afterword == dialogue.afterword
    assert [one.id for one in back.participants] == [one.id for one in dialogue.participants]
    assert list(body.problems) == []


@given(dialogues())
def test_whatever_a_site_shows_is_written_and_read_back(dialogue: Dialogue) -> None:
    """The whole file, as ``dialogues convert`` writes it: people and metadata too, after all transforms."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        (folder / "talk.raw").write_text("talk")
        patch.setattr(mkdocs_dialogues.pipeline, "choose", lambda *_: Stub(dialogue))
        (shown,) = Pipeline(folder, folder).read(folder / "talk.raw")
        patch.undo()
        (folder / "talk.md").write_bytes(as_markdown(shown).encode())
        pipeline = Pipeline(folder, folder)
        (back,) = pipeline.read(folder / "talk.md")
    assert [str(problem) for problem in pipeline.problems] == []
    assert facts(back) == facts(shown)
