"""Search as a reader meets it: results by turn, facets, keys; nothing is loaded before somebody searches."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, expect

from .conftest import Visitor, served

TALKS = {
    "kettle": """\
---
title: Is the kettle on?
date: 2026-01-04
themes: [tea]
participants: {USER: Ada, ASSISTANT: Claude Opus 4.5}
---
**USER:** Is the kettle on?

**ASSISTANT:** It has been singing for a minute, and the pot is warm.

**USER:** Then pour, and mind the &lt;b&gt; <img src=x onerror=alert(1)> on the lid.
""",
    "salt": """\
---
title: Salt for the pasta
date: 2025-03-02
themes: [kitchen]
participants: {USER: Ada, ASSISTANT: The Cook}
---
**USER:** How much salt? The pot is large.

**ASSISTANT:** As the sea has, less a handful. A warm pot, then the salt; no kettle is needed.
""",
    "shuihu": """\
---
title: 水壶
language: zh
---
**Li Mei:** 水壶在唱歌吗？

**Claude:** 水壶已经唱了一分钟。
""",
    "yakan": """\
---
title: やかん
---
**アダ:** やかんは沸いていますか。

**クロード:** お湯はもう一分も歌っています。茶葉は二段目の棚でしょう。
""",
    "kanam": """\
---
title: เพลงของกาน้ำ
language: th
---
**อาดา:** กาน้ำเดือดหรือยัง ฝนตกจนไม่ได้ยินอะไรเลย

**เมฆ:** กาน้ำร้องเพลงมาหนึ่งนาทีแล้ว ใบชาอยู่บนชั้นที่สอง
""",
    "lies": """\
---
title: Where it lies
---
**Dov:** See https://example.org/drawings/2026/copper-stove_x.png?size=2, or `src/oven.config.ts`.

**Ada:** I see.
""",
    "code": """\
---
title: Code and sums
---
**Dov:** It is x86_64, C++ and C#, key=value, $500 and `__init__`; `py_3_x`, `x_secret_42`, `~/path/to`, C:\\Windows.

**Ada:** +49 170, `$HOME`, `std::vector<int>`, Jean–Luc, end…start, 1990–95, “no”—so, a café 👋 — and a well‑known one.
""",
}


@pytest.fixture(scope="module")
def talks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder above a small site, which is in its folder ``sub``."""
    folder = tmp_path_factory.mktemp("talks")
    (folder / "content/dialogues").mkdir(parents=True)
    (folder / "content/index.md").write_text("# Home\n\nWelcome to the pot.\n", encoding="utf-8")
    for name, text in TALKS.items():
        (folder / f"content/dialogues/{name}.md").write_text(text, encoding="utf-8")
    for number in range(14):
        text = f"**Bo:** This is pebble number {number}.\n\n**Cy:** Is it round?\n"
        (folder / f"content/dialogues/pebble-{number:02}.md").write_text(text, encoding="utf-8")
    features = ["navigation.instant", "search.highlight", "search.share"]
    settings = {
        "site_name": "Test",
        "site_url": "http://127.0.0.1/sub/",
        "docs_dir": "content",
        "site_dir": "served/sub",
        "theme": {"name": "material", "font": False, "features": features},
        "plugins": ["dialogues"],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mkdocs_dialogues.searching.index._UNIT", 300)  # as in a large archive, there are several shards
        build(config)
    shards = list((folder / "served/sub/pagefind").glob("*.pf_meta"))
    assert len(shards) > 3
    return folder / "served"


@pytest.fixture
def visitor(browser: Browser, talks: Path) -> Iterator[Visitor]:
    with served(talks) as address:
        made = Visitor(browser, f"{address}sub/")
        yield made
        errors = [error for visit in made.visits for error in visit.errors]
        hosts = set().union(*(visit.hosts for visit in made.visits))
        for visit in made.visits:
            visit.context.close()
        assert [error for error in errors if "sitemap.xml" not in error] == []
        assert hosts <= {"127.0.0.1", ""}


def ask(page: Page, query: str) -> None:
    page.locator(".md-search__input").fill(query)


def titles(page: Page) -> list[str]:
    return page.locator(".md-search-result__item .dialogue-hit").all_text_contents()


def test_nothing_is_loaded_before_somebody_searches(visitor: Visitor) -> None:
    page = visitor.open("", viewport={"width": 1280, "height": 900}).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in asked if re.search("pagefind|search-dialog|search_index|worker", url)] == []
    page.keyboard.press("/")
    ask(page, "singing")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    assert [url for url in asked if "pagefind/wasm" in url]


