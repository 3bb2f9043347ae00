"""A frame that is filled is the page that the template would have made, whatever the template does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, pass_context

from mkdocs_dialogues.frames import Frames


@dataclass
class Item:
    title: str
    url: str
    level: int = 2
    children: list[Any] = field(default_factory=list)


@dataclass(eq=False)
class Page:
    title: str
    url: str = "a/b/"
    content: str = "<h1>x</h1>"
    edit_url: str | None = None
    toc: list[Item] = field(default_factory=list)
    meta: dict[str, Any] = field(default_factory=dict)


@pass_context
def url(context: Any, value: str) -> str:
    depth = context["page"].url.count("/")
    return value if value.startswith("#") else "../" * depth + value


def frames_of(source: str) -> Frames:
    environment = Environment(autoescape=False)  # noqa: S701 - as MkDocs has it
    environment.filters["url"] = url
    return Frames(environment.from_string(source), address=lambda page: page.url)


def contents(count: int) -> list[Item]:
    return [Item(f"item {number} < & >", f"#t-{number}") for number in range(count)]


PAGES = [
    Page("One & two", meta={"title": "One", "hide": ["toc"], "date": date(2026, 1, 4)}, edit_url="https://x/edit/a"),
    Page("<b>Three</b>", "a/c/", "<p>no heading</p>", toc=contents(1), meta={"themes": ["tea", "cups"]}),
    Page("Four", "a/d/", toc=contents(2), meta={"title": 'Fo"ur', "date": date(2025, 1, 4)}),
    Page("Five", "a/e/", toc=contents(5), meta={"hide": ["toc"], "themes": []}),
    Page("Six", "f/", toc=contents(3), edit_url="https://x/blob/f"),
    Page("", "g/", toc=contents(9)),
]

TEMPLATES = {
    "printed": ("<title>{{ page.title }}</title>{{ page.content }}"),
    "escaped": ("{{ page.title | e }}{% autoescape true %}{{ page.title }}{{ page.title | e }}{% endautoescape %}"),
    "filters": (
        "{{ page.title | striptags | upper | replace('E', page.url) if false else page.title | striptags | upper }}"
    ),
    "replaced": ("{{ page.title | replace('e', 'x') }}{{ page.title | length }}{{ page.title | truncate(3) }}"),
    "methods": (
        "{{ page.title.upper() }}{% if page.title.startswith('F') %}F{% endif %}"
        "{{ page.title.split()[0] if page.title else '' }}"
    ),
    "default": (
        "{{ page.title | d('none', true) }}{{ page.nothing | default('nothing') }}{{ page.meta.title or page.title }}"
    ),
    "conditions": (
        "{% if '<h1' not in page.content %}<h1>{{ page.title }}</h1>{% endif %}{% if page.edit_url %}"
        "{{ page.edit_url }}{% endif %}"
    ),
    "edit": (
        "{% if page.edit_url and '/blob/' in page.edit_url %}{{ page.edit_url | replace('blob', 'raw') }}{% endif %}"
    ),
    "meta": (
        "{{ page.meta.date }}{{ page.meta.date.year if page.meta.date }}"
        "{{ page.meta.get('title', 'none') }}{% if 'hide' in page.meta %}h{% endif %}"
    ),
    "hidden": ("{% if not (page.meta and page.meta.hide and 'toc' in page.meta.hide) %}shown{% endif %}"),
    "lists": ("{% for theme in page.meta.themes %}[{{ theme }}]{% else %}none{% endfor %}"),
    "contents": (
        "<ul>{% for item in page.toc %}\n<li class='{{ item.level }}'><a href='{{ item.url | url }}'>"
        "{% if item.children %}x{% endif %}{{ item.title | striptags }} {{ item.title | e }}</a></li>{% endfor %}</ul>"
    ),
    "first": (
        "{% if page.toc | first is defined %}{% set f = page.toc | first %}<a href='{{ f.url | url }}"
        "'>{{ f.title }}</a>{% endif %}{% if page.toc %}toc{% endif %}"
    ),
    "numbered": ("{% for item in page.toc %}{{ loop.index }}. {{ item.title }}{{ ', ' if not loop.last }}{% endfor %}"),
    "counted": ("{{ page.toc | length }}{% for item in page.toc[1:] %}{{ item.title }}{% endfor %}"),
    "twice": (
        "{% for item in page.toc %}{{ item.title }}{% endfor %}-{% for item in page.toc %}"
        "{{ item.url }};{{ item.title }}{% endfor %}"
    ),
    "joined": (
        "{{ page.title ~ ' - ' ~ page.url }}{{ 'x' + page.title }}{{ page.title + 'x' }}"
        "{{ '%s!' | format(page.title) }}"
    ),
    "joined and filtered": (
        "{{ (page.title ~ '!') | striptags }}{% set t %}{{ page.title }}{% endset %}{{ t | upper }}{{ t.upper() }}"
    ),
    "relative": ("<a href='{{ 'assets/x.css' | url }}'>{{ page.url }}</a>"),
    "own address": ("<a href='{{ page.url | url }}'>"),
    "tests": (
        "{{ page.title is string }}{{ page.title is mapping }}{{ page.meta is mapping }}"
        "{{ page.toc is iterable }}{{ page.x is defined }}"
    ),
    "macro": (
        "{% macro m(p) %}[{{ p.title }}]{% endmacro %}{{ m(page) }}{% set ns = namespace(x=page.title) %}{{ ns.x }}"
    ),
    "all of meta": ("{% for key, value in page.meta.items() %}{{ key }}={{ value }};{% endfor %}"),
    "sorted": ("{{ page.meta.themes | sort | join(', ') if page.meta.themes }}{{ page.title | list | join('.') }}"),
    "compared": (
        "{% if page.title == 'Four' %}four{% endif %}{% if page.title != 'Four' %}no{% endif %}"
        "{% if page == 3 %}3{% endif %}"
    ),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_filled_frame_is_the_rendered_page(name: str) -> None:
    frames = frames_of(TEMPLATES[name])
    plain = frames_of(TEMPLATES[name])._template
    for page in PAGES * 4:
        context = {"page": page, "base_url": ".."}
        assert frames.page(context, page) == plain.render(context)


@pytest.mark.parametrize("name", ["printed", "escaped", "filters", "meta", "hidden", "contents", "first", "default"])
def test_what_themes_do_needs_no_rendering_of_each_page(name: str) -> None:
    frames = frames_of(TEMPLATES[name])
    pages = [Page(f"Page {n}", f"a/{n}/", toc=contents(n % 7 + 1), meta={"title": f"P {n}"}) for n in range(60)]
    for page in pages:
        frames.page({"page": page, "base_url": ".."}, page)
    assert frames.rendered <= 4
    assert frames.framed >= 56


def test_a_page_that_holds_what_its_frame_leads_to_is_rendered_alone() -> None:
    frames = frames_of("{{ 'a/b/inner/' | url }}")
    seen = {page.url: [] for page in PAGES}  # type: ignore[var-annotated]
    for page in (*PAGES, *PAGES, *PAGES):
        seen[page.url].append(frames.page({"page": page, "base_url": ".."}, page))
    assert frames.rendered > 2 + 2
    assert all(len(set(texts)) == 1 for texts in seen.values())


@given(st.lists(st.text(), min_size=1, max_size=6), st.integers(0, 4))
def test_no_text_of_a_page_can_break_its_frame(titles: list[str], items: int) -> None:
    frames = frames_of(TEMPLATES["contents"] + TEMPLATES["escaped"] + TEMPLATES["filters"])
    plain = frames._template
    for number, title in enumerate(titles * 4):
        page = Page(title, f"a/{number}/", toc=[Item(title, f"#{title}") for _ in range(items)])
        context = {"page": page, "base_url": ".."}
        assert frames.page(context, page) == plain.render(context)
