"""A dialogue on paper, as Chromium prints it."""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections.abc import Iterator

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser
from pypdf import PdfReader

from .conftest import served

WORDS = "the kettle sings and nobody hears because rain came over the hill with a long grey coat".split()
TITLE = 'Long; "quoted" \\ </style>'
CONFIG = "site_name: Paper\ndocs_dir: content\ntheme: {name: material, font: false}\nplugins: [dialogues]\n"

FOLDED = """\
---
format: dialogue
title: Folded
---
**Cook:**

<!-- reasoning -->

Reasoned first, at such a length that one line cannot hold it and whoever wants to read on has to unfold it, as here.

And reasoned on.

<!-- tool-call {"name": "look"} -->

{"at": "thestove"}

<!-- text -->

Answered.

```mermaid
graph LR
  Cold --> Warm
```
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with a dialogue of sixty turns, each by another speaker, and one with folds."""
    folder = tmp_path_factory.mktemp("paper")
    chance = random.Random(3)  # noqa: S311
    turns = []
    for number in range(60):
        text = " ".join(chance.choices(WORDS, k=chance.choice([5, 20, 60, 150])))
        link = f" See [it](https://example.org/{number}?a=1&b=2)." if number % 20 == 0 else ""
        turns.append(f"## N{number}q\n\nW{number}z {text}.{link}")
    cast = ", ".join(f"N{number}q: N{number}q" for number in range(60))
    matter = f"---\ntitle: '{TITLE}'\nformat: labelled\nparticipants: {{{cast}}}\n---\n"
    (folder / "content" / "dialogues").mkdir(parents=True)
    (folder / "content" / "dialogues" / "long.md").write_text(matter + "\n\n".join(turns), encoding="utf-8")
    (folder / "content" / "dialogues" / "folded.md").write_text(FOLDED, encoding="utf-8")
    heads = "|".join(f"column {number}" for number in range(16))
    table = f"|{heads}|\n{'|---' * 16}|\n{'|considerably' * 16}|"
    (folder / "content/dialogues/wide.md").write_text(
        f"**Ada:** Look:\n\n{table}\n\n**Bo:** I see.\n", encoding="utf-8"
    )
    for year in range(2022, 2026):  # a collection is drawn of six dialogues or more
        text = f"**Ada:** Is it {year}?\n\n**Bo:** It is {'so ' * year}.\n"
        (folder / f"content/dialogues/{year}-01-01-year.md").write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(CONFIG)
    config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    with served(folder / "site") as address:
        yield address


def printed(browser: Browser, address: str, before: str = "", wait: str = "") -> list[str]:
    """The texts of a page's sheets; ``before`` is run on the page first, when there is what matches ``wait``."""
    page = browser.new_page()
    page.goto(address)
    if wait:
        page.wait_for_selector(wait)
    if before:
        page.evaluate(before)
    data = page.pdf(format="A4", prefer_css_page_size=True)
    page.close()
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]


@pytest.fixture(scope="module")
def sheets(browser: Browser, paper: str) -> list[str]:
    """The sheets of the dialogue of sixty turns."""
    return printed(browser, f"{paper}dialogues/long/")


def test_a_wide_table_is_whole_on_paper(browser: Browser, paper: str) -> None:
    page = browser.new_page(viewport={"width": 690, "height": 900})  # an A4 sheet between its margins
    page.emulate_media(media="print")
    page.goto(f"{paper}dialogues/wide/")
    table = page.locator(".turn-table")
    assert table.evaluate("element => element.getBoundingClientRect().right") <= 690
    assert table.locator("..").evaluate("element => getComputedStyle(element).overflowX") == "visible"
    page.close()


def test_no_sheet_parts_a_speaker_from_the_first_words(sheets: list[str]) -> None:
    begun = next(index for index, sheet in enumerate(sheets) if "W0z" in sheet)
    for sheet in sheets[begun + 1 :]:
        assert set(re.findall(r"N(\d+)q", sheet)) == set(re.findall(r"W(\d+)z", sheet))
    assert len(sheets) - begun > 4


def test_sheets_are_numbered_and_say_what_they_are_of(sheets: list[str]) -> None:
    for number, sheet in enumerate(sheets, start=1):
        assert re.search(rf"(?m)^{number}$", sheet)
        assert sheet.count(TITLE) == 1, number  # the heading, and on the further ones what stands at their head
    assert "W" in sheets[-1] or "Links" in sheets[-1]  # none is blank


def test_links_are_numbered_and_listed(sheets: list[str]) -> None:
    whole = "\n".join(sheets)
    assert whole.count("https://example.org/") == 3
    assert re.search(r"See\s+it\s*1\s*\.", whole)
    assert re.search(r"2\.\s*https://example\.org/20\?a=1&b=2", whole)


def test_no_buttons_and_nothing_of_the_site(sheets: list[str]) -> None:
    whole = "\n".join(sheets)
    for word in ("Cite this", "View", "Contents", "Made with", "Search", "JSON"):
        assert word not in whole


def test_what_is_folded_stays_a_line(browser: Browser, paper: str) -> None:
    whole = "\n".join(printed(browser, f"{paper}dialogues/folded/"))
    assert "Reasoned first" in whole  # the line that stands for it
    assert "And reasoned on." not in whole
    assert "thestove" not in whole
    assert "Answered." in whole


def test_what_the_reader_unfolded_is_printed(browser: Browser, paper: str) -> None:
    unfold = "document.querySelectorAll('details.part').forEach((fold) => fold.open = true)"
    whole = "\n".join(printed(browser, f"{paper}dialogues/folded/", unfold))
    assert "And reasoned on." in whole
    assert "thestove" in whole


def test_a_drawn_diagram_adds_no_blank_sheet(browser: Browser, paper: str) -> None:
    (sheet,) = printed(browser, f"{paper}dialogues/folded/", wait=".dialogue-diagram img")
    assert "graph LR" not in sheet  # the picture is there; its source is folded


def test_a_collection_is_printed_as_pictures(browser: Browser, paper: str) -> None:
    sheets = printed(browser, f"{paper}collection/")
    assert all(sheet.strip() for sheet in sheets)
    assert "Length in words" in "\n".join(sheets)
    assert "The numbers" not in "\n".join(sheets)


def test_numbers_that_the_reader_unfolded_are_printed(browser: Browser, paper: str) -> None:
    unfold = "document.querySelectorAll('.listing-numbers').forEach((fold) => fold.open = true)"
    whole = "\n".join(printed(browser, f"{paper}collection/", unfold))
    assert "The numbers" in whole
    assert "Percent" in whole


@pytest.mark.parametrize("place", ["dialogues/", "participants/", "participants/n7q/"])
def test_lists_have_no_blank_sheet(browser: Browser, paper: str, place: str) -> None:
    assert all(sheet.strip() for sheet in printed(browser, f"{paper}{place}"))
