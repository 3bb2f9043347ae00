"""Any dialogue that the model admits, written, read again and shown: every letter, every turn, who spoke, in order."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.context import LeafLink, Leaves
from mkdocs_dialogues.render.leaves import leaf_of, leaves_of
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.verifying.compare import compare
from mkdocs_dialogues.verifying.reading import ShownPage, joined, read_page
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


@settings(suppress_health_check=list(HealthCheck))
@given(dialogues())
def test_so_it_is_on_several_pages(folder: Path, dialogue: Dialogue) -> None:
    path = folder / "b.md"
    path.write_bytes(as_markdown(dialogue).encode("utf-8", "replace"))
    (read,) = Pipeline(folder, folder).read(path)
    leaves = leaves_of(read, 2, 40)
    links = [
        LeafLink(number, (leaf.start + 1, leaf.stop), leaf.opening, leaf.first, leaf.last, f"page/{number}/")
        for number, leaf in enumerate(leaves, start=1)
    ]
    pages: list[ShownPage] = []
    for link, leaf in zip(links, leaves, strict=True):
        around = replace(context(read), leaves=Leaves(link.number, len(links), len(read.turns), links))
        page = read_page(render_page(leaf_of(read, leaf), around, TEMPLATES).html)
        assert page is not None
        pages.append(page)
    assert [what for _, what in compare(read, joined(pages))] == []
    assert pages[0].pages == tuple(link.url for link in links)
