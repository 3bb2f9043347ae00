"""A dialogue on paper, as Chromium prints it."""

from __future__ import annotations

import io
import random
import re
import unicodedata
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser
from pypdf import PdfReader

from .conftest import served

WORDS = "the kettle sings and nobody hears because rain came over the hill with a long grey coat".split()
TITLE = 'Long; "quoted" \\ </style>'
CONFIG = "site_name: Paper\ndocs_dir: content\ntheme: {name: material, font: false}\nplugins: [dialogues]\n"


@pytest.fixture(scope="module")
def sheets(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The texts of the sheets of a dialogue of sixty turns, each by another speaker."""
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
    (folder / "mkdocs.yml").write_text(CONFIG)
    config = load_config(str(folder / "mkdocs.yml"), site_dir=str(folder / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    with served(Path(folder / "site")) as address:
        page = browser.new_page()
        page.goto(f"{address}dialogues/long/")
        data = page.pdf(format="A4", prefer_css_page_size=True)
        page.close()
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in PdfReader(io.BytesIO(data)).pages]


def test_no_sheet_parts_a_speaker_from_the_first_words(sheets: list[str]) -> None:
    begun = next(index for index, sheet in enumerate(sheets) if "W0z" in sheet)
    for sheet in sheets[begun + 1 :]:
        assert set(re.findall(r"N(\d+)q", sheet)) == set(re.findall(r"W(\d+)z", sheet))
    assert len(sheets) - begun > 4


def test_sheets_are_numbered_and_say_what_they_are_of(sheets: list[str]) -> None:
    for number, sheet in enumerate(sheets, start=1):
        assert re.search(rf"(?m)^{number}$", sheet)
        assert (TITLE in sheet.splitlines()) is (number > 1)
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
