"""What a reader meets in a browser: pages, search, colours, widths, keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Visitor

WAYS = ("models", "vendors", "themes", "participants", "years", "series")


def addresses(site: Path, pattern: str) -> list[str]:
    return sorted(f"{path.parent.relative_to(site).as_posix()}/" for path in site.glob(pattern))


def test_every_page_shows_without_errors_or_foreign_requests(visitor: Visitor, site_folder: Path) -> None:
    """The fixture looks at the console and at the hosts that were asked."""
    page = visitor.open("").page
    ways = [address for kind in WAYS for address in addresses(site_folder, f"{kind}/*/index.html")[:1]]
    for address in [
        *addresses(site_folder, "dialogues/**/index.html"),
        *addresses(site_folder, "guide/**/index.html"),
        *ways,
    ]:
        page.goto(visitor.base + address, wait_until="load")
        expect(page.locator("h1").first).to_be_visible()


def test_dialogues_are_whole_without_scripts(visitor: Visitor, dialogues: list[str]) -> None:
    for address in dialogues[:4]:
        plain = visitor.open(address, java_script_enabled=False).page
        rich = visitor.open(address).page
        assert plain.locator("section.turn").count() == rich.locator("section.turn").count() > 0
        said = "(turns) => turns.map((turn) => turn.textContent).join(' ').replace(/\\s+/g, ' ')"
        assert plain.locator("section.turn .part-text").all_text_contents()
        assert rich.locator("section.turn .part-text p").evaluate_all(said)


def test_search_finds_a_phrase_and_lands_on_the_turn_that_says_it(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    turn = page.locator("section.turn").nth(1)
    anchor = turn.get_attribute("id")
    words = re.findall(r"[A-Za-z]{4,}", turn.locator(".part-text p").first.inner_text())
    phrase = " ".join(sorted(set(words), key=len, reverse=True)[:4])
    home = visitor.open("").page
    home.keyboard.press("/")
    home.keyboard.type(phrase)
    result = home.locator(f".md-search-result__item a[href*='#{anchor}']").first
    expect(result).to_be_visible(timeout=15_000)
    result.click()
    home.wait_for_url(f"**/{dialogues[0]}**#{anchor}")
    expect(home.locator(f"#{anchor}")).to_be_in_viewport()


@pytest.mark.parametrize("javascript", [True, False])
def test_dark_by_preference(visitor: Visitor, dialogues: list[str], javascript: bool) -> None:
    def lightness(scheme: str) -> float:
        page = visitor.open(dialogues[0], color_scheme=scheme, java_script_enabled=javascript).page
        image = page.screenshot(clip={"x": 2, "y": 400, "width": 2, "height": 2})
        assert image
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor") if javascript else None
        if colour is None:
            return float(_mean(image))
        red, green, blue = (int(value) for value in re.findall(r"\d+", colour)[:3])
        return (red + green + blue) / 3

    assert lightness("light") > 200
    assert lightness("dark") < 80


def _mean(png: bytes) -> float:
    """The mean of the bytes of a tiny PNG's pixels: enough to tell paper from night."""
    import zlib

    data = b""
    position = 8
    while position < len(png):
        length = int.from_bytes(png[position : position + 4])
        if png[position + 4 : position + 8] == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += length + 12
    pixels = zlib.decompress(data)
    return float(pixels[1] + pixels[2] + pixels[3]) / 3


def test_nothing_is_wider_than_a_narrow_screen(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open("").page
    wide = []
    for address in ["", "dialogues/", "themes/", "guide/metadata/", *dialogues]:
        page.goto(visitor.base + address, wait_until="load")
        for width in (768, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
                wide.append((address, width))
    assert wide == []


def test_the_keyboard_reaches_content_and_search(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    assert skip
    assert page.locator(skip).count() == 1
    page.keyboard.press("Enter")
    for _ in range(40):  # the theme listens to Escape only when its search has opened, and that when it is ready
        page.keyboard.press("/")
        expect(page.locator(".md-search__input")).to_be_focused()
        page.wait_for_timeout(250)
        if page.locator("[data-md-toggle=search]").is_checked():
            break
        page.locator(".md-search__input").blur()
    expect(page.locator("[data-md-toggle=search]")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__input")).not_to_be_focused()


def test_a_turn_s_link_is_copied(visitor: Visitor, dialogues: list[str]) -> None:
    visit = visitor.open(dialogues[0], permissions=["clipboard-read", "clipboard-write"])
    turn = visit.page.locator("section.turn").nth(1)
    turn.hover()
    turn.locator(".turn-speaker a[href^='#']").click()
    anchor = turn.get_attribute("id")
    expect(turn).to_be_in_viewport()
    visit.page.wait_for_timeout(800)  # the policy forbids to poll with eval
    assert visit.page.evaluate("navigator.clipboard.readText()") == f"{visitor.base}{dialogues[0]}#{anchor}"


def test_speakers_have_the_same_colour_and_mark_on_every_page(visitor: Visitor, dialogues: list[str]) -> None:
    seen: dict[str, set[tuple[str, str]]] = {}
    page = visitor.open("").page
    for address in dialogues:
        page.goto(visitor.base + address, wait_until="load")
        for speaker, voice, mark in page.locator("section.turn").evaluate_all(
            "(turns) => turns.map((turn) => [turn.dataset.speaker,"
            " [...turn.classList, ...(turn.querySelector('[class*=voice-]')?.classList ?? [])]"
            ".find((name) => /^voice-\\d/.test(name)) ?? '',"
            " turn.querySelector('[aria-hidden]')?.textContent.trim() ?? ''])"
        ):
            seen.setdefault(speaker, set()).add((voice, mark))
    assert seen
    assert {speaker: voices for speaker, voices in seen.items() if len(voices) > 1} == {}
    assert all(voice for voices in seen.values() for voice, _ in voices)


def test_a_diagram_is_drawn_here(visitor: Visitor, site_folder: Path) -> None:
    (address,) = [
        f"{page.parent.relative_to(site_folder).as_posix()}/"
        for page in site_folder.glob("dialogues/**/index.html")
        if "dialogue-mermaid" in page.read_text(encoding="utf-8")
    ][:1]
    page = visitor.open(address).page
    drawing = page.locator(".turn .dialogue-diagram img").first
    expect(drawing).to_be_visible(timeout=20_000)
    assert drawing.evaluate("(picture) => picture.decode().then(() => picture.naturalWidth)") > 100


def test_printing_hides_what_is_no_text(visitor: Visitor, dialogues: list[str]) -> None:
    page = visitor.open(dialogues[0]).page
    page.emulate_media(media="print")
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator("section.turn").first).to_be_visible()
    assert page.locator("article.dialogue button:visible").count() == 0
