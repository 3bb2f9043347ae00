"""Very long dialogues: every anchor leads to its turn as soon as that is there, whatever page it is on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import served

TURNS = 3000


def write(
    root: Path,
    turns: int,
    said: str = "",
    *,
    features: tuple[str, ...] = (),
    use_directory_urls: bool = True,
    **options: Any,
) -> None:
    """Build a site with a dialogue of so many turns."""
    folder = root / "content/dialogues"
    folder.mkdir(parents=True)
    (root / "content/index.md").write_text("# Home\n")
    spoken = "\n\n".join(f"**{'Ada' if n % 2 else 'Bo'}:** Turn number {n}. {said}" for n in range(turns))
    (folder / "long.md").write_text(f"---\nformat: labelled\n---\n{spoken}\n")
    settings = {
        "site_name": "Test",
        "docs_dir": "content",
        "theme": {"name": "material", "font": False, "features": list(features)},
        "plugins": [{"dialogues": options}],
        "use_directory_urls": use_directory_urls,
    }
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings))
    config = load_config(str(root / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)


def anchors_of(page: Page) -> list[str]:
    ids: list[str] = page.eval_on_selector_all("section.turn", "turns => turns.map(turn => turn.id)")
    return ids


def test_every_anchor_of_a_very_long_dialogue_on_one_page_works(browser: Browser, tmp_path: Path) -> None:
    write(tmp_path, TURNS, "It has been singing for a minute, and nobody went to look. " * 12, turns_per_page=0)
    with served(tmp_path / "site") as address:
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.goto(f"{address}dialogues/long/", wait_until="load")
        anchors = anchors_of(page)
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


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("pages")
    write(root, 60, turns_per_page=20)
    with served(root / "site") as address:
        yield f"{address}dialogues/long/"


def anchors(page: Page, address: str) -> list[str]:
    found = []
    for further in ("", "page/2/", "page/3/"):
        page.goto(address + further)
        found += anchors_of(page)
    return found


def test_a_link_from_outside_is_led_to_the_page_of_its_turn(browser: Browser, pages: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    ids = anchors(page, pages)
    assert len(set(ids)) == 60
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{pages}?to={ids[52]}#{ids[50]}", wait_until="commit")
    page.wait_for_url(f"{pages}page/3/?to={ids[52]}#{ids[50]}")
    expect(page.locator(f"section.turn[id='{ids[50]}']")).to_be_in_viewport()
    expect(page.locator("section.turn[data-in-range]")).to_have_count(3)
    before = asked[: asked.index(f"{pages}page/3/?to={ids[52]}")]
    assert before == [f"{pages}?to={ids[52]}"]  # nothing else was asked for
    page.go_back()  # the page that led here is no step
    assert page.url == f"{pages}page/3/"
    page.goto(f"{pages}?embed#{ids[21]}")
    page.wait_for_url(f"{pages}page/2/?embed#{ids[21]}")
    expect(page.locator("section.turn:visible")).to_have_count(1)
    page.goto(f"{pages}page/2/#{ids[58]}")  # a page that has not the turn any more
    page.wait_for_url(f"{pages}page/3/#{ids[58]}")
    page.goto(pages)
    page.evaluate("id => { location.hash = id; }", ids[33])
    page.wait_for_url(f"{pages}page/2/#{ids[33]}")
    page.goto(f"{pages}page/3/?to={ids[50]}#{ids[45]}")
    page.goto(f"{pages}?to={ids[50]}#{ids[35]}")  # a range that goes on on the next page
    expect(page.locator("section.turn[data-in-range]")).to_have_count(5)
    page.close()


@pytest.mark.parametrize("folders", [True, False])
def test_a_page_that_is_there_no_more_leads_to_its_turn(browser: Browser, tmp_path: Path, folders: bool) -> None:
    write(tmp_path, 12, use_directory_urls=folders, turns_per_page=4)
    with served(tmp_path / "site") as address:
        page = browser.new_page()
        name = "{}/" if folders else "{}.html"
        third = f"{address}dialogues/long/page/{name.format(3)}"
        page.goto(third)
        last = anchors_of(page)[-1]
        not_found = (tmp_path / "site/404.html").read_text()  # as GitHub Pages answers
        gone = f"{address}dialogues/long/page/{name.format(7)}"
        page.route(gone, lambda route: route.fulfill(status=404, body=not_found, content_type="text/html"))
        page.goto(f"{gone}#{last}")
        page.wait_for_url(f"{third}#{last}")
        page.goto(f"{gone}#t-gone")
        page.wait_for_url(f"{address}dialogues/{name.format('long')}#t-gone")
        page.goto(gone)
        page.wait_for_timeout(300)
        assert page.url == gone
        page.close()


def test_an_anchor_that_is_nowhere_leaves_the_reader_in_peace(browser: Browser, pages: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/long/" in request.url else None)
    for address in (f"{pages}#t-gone", f"{pages}page/2/#t-gone"):
        page.goto(address)
        page.wait_for_url(f"{pages}#t-gone")
        page.wait_for_timeout(300)
        expect(page.locator("section.turn")).to_have_count(20)
    assert asked == [pages, f"{pages}page/2/", pages]
    page.close()


def test_pages_are_turned_by_keyboard(browser: Browser, pages: str) -> None:
    page = browser.new_page()
    ids = anchors(page, pages)
    page.goto(pages)
    summary = page.locator(".dialogue-pages summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("2 turns 21–40 ")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{pages}page/2/")
    link = page.get_by_role("navigation", name="Pages before and after").get_by_role("link", name="Next page")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"{pages}page/3/")
    expect(page.get_by_role("link", name="Next page")).to_have_count(0)
    page.keyboard.press("k")
    page.wait_for_url(f"{pages}page/2/#{ids[39]}")
    expect(page.locator(f"section.turn[id='{ids[39]}']")).to_be_in_viewport()
    page.keyboard.press("j")
    page.wait_for_url(f"{pages}page/3/#{ids[40]}")
    expect(page.locator(".dialogue-place")).to_have_attribute("data-place", "41 / 60")
    page.close()


def test_without_a_script_there_is_the_list_of_pages(browser: Browser, pages: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{pages}#t-elsewhere")
    page.get_by_text("Pages: 3").click()
    page.get_by_role("link", name="3 turns 41–60").click()
    assert page.url == f"{pages}page/3/"
    context.close()


@pytest.mark.parametrize("apart", [False, True])
def test_where_the_theme_exchanges_pages_a_link_is_led_too(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    if apart:  # as of very many turns, of which a file of its own tells
        monkeypatch.setattr("mkdocs_dialogues.leaf_files._MOST_WITHIN", 10)
    write(tmp_path, 12, features=("navigation.instant",), turns_per_page=4)
    with served(tmp_path / "site") as address:
        page = browser.new_page()
        ids = anchors(page, f"{address}dialogues/long/")
        assert (ids[6] in page.request.get(f"{address}dialogues/long/").text()) is not apart
        page.goto(f"{address}dialogues/long/#{ids[10]}")
        page.wait_for_url(f"{address}dialogues/long/page/3/#{ids[10]}")
        page.goto(address)
        page.evaluate(
            "href => document.querySelector('article').append(Object.assign(document.createElement('a'), "
            "{ href, textContent: 'There' }))",
            f"{address}dialogues/long/#{ids[6]}",
        )
        page.get_by_text("There", exact=True).click()
        page.wait_for_url(f"{address}dialogues/long/page/2/#{ids[6]}")
        page.close()
