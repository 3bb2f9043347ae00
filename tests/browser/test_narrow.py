"""Narrow windows (320 px, which a window of 1280 px at 400 % is, too) and those at 200 %: nothing scrolls sideways."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser

from .conftest import Visitor, served

PLACES = [
    "",
    "404.html",
    "collection/",
    "dialogues/",
    "dialogues/2026-01-30-council-a-sound-that-has-gone/",
    "dialogues/2026-04-14-the-roof/",
    "guide/form/",
    "models/",
    "participants/ruth/",
    "series/work-overheard/",
    "themes/",
]
WINDOWS: dict[str, dict[str, Any]] = {
    "320 px": {"viewport": {"width": 320, "height": 640}},
    "200 %": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "a phone without a script": {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False},
}


@pytest.mark.parametrize("window", WINDOWS)
def test_no_page_scrolls_sideways(visitor: Visitor, window: str) -> None:
    page = visitor.open(**WINDOWS[window]).page
    for place in PLACES:
        page.goto(visitor.base + place)
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        width, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width <= room, place


LONG = "averyverylong" * 8
TALK = f"""\
---
title: Long words
themes: [{LONG}]
series: {LONG}
notes: ["See `{LONG}` and {LONG}.", {{turn: 1, text: "Here `{LONG}` and {LONG}."}}]
participants: {{USER: {LONG}, ASSISTANT: {{name: Claude, model: {LONG}}}}}
---
**USER:** Look at `{LONG}`, {LONG} and https://example.org/{LONG}.

**ASSISTANT:** Yes.

| a | b |
|---|---|
| `{LONG}` | {LONG} |
"""


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_no_page_of_any_theme_runs_off_a_phone(browser: Browser, tmp_path: Path, theme: str) -> None:
    """With what a page was made from unfolded: there stands its file's hash, which has no blank."""
    (tmp_path / "content/dialogues").mkdir(parents=True)
    (tmp_path / "content/index.md").write_text("# Home\n")
    for name in ("a", "b"):
        (tmp_path / f"content/dialogues/{name}.md").write_text(TALK)
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {"name": theme, **({"font": False} if theme == "material" else {"highlightjs": False})},
        "plugins": ["dialogues"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    page = browser.new_page(viewport={"width": 360, "height": 740})
    with served(tmp_path / "site") as address:
        for place in ("dialogues/a/", "dialogues/", "models/", "participants/"):
            page.goto(address + place)
            page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
            assert page.evaluate("document.querySelector('.dialogue, .dialogue-listing').scrollWidth") <= 360, place
            if theme != "readthedocs":  # its own line of where one is does
                assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
        page.goto(f"{address}dialogues/a/")
        line = "document.querySelector('td code').getClientRects()[0].width"
        assert page.evaluate(line) > 100  # not a letter on each line
    page.close()
