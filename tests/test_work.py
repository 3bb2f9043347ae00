"""What a turn costs the library, counted in calls of Python functions: the same on every machine, busy or not.

The bounds are a seventh above what was counted when they were set. Who comes near one has made every build slower;
``benchmarks/stages.py`` says where.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_dialogues.card_of import card_of
from mkdocs_dialogues.model import Dialogue
from mkdocs_dialogues.pack import pack, unpack
from mkdocs_dialogues.pipeline import Pipeline
from mkdocs_dialogues.render.context import PageContext
from mkdocs_dialogues.render.feed_text import render_feed_text
from mkdocs_dialogues.render.page import render_page
from mkdocs_dialogues.render.templating import load_templates
from mkdocs_dialogues.secrets.lookout import Lookout
from mkdocs_dialogues.writers.dataset import dataset_line
from mkdocs_dialogues.writers.forms import FORMS

FEW, MANY = 20, 60
ASKED: Final = "Is the kettle on, *really* on, for the {}th time? I hear it sing."
ANSWERED: Final = (
    "It **is**, {}.\n\n- first the water, then `steam`\n- then [tea](https://example.org/tea)\n\n"
    "```\nkettle --on\n```\n\nPour when it sings."
)
STYLES: Final = {
    "rules": ("# Voice Conversation: z-ai/glm-4.7\n*2026-01-04 21:13:12*\n\n---\n\n", "**{}:**\n\n{}\n\n---\n\n"),
    "headings": ("# Tea\n\n", "### {}\n\n{}\n\n"),
    "labels": ("", "**{}:** {}\n\n"),
}


def transcript(folder: Path, style: str, turns: int) -> Path:
    head, form = STYLES[style]
    texts = ((ANSWERED if number % 2 else ASKED).format(number) for number in range(turns))
    said = (form.format(("USER", "ASSISTANT")[number % 2], text) for number, text in enumerate(texts))
    path = folder / f"{style}-{turns}.md"
    path.write_text(head + "".join(said))
    return path


def calls(work: Callable[[], Any]) -> int:
    """How many Python functions are called while something is done the second time."""
    work()
    count = 0

    def count_call(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def calls_a_turn(folder: Path, style: str, work: Callable[[Path], Any]) -> float:
    few, many = (calls(partial(work, transcript(folder, style, turns))) for turns in (FEW, MANY))
    return (many - few) / (MANY - FEW)


def read(path: Path) -> Dialogue:
    pipeline = Pipeline(path.parent, path.parent)
    (dialogue,) = pipeline.read(path)
    return dialogue


@pytest.mark.parametrize(("style", "most"), [("rules", 78), ("headings", 208), ("labels", 138)])
def test_reading(style: str, most: float, tmp_path: Path) -> None:
    assert calls_a_turn(tmp_path, style, read) < most


TEMPLATES: Final = load_templates()
CONTEXT: Final = PageContext(100, 1, url="https://kettle.example/tea/")
WORK: Final[dict[str, tuple[Callable[[Dialogue], Any], float]]] = {
    "page": (lambda dialogue: render_page(dialogue, CONTEXT, TEMPLATES), 240),
    "feed": (lambda dialogue: render_feed_text(dialogue, CONTEXT, TEMPLATES), 61),
    "card": (card_of, 30),
    "lookout": (lambda dialogue: Lookout().look(dialogue, None), 17),
    "pack": (lambda dialogue: unpack(pack(dialogue)), 24),
    "dataset": (lambda dialogue: dataset_line(dialogue, CONTEXT.url), 23),
    "markdown": (FORMS["markdown"].write, 28),
    "json": (FORMS["json"].write, 8),
}


@pytest.mark.parametrize("stage", WORK)
def test_making_pages_and_files(stage: str, tmp_path: Path) -> None:
    work, most = WORK[stage]
    few, many = (calls(partial(work, read(transcript(tmp_path, "rules", turns)))) for turns in (FEW, MANY))
    assert (many - few) / (MANY - FEW) < most