def test_results_are_turns_with_their_speaker_and_marked_words(visitor: Visitor) -> None:
    page = visitor.open("dialogues/salt/").page
    page.keyboard.press("s")
    ask(page, "singing")
    expect(page.locator(".dialogue-hit-turn")).to_have_text(["Claude Opus 4.5"])
    expect(page.locator(".md-search-result__item mark")).to_have_text(["singing"])
    expect(page.get_by_role("status")).to_have_text("1 matching document")
    page.locator(".dialogue-hit-turn").click()
    page.wait_for_url("**/sub/dialogues/kettle/?h=singing#t-*")
    anchor = page.url.rpartition("#")[2]
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()
    assert "singing" in page.locator(f"#{anchor}").inner_text()
    expect(page.locator("[data-md-toggle=search]")).not_to_be_checked()
    marked = "[...CSS.highlights.get('dialogues-search') ?? []].map(String)"
    for _ in range(100):  # the page's policy forbids what Playwright would wait with
        if page.evaluate(marked) == ["singing"]:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(marked) == ["singing"]
    ink = f"getComputedStyle(document.getElementById('{anchor}'), '::highlight(dialogues-search)').backgroundColor"
    assert page.evaluate(ink) == "rgba(255, 220, 0, 0.376)"


def test_a_phrase_in_quotes_stands_as_it_is_quoted(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "warm pot")
    expect(page.get_by_role("status")).to_have_text("2 matching documents")
    ask(page, '"warm pot"')
    expect(page.locator(".dialogue-hit")).to_have_text(["Salt for the pasta"])
    ask(page, '"warm pot" kettle')
    expect(page.locator(".dialogue-hit")).to_have_text(["Salt for the pasta"])
    ask(page, '"warm pot" singing')
    expect(page.get_by_role("status")).to_have_text("No matching documents")


def test_facets_and_order(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "kettle")
    page.get_by_text("Filter and sort").click()
    dialog = page.get_by_role("dialog", name="Search")
    year = dialog.get_by_label("Year")
    expect(year.locator("option")).to_have_text(["Any", "2026 (1)", "2025 (1)"])
    year.select_option("2025")
    expect(page.locator(".dialogue-hit")).to_have_text(["Salt for the pasta"])
    dialog.get_by_label("Year").select_option("")
    dialog.get_by_label("Participant").select_option("Claude Opus 4.5")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    dialog.get_by_label("Participant").select_option("")
    ask(page, "pot")
    expect(page.get_by_role("status")).to_have_text("3 matching documents")
    dialog.get_by_label("Order").select_option("Newest first")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?", "Salt for the pasta", "Home"])
    dialog.get_by_label("Order").select_option("Oldest first")
    expect(page.locator(".dialogue-hit")).to_have_text(["Salt for the pasta", "Is the kettle on?", "Home"])


@pytest.mark.parametrize(
    ("query", "title", "marked"),
    [
        ("水壶", "水壶", "水壶"),
        ("一分钟", "水壶", "一分钟"),
        ("お湯", "やかん", "お湯"),
        ("沸いて", "やかん", "沸いて"),  # で stands on that page, too
        ("沸いで", None, None),
        ("กาน้ำ", "เพลงของกาน้ำ", "กาน้ำ"),
        ("ใบชา", "เพลงของกาน้ำ", "ใบชา"),
        ("ใบช่า", None, None),
        ("いますか kettle", None, None),
    ],
)
def test_writings_without_spaces_are_found_as_they_stand(
    visitor: Visitor, query: str, title: str | None, marked: str | None
) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, query)
    if title is None:
        expect(page.get_by_role("status")).to_have_text("No matching documents")
        return
    expect(page.locator(".dialogue-hit")).to_have_text([title])
    expect(page.locator(".md-search-result__item p mark").first).to_have_text(str(marked))


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("x.png", "x.png"),
        ("stove_x.png", "copper-stove_x.png"),  # a word with a hyphen is marked whole, as everywhere
        ("copper-stove_x.png", "copper-stove_x.png"),
        ("copper-stove", "copper-stove"),
        ("copper", "copper-stove"),
        ("2026/copper", "2026/copper-stove"),
        ("oven.config", "oven.config"),
        ("config.ts", "config.ts"),
    ],
)
def test_a_piece_of_a_file_name_finds_it(visitor: Visitor, query: str, marked: str) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, query)
    expect(page.locator(".dialogue-hit")).to_have_text(["Where it lies"])
    expect(page.locator(".md-search-result__item p mark").first).to_have_text(marked)
    address = "https://example.org/drawings/2026/copper-stove_x.png?size=2"
    expect(page.locator(".md-search-result__item p").last).to_contain_text(address)


