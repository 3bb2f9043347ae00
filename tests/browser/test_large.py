"""A dialogue of 3,000 turns: every anchor leads to its turn as soon as that is there, and all of it is found."""

from __future__ import annotations

from pathlib import Path

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served

TURNS = 3000


def test_every_anchor_of_a_very_long_dialogue_works(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "content/dialogues"
    folder.mkdir(parents=True)
    (tmp_path / "content/index.md").write_text("# Home\n")
    said = "It has been singing for a minute, and nobody went to look. " * 12
    turns = "\n\n".join(f"**{'Ada' if n % 2 else 'Bo'}:** Turn number {n}. {said}" for n in range(TURNS))
    (folder / "long.md").write_text(f"---\nformat: labelled\n---\n{turns}\n")
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {"name": "material", "font": False},
        "plugins": ["dialogues"],
    }
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    with served(tmp_path / "site") as address:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{address}dialogues/long/", wait_until="load")
        anchors = page.eval_on_selector_all("section.turn", "turns => turns.map(turn => turn.id)")
        assert len(anchors) == TURNS
        for number in (0, 1, 1499, 2999):
            page.goto(f"{address}dialogues/long/#{anchors[number]}", wait_until="load")
            expect(page.locator(f"section.turn[id='{anchors[number]}']")).to_be_in_viewport(timeout=30_000)
        page.goto(f"{address}dialogues/long/", wait_until="load")
        assert page.evaluate("window.find('Turn number 2345.')")
        laid_out = "turn => getComputedStyle(turn).contentVisibility"
        assert page.eval_on_selector("section.turn", laid_out) == "auto"
        page.emulate_media(media="print")
        assert page.eval_on_selector("section.turn", laid_out) == "visible"
        page.close()
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.route("**/bundle*.js", lambda _: None)  # a script that is long in coming
        page.goto(f"{address}dialogues/long/#{anchors[2900]}", wait_until="commit")
        expect(page.locator(f"section.turn[id='{anchors[2900]}']")).to_be_in_viewport(timeout=30_000)
        page.close()
