"""What a reader's browser has to fetch for a page of a dialogue, in bytes as servers send them."""

from __future__ import annotations

from playwright.sync_api import expect

from .conftest import Visitor


def test_dialogs_come_with_their_styles_when_somebody_wants_them(visitor: Visitor, dialogues: list[str]) -> None:
    visit = visitor.open(dialogues[0])
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    visit.page.reload(wait_until="networkidle")
    assert not [name for name in asked if name.startswith("dialogs")]
    visit.page.keyboard.press("?")
    expect(visit.page.locator("dialog[open]")).to_have_css("overflow", "auto")
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("v")
    expect(visit.page.locator("dialog[open]")).to_contain_text("Only what was said")
    assert sorted(name for name in asked if name.startswith("dialogs")) == ["dialogs.css", "dialogs.js"]
