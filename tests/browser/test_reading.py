"""Ways to read, link, quote and cite, as a reader meets them."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor

CLIPBOARD = ["clipboard-read", "clipboard-write"]


LONG = "dialogues/work-overheard/2024-11-16-the-bridge/"
TOOLS = "dialogues/2026-04-14-the-roof/"  # reasoning, tool calls and their results


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def read_turn(page: Page) -> str:
    """The number of the turn that has the keyboard."""
    return str(page.evaluate("document.activeElement.dataset.turn"))


def test_keys_go_from_turn_to_turn_and_to_the_same_speaker(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    for key, place in [("j", "1"), ("j", "2"), ("k", "1"), ("J", "3"), ("K", "1")]:
        page.keyboard.press(key)
        assert read_turn(page) == place, key
    page.keyboard.press("/")
    page.keyboard.type("jk")
    expect(page.locator(".md-search__input")).to_have_value("jk")


def test_keys_can_be_switched_off(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    page.keyboard.press("v")
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('.turn')") is False
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_a_range_of_turns_has_a_link(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0], permissions=CLIPBOARD).page
    for key in "jjljL":
        page.keyboard.press(key)
    page.wait_for_timeout(800)  # the policy forbids to poll with eval
    address = clipboard(page)
    other = visitor.open(dialogues[0]).page
    other.goto(address)
    assert other.locator("[data-in-range]").evaluate_all("all => all.map(one => one.dataset.turn)") == ["2", "3"]
    expect(other.locator("section.turn").nth(1)).to_be_in_viewport()
    still = visitor.open(dialogues[0], java_script_enabled=False).page  # its start works without a script
    still.goto(address)
    expect(still.locator("section.turn").nth(1)).to_be_in_viewport()


def test_a_turn_is_quoted_with_its_source(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0], permissions=CLIPBOARD).page
    turn = page.locator("section.turn").nth(1)
    turn.scroll_into_view_if_needed()
    turn.hover()
    turn.get_by_role("button", name="Quote or cite turn 2").click()
    page.get_by_role("button", name="Copy quotation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    lines = clipboard(page).split("\n")
    assert lines[0].startswith("“")
    title = page.locator("h1").inner_text()
    assert lines[-2].startswith(f"— {turn.get_attribute('data-speaker')}, “{title}”, ")
    assert lines[-1] == f"{visitor.base}{dialogues[0]}#{turn.get_attribute('id')}"


@pytest.mark.parametrize("form", ["APA", "Chicago", "MLA", "BibTeX", "RIS", "CSL-JSON"])
def test_a_turn_is_cited(visitor: Visitor, dialogues: list[str], form: str) -> None:
    page = visitor.open(dialogues[0]).page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_label("Form of the citation").select_option(label=form)
    cited = page.locator("dialog pre").inner_text()
    turn = page.locator("section.turn").nth(1)
    assert f"urn 2, {turn.get_attribute('data-speaker')}" in cited.replace("turn 2 (", "turn 2, ")
    assert f"{visitor.base}{dialogues[0]}#{turn.get_attribute('id')}" in cited
    assert not re.search("[\ue000-\ue003]", cited)
    if form == "CSL-JSON":
        assert json.loads(cited)[0]["type"] == "webpage"


def test_the_view_is_the_reader_s_choice_and_kept_for_the_next_page(visitor: Visitor, dialogues: list[str]) -> None:
    visit = visitor.open(TOOLS)
    page = visit.page
    machinery = page.locator(":is(.part-reasoning, .part-tool-call, .part-tool-result):visible")
    assert machinery.count() > 0
    anchors = page.locator("section.turn").evaluate_all("all => all.map(one => one.id)")
    page.get_by_role("button", name="View").click()
    page.get_by_label("Only what was said").check()
    page.get_by_label("Times").uncheck()
    page.keyboard.press("Escape")
    assert machinery.count() == 0
    assert page.locator("section.turn").evaluate_all("all => all.map(one => one.id)") == anchors
    page.goto(visitor.base + dialogues[0])
    expect(page.locator("article.dialogue")).to_have_attribute("data-view", "words")
    page.goto(visitor.base + TOOLS)
    assert machinery.count() == 0


def test_the_place_of_the_reader_stays_when_the_view_changes(visitor: Visitor) -> None:
    page = visitor.open(TOOLS).page
    for _ in range(4):
        page.keyboard.press("j")
    place = "document.activeElement.getBoundingClientRect().top"
    before = page.evaluate(place)
    page.keyboard.press("v")
    page.get_by_label("Compact").check()
    page.keyboard.press("Escape")
    assert abs(page.evaluate(place) - before) < 2


def test_what_a_link_leads_to_is_shown_in_every_view(visitor: Visitor) -> None:
    page = visitor.open(TOOLS).page
    turn = page.locator("section.turn").nth(1)
    turn.locator(".part-text").evaluate_all("all => all.forEach((one) => one.remove())")  # a turn of tools alone
    page.keyboard.press("v")
    page.get_by_label("Only what was said").check()
    expect(turn).to_be_hidden()
    page.evaluate("(id) => { location.hash = id; }", turn.get_attribute("id"))
    expect(turn).to_be_visible()


def test_the_script_adds_no_words_to_the_text(visitor: Visitor) -> None:
    text = "document.querySelector('article.dialogue').textContent.replace(/Copy/g, '')"
    with_script = visitor.open(TOOLS).page.evaluate(text)
    without = (
        visitor.open(TOOLS, java_script_enabled=False)
        .page.locator("article.dialogue")
        .evaluate("one => one.textContent")
    )
    assert with_script == without


def test_how_to_cite_is_there_without_a_script(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0], java_script_enabled=False).page
    page.get_by_text("Cite this dialogue").click()
    expect(page.locator("[data-citation=apa]")).to_contain_text(page.locator("h1").inner_text())
    page.get_by_text("BibTeX").click()
    expect(page.locator("[data-citation=bibtex]")).to_be_visible()
    assert page.locator("meta[name=citation_title]").get_attribute("content") == page.locator("h1").inner_text()


def test_a_long_dialogue_shows_where_one_is(visitor: Visitor) -> None:
    page = visitor.open(LONG).page
    count = page.locator("section.turn").count()
    page.locator("section.turn").last.scroll_into_view_if_needed()
    page.keyboard.press("j")
    page.keyboard.press("End")
    expect(page.locator(".dialogue-place")).to_have_attribute("data-place", re.compile(rf"/ {count}$"))


def test_the_raw_text_stands_beside_what_became_of_it(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    page.keyboard.press("v")
    page.get_by_label("Raw text beside").check()
    page.keyboard.press("Escape")
    raw = page.locator("section.turn .turn-raw")
    expect(raw.first).to_be_visible()
    given = page.evaluate("fetch('index.json').then((answer) => answer.json())")
    turns = given["dialogues"][0]["turns"]
    assert raw.all_text_contents() == ["\n\n".join(part["text"] for part in turn["parts"]) for turn in turns]


def test_a_turn_stands_alone_in_a_frame(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0], permissions=CLIPBOARD).page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.get_by_role("button", name="Copy HTML to embed it").click()
    page.wait_for_timeout(800)  # the policy forbids to poll with eval
    code = clipboard(page)
    other = visitor.open(dialogues[0]).page
    other.evaluate("(code) => document.querySelector('.dialogue').insertAdjacentHTML('afterbegin', code)", code)
    frame = other.frame_locator("iframe")
    shown = frame.locator("section.turn:visible")
    expect(shown).to_have_count(1)
    expect(shown).to_have_attribute("data-turn", "2")
    expect(frame.locator("header:visible:not(.dialogue-header), footer:visible, nav:visible")).to_have_count(0)
    assert frame.locator(".dialogue-header").evaluate("(header) => header.offsetWidth") == 1  # heard, and not seen
    expect(frame.locator(".dialogue-embedded a")).to_have_attribute("target", "_top")


def test_what_stands_at_a_turn_is_large_enough_for_a_finger(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0], viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True).page
    expect(page.locator(".turn-quote").first).to_be_attached()
    for name in (".turn-link", ".turn-quote"):
        box = page.locator(name).first.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24, name
