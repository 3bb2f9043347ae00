"""Lists of dialogues and of a facet's values."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from mkdocs_dialogues.render.context import FacetValue, Link, ListEntry, Listing, Pager
from mkdocs_dialogues.render.listing import EntryTexts, listing_toc, pager_head, render_listing
from mkdocs_dialogues.render.templating import TEMPLATES, Templates, load_templates
from mkdocs_dialogues.voices import Voice

CASES = Path(__file__).parent / "cases" / "pages"
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def templates() -> Templates:
    return load_templates()


def entry(title: str = "The lamp", url: str = "lamp/", **more: object) -> ListEntry:
    given: dict[str, object] = {
        "date": datetime(2026, 1, 4, 21, 13),
        "participants": ("Tomás", "Claude Opus 4.5"),
        "models": ("Claude Opus 4.5",),
        "themes": (Link("memory", "../themes/memory/"), Link("fog", "")),
        "summary": "On what a record keeps.",
        "words": 1234,
        "minutes": 5,
        "turns": 8,
        "voices": (Voice(0, "TO", "circle"), Voice(8, "CO", "square")),
    }
    return ListEntry(title, url, **(given | more))  # type: ignore[arg-type]


def test_whole_list(templates: Templates, golden: Callable[[Path, str], None]) -> None:
    listing = Listing(
        "All dialogues",
        "2 dialogues",
        values=[FacetValue("memory", "../themes/memory/", 1200, "since 2025")],
        groups=[("2026", [entry()]), ("Undated", [entry("عن البدايات", "b/", date=None, language="ar", voices=())])],
        elsewhere=[Link("Themes", "../themes/")],
    )
    golden(CASES / "listing.html", render_listing(listing, templates))


def test_headings_follow_one_another(templates: Templates) -> None:
    """A reader of headings meets h1, then h2, whether the list is divided or not."""
    for groups in ([("2026", [entry()])], [("", [entry()])]):
        html = render_listing(Listing("All", groups=groups), templates)
        levels = [int(level) for level in re.findall(r"<h(\d)", html)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_contents_are_the_headings_with_distinct_ids(templates: Templates) -> None:
    listing = Listing("All", groups=[("A b", [entry()]), ("a-b", [entry()]), ("", [entry()])])
    toc = listing_toc(listing)
    html = render_listing(listing, templates)
    assert [line.title for line in toc] == ["A b", "a-b"]
    assert len({line.id for line in toc}) == 2
    assert all(html.count(f'id="{line.id}"') == 1 for line in toc)


def test_the_year_is_said_where_no_heading_says_it(templates: Templates) -> None:
    assert ">4 Jan</time>" in render_listing(Listing("All", groups=[("2026", [entry()])]), templates)
    assert ">4 Jan 2026</time>" in render_listing(Listing("Series", groups=[("", [entry()])]), templates)


def test_a_theme_without_a_page_is_no_link(templates: Templates) -> None:
    html = render_listing(Listing("All", groups=[("", [entry()])]), templates)
    assert '<a href="../themes/memory/">memory</a>, fog' in html


@pytest.mark.parametrize(("count", "listed", "others"), [(9, 9, ""), (10, 8, "and 2 others")])
def test_of_many_who_take_part_some_are_named(templates: Templates, count: int, listed: int, others: str) -> None:
    names = tuple(f"Person-{number}-" for number in range(count))
    html = render_listing(Listing("All", "1 dialogue", groups=[("2026", [entry(participants=names)])]), templates)
    assert html.count("Person-") == listed
    assert ("others" in html, others in html) == (bool(others), True)


def test_text_is_text(templates: Templates) -> None:
    bad = entry(
        HOSTILE, HOSTILE, participants=(HOSTILE,), themes=(Link(HOSTILE, HOSTILE),), summary=HOSTILE, language=HOSTILE
    )
    listing = Listing(
        HOSTILE, HOSTILE, [FacetValue(HOSTILE, HOSTILE, 1, HOSTILE)], [(HOSTILE, [bad])], [Link(HOSTILE, HOSTILE)]
    )
    assert "<script" not in render_listing(listing, templates)


def test_entries_escape_in_a_site_s_own_page_too() -> None:
    """MkDocs' environment does not escape; a front page that imports our macros is safe all the same."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES))  # noqa: S701 - as MkDocs has it
    template = environment.from_string(
        '{% from "dialogues/entries.html" import entry, value %}{{ entry(e, base="../") }}{{ value(v) }}'
    )
    html = template.render(e=entry(HOSTILE, date=date(2026, 1, 4)), v=FacetValue(HOSTILE, "x/", 1))
    assert "<script" not in html
    assert '<a href="../lamp/">' in html


def test_a_page_of_a_long_list_leads_to_those_beside_it_and_to_each_year(templates: Templates) -> None:
    pager = Pager(2, 9, [(1, "../../"), (2, "./"), (3, "../3/"), (9, "../9/")], previous="../../", next="../3/")
    jumps = [Link("2026", "../../"), Link("2025", ""), Link("Undated", "../9/")]
    listing = Listing("All", "9 dialogues", groups=[("2025", [entry()])], base="../", pager=pager, jumps=jumps)
    html = render_listing(listing, templates)
    links = re.findall(r"<li><a ([^>]+)>", html)
    assert links[:3] == ['href="../../#in-2026"', 'href="#in-2025"', 'href="../9/#in-undated"']
    assert 'rel="prev" href="../../"' in links
    assert 'href="./" aria-current="page" aria-label="Page 2, this page"' in links
    assert html.count("…</li>") == 1  # between 3 and 9
    assert '<a href="../lamp/">' in html
    assert pager_head(listing) == '<link rel="prev" href="../../">\n<link rel="next" href="../3/">\n'


def test_an_entry_is_set_once_for_all_lists(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = EntryTexts(templates)
    one = entry()
    first = texts.text(one, "../", level=3, year=False)
    monkeypatch.setattr(texts, "_module", None)
    assert texts.text(one, "../../", level=3, year=False) == first.replace('href="../', 'href="../../')
