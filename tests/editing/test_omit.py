"""What an author leaves out is gone everywhere, and `[…]` and a reason stand in its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mkdocs_dialogues.model import Dialogue, Note, Text
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.writers.json import as_json
from mkdocs_dialogues.writers.markdown import as_markdown

TALK = """---
title: The lease
participants: {{Ada: Ada, Bo: Bo, Cy: Cy}}
{more}---
**Ada:** The lease is signed. It names the neighbour, and the neighbour's *dog*. The rest is dull.

**Bo:** Dull it is.

**Cy:** I was not there.

**Ada:** Nor was I.

**Bo:** Then who signed?
"""


def read(folder: Path, more: str) -> tuple[Dialogue, list[str]]:
    path = folder / "lease.md"
    path.write_text(TALK.format(more=more), encoding="utf-8")
    pipeline = Pipeline(folder, folder)
    (dialogue,) = pipeline.read(path)
    return dialogue, [str(problem) for problem in pipeline.problems]


def said(dialogue: Dialogue) -> list[str]:
    return [part.text for turn in dialogue.turns for part in turn.parts if isinstance(part, Text)]


def test_a_passage_is_left_out_everywhere(tmp_path: Path) -> None:
    before, _ = read(tmp_path, "")
    more = "omit:\n  - {turn: 1, passage: 'It names … dog.', reason: it is *nobody's* business}\n"
    dialogue, problems = read(tmp_path, more)
    assert problems == []
    assert said(dialogue)[0] == "The lease is signed. […] The rest is dull."
    assert dialogue.turns[0].id != before.turns[0].id  # a hash of it could be tried against a guess
    assert [turn.id for turn in dialogue.turns[1:]] == [turn.id for turn in before.turns[1:]]
    assert dialogue.metadata.notes == (Note("Omitted: it is *nobody's* business", dialogue.turns[0].id, "[…]", 1),)
    page = render_page(dialogue, PageContext(words=1, minutes=1), load_templates([]))
    for text in (page.html, page.search_html, page.head, as_json([dialogue]), as_markdown(dialogue)):
        assert "neighbour" not in text
    for text in (page.html, page.search_html, as_json([dialogue]), as_markdown(dialogue)):
        assert "[…]" in text
    assert "it is <em>nobody’s</em> business" in page.html.replace("&#x27;", "’").replace("'", "’")


def test_turns_are_left_out_and_numbers_mean_what_they_meant(tmp_path: Path) -> None:
    more = "omit:\n  - {turn: 2-4, reason: small talk}\nnotes:\n  - {turn: 5, text: Nobody did.}\n"
    dialogue, problems = read(tmp_path, more)
    assert problems == []
    assert [turn.participant for turn in dialogue.turns] == ["Ada", "Bo", "Bo"]
    assert said(dialogue)[1:] == ["[…]", "Then who signed?"]
    assert [participant.name for participant in dialogue.participants] == ["Ada", "Bo"]
    assert dialogue.metadata.notes == (
        Note("Omitted, 3 turns: small talk", "t-omitted-1", "[…]"),
        Note("Nobody did.", dialogue.turns[2].id),
    )


def test_several_passages_of_a_turn_each_have_their_reason(tmp_path: Path) -> None:
    more = (
        "omit:\n  - {turn: 1, passage: The rest is dull, reason: third}\n"
        "  - {turn: 1, passage: The lease, reason: first}\n"
        "  - {turn: 1, passage: names the neighbour, reason: second}\n"
        "  - {turn: 1, passage: 'the neighbour, and', reason: too}\n"
    )
    dialogue, problems = read(tmp_path, more)
    assert problems == []
    assert said(dialogue)[0] == "[…] is signed. It […] the neighbour's *dog*. […]."
    notes = [(note.text, note.occurrence) for note in dialogue.metadata.notes]
    assert notes == [("Omitted: first", 1), ("Omitted: second; too", 2), ("Omitted: third", 3)]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("{turn: 1, passage: no such words, reason: x}", "missing-passage"),
        ("{turn: 1, passage: the neighbour, reason: x}", "ambiguous-passage"),
        ("{turn: 1, passage: the neighbour, occurrence: 3, reason: x}", "missing-passage"),
        ("{turn: 9, reason: x}", "bad-metadata"),
        ("{turn: 4-2, reason: x}", "bad-metadata"),
        ("{turn: 1-2, passage: dull, reason: x}", "bad-metadata"),
        ("{turn: 1}", "bad-metadata"),
        ("{turn: 1, passages: dull, reason: x}", "unknown-key"),
    ],
)
def test_what_cannot_be_left_out_keeps_the_dialogue_back_and_is_in_no_log(
    entry: str, code: str, tmp_path: Path
) -> None:
    dialogue, problems = read(tmp_path, f"status: published\nomit:\n  - {entry}\n")
    assert dialogue.metadata.status == "draft"
    (problem,) = problems
    assert f"[{code}]" in problem
    assert "neighbour" not in problem
    assert "such words" not in problem


def test_which_of_several_can_be_said(tmp_path: Path) -> None:
    dialogue, problems = read(tmp_path, "omit:\n  - {turn: 1, passage: the neighbour, occurrence: 2, reason: x}\n")
    assert problems == []
    assert "It names the neighbour, and […]'s *dog*" in said(dialogue)[0]


def test_our_own_form_keeps_what_was_left_out_and_why(tmp_path: Path) -> None:
    more = "omit:\n  - {turn: 1, passage: The lease … dog., reason: x}\n  - {turn: 3, reason: y}\n"
    dialogue, _ = read(tmp_path, more + "notes:\n  - {turn: 5, passage: who signed, text: Cy.}\n")
    again = tmp_path / "again.md"
    again.write_text(as_markdown(dialogue), encoding="utf-8")
    pipeline = Pipeline(tmp_path, tmp_path)
    (back,) = pipeline.read(again)
    assert list(map(str, pipeline.problems)) == []
    assert back.metadata.notes == dialogue.metadata.notes
    data = json.loads(as_json([dialogue]))["dialogues"][0]["notes"]
    assert data[-1] == {"turn": dialogue.turns[4].id, "passage": "who signed", "occurrence": 1, "text": "Cy."}
