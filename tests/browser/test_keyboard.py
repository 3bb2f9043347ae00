"""By keyboard alone: what Tab comes to, in which order, that all of it is seen; dialogs, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Visitor

DIALOGUE = "dialogues/2026-04-14-the-roof/"
LIST = "dialogues/"

# What has the keyboard: its name, and what keeps it from being seen.
LOOK = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const name = one.getAttribute("aria-label") || one.textContent.trim() || one.getAttribute("href") || one.type;
  const inSearch = one.closest(".md-search") !== null;
  // The theme's switch is drawn by a label.
  const shown = one.matches(".md-option") ? one.parentElement.querySelector("label:not([hidden])") : one;
  const style = getComputedStyle(shown);
  const box = shown.getClientRects()[0];
  let lack = "";
  if (!box || !box.width || !box.height) lack = "has no size";
  else if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) lack = "is outside";
  else {
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 8));
    let opacity = 1;
    for (let around = shown; around; around = around.parentElement) opacity *= getComputedStyle(around).opacity;
    if (!at || !(shown.contains(at) || at.contains(shown))) lack = "is covered by " + at?.className;
    else if (opacity < 0.5) lack = "is transparent";
    else if (style.outlineStyle === "none" && style.boxShadow === "none" && !inSearch) lack = "has no mark";
  }
  return { name: name.replace(/\\s+/g, " ").slice(0, 60), lack };
}"""


def walk(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Everything that a key comes to, until it leaves the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(300):
        page.keyboard.press(key)
        page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
        stop = page.evaluate(LOOK)
        for _ in range(12):  # what slides or fades into view has half a second
            if stop is None or not stop["lack"]:
                break
            page.wait_for_timeout(50)
            stop = page.evaluate(LOOK)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError("Tab does not leave the page")


@pytest.mark.parametrize("address", [DIALOGUE, LIST])
@pytest.mark.parametrize("window", [(1280, 900), (640, 450)], ids=["wide", "at 200 %"])
@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_whatever_has_the_keyboard_is_seen(visitor: Visitor, address: str, window: tuple[int, int], key: str) -> None:
    page = visitor.open(address, viewport={"width": window[0], "height": window[1]}).page
    stops = walk(page, key)
    assert len(stops) > 40
    assert [f"{stop['name']}: {stop['lack']}" for stop in stops if stop["lack"]] == []


def test_tab_comes_to_every_part_of_a_dialogue_in_its_order(visitor: Visitor) -> None:
    page = visitor.open(DIALOGUE).page
    turns = page.locator("section.turn").count()
    stops = walk(page)
    names = [stop["name"] for stop in stops]
    order = [
        "Skip to content",
        "Search",
        "View",
        "Keys",
        "Link to turn 1",
        f"Link to turn {turns}",
        "Cite this dialogue",
    ]
    places = [names.index(name) for name in order]
    assert places == sorted(places)
    for number in range(1, turns + 1):
        assert f"Link to turn {number}" in names
        assert f"Quote or cite turn {number}" in names
    onwards = page.locator(".dialogue-neighbours a, .dialogue-onwards a, .dialogue-downloads a").count()
    assert onwards > 2
    assert len(stops) - places[4] > 2 * turns + onwards


def test_tab_comes_to_every_entry_of_a_list(visitor: Visitor) -> None:
    page = visitor.open(LIST).page
    wanted = page.locator(".dialogue-listing a:visible").evaluate_all("all => all.map((one) => one.href)")
    reached = []
    for _ in range(300):
        page.keyboard.press("Tab")
        href = page.evaluate("document.activeElement.closest('.dialogue-listing') && document.activeElement.href")
        if page.evaluate("document.activeElement === document.body"):
            break
        if href:
            reached.append(href)
    assert reached == wanted


@pytest.mark.parametrize(
    ("opener", "dialog"), [("View", "View"), ("Keys", "Keys"), ("Quote or cite turn 2", "Turn 2, Claude Sonnet 4.5")]
)
def test_a_dialog_takes_the_keyboard_and_gives_it_back(visitor: Visitor, opener: str, dialog: str) -> None:
    page = visitor.open(DIALOGUE).page
    page.locator("section.turn").nth(1).scroll_into_view_if_needed()
    button = page.get_by_role("button", name=opener, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    shown = page.get_by_role("dialog", name=dialog)
    expect(shown).to_be_visible()
    wanted = shown.locator("button, input:checked, textarea, select").count()
    reached = set()
    for _ in range(wanted * 3):
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
        page.keyboard.press("Tab")
        reached.add(page.evaluate("[...document.querySelectorAll('dialog *')].indexOf(document.activeElement)"))
    assert len(reached - {-1}) >= wanted - 1  # of the radio buttons of a group Tab comes to the chosen one
    expect(shown).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Enter")
    expect(shown).to_have_count(0)
    expect(button).to_be_focused()


def test_a_search_is_narrowed_sorted_and_left_by_keys(visitor: Visitor) -> None:
    page = visitor.open(DIALOGUE).page
    page.keyboard.press("j")
    page.keyboard.press("/")
    page.keyboard.type("bridge")
    expect(page.locator(".dialogue-hit").first).to_be_visible(timeout=15_000)
    names: list[str] = []
    for _ in range(5):  # to the results, past what stands in the field
        page.keyboard.press("Tab")
        names.append(page.evaluate(LOOK)["name"])
        if names[-1] == "Filter and sort":
            break
    assert names[-1] == "Filter and sort", names
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_label("Order")).to_be_visible()
    labels = dialog.locator(".dialogue-search-controls label span").all_text_contents()
    assert labels[-1] == "Order"
    for label in labels:
        page.keyboard.press("Tab")
        expect(dialog.get_by_label(label)).to_be_focused()
    page.keyboard.type("Newest")
    dates = page.locator(".dialogue-hit-facts")
    expect(dates.first).to_contain_text("2026")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.md-search-result__link')")
    page.keyboard.press("Escape")
    expect(page.locator("[data-md-toggle=search]")).not_to_be_checked()
    assert page.evaluate("document.activeElement.dataset.turn") == "1"


def test_a_closed_search_holds_no_keyboard(visitor: Visitor) -> None:
    page = visitor.open(LIST).page
    page.keyboard.press("/")
    page.keyboard.type("bridge")
    expect(page.locator(".dialogue-hit").first).to_be_visible(timeout=15_000)
    page.keyboard.press("Escape")
    for key in ("Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"):
        page.keyboard.press(key)
        hidden = (
            "!document.querySelector('#__search').checked && !!document.activeElement.closest('.md-search__output')"
        )
        assert not page.evaluate(hidden)
