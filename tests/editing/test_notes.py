"""Notes on passages: a number behind the passage, the note set apart, and nothing of either in what was said."""

from __future__ import annotations

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.page import RenderedPage, render_page
from mkdocs_dialogues.render.templating import load_templates

TALK = """---
title: The kettle
notes:
{notes}---
**Ada:** Is the **old kettle** on? I asked [the cook of the house](https://example.org/), and `kettle --sing` said:

```text
it sings
```

**Bo:** It has been *singing* for a minute.
"""


def page(folder: Path, notes: str) -> tuple[RenderedPage, list[str]]:
    path = folder / "kettle.md"
    path.write_text(TALK.format(notes=notes), encoding="utf-8")
    pipeline = Pipeline(folder, folder)
    (dialogue,) = pipeline.read(path)
    problems = [str(problem) for problem in pipeline.problems]
    return render_page(dialogue, PageContext(words=1, minutes=1), load_templates([])), problems


def test_the_mark_stands_behind_the_passage_and_both_lead_to_each_other(tmp_path: Path) -> None:
    rendered, problems = page(
        tmp_path,
        "  - {turn: 2, passage: been singing, text: A *whistle*.}\n  - {turn: 1, passage: old kettle, text: Copper.}\n",
    )
    assert problems == []
    tree = LexborHTMLParser(rendered.html)
    first, second = tree.css("a[role=doc-noteref]")
    assert (first.attributes["data-number"], second.attributes["data-number"]) == ("1", "2")  # in the order of reading
    assert '<strong>old kettle<sup class="note-mark">' in rendered.html
    assert '<em>singing<sup class="note-mark">' in rendered.html
    for mark in (first, second):
        (note,) = tree.css(f"aside.dialogue-note{mark.attributes['href']}")
        (back,) = note.css("a[role=doc-backlink]")
        assert back.attributes["href"] == f"#{mark.attributes['id']}"
    assert "Editor’s note 1, on “old kettle”" in tree.css("aside")[0].text().replace("\n", "")
    assert {"t-", *rendered.ids} >= {first.attributes["id"], second.attributes["id"]}
    assert len(rendered.ids) == len(set(rendered.ids))


def test_nothing_of_it_is_in_what_was_said(tmp_path: Path) -> None:
    plain, _ = page(tmp_path, "  - A word in front.\n")
    noted, _ = page(tmp_path, "  - A word in front.\n  - {turn: 1, passage: old kettle … cook, text: Copper.}\n")
    assert noted.search_html == plain.search_html
    texts = [[body.text() for body in LexborHTMLParser(rendered.html).css(".turn-body")] for rendered in (plain, noted)]
    assert texts[0] == texts[1]


def test_in_links_and_code_the_mark_stands_behind(tmp_path: Path) -> None:
    rendered, problems = page(
        tmp_path,
        "  - {turn: 1, passage: the cook of, text: one}\n  - {turn: 1, passage: --sing, text: two}\n"
        "  - {turn: 1, passage: it sings, text: three}\n",
    )
    assert problems == []
    assert len(LexborHTMLParser(rendered.html).css("a a")) == 0
    assert 'the cook of the house</a><sup class="note-mark">' in rendered.html
    assert 'kettle --sing</code><sup class="note-mark">' in rendered.html
    tree = LexborHTMLParser(rendered.html)
    assert tree.css("pre sup") == tree.css("code sup") == []
    assert len(tree.css("sup.note-mark")) == 3


def test_a_passage_that_is_not_there_is_said_and_the_note_stays(tmp_path: Path) -> None:
    rendered, (problem,) = page(tmp_path, "  - {turn: 1, passage: new kettle, text: Copper.}\n")
    assert problem.startswith("kettle.md:3: 'new kettle' stands not in turn 1 [missing-passage]")
    assert "<b>Editor’s note</b>" in rendered.html
    assert "Copper." in rendered.html
    rendered, (problem,) = page(tmp_path, "  - {turn: 1, passage: kettle, text: Copper.}\n")
    assert problem.startswith("kettle.md:3: 'kettle' stands 2 times in turn 1 [ambiguous-passage]")
    assert "note-mark" not in rendered.html


def test_a_passage_of_no_turn_is_a_fault(tmp_path: Path) -> None:
    _, (problem,) = page(tmp_path, "  - {passage: kettle, text: Copper.}\n")
    assert "[bad-metadata]" in problem


def test_signs_of_the_transcript_make_no_marks(tmp_path: Path) -> None:
    path = tmp_path / "sign.md"
    path.write_text(
        "---\nnotes:\n  - {turn: 1, passage: kettle, text: x}\n---\n**Ada:** A kettle\U000f0001 here.\n\n**Bo:** So.\n"
    )
    (dialogue,) = Pipeline(tmp_path, tmp_path).read(path)
    html = render_page(dialogue, PageContext(words=1, minutes=1), load_templates([])).html
    assert "note-mark" not in html
    assert "<b>Editor’s note</b>" in html
