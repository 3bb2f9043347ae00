"""What the other threads of a dialogue say: from every format that has threads, shown folded where they fork."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from mkdocs_dialogues.model import Dialogue, Text, Turn
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.threads import MOST_THREADS, every
from tests.readers.files import file_of
from tests.site.conftest import BuildSite, build_site
from tests.writers.test_lossless import ALL

__all__ = ["build_site"]

THREADED = {"chatgpt", "claude-ai", "claude-code", "ai-studio", "librechat", "open-webui", "openrouter", "sillytavern"}


def read(folder: Path, name: str, data: bytes, **metadata: Any) -> tuple[list[Dialogue], list[str]]:
    (folder / name).write_bytes(data)
    (folder / f"{name}.meta.yml").write_text(yaml.safe_dump(metadata))
    pipeline = Pipeline(folder, folder)
    return pipeline.read(folder / name), [problem.code for problem in pipeline.problems]


def node(id_: str, parent: str | None, text: str, children: Iterable[str] = (), role: str = "assistant") -> Any:
    message = {"id": id_, "author": {"role": role}, "content": {"content_type": "text", "parts": [text]}}
    return {"id": id_, "parent": parent, "children": list(children), "message": message}


def conversation(*nodes: Any, leaf: str) -> bytes:
    talk = {"title": "The kettle", "create_time": 1, "current_node": leaf, "mapping": {one["id"]: one for one in nodes}}
    return json.dumps([talk]).encode()


KETTLE = conversation(
    node("q", None, "Is it on?", ["a1", "a2", "a3"], "user"),
    node("a1", "q", "It sings.", ["b1", "b2"]),
    node("b1", "a1", "Pour, Ada Lovelace.", role="user"),
    node("b2", "a1", "Leave it.", role="user"),
    node("a2", "q", "No."),
    node("a3", "q", "Yes.", ["c"]),
    node("c", "a3", "Thank you.", role="user"),
    leaf="c",
)


def said(turns: Iterable[Turn]) -> list[Any]:
    """Texts, with those of the alternatives of each in lists behind it."""
    shown: list[Any] = []
    for turn in turns:
        shown += [part.text for part in turn.parts if isinstance(part, Text)]
        shown += [said(one.turns) for one in turn.alternatives]
    return shown


def test_other_threads_stand_at_the_turn_where_they_fork_and_fork_again(tmp_path: Path) -> None:
    ((dialogue,), problems) = read(tmp_path, "kettle.json", KETTLE, alternatives=True)
    assert problems == []
    others = ["It sings.", "Pour, Ada Lovelace.", ["Leave it."]], ["No."]
    assert said(dialogue.turns) == ["Is it on?", "Yes.", *others, "Thank you."]
    assert len(dialogue.turns) == 3
    ids = [turn.id for turn in every(dialogue.turns)]
    assert len(set(ids)) == len(ids)


def test_without_the_key_nothing_is_shown_beside_the_thread(tmp_path: Path) -> None:
    ((dialogue,), _) = read(tmp_path, "kettle.json", KETTLE)
    assert said(dialogue.turns) == ["Is it on?", "Yes.", "Thank you."]
    ((with_them,), _) = read(tmp_path, "kettle.json", KETTLE, alternatives=True)
    assert [turn.id for turn in with_them.turns] == [turn.id for turn in dialogue.turns]


def test_redaction_reaches_them(tmp_path: Path) -> None:
    ((dialogue,), _) = read(tmp_path, "kettle.json", KETTLE, alternatives=True, redact=["Ada Lovelace"])
    assert "Pour, [redacted: text]." in str(said(dialogue.turns))
    ((dialogue,), _) = read(tmp_path, "kettle.json", KETTLE, alternatives=True, redact=[{"turn": "2"}])
    assert said(dialogue.turns) == ["Is it on?", "Thank you."]


def test_every_format_with_threads_shows_them(tmp_path: Path) -> None:
    """And the shown thread is the same, turn by turn, whether they are shown or not."""
    found = set()
    for number, case in enumerate(ALL):
        name, data = file_of(case)
        folder = tmp_path / str(number)
        folder.mkdir()
        format_ = case.parent.name
        plain, _ = read(folder, f"case{Path(name).suffix}", data, format=format_)
        whole, _ = read(folder, f"case{Path(name).suffix}", data, format=format_, alternatives=True)
        assert [[(t.id, t.parts) for t in d.turns] for d in whole] == [
            [(t.id, t.parts) for t in d.turns] for d in plain
        ]
        if any(turn.alternatives for dialogue in whole for turn in dialogue.turns):
            found.add(format_)
    assert found >= THREADED


def test_a_tree_of_very_many_threads_is_bounded_and_told(tmp_path: Path) -> None:
    answers = [f"a{number}" for number in range(MOST_THREADS + 10)]
    nodes = [node("q", None, "Is it on?", answers, "user"), *(node(one, "q", f"Answer {one}.") for one in answers)]
    ((dialogue,), problems) = read(tmp_path, "kettle.json", conversation(*nodes, leaf="a0"), alternatives=True)
    assert problems == ["too-many-threads"]
    assert len(dialogue.turns[1].alternatives) == MOST_THREADS - 1


@pytest.mark.parametrize("theme", ["material", "mkdocs"])
def test_the_page_shows_them_folded_and_counts_them_nowhere(theme: str, build_site: BuildSite) -> None:
    site = build_site(
        {"dialogues/kettle.json": KETTLE, "dialogues/kettle.json.meta.yml": "alternatives: true\n"}, theme=theme
    )
    assert site.warnings == []
    page = LexborHTMLParser(site.page("dialogues/kettle"))
    assert len(page.css("section.turn")) == 3
    fork = page.css("section.turn")[1]
    summaries = [summary.text(strip=True) for summary in fork.css(".turn-alternatives > summary")]
    assert summaries == ["2 other answers", "1 other wording"]
    (folded, *_) = fork.css(".turn-alternatives")
    assert "open" not in folded.attributes
    text = folded.text()
    assert all(words in text for words in ("It sings.", "Pour, Ada Lovelace.", "Leave it.", "No."))
    ids = [one.attributes["id"] for one in page.css("[id]")]
    assert len(ids) == len(set(ids))
    if theme == "mkdocs":  # what both kinds of search are given is the same
        assert not any("Leave it" in json.dumps(entry) for entry in site.search())
