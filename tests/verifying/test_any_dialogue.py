"""Any dialogue that the model admits, written, read again and shown: every letter, every turn, who spoke, in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.verifying.compare import compare
from mkdocs_dialogues.verifying.reading import read_page
from mkdocs_dialogues.writers.markdown import as_markdown
from tests.render.test_page import context
from tests.writers.models import dialogues

TEMPLATES = load_templates()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@settings(suppress_health_check=list(HealthCheck))
@given(dialogues())
def test_what_is_written_is_read_and_shown_and_found_to_be_the_same(folder: Path, dialogue: Dialogue) -> None:
    path = folder / "a.md"
    path.write_bytes(as_markdown(dialogue).encode("utf-8", "replace"))
    pipeline = Pipeline(folder, folder)
    (read,) = pipeline.read(path)
    assert [turn.participant for turn in read.turns] == [turn.participant for turn in dialogue.turns]
    page = read_page(render_page(read, context(read), TEMPLATES).html)
    assert page is not None
    assert len(page.turns) == len(dialogue.turns)
    assert [what for _, what in compare(read, page)] == []
