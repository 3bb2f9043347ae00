"""Where things stand on a page: a speaker beside what they say, a line of contents in its own direction."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path
from typing import Literal

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser

from .conftest import served

TALK = """\
**ليلى:** كم قنديلًا بقي (2.1)؟

**Bo:** ![the bank](bank.png)

How many are there?

**ليلى:** One.

**Bo:** Look ![the bank](bank.png)
""" + "".join(f"\n**{name}:** {number}\n" for number in range(8) for name in ("ليلى", "Bo"))
TOP = "element => element.getBoundingClientRect().top"
STOP = """colophon => {
  const texts = document.createTreeWalker(colophon, NodeFilter.SHOW_TEXT);
  let stop;
  while (texts.nextNode()) if (texts.currentNode.data.trim() === ".") stop = texts.currentNode;
  const range = document.createRange();
  range.selectNodeContents(stop);
  return [range.getBoundingClientRect().left, colophon.querySelector("a:last-of-type").getBoundingClientRect().left];
}"""
ENDS = """link => {
  const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode();
  const shown = [...text.data.matchAll(/\\S/g)].map(found => found.index);
  return [shown[0], shown.at(-1)].map(at => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().left;
  });
}"""


def _picture(width: int, height: int) -> bytes:
    rows = b"".join(b"\0" + b"\x33\x66\x99" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content/dialogues").mkdir(parents=True)
    (tmp_path / "content/index.md").write_text("# Home\n")
    (tmp_path / "content/dialogues/lanterns.md").write_text(TALK, encoding="utf-8")
    (tmp_path / "content/dialogues/bank.png").write_bytes(_picture(400, 300))
    (tmp_path / "content/dialogues/right.md").write_text(f"---\nlanguage: ar\n---\n{TALK}", encoding="utf-8")
    unknown = {"messages": [{"role": "user", "content": [{"type": "hologram", "data": 1}]}]}
    (tmp_path / "content/dialogues/unknown.json").write_text(json.dumps(unknown))
    settings = {"site_name": "Test", "docs_dir": "content", "theme": {"name": "material", "font": False}}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump({**settings, "plugins": ["dialogues"]}))
    config = load_config(str(tmp_path / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return tmp_path / "site"


def test_a_speaker_stands_at_the_top_of_a_picture(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with served(site) as address:
        page.goto(f"{address}dialogues/lanterns/", wait_until="load")
        turns = page.locator(".turn").all()
        for turn in (turns[1], turns[3]):
            below = turn.locator(".turn-speaker").evaluate(TOP) - turn.locator(".turn-body").evaluate(TOP)
            assert abs(below) < 12
    page.close()


def test_a_line_of_contents_runs_in_its_own_direction(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with served(site) as address:
        page.goto(f"{address}dialogues/lanterns/", wait_until="load")
        first, last = page.locator(".md-nav--secondary .md-ellipsis").nth(0).evaluate(ENDS)
        assert first > last
        first, last = page.locator(".md-nav--secondary .md-ellipsis").nth(1).evaluate(ENDS)
        assert first < last
    page.close()


def test_what_the_page_itself_says_runs_from_the_left_in_a_dialogue_that_does_not(browser: Browser, site: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with served(site) as address:
        page.goto(f"{address}dialogues/right/", wait_until="load")
        stop, last_link = page.locator(".dialogue-colophon").evaluate(STOP)
        assert stop > last_link
    page.close()


def test_where_one_is_takes_no_more_room_than_its_words(browser: Browser, site: Path) -> None:
    """It lies above the end of the contents."""
    page = browser.new_page(viewport={"width": 1280, "height": 500})
    with served(site) as address:
        page.goto(f"{address}dialogues/lanterns/", wait_until="load")
        page.mouse.wheel(0, 1200)
        place = page.locator(".dialogue-place")
        place.wait_for(state="visible")
        assert 30 < place.evaluate("element => element.getBoundingClientRect().width") < 100
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_was_not_understood_can_be_read(browser: Browser, site: Path, scheme: Literal["light", "dark"]) -> None:
    """Quiet, but no quieter than other parts: any less is below what WCAG asks of contrast."""
    page = browser.new_page(color_scheme=scheme)
    with served(site) as address:
        page.goto(f"{address}dialogues/unknown/", wait_until="load")
        part = page.locator(".part-unknown").first
        assert part.evaluate("element => getComputedStyle(element).opacity") == "1"
    page.close()
