"""What a reader's browser has to fetch for a page of a dialogue, in bytes as servers send them."""

from __future__ import annotations

import gzip
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Request, expect

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


LIKE_TWENTY_TURNS = range(17, 31)
MOST = 80 * 1024


def test_twenty_turns_and_all_that_they_load(visitor: Visitor, site_folder: Path, dialogues: list[str]) -> None:
    weighed = 0
    for address in dialogues:
        html = (site_folder / address / "index.html").read_text("utf-8")
        drawn = "dialogue-mermaid" in html  # by a program that comes behind the words
        if not drawn and html.count('<section class="turn"') in LIKE_TWENTY_TURNS:
            sizes: dict[str, int] = {}
            page = visitor.open().page
            page.goto("about:blank")
            page.on("requestfinished", partial(_weigh, sizes))
            page.goto(visitor.base + address, wait_until="networkidle")
            assert sizes.get(visitor.base + address), sizes
            assert sum(sizes.values()) <= MOST, sizes
            weighed += 1
    assert weighed


def _weigh(sizes: dict[str, int], request: Request) -> None:
    response = request.response()
    assert response is not None
    sizes[request.url] = len(gzip.compress(response.body(), 6))


LOOKS = """() => {
  const looks = [];
  for (const element of document.querySelectorAll("body, body *"))
    for (const what of [null, "::before", "::after"]) {
      const style = getComputedStyle(element, what);
      if (what && style.content === "none") continue;
      const said = [...style].filter((name) => !name.startsWith("--")).map((name) => `${name}: ${style[name]}`);
      looks.push(`${element.tagName}.${element.className}${what || ""} { ${said.join("; ")} }`);
    }
  return looks;
}"""


PHONE = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}


@pytest.mark.parametrize(
    ("address", "media", "context"),
    [
        ("dialogues/2025-11-14-002903-qwen3-max/", "screen", {}),
        ("dialogues/2025-11-14-002903-qwen3-max/", "print", {}),
        ("dialogues/2026-04-14-the-roof/", "screen", PHONE),
        ("collection/", "screen", PHONE),
    ],
)
def test_nothing_looks_otherwise_by_the_whole_of_the_theme_s_styles(
    visitor: Visitor, site_folder: Path, address: str, media: Literal["screen", "print"], context: dict[str, Any]
) -> None:
    whole = [*site_folder.glob("assets/stylesheets/main.*.css"), *site_folder.glob("assets/stylesheets/palette.*.css")]
    text = "".join(path.read_text("utf-8") for path in whole)
    looks: list[list[str]] = []
    for sheet in (None, text):
        page = visitor.open(reduced_motion="reduce", **context).page
        page.emulate_media(media=media)
        if sheet:
            page.route("**/dialogues/theme.css", lambda route: route.fulfill(body=text, content_type="text/css"))
        page.goto(visitor.base + address, wait_until="networkidle")
        page.evaluate(
            "document.getElementById('__search').checked = document.getElementById('__drawer').checked = true"
        )
        page.wait_for_timeout(400)
        looks.append(page.evaluate(LOOKS))
    lean, theirs = looks
    assert len(lean) == len(theirs) > 300
    assert [one for one, other in zip(lean, theirs, strict=True) if one != other] == []