def test_a_word_with_a_hyphen_is_found_while_it_is_typed(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    for query in ("copper-s", "copper-sto", "copper-stov", "copper-stove"):
        ask(page, query)
        expect(page.locator(".dialogue-hit"), query).to_have_text(["Where it lies"])
    ask(page, "copper-kettle")
    expect(page.get_by_role("status")).to_have_text("No matching documents")
    ask(page, '"copper-sto"')
    expect(page.get_by_role("status")).to_have_text("No matching documents")


AS_THEY_STAND = {
    **{word: word for word in ("x86_64", "C++", "C#", "key=value", "$500", "py_3_x", "x_secret_42", "secret_42")},
    **{word: word for word in ("C:\\Windows", "end…start", "Jean–Luc", "👋")},
    "+49": "49",
    "$HOME": "HOME",
    "__init__": "init",
    "~/path/to": "path/to",
    '"C++ and C#"': "C++",
    "std::vector": "std::vector<int>",
    "vector<int>": "vector<int>",
    "start": "start",
    "Luc": "Jean–Luc",
    "Jean-Luc": "Jean–Luc",
    "95": "1990–95",
    "so": "so",
    "known": "well‑known",
    '"a café 👋 — and a"': "a",
    "init": "init",
}


def test_code_and_amounts_are_found_as_they_stand(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    hit = page.locator(".md-search-result__item", has_text="Code and sums")
    for query, marked in AS_THEY_STAND.items():
        ask(page, query)
        marks = hit.locator("p mark", has_text=re.compile(re.escape(marked)))
        expect(marks.first, query).to_be_visible()
    for query in ('"C and C"', "x86_65", "++"):
        ask(page, query)
        expect(page.get_by_role("status"), query).to_have_text("No matching documents")
    ask(page, "C++")
    expect(page.locator(".dialogue-hit")).to_have_text(["Code and sums"])  # and no other word with a C


def test_a_word_is_marked_whatever_accents_it_has(visitor: Visitor) -> None:
    page = visitor.open("dialogues/code/?h=cafe").page
    marked = "[...CSS.highlights.get('dialogues-search') ?? []].map(String)"
    for _ in range(100):  # the page's policy forbids what Playwright would wait with
        if page.evaluate(marked) == ["café"]:
            break
        page.wait_for_timeout(50)
    assert page.evaluate(marked) == ["café"]


def test_a_site_that_is_opened_from_a_folder(
    browser: Browser, talks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built as by ``mkdocs build -f folder.yml``, whose path MkDocs gives us as it was typed."""
    shutil.copytree(talks.parent / "content", tmp_path / "content")
    settings = yaml.safe_load((talks.parent / "mkdocs.yml").read_text())
    settings |= {"site_dir": "site", "plugins": ["dialogues", "offline"]}
    settings["theme"]["features"] = ["search.highlight"]
    monkeypatch.chdir(tmp_path)
    Path("folder.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    with Path("folder.yml").open("rb") as file:
        config = load_config(config_file=file)
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    made = Visitor(browser, f"{(tmp_path / 'site').as_uri()}/")
    page = made.open("dialogues/salt.html").page
    page.keyboard.press("/")
    ask(page, '"warm pot" kettle')
    expect(page.locator(".dialogue-hit")).to_have_text(["Salt for the pasta"])
    ask(page, "singing")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    page.locator(".dialogue-hit-turn").click()
    page.wait_for_url("**/site/dialogues/kettle.html?h=singing#t-*")
    assert made.visits[0].errors == []
    assert made.visits[0].hosts == {""}  # nobody is asked anything
    made.visits[0].context.close()


def test_keys_lead_through_the_results(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("f")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type("pebble")
    expect(page.get_by_role("status")).to_have_text("14 matching documents")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="More results")).to_be_focused()
    assert len(titles(page)) == 10
    page.keyboard.press("Enter")
    expect(page.locator(".md-search-result__item")).to_have_count(14)
    assert page.evaluate(
        "document.activeElement.closest('li') === document.querySelectorAll('.md-search-result__item')[10]"
    )
    page.keyboard.press("Escape")
    expect(page.locator("[data-md-toggle=search]")).not_to_be_checked()
    page.keyboard.press("/")
    page.keyboard.type("singing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dialogues/kettle/**")


def test_pages_are_loaded_as_they_come_into_view(visitor: Visitor) -> None:
    page = visitor.open("", viewport={"width": 1280, "height": 400}).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("/")
    ask(page, "pebble")
    expect(page.get_by_role("status")).to_have_text("14 matching documents")
    assert len([url for url in asked if "/fragment/" in url]) == len(titles(page)) < 7
    assert not [url for url in asked if url.endswith("pagefind.js")]  # the worker has it all
    more = page.get_by_role("button", name="More results")
    expect(more).to_be_hidden()
    for _ in range(10):
        page.locator(".md-search__scrollwrap").evaluate("wrap => wrap.scrollTo(0, wrap.scrollHeight)")
        page.wait_for_timeout(50)
    expect(more).to_be_visible()
    assert len([url for url in asked if "/fragment/" in url]) == len(titles(page)) == 10


def test_a_beginning_of_a_word_finds_it_and_its_own_beginning_does_not(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "minu")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    ask(page, "minutes")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    ask(page, "kettledrum")  # Pagefind alone answers with "kettl"
    expect(page.get_by_role("status")).to_have_text("No matching documents")
    ask(page, "pebblestone number")
    expect(page.get_by_role("status")).to_have_text("No matching documents")


def test_an_index_that_is_made_anew_is_loaded_anew(visitor: Visitor, talks: Path) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "singing")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    index = talks / "sub/pagefind/fragment"
    shutil.move(index, talks / "away")
    ask(page, "pebble")
    try:
        expect(page.get_by_role("status")).to_contain_text("not there yet")
    finally:
        shutil.move(talks / "away", index)
    expect(page.get_by_role("status")).to_have_text("14 matching documents")
    visitor.visits[0].errors.clear()


def test_a_page_that_stays_open_searches_the_index_of_now(visitor: Visitor, talks: Path) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "singing")
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    page.clock.install()
    page.clock.fast_forward("02:00")
    entry = talks / "sub/pagefind/pagefind-entry.json"
    before = entry.read_text()
    entry.write_text(json.dumps({**json.loads(before), "languages": {}}))
    try:
        ask(page, "pebble")
        page.clock.run_for(1000)
        expect(page.get_by_role("status")).to_have_text("No matching documents")
    finally:
        entry.write_text(before)


def test_an_address_holds_a_search(visitor: Visitor) -> None:
    page = visitor.open("dialogues/?q=singing").page
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    assert page.locator("[data-md-component=search-share]").get_attribute("href") == f"{page.url}"
    page.keyboard.press("Escape")
    page.wait_for_url("**/dialogues/")


def test_what_a_result_shows_is_text(visitor: Visitor) -> None:
    page = visitor.open("").page
    page.keyboard.press("/")
    ask(page, "lid")
    turn = page.locator(".md-search-result__link", has=page.locator(".dialogue-hit-turn"))
    expect(turn).to_contain_text("<img src=x onerror=alert(1)> on the lid")
    assert page.locator(".md-search-result img, .md-search-result b").count() == 0


def test_an_index_that_is_still_being_made_is_waited_for(visitor: Visitor, talks: Path) -> None:
    page = visitor.open("").page
    entry = talks / "sub/pagefind/pagefind-entry.json"
    shutil.move(entry, talks / "away.json")
    page.keyboard.press("/")
    ask(page, "singing")
    try:
        expect(page.get_by_role("status")).to_contain_text("not there yet")
    finally:
        shutil.move(talks / "away.json", entry)
    expect(page.locator(".dialogue-hit")).to_have_text(["Is the kettle on?"])
    visitor.visits[0].errors.clear()
